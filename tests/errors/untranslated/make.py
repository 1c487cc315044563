"""The theme is in Dutch, and nobody translated the words of the interface."""

from errors._archive import Texts

SETTINGS = "site_name: Trust center\ntheme:\n  name: material\n  language: nl\n"


def make(texts: Texts) -> Texts:
    return {**texts, "mkdocs.yml": SETTINGS.encode()}
