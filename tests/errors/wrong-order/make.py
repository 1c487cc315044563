"""A version is put before one that was already announced."""

from errors._archive import Texts, edited, first_published, forged, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    second = publish(edited(first, DRAFT, "Who helps us", "Our vendors"), "Second", "material", "2027-03-01")
    third = publish(edited(second, DRAFT, "How long", "For how long"), "Third", "material", "2027-03-02")
    return forged(third, "2026-12-01-third", {"2027-03-02": "2027-02-01"})
