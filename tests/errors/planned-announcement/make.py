"""A change is written on 1 December and announced on 10 December."""

from errors._archive import Texts, edited, first_published, forged, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    second = publish(edited(first, DRAFT, "Who helps us", "Our vendors"), "Second", "material", "2027-01-20")
    return forged(second, "2026-12-01-second", {"2026-12-01": "2026-12-10"})
