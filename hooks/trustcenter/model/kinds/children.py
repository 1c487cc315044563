"""`data/children.yml`: age limits and children's data."""

from trustcenter.model.kinds.fields import Count, Fact, Flag, Slug, Stated, Text


class AgeRule(Fact):
    """One age statement: who is below `minimum_age` may not use what `applies_to` says.

    `regions` limits it to some places; `parental_consent_under` is the age below which a parent must agree.
    """

    id: Slug
    label: Text
    applies_to: Text | None = None
    minimum_age: Stated[Count] | None = None
    regions: tuple[Text, ...] = ()
    parental_consent_under: Stated[Count] | None = None
    knowingly_collected: Stated[Flag] | None = None
    action: Text | None = None
