"""A material change is announced on 1 December for 31 December: 29 clear days where 30 are promised."""

from errors._archive import Texts, edited, first_published, forged, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    second = publish(edited(first, DRAFT, "Who helps us", "Our vendors"), "Second", "material", "2027-01-01")
    return forged(second, "2026-12-01-second", {"2027-01-01": "2026-12-31"})
