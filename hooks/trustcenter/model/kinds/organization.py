"""`data/organization.yml`: who publishes this trust center, where, and under which rules."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import (
    Country,
    Fact,
    Flag,
    Language,
    Phone,
    Reference,
    Regime,
    Slug,
    Stated,
    Text,
    TimeZone,
    Url,
)
from trustcenter.model.kinds.floors import EDITORIAL, MINOR, Named, RecordFloors
from trustcenter.model.kinds.former import Former
from trustcenter.model.kinds.kind import Kind, Table
from trustcenter.model.kinds.marks import Owns, Says, Setting
from trustcenter.model.kinds.printing import Within


class Product(Fact):
    """Something the organization sells; other records name it by its id."""

    id: Annotated[Slug, Says("how other records name it")]
    label: Annotated[Text, Says("what readers call it")]
    description: Annotated[Stated[Text] | None, Says("what it does")] = None

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """What readers call it."""
        return within.parts["label"]


class KeyFact(Fact):
    """One line of the table on the home page: `fact` is a reference such as `retention.call_recordings` or
    `security.breach_notice.detail`; `label` is what it is called there, else the record's own label.
    """

    fact: Annotated[
        Reference,
        Says(
            "a record or a field of it: `retention.call_recordings`, `security.breach_notice.detail`, `notice.material`"
        ),
    ]
    label: Annotated[Text | None, Says("what the line is called; the record's label otherwise")] = None


class NotListed(Fact):
    """Somebody who receives personal data and is not on the list of subprocessors, and why not."""

    who: Annotated[Text, Says("who it is")]
    why: Annotated[Text, Says("why it is no subprocessor")]


class Organization(Fact):
    """The organization behind the site.

    `timezone` decides when a day begins; `holidays` names the country whose public holidays are not business days;
    `regimes` lists the requirement lists it asserts; `demo` marks an illustration or an invented company,
    and `demo_text` is what the strip on every page then says; `well_known` names the files below `/.well-known/`
    that it asserts: how to report a vulnerability, and that it honours Global Privacy Control.
    `key_facts` are the lines of the table on the home page, in its order; `not_listed` says on the page of
    subprocessors who else receives data and why they are none.
    """

    legal_name: Annotated[
        Stated[Text],
        Named("minor", replaced="material"),
        Says("the legal entity that is bound by the policies"),
    ]
    formerly: Annotated[
        tuple[Former, ...],
        EDITORIAL,
        Says("legal names it had before; without them another name is another entity and demands a `material` change"),
    ] = ()
    brand: Annotated[Text | None, MINOR, Says("what readers call it; the legal name otherwise")] = None
    about: Annotated[Stated[Text] | None, MINOR, Says("one sentence for the home page")] = None
    website: Annotated[Stated[Url], EDITORIAL, Says("its main site")]
    address: Annotated[Stated[Text] | None, EDITORIAL, Says("postal address")] = None
    phone: Annotated[Stated[Phone] | None, EDITORIAL, Says("its main telephone number")] = None
    timezone: Annotated[TimeZone, Setting(), Says("where a day begins and ends, for every date on the site")]
    holidays: Annotated[Country | None, Setting(), Says("country whose public holidays are no business days")] = None
    regimes: Annotated[
        tuple[Regime, ...],
        Setting(),
        Says(
            "the [requirement lists](requirements.md) that it asserts;"
            " `check` compares its policies and facts with them"
        ),
    ] = ()
    languages: Annotated[
        tuple[Language, ...],
        Setting(),
        Says("the [languages](languages.md) of its policies; the first one binds where a policy names no other"),
    ] = ()
    products: Annotated[tuple[Product, ...], MINOR, Owns("products"), Says("what it sells")] = ()
    demo: Annotated[Flag, Setting(), Says("an illustration or an invented company: strip on every page, `noindex`")] = (
        False
    )
    demo_text: Annotated[Text | None, Setting(), Says("what that strip says")] = None
    well_known: Annotated[
        tuple[Literal["security.txt", "gpc.json"], ...],
        Setting(),
        Says("the [files for robots](site.md#files-for-robots) that it asserts"),
    ] = ()
    key_facts: Annotated[
        tuple[KeyFact, ...],
        Setting(),
        Says("the lines of the [key facts](site.md#home) on the home page, in this order"),
    ] = ()
    not_listed: Annotated[
        tuple[NotListed, ...],
        Setting(),
        Says("who receives personal data and is not on the [list of subprocessors](site.md#subprocessors)"),
    ] = ()

    @property
    def name(self) -> str:
        """What readers call the organization: the brand, or else the legal name."""
        return self.brand or str(self.legal_name)


KIND = Kind(
    "organization", Organization, "one", "organization", RecordFloors(added="minor", removed="minor"),
    Table(columns=("legal_name", "brand", "address", "phone", "website"), sideways=True), required=True,
)  # fmt: skip
