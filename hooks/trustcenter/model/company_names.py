"""Names of companies: their legal forms, a name without its form, and whether two names are spellings of one.

The one place that knows legal forms; rules, comparisons and the import ask here.
"""

from __future__ import annotations

import re
from functools import lru_cache

FORMS = {
    form: place
    for place, forms in {
        "US": "incorporated inc llc corporation corp company co pbc lp",
        "GB": "limited ltd plc llp",
        "DE": "gmbh ag kg ug se",
        "FR": "sa sas sarl",
        "NL": "bv nv",
        "": "ab as asa aps oy oyj spa srl pty pte kk kft sro zoo sl lda eg hb vof ulc sdn bhd",
    }.items()
    for form in forms.split()
}
"""Legal forms without signs, and the country they belong to where it is one."""
_WRITTEN = (
    r"(?:Incorporated|Inc|L\.?L\.?C|L\.?L\.?P|L\.?P|P\.?B\.?C|Corporation|Corp|Company|Co|Limited|Ltd|P\.?L\.?C|plc"
    r"|GmbH(?: & Co\.? KG)?|gGmbH|AG|KG|UG|e\.V|SE|S\.?A\.?S|S\.?A\.?R\.?L|SARL|SA|S\.A|B\.?V|N\.?V|AB|AS|A/S"
    r"|ASA|ApS|Oyj?"
    r"|Lda|eG|eK|HB|KB|v\.?o\.?f|VOF|d\.o\.o|Sdn\.? Bhd|ULC|S\.?p\.?A|S\.?[rR]\.?[lL]|Pty(?:\.? Ltd)?"
    r"|Pte(?:\.? Ltd)?|Pvt(?:\.? Ltd)?|K\.?K|Kft|s\.?r\.?o|Sp\. z o\.o|S\.?L)"
)
LEGAL_FORM = rf"(?:{_WRITTEN})(?![\w-])\.?"
"""The pattern of a legal form as it is written at the end of a name, capitals as usual."""
_AT_END = re.compile(rf"(?:,?\s+{LEGAL_FORM})+\s*$", re.IGNORECASE)
ALIKE = 85
"""So many hundredths of two names must be the same for one to be a spelling of the other."""


@lru_cache(maxsize=4096)
def without_legal_form(name: str) -> str:
    """`Twilio Inc.` as `Twilio`; a name that is nothing but a form stays."""
    return _AT_END.sub("", name.strip()).rstrip(",").strip() or name.strip()


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: without legal form, case, signs and what stands in brackets."""
    bare = re.sub(r"\([^()]*\)", " ", name).casefold().replace(".", "").replace("'", "")
    said = re.sub(r"[^\w\s]", " ", bare).split()
    return tuple(word for word in said if word not in FORMS and word != "the") or tuple(said)


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same words but for legal form, case and signs."""
    return bool(one and other) and "".join(name_words(one)) == "".join(name_words(other))


_WRITTEN_OUT = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
"""Legal forms that are the same whether written out or not."""


def letters(name: str) -> str:
    """A name without capitals, signs and white space, and with legal forms shortened; the forms stay in it."""
    words = re.findall(r"[^\W_]+", name.casefold().replace(".", ""))
    return "".join(_WRITTEN_OUT.get(word, word) for word in words)
