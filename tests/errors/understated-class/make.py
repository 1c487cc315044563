"""Recordings are kept four times as long, and that is called editorial."""

from errors._archive import Texts, edited, first_published, forged, publish


def make(texts: Texts) -> Texts:
    first = first_published(texts)
    longer = edited(first, "data/retention.yml", "90 days", "365 days")
    second = publish(longer, "Longer", "material", "2027-01-01")
    words = {"class: material": "class: editorial", '"class": "material"': '"class": "editorial"'}
    return forged(second, "2026-12-01-longer", words)
