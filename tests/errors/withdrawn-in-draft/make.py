"""A longer retention was announced and withdrawn, and data/ still states it."""

from errors._archive import TODAY, Texts, edited, first_published, publish
from trustcenter.publishing import withdraw


def make(texts: Texts) -> Texts:
    longer = edited(first_published(texts), "data/retention.yml", "90 days", "100 days")
    announced = publish(longer, "Longer", "material", "2027-03-01")
    planned = withdraw.plan(announced, "2026-12-01-longer", reason="It is not needed.", today=TODAY)
    return {**announced, **{path: data for path, data in planned.writes.items() if data}}
