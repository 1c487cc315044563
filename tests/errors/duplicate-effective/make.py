"""A second version takes effect on the same day as an announced one, and is no mere correction."""

from datetime import date

from errors._archive import Texts, edited, first_published, forged, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    announced = first_published(texts, date(2026, 6, 1))
    again = edited(announced, DRAFT, "deleted after", "deleted, at the latest after")
    published = publish(again, "At the latest", "editorial", "2026-06-01", today=date(2026, 6, 1))
    return forged(published, "2026-06-01-at-the-latest", {"editorial": "material"})
