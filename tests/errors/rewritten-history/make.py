"""A sealed text and its record were rewritten together, so that every hash fits; only the last deployment knows."""

from errors._archive import Texts, first_published, forged


def base(texts: Texts) -> Texts:
    return first_published(texts)


def make(texts: Texts) -> Texts:
    return forged(first_published(texts), "2026-03-02-first-version", {"90 days": "60 days"})
