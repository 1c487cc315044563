"""`data/organization.yml`: who publishes this trust center, where, and under which rules."""

from typing import Literal

from trustcenter.model.kinds.fields import Country, Fact, Flag, Phone, Reference, Slug, Stated, Text, TimeZone, Url


class Product(Fact):
    """Something the organization sells; other records name it by its id."""

    id: Slug
    label: Text
    description: Stated[Text] | None = None


class KeyFact(Fact):
    """One line of the table on the home page: `fact` is a reference such as `retention.call_recordings` or
    `security.breach_notice.detail`; `label` is what it is called there, else the record's own label.
    """

    fact: Reference
    label: Text | None = None


class NotListed(Fact):
    """Somebody who receives personal data and is not on the list of subprocessors, and why not."""

    who: Text
    why: Text


class Organization(Fact):
    """The organization behind the site.

    `timezone` decides when a day begins; `holidays` names the country whose public holidays are not business days;
    `regimes` lists the requirement lists it asserts; `demo` marks an illustration or an invented company,
    and `demo_text` is what the strip on every page then says; `well_known` names the files below `/.well-known/`
    that it asserts: how to report a vulnerability, and that it honours Global Privacy Control.
    `key_facts` are the lines of the table on the home page, in its order; `not_listed` says on the page of
    subprocessors who else receives data and why they are none.
    """

    legal_name: Stated[Text]
    brand: Text | None = None
    about: Stated[Text] | None = None
    website: Stated[Url]
    address: Stated[Text] | None = None
    phone: Stated[Phone] | None = None
    timezone: TimeZone
    holidays: Country | None = None
    regimes: tuple[Slug, ...] = ()
    products: tuple[Product, ...] = ()
    demo: Flag = False
    demo_text: Text | None = None
    well_known: tuple[Literal["security.txt", "gpc.json"], ...] = ()
    key_facts: tuple[KeyFact, ...] = ()
    not_listed: tuple[NotListed, ...] = ()

    @property
    def name(self) -> str:
        """What readers call the organization: the brand, or else the legal name."""
        return self.brand or str(self.legal_name)
