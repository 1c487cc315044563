"""The site was last deployed on 10 December 2025; the security.txt of that day has less than 30 days left."""

from datetime import date

from errors._archive import Texts

DEPLOYED = date(2025, 12, 10)


def base(texts: Texts) -> Texts:
    return texts
