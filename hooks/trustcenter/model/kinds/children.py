"""`data/children.yml`: age limits and children's data."""

from typing import Annotated

from trustcenter.model.kinds.fields import Count, Fact, Flag, Slug, Stated, Text
from trustcenter.model.kinds.floors import MATERIAL, MINOR, Named, RecordFloors
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class AgeRule(Fact):
    """One age statement: who is below `minimum_age` may not use what `applies_to` says.

    `regions` limits it to some places; `parental_consent_under` is the age below which a parent must agree.
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    applies_to: Annotated[Text | None, MINOR, Says("what the limit is for")] = None
    minimum_age: Annotated[Stated[Count] | None, MATERIAL, Says("who is younger may not use it")] = None
    regions: Annotated[tuple[Text, ...], MINOR, Says("where it applies, if not everywhere")] = ()
    parental_consent_under: Annotated[Stated[Count] | None, MATERIAL, Says("below this age a parent must agree")] = None
    knowingly_collected: Annotated[
        Stated[Flag] | None, MINOR, Says("whether data of children is knowingly collected")
    ] = None
    action: Annotated[Text | None, MINOR, Says("what happens when data of a child is found")] = None


KIND = Kind(
    "children", AgeRule, "list", "age rule", RecordFloors(added="minor", removed="minor"),
    Table(columns=("label", "applies_to", "minimum_age", "parental_consent_under")), Telling(key_fact=("minimum_age",)),
)  # fmt: skip
