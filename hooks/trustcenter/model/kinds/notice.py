"""`data/notice.yml`: the promise about changes: how long ahead, by which channels."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from trustcenter.model.kinds.fields import (
    Count,
    Fact,
    Flag,
    HolidayCountry,
    Line,
    Period,
    Refers,
    Slug,
    Stated,
    Text,
    bad,
)
from trustcenter.model.kinds.floors import MATERIAL, MINOR, Items, Length, RecordFloors
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Owns, Says
from trustcenter.model.kinds.printing import Within


class Emergency(Fact):
    """Whether a change may bind before it is announced, and within which period it must then be disclosed."""

    allowed: Annotated[Stated[Flag], Says("whether there are any")]
    within: Annotated[Stated[Period] | None, Says("when they must be disclosed at the latest")] = None

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`allowed, disclosed within 5 days`."""
        say, allowed = within.printing.say, within.value["allowed"]
        known = say("printed.allowed" if allowed is True else "printed.not_allowed")
        stated = within.parts["allowed"] if isinstance(allowed, dict) else known
        period = within.parts.get("within", "")
        if period == say("common.not_stated"):
            period = say("printed.unknown_period")
        return say("printed.disclosed", allowed=stated, period=period) if period else stated


class Channel(Fact):
    """One way by which notices reach people; `audiences` says whom (customers, end-users, callers …)."""

    id: Annotated[Slug, Says("how `deliveries` name it")]
    by: Annotated[Literal["email", "dashboard", "website", "feed", "sms", "post", "phone"], Says("the means")]
    label: Annotated[Text | None, Says("how a policy prints it")] = None
    audiences: Annotated[tuple[Slug, ...], Says("whom it reaches: customers, callers …")] = ()

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`e-mail to the owner of the account`, or the means."""
        return within.parts.get("label") or within.parts["by"]


class Receipt(Fact):
    """When a notice counts as received; the period of an audience then runs from that day."""

    after: Annotated[Period, Says("how long after the announcement it counts as received")]
    on_business_days: Annotated[Flag, Says("received on a business day only: on the next one, if need be")] = False

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`3 days, on a business day`."""
        period, on_business_days = within.parts["after"], within.value.get("on_business_days")
        return within.printing.say("printed.on_business_day", period=period) if on_business_days else period


class Audience(Fact):
    """A group of customers with a notice of its own, never shorter than that of everybody else.

    An audience that `binds: on acceptance`, such as new customers, is bound by the version that it accepts and has no
    notice of it; its other fields then say nothing.
    """

    id: Annotated[Slug, Says("how records and commands name it")]
    label: Annotated[Line, Says("what readers call it: enterprise customers")]
    binds: Annotated[
        Literal["after notice", "on acceptance"],
        Says("`on acceptance` for who signs up after the announcement: bound by what they accept"),
    ] = "after notice"
    material: Annotated[
        Period | None, Says("its notice, in clear days or business days; that of everybody otherwise")
    ] = None
    objection: Annotated[Period | None, Says("how long it can object; as everybody otherwise")] = None
    receipt: Annotated[Receipt | None, Says("where its notice runs from receipt, when it is received")] = None
    holidays: Annotated[
        tuple[HolidayCountry, ...],
        Says("countries whose public holidays are no business days; that of the organization otherwise"),
    ] = ()
    channels: Annotated[
        tuple[Annotated[Slug, Refers("channels")], ...], Says("which of the channels reach it; all otherwise")
    ] = ()

    @model_validator(mode="after")
    def _accepted_without_notice(self) -> Self:
        if self.binds == "on acceptance":
            for name in ("material", "objection", "receipt", "holidays"):
                if getattr(self, name):
                    raise bad(
                        f"`{self.id}` binds on acceptance, so its `{name}` says nothing",
                        f"leave out `{name}`, or leave out `binds`",
                    )
        return self

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`enterprise customers: 60 days, received after 3 days`."""
        parts, say = within.parts, within.printing.say
        if within.value.get("binds") == "on acceptance":
            return say("printed.audience", audience=parts["label"], terms=say("value.on_acceptance"))
        terms = [parts.get("material") or say("printed.as_everybody")]
        terms += [say("printed.received", period=parts["receipt"])] if "receipt" in parts else []
        terms += [say("printed.objection", period=parts["objection"])] if "objection" in parts else []
        terms += [say("printed.holidays", countries=parts["holidays"])] if "holidays" in parts else []
        return say("printed.audience", audience=parts["label"], terms=", ".join(terms))


def _audiences(listed: tuple[Audience, ...]) -> tuple[Audience, ...]:
    ids = [audience.id for audience in listed]
    if twice := next((name for name in ids if ids.count(name) > 1), ""):
        raise bad(f"the audience `{twice}` stands twice", "give one of them another id")
    accepting = [audience.id for audience in listed if audience.binds == "on acceptance"]
    if len(accepting) > 1:
        raise bad(f"{' and '.join(accepting)} bind on acceptance, and only one audience can", "merge them into one")
    return listed


class Notice(Fact):
    """The promise that binds every change of class `material`.

    `material` is counted in clear days (neither the announced nor the effective day counts); unknown: no period binds.
    `objection` runs from the announced day; `review_days` is how far ahead the publish workflow announces.
    """

    material: Annotated[
        Stated[Period],
        Length("notice period", longer="minor", shorter="material"),
        Says("clear days of notice; unknown: no period binds, with a warning"),
    ]
    objection: Annotated[
        Stated[Period] | None,
        Length("objection period", longer="minor", shorter="material"),
        Says("how long people can object, from the announced day"),
    ] = None
    emergency: Annotated[Emergency | None, MATERIAL, Says("changes that may bind before they are announced")] = None
    review_days: Annotated[
        Count,
        MINOR,
        Says("how far ahead `--announce review` announces, as the [publish workflow](github.md) does; 3 when left out"),
    ] = 3
    channels: Annotated[
        Stated[tuple[Channel, ...]],
        Items("channel", added="minor", dropped="material"),
        Owns("channels"),
        Says("how notices reach people"),
    ] = ()
    audiences: Annotated[
        Annotated[tuple[Audience, ...], AfterValidator(_audiences)],
        Items("audience", added="minor", dropped="material"),
        Says("groups of customers with a notice of their own; see [audiences](publishing.md#audiences)"),
    ] = ()


KIND = Kind(
    "notice", Notice, "one", "notice promise", RecordFloors(added="minor", removed="material"),
    Table(columns=("material", "objection", "emergency", "channels", "audiences"), sideways=True),
    Telling(page="notices/"), required=True,
)  # fmt: skip
