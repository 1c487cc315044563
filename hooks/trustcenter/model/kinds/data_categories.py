"""`data/data_categories.yml`: the kinds of personal data, where they come from and why they are used."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text

LegalBasis = Literal[
    "contract", "consent", "legitimate_interests", "legal_obligation", "vital_interests", "public_task"
]


class Use(Fact):
    """One purpose this data serves, and its legal basis (GDPR art. 6(1)); `interest` where that is the basis."""

    purpose: Annotated[Slug, Refers("purposes")]
    basis: Stated[LegalBasis] | None = None
    interest: Stated[Text] | None = None


class DataCategory(Fact):
    """One category; `items` are its data elements, `subjects` whose data it is, `sources` where it is obtained."""

    id: Slug
    label: Text
    description: Stated[Text] | None = None
    items: tuple[Text, ...] = ()
    sources: Stated[tuple[Text, ...]] | None = None
    subjects: Stated[tuple[Slug, ...]] | None = None
    sensitivity: Stated[Literal["ordinary", "sensitive", "special", "phi", "financial"]] | None = None
    purposes: Stated[tuple[Use, ...]] | None = None
    sold: Stated[Flag] | None = None
    shared: Stated[Flag] | None = None
