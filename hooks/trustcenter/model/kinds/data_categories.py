"""`data/data_categories.yml`: the kinds of personal data, where they come from and why they are used."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text
from trustcenter.model.kinds.floors import MATERIAL, Items, Named, RecordFloors, Worded, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says, Spelled
from trustcenter.model.kinds.printing import Within

LegalBasis = Annotated[
    Literal["contract", "consent", "legitimate_interests", "legal_obligation", "vital_interests", "public_task"],
    Spelled(
        {
            "contract": "performance of a contract", "legitimate_interests": "legitimate interests",
            "legal_obligation": "legal obligation", "vital_interests": "vital interests", "public_task": "public task",
        }
    ),
]  # fmt: skip


class Use(Fact):
    """One purpose this data serves, and its legal basis (GDPR art. 6(1)); `interest` where that is the basis."""

    purpose: Annotated[Slug, Refers("purposes"), Says("which purpose")]
    basis: Annotated[Stated[LegalBasis] | None, Says("the legal basis (GDPR art. 6(1))")] = None
    interest: Annotated[Stated[Text] | None, Says("which interest, where that is the basis")] = None

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`Answering calls (legitimate interests: to be reachable)`."""
        details = ": ".join(filter(None, (within.parts.get("basis"), within.parts.get("interest"))))
        return within.parts["purpose"] + (f" ({details})" if details else "")


class DataCategory(Fact):
    """One category; `items` are its data elements, `subjects` whose data it is, `sources` where it is obtained."""

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    description: Annotated[Stated[Text] | None, Worded("editorial"), Says("a sentence or two for readers")] = None
    items: Annotated[tuple[Text, ...], Items("data", added="material", dropped="minor"), Says("its data elements")] = ()
    sources: Annotated[
        Stated[tuple[Text, ...]] | None,
        Items("source", added="material", dropped="minor"),
        Says("where it is obtained"),
    ] = None
    subjects: Annotated[
        Stated[tuple[Slug, ...]] | None,
        Items("data subject", added="material", dropped="minor"),
        Says("whose data it is"),
    ] = None
    sensitivity: Annotated[
        Stated[Literal["ordinary", "sensitive", "special", "phi", "financial"]] | None,
        MATERIAL,
        Spelled({"phi": "protected health information"}),
        Says("how sensitive it is; `phi` is health information under HIPAA, `special` a special category of the GDPR"),
    ] = None
    purposes: Annotated[
        Stated[tuple[Use, ...]] | None, Items("purpose", added="material", dropped="minor"), Says("what it is used for")
    ] = None
    sold: Annotated[Stated[Flag] | None, ladder("sale", False, True), Says("whether it is sold")] = None
    shared: Annotated[Stated[Flag] | None, ladder("sharing", False, True), Says("shared for advertising")] = None


KIND = Kind(
    "data_categories", DataCategory, "list", "data category", RecordFloors(added="material", removed="minor"),
    Table(columns=("label", "items", "sources", "purposes")), Telling(detail="items", bullets=("description",)),
)  # fmt: skip
