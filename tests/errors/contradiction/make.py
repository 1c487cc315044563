"""The privacy policy says that recordings are kept for 90 days, the retention schedule says 60."""

from datetime import date

from errors._archive import Texts, first_published, forged, publish


def make(texts: Texts) -> Texts:
    both = publish(first_published(texts), "Schedule", "initial", "2026-06-01", today=date(2026, 6, 1))
    return forged(both, "2026-06-01-schedule", {"90 days": "60 days"})
