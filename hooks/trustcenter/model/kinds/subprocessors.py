"""`data/subprocessors.yml`: the vendors that process personal data, one record an engagement."""

from typing import Annotated, Literal

from trustcenter.model.kinds.engaged import CHAIN, Engaged
from trustcenter.model.kinds.fields import (
    Country,
    Day,
    Fact,
    Flag,
    Location,
    Reach,
    Refers,
    Slug,
    Stated,
    Text,
    Training,
    Url,
)  # fmt: skip
from trustcenter.model.kinds.floors import (
    EDITORIAL,
    MATERIAL,
    MINOR,
    Items,
    Lineage,
    Named,
    Places,
    RecordFloors,
    Worded,
    ladder,
)
from trustcenter.model.kinds.former import Former
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says, Spelled

Group = Literal[
    "infrastructure", "communications", "ai", "payments", "support", "analytics", "identity", "integrations",
    "marketing", "security", "affiliate", "other",
]  # fmt: skip
TransferMechanism = Annotated[
    Literal["adequacy", "dpf", "scc", "bcr", "derogation", "none"],
    Spelled(
        {
            "adequacy": "adequacy decision", "dpf": "Data Privacy Framework", "scc": "standard contractual clauses",
            "bcr": "binding corporate rules",
        }
    ),
]  # fmt: skip


class Subprocessor(Fact):
    """One engagement of one vendor; the same vendor may appear twice with two ids.

    `optional` says when the vendor is used at all; `since` is only for engagements older than the archive.
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    name: Annotated[Stated[Text], Named("minor", replaced="material"), Says("the legal entity")]
    formerly: Annotated[
        tuple[Former, ...],
        EDITORIAL,
        Says("names it had before; without them another name is another entity and demands a `material` change"),
    ] = ()
    was: Annotated[
        tuple[Slug, ...],
        Lineage(),
        Says(
            "ids under which it stood before: one for a changed id, several for vendors merged into it;"
            " the same id in two records says that one vendor was split"
        ),
    ] = ()
    merged_into: Annotated[
        Annotated[Slug, Refers("subprocessors")] | None,
        MATERIAL,
        Says("the vendor that it becomes part of, while it still is on your list: its legal entity ends"),
    ] = None
    service: Annotated[Text | None, Worded("minor"), Says("what it sells you")] = None
    purpose: Annotated[
        Stated[Text], Worded("material"), Says("what you use it for; a reworded purpose demands a `material` change")
    ]
    group: Annotated[
        Group,
        MINOR,
        Spelled({"ai": "AI"}),
        Says("where a list puts it"),
    ]
    data: Annotated[
        Stated[tuple[Annotated[Slug, Refers("data_categories")], ...]],
        Items("data", added="material", dropped="minor"),
        Says("what it processes"),
    ]
    locations: Annotated[
        Stated[tuple[Location, ...]],
        Places("location", added="material", dropped="minor"),
        Says("where, with the city or region if you like (`IE: Dublin`); a new one demands a `material` change"),
    ]
    engages: Annotated[
        Stated[tuple[Engaged, ...]] | None,
        CHAIN,
        Says(
            "the companies it engages for its part, and those that they engage, to any depth;"
            " `{unknown: why}` where nobody knows, `[]` where it engages nobody; a new link demands a `material` change"
        ),
    ] = None
    headquarters: Annotated[Stated[Country] | None, MINOR, Says("where the vendor is established")] = None
    transfer: Annotated[
        Stated[tuple[TransferMechanism, ...]] | None,
        ladder("transfer", ("adequacy", "dpf", "scc", "bcr"), "derogation", "none"),
        Says(
            "what a transfer rests on: adequacy decision, Data Privacy Framework,"
            " standard contractual clauses, binding corporate rules, a derogation, none"
        ),
    ] = None
    products: Annotated[
        tuple[Annotated[Slug, Refers("products")], ...],
        Items("product", added="minor", dropped="minor"),
        Says("for which of your products"),
    ] = ()
    optional: Annotated[Text | None, Worded("minor"), Says("when it is used at all")] = None
    trains_on_data: Annotated[
        Stated[Training] | None,
        ladder("training", "never", "opt_in", "opt_out", "yes"),
        Says("whether it trains models on the data; `unknown` where it does not say"),
    ] = None
    address: Annotated[Stated[Text] | None, EDITORIAL, Says("postal address")] = None
    contact: Annotated[Stated[Reach] | None, EDITORIAL, Says("whom to ask there")] = None
    baa: Annotated[
        Stated[Flag] | None, ladder("agreement", True, False), Says("a business associate agreement (HIPAA) stands")
    ] = None
    phi: Annotated[Stated[Flag] | None, MINOR, Says("it handles health information")] = None
    website: Annotated[Stated[Url] | None, EDITORIAL, Says("its main site")] = None
    dpa: Annotated[Stated[Url] | None, MINOR, Says("its data processing agreement")] = None
    own_list: Annotated[Stated[Url] | None, MINOR, Says("its own list of subprocessors")] = None
    certifications: Annotated[tuple[Text, ...], MINOR, Says("what it holds")] = ()
    since: Annotated[Day | None, MINOR, Says("only for an engagement older than your archive")] = None


KIND = Kind(
    "subprocessors", Subprocessor, "list", "subprocessor", RecordFloors(added="material", removed="minor"),
    Table(columns=("name", "purpose", "data", "locations", "transfer")),
    Telling(same=("group", "purpose"), detail="purpose", bullets=("purpose",), key_fact=("purpose",)),
)  # fmt: skip
