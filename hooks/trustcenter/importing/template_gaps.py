"""Places that nobody filled: variables of a template (`{{ imprint.vat_id }}`, `%NAME%`), words in brackets.

Only a text that is imported is read for them.  In a draft two braces are a reference, and a version is literal; and
what stands in brackets there was written on purpose, while in a text of somebody else `[Officer Name]` is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from trustcenter.model.problems import Problem
from trustcenter.reading.center import Center
from trustcenter.rules.hygiene import placeholders
from trustcenter.rules.prose import texts, without_code

_NAME = r"[A-Za-z_#][\w .:|'\"/\\-]{0,80}?"
_OPEN, _CLOSE = r"\\?\{", r"\\?\}"
_VARIABLE = re.compile(
    rf"\$?{_OPEN}{_OPEN}\s*(?:{_OPEN})?{_NAME}\s*(?:{_CLOSE})?{_CLOSE}{_CLOSE}"
    rf"|\${_OPEN}{_NAME}{_CLOSE}"
    rf"|(?<![\w{{\\]){_OPEN}[A-Za-z][A-Za-z0-9]*(?:[ _.-][A-Za-z0-9]+){{0,5}}{_CLOSE}(?!\}})"
    r"|(?<![\w%])%[A-Z][A-Z0-9_]{2,40}%(?![\w%])"
    r"|(?<!\w)\\?\[\\?\[\s*[A-Za-z][\w .-]{1,60}\\?\]\\?\](?!\()"
)

_ASKED = (
    r"names?|naam|nom|nome|nombre|numbers?|nummer|num[ée]ro|address(?:es)?|adresse|adres|dates?|datum|state|states|"
    r"country|countries|city|town|"
    r"link|links|url|website|title|e-?mail|phone|telephone|officer|university|school|hospital|compan(?:y|ies)|firma|"
    r"amount|version|period|days|"
    r"months|years|hours|jurisdiction|entity|person|contact|position|role|department|provider|vendor|product|service|"
    r"logo|signature|"
    r"click here|here to|einf(?:ü|ue)gen|erg(?:ä|ae)nzen|eintragen|nachtragen|ausf(?:ü|ue)llen|invullen|toevoegen|"
    r"aanvullen|"
    r"compl[ée]ter|ins[ée]rer|rellenar|"
    r"insertar|inserire|completar|placeholder|xx+|blank|pending|draft|check|confirm|missing|unknown|somebody|someone|"
    r"saknas|puuttuu|fehlt|folgt|mangler|manque|manquante?|ontbreekt|volgt|falta|mancante|brak|chybí|"
    r"(?:à|a) (?:venir|définir|préciser)|por (?:definir|confirmar|completar)|da (?:definire|completare|inserire)|"
    r"(?:nog )?in te vullen|te bepalen|noch offen|wird (?:ergänzt|nachgereicht)|kommer|tulossa|fyll i|infoga|"
    r"lägg till|indsæt|udfyldes|sett inn|preencher|inserir|inserisci|uzupełnić|doplnit|"
    r"coming soon|to follow|follows|reg\.? ?no|registration no|vat no|optional|as appropriate|if applicable|choose|"
    r"select one|comment"
)
_BRACKETS = re.compile(
    rf"(?<![\w\]!\\])\\?\[(?!\^)(?P<words>[^\[\]\n]{{0,60}}?(?<![\w-])(?:{_ASKED})(?![\w-])[^\[\]\n]{{0,40}}?)"
    r"\\?\](?![(\[:{])"
    r"|(?<![\w\]!\\])\\?\[(?P<blank>[^\[\]\n]{0,20}(?:_{3,}|(?:\\_){3,}|…|\.{3,})[^\[\]\n]{0,30})\\?\](?![(\[:{])"
    r"|(?<![\w\]!\\])\\?\[(?P<capitals>[A-Z]{3,}(?: [A-Z]{2,}){1,5})\\?\](?![(\[:{])",
    re.IGNORECASE,
)
_UNIT = r"(?:full |calendar |business |working )?(?:hours?|days?|weeks?|months?|years?)\b"
_LATER = r"to be (?:confirmed|added|determined|completed|announced|inserted|agreed|advised|supplied|drafted)"
_LEFT, _RIGHT = r"(?:<|&lt;|\\<)", r"(?:>|&gt;|\\>)"
_SHAPES = re.compile(
    rf"\((?i:insert|enter|fill in|add|tbc|tba|tbd|todo|xx+)\b[^()\n]{{0,60}}\)"
    rf"|\([^()\n]{{0,40}}\b{_LATER}\b[^()\n]{{0,30}}\)"
    rf"|{_LEFT}(?:[A-Z][A-Z _-]{{2,40}}|(?:number|name|date|period|link|url|email|address|company|xx+)){_RIGHT}"
    r"|%%[A-Za-z_]{2,40}%%|@@[A-Za-z_]{2,40}@@|#REF!|«[A-Z][A-Z_ ]{2,40}»"
    r"|(?<![\w\\])(?:\\?_){5,}(?!\w)"
    r"|\b(?:DD|MM|XX|xx)[/.-](?:DD|MM|XX|xx)[/.-](?:YYYY|YY|XXXX|xxxx|(?:19|20)\d\d)\b|\bYYYY-MM-DD\b"
    r"|\bINSERT(?: [A-Z]{2,}){1,5}\b|\bYOUR (?:COMPANY|BUSINESS|LEGAL|FULL) (?:NAME|ADDRESS|ENTITY|NUMBER)\b"
    rf"|\?{{2,}}\s{_UNIT}|(?<!- )\\?\[[xX]{{1,2}}\\?\]\s{_UNIT}|\bTK(?=[.,;)]|\s*$)"
    r"|\((?:Company|Your|Organi[sz]ation|Business|Legal|Full|First|Last) (?:Name|Address|Entity|Number)\)"
    r"|\((?:delete|remove) (?:if|as|where) [^()\n]{2,40}\)|\(\w+ (?:name|address|number|date) here\)"
    r"|\\<[^\W\d][^<>\n]{1,40}\\>|&lt;[^\W\d_][\w -]{1,40}(?:&gt;|>)"
    r"|(?<=[^\s_\\] )(?:\\?_){3,}(?![\w\\])|(?:\\?_){2,}/(?:\\?_){2,}/"
    r"|\\?\[\s?\\?\]\s(?:days|weeks|months|years|hours)\b|\\?\[\d{1,3}(?:\s?/\s?\d{1,3}){1,3}\\?\](?!\()"
    r"|\\?\[(?:\?{1,5}|[●•]{2,})\\?\](?![(\[:{])|(?<!\w)\?{3,}(?=\s\w)"
    r"|(?<![#\w\\])(?:\\?#){1,2}[A-Z][A-Z_]{2,30}(?:\\?#){1,2}(?!\w)|(?<!\w)\$[A-Z][A-Z_]{2,30}\$"
    r"|(?<![\w%])%s\b|%\(\w{2,30}\)s\b|\bPLACEHOLDER\b|(?<=: )(?:undefined|null|NaN)\b"
    r"|\b(?:[Ii]nsert|[Ee]nter|[Aa]dd|[Tt]ype) (?:your )?(?:text|name|address|link|date|words)(?: here\b|(?=[.<\n]))"
    r"|\b[Ii]nsert (?:\w+ ){1,3}here\b|(?<![\w.])(?:[A-Z]{2})?0{8,}(?![\w.])"
    r"|(?:^|(?<=: ))(?:[Dd]etails |[Tt]ext )?[Tt]o follow(?=[.:]|\s*$)"
    rf"|(?:^|(?<=[.!?] ))(?:T{_LATER[1:]})\b[^.\n]{{0,60}}",
    re.MULTILINE,
)
"""Other shapes of gaps: brackets of all kinds, rules to write on, patterns of days."""
_IN_CODE = re.compile(
    r"(?:<|&lt;){2}\s?[A-Za-z][\w .-]{0,40}(?:>|&gt;){2}"
    r"|(?:<|&lt;)(?i:insert|add|enter|link|name|date|your|url|address|e-?mail|number|version)"
    r" [A-Za-z][\w .-]{0,40}(?:>|&gt;)"
)
_SENTENCE = re.compile(
    r"(?<!\bno)(?<!\breg)(?<!\bchoose)(?<!\bone)(?<!\boptional)(?<!\bcomment)[.;:]\s|\b(?:is|are|was|were|sic|emphasis|added|see|note|protected)\b",
    re.IGNORECASE,
)


def unfilled(center: Center, today: date) -> Iterator[Problem]:
    """Names in the braces or signs of a template, and in brackets, stand where a value was meant to be."""
    hint = "write what is meant, or leave it if the text shows a template on purpose"
    for text in texts(center, today):
        taken = {place for found in placeholders(text.text) for place in range(*found.span())}
        variables = (
            (match, "is a variable that was not filled") for match in _VARIABLE.finditer(without_code(text.text))
        )
        for match, what in (*variables, *((match, "was not filled in") for match in _gaps(text.text))):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                yield text.problem(match.start(), "placeholder", f"`{_shown(match[0])}` {what}", hint)


def _gaps(text: str) -> Iterator[re.Match[str]]:
    """Words in brackets that ask for a value, and names in double angle brackets within code."""
    words = without_code(text)
    yield from _SHAPES.finditer(words)
    for match in _BRACKETS.finditer(words):
        capitals = match["capitals"] is None or match["capitals"].isupper()
        if capitals and len(match[0].split()) <= 8 and not _SENTENCE.search(match[0]):
            yield match
    yield from (match for match in _IN_CODE.finditer(text) if not words[match.start() : match.end()].strip())


def _shown(words: str) -> str:
    return " ".join(words.replace("\\", "").split())
