"""A change says that it was announced on 25 November, but is first shown on 1 December."""

from datetime import date

from errors._archive import Texts, edited, first_published, publish

DRAFT = "docs/policies/privacy/index.md"


def base(texts: Texts) -> Texts:
    return first_published(texts)


def make(texts: Texts) -> Texts:
    draft = edited(first_published(texts), DRAFT, "Who helps us", "Our vendors")
    return publish(draft, "Our vendors", "material", "2026-12-28", today=date(2026, 11, 25))
