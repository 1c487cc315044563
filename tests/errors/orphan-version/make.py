"""The record of a version is deleted, its text stays."""

from errors._archive import Texts, first_published


def make(texts: Texts) -> Texts:
    published = first_published(texts)
    del published["docs/policies/privacy/2026-03-02.json"]
    return published
