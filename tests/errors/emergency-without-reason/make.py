"""An emergency change gives no reason."""

from datetime import date

from errors._archive import Texts, edited, first_published, forged, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    urgent = edited(first, DRAFT, "Who helps us", "Our vendors")
    second = publish(urgent, "Urgent", "emergency", "2026-12-01", today=date(2026, 12, 1), reason="a breach")
    return forged(second, "2026-12-01-urgent", {'reason: "a breach"\n': "", "reason: a breach\n": ""})
