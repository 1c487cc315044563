"""A change that is no emergency takes effect the day before it is announced."""

from errors._archive import Texts, edited, first_published, forged, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    second = publish(edited(first, DRAFT, "Who helps us", "Our vendors"), "Second", "editorial", "2026-12-05")
    return forged(second, "2026-12-01-second", {"2026-12-05": "2026-11-30"})
