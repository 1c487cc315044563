"""The text of a version that is announced today was edited by hand, and its record was sealed again to fit."""

from errors._archive import TODAY, Texts, edited, first_published, sealed


def make(texts: Texts) -> Texts:
    published = first_published(texts, TODAY)
    return sealed(edited(published, f"docs/policies/privacy/{TODAY}.md", "| Norway |", "| Norway and United States |"))
