"""A vendor whose announcement was withdrawn stands in a later announced version, as an older tool let it happen."""

from datetime import date
from unittest.mock import patch

from errors._archive import Texts, edited, first_published, publish
from trustcenter.publishing import withdraw

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    longer = edited(first, "data/retention.yml", "90 days", "100 days")
    second = publish(longer, "Longer", "material", "2027-03-01")
    third = publish(edited(second, DRAFT, "Who helps us", "Our vendors"), "Vendors", "material", "2027-03-02")
    with (
        patch("trustcenter.publishing.withdraw.carriers", lambda *_: {}),
        patch("trustcenter.publishing.withdraw.check", lambda *_: ()),
    ):
        planned = withdraw.plan(third, "2026-12-01-longer", reason="It is not needed.", today=date(2026, 12, 1))
    return edited(
        {**third, **{p: d for p, d in planned.writes.items() if d}}, "data/retention.yml", "100 days", "90 days"
    )
