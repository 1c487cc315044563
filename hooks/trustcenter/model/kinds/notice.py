"""`data/notice.yml`: the promise about changes: how long ahead, by which channels."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Count, Fact, Flag, Period, Slug, Stated, Text
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


KIND = Kind(
    "notice", Notice, "one", "notice promise", RecordFloors(added="minor", removed="material"),
    Table(columns=("material", "objection", "emergency", "channels"), sideways=True),
    Telling(page="notices/"), required=True,
)  # fmt: skip
