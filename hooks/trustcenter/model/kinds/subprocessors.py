"""`data/subprocessors.yml`: the vendors that process personal data, one record an engagement."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Country, Day, Fact, Flag, Location, Reach, Refers, Slug, Stated, Text, Url


class Subprocessor(Fact):
    """One engagement of one vendor; the same vendor may appear twice with two ids.

    `optional` says when the vendor is used at all; `since` is only for engagements older than the archive.
    """

    id: Slug
    name: Stated[Text]
    service: Text | None = None
    purpose: Stated[Text]
    group: Literal[
        "infrastructure", "communications", "ai", "payments", "support", "analytics", "identity", "integrations",
        "marketing", "security", "affiliate", "other",
    ]  # fmt: skip
    data: Stated[tuple[Annotated[Slug, Refers("data_categories")], ...]]
    locations: Stated[tuple[Location, ...]]
    headquarters: Stated[Country] | None = None
    transfer: Stated[tuple[Literal["adequacy", "dpf", "scc", "bcr", "derogation", "none"], ...]] | None = None
    products: tuple[Annotated[Slug, Refers("products")], ...] = ()
    optional: Text | None = None
    trains_on_data: Stated[Literal["never", "opt_in", "opt_out", "yes", "unknown"]] | None = None
    address: Stated[Text] | None = None
    contact: Stated[Reach] | None = None
    baa: Stated[Flag] | None = None
    phi: Stated[Flag] | None = None
    website: Stated[Url] | None = None
    dpa: Stated[Url] | None = None
    own_list: Stated[Url] | None = None
    certifications: tuple[Text, ...] = ()
    since: Day | None = None
