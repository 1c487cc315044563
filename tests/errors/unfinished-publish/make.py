"""The journal of a publication that was killed still stands."""

from errors._archive import Texts
from trustcenter.model.paths import JOURNAL


def make(texts: Texts) -> Texts:
    return {**texts, JOURNAL: b"{}"}
