"""One digit of a sealed text is changed."""

from errors._archive import Texts, edited, first_published


def make(texts: Texts) -> Texts:
    published = first_published(texts)
    return edited(published, "docs/policies/privacy/2026-03-02.md", "90 days", "91 days")
