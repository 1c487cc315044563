"""Where a sentence names vendors: known companies, rows and items of lists, and names that stand where one does.

A company that a text says it does not use, and software that it runs by itself, are no vendors.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import known
from trustcenter.importing.proposals.names import LEGAL, NAMES, bare, is_name, key, split
from trustcenter.importing.proposals.proposal import Confidence, plain
from trustcenter.importing.proposals.prose import LIST, Passage, in_prose
from trustcenter.importing.proposals.usage import OWN_SOFTWARE, is_disowned, service_after

_ABOUT_VENDORS = re.compile(
    r"\b(?:sub-?processors?|service providers?|third[- ]part(?:y|ies)|vendors?|partners?|suppliers?|"
    r"integrat\w+|hosting|hosted|payment processors?|process(?:ed|or) (?:by|via)|providers?|platforms?|"
    r"recipients?|tools?|contractors?|who (?:else )?(?:helps?|sees|touches|gets|receives)|on our behalf|"
    r"(?:other|outside|following|these) companies|interfaces?|helpers?|rent(?:ed|s)?|data ?cent(?:re|er)s?|"
    r"outsourc\w+|which passes|passe[sd] (?:it|them|your) |"
    r"subcontract\w*|powered by|(?:stored|kept|held) (?:with|at|in|by)|(?:sent|passed|handed|goes) to|"
    r"(?:handled|carried|managed|delivered|run|operated|collected|made|printed|hosted|supplied) by)\b",
    re.IGNORECASE,
)
LIST_HEADING = re.compile(
    r"\b(?:sub-?processors?|third[- ]party (?:services?|providers?|vendors?|integrations?|processors?|"
    r"partners?|tracking|tools?|software)|service providers?|vendors?|suppliers?|integration partners|integrations|"
    r"our (?:partners|tools|helpers|providers|stack)|following (?:third|companies|providers|services|partners|"
    r"recipients|firms|tools)|"
    r"(?:external|outside|other) (?:companies|providers|services|processors)|processors|recipients|contractors|"
    r"who (?:else )?(?:helps?|sees|touches|gets|receives|handles|we (?:work|share|disclose|use|rely))|"
    r"(?:companies|services|tools|firms|partners|providers) (?:that |which |who )?(?:we|help|process|work)|"
    r"with whom|helpers)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    rf"^(?P<names>{NAMES}(?:\s*(?:/|,|and|&)\s*{NAMES}){{0,4}}),?(?:\s+{LEGAL})?(?:\s*\((?P<inside>[^)]*)"
    rf"\))?\s*(?:[—–:,-]\s+|\bfor\s+|\bto\s+|$)(?P<service>.*)$"
)
_ITEM_BY_USE = re.compile(
    rf"^(?P<service>[A-Za-z][\w ,/&-]{{2,50}}?)\s*(?::|—|–|\s-|\s*\.{{3,}})\s+(?:by |with |via |"
    rf"through )?{LIST}(?P<rest>.*)$"
)
_AGAINST = re.compile(
    r"\b(?:opt[- ]out (?:of|at|by|via|page)|browser|adjust your|(?:engage|connect|interact) with us|"
    r"social media (?:sites|pages)|visit(?:ing)? |learn more|follow us|find us on|"
    r"privacy policy at|trademarks?|signals? from|"
    r"share (?:this|on)|sites such as|(?:take|lead|bring|send|point)s? you to|(?:set|register)ed trade|back to top)\b",
    re.IGNORECASE,
)
Named = tuple[str, str, Confidence]
"""A name, what it does there, and how sure that is."""


def named(sentence: Sentence, common: Collection[str], *, own: Collection[str] = ()) -> Iterator[Named]:
    """The vendors a sentence names."""
    text = plain(sentence.text)
    if sentence.kind == "row":
        yield from _in_row(sentence)
        return
    if sentence.kind == "heading":
        listed = LIST_HEADING.search(sentence.above) and re.fullmatch(rf"{NAMES}(?:,?\s+{LEGAL})?", text)
        if listed and (known.listed_name(text) or is_name(text, common=common)):
            yield text, "", "medium"
        return
    if _AGAINST.search(text):
        yield from ((name, service, "medium") for name, service in _of_items(sentence, text, (), common))
        return
    spans = tuple(span for span in _known_spans(text) if not is_disowned(text, *span))
    item = _ITEM.match(text) if _is_listed(sentence) else None
    yield from _known_ones(text, spans, item)
    yield from ((name, service, "medium") for name, service in _of_items(sentence, text, spans, common))
    others = [span for span in spans if key(text[slice(*span)].split()[0]) not in own]
    about = bool(others) or bool(
        _ABOUT_VENDORS.search(f"{text} {sentence.place}") or LIST_HEADING.search(sentence.place)
    )
    passage = Passage(text, sentence.text, spans, common, about, listed=item is not None)
    yield from ((name, service_after(text, end), "medium") for name, end in in_prose(passage))


def _of_items(
    sentence: Sentence, text: str, spans: Sequence[tuple[int, int]], common: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The names of an item in a list of vendors that no list knows, each with what it does."""
    if not _is_listed(sentence):
        return
    for name, service, start in _in_item(text, _ITEM.match(text), common):
        beside = any(first <= start < last for first, last in spans)
        if not beside and not is_disowned(text, start, start + len(name)):
            yield name, service


def _is_listed(sentence: Sentence) -> bool:
    """Whether a sentence is an item in a list of vendors; a paragraph that begins with a bold name is one too."""
    if sentence.kind == "paragraph" and LIST_HEADING.search(sentence.heading) and _is_line(plain(sentence.text)):
        return True
    itemized = sentence.kind == "item" or re.match(r"\*\*[^*]+\*\*\s*(?:\([^)]*\)\s*)?[:—–-]", sentence.text)
    return bool(itemized and LIST_HEADING.search(f"{sentence.heading} / {sentence.intro}"))


def _is_line(text: str) -> bool:
    """Whether words are one line of a list that lost its marks: a name alone, or with what it is for."""
    if len(text) > _LONGEST_LINE or re.search(r"[.;]\s+[A-Z]|[.!?]$", text.removesuffix(" Inc.").removesuffix(" Ltd.")):
        return False
    item = _ITEM.match(text)
    return bool(item or _ITEM_BY_USE.match(text))


_LONGEST_LINE = 110


def _in_item(text: str, item: re.Match[str] | None, common: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """The names of an item in a list of vendors: at its start, or after what they are for ("Payments: Stripe")."""
    entity = re.match(rf"{NAMES}(?:\s+&\s+{NAMES})?,?\s+{LEGAL}(?=\s*[,(:—–-])", text)
    if entity and not re.match(r",?\s*(?:and|&)\s", text[entity.end() :]):
        yield entity[0], (_service_of(item) if item else ""), 0
        return
    names = [name for name in split(item["names"]) if is_name(name, common=common)] if item else []
    if item and names:
        yield from ((name, _service_of(item), text.find(name)) for name in names)
    elif by_use := _ITEM_BY_USE.match(text):
        for name in split(re.sub(r"\([^)]*\)", "", by_use["names"])):
            if is_name(name, common=common):
                yield name, by_use["service"].strip(), text.find(name, by_use.start("names"))


def _known_spans(text: str) -> list[tuple[int, int]]:
    """Where companies of the shipped lists stand; "Amazon Web Services (AWS)" is one."""
    found: list[tuple[int, int]] = []
    for span in known.spans(text):
        short = found and re.fullmatch(r",?(?: LLC| Inc\.?)? \(", text[found[-1][1] : span[0]])
        if not (short and text[span[1] : span[1] + 1] == ")"):
            found.append(span)
    return found


def _known_ones(text: str, spans: Sequence[tuple[int, int]], item: re.Match[str] | None) -> Iterator[Named]:
    """Companies of the shipped lists, with the legal form that follows."""
    for start, end in spans:
        stop = known.with_form(text, end)
        listed = item is not None and start < item.end("names")
        yield text[start:stop], _service_of(item) if item and listed else service_after(text, stop), "high"


def _service_of(item: re.Match[str]) -> str:
    return item["service"].strip(" .") or item["inside"] or ""


_COLUMNS = (
    r"\b(?:sub-?processors?|vendors?|providers?|suppliers?|third[- ]part(?:y|ies)|processors?)\b",
    r"\b(?:part(?:y|ies)|company|companies|entity|entities|partners?|recipients?|firms?|contractors?|who|helpers?|"
    r"organi[sz]ations?)\b",
    r"\b(?:names?|tools?|services?|products?|platforms?|integrations?|software|apps?)\b",
)
_OF_USE = re.compile(
    r"purpose|service|\buse|function|description|nature|task|what|role|why|activity|does", re.IGNORECASE
)
_OF_LISTS = re.compile(
    r"purpose|service|\buse|function|task|what|role|why|locat|countr|where|seat|region|safeguard|guarantee",
    re.IGNORECASE,
)


def _name_column(sentence: Sentence) -> int:
    """The column of a row in which a vendor stands; -1 where the table is not one of vendors."""
    heads = [plain(head) for head, _ in sentence.cells]
    for level, pattern in enumerate(_COLUMNS):
        for place, head in enumerate(heads):
            if len(head.split()) > 4 or not re.search(pattern, head, re.IGNORECASE):
                continue
            telling = any(_OF_LISTS.search(other) for other in heads if other is not head)
            if level == 0 or (level == 1 and telling) or LIST_HEADING.search(sentence.place):
                return place
    unnamed = not any(heads) and LIST_HEADING.search(sentence.place) and len(heads) > 1
    return 0 if unnamed and is_name(bare(plain(sentence.cells[0][1]))) else -1


def _in_row(sentence: Sentence) -> Iterator[Named]:
    """The vendor of a table row, if the table is one of vendors."""
    place = _name_column(sentence)
    row = plain(sentence.text)
    if place < 0 or OWN_SOFTWARE.search(row):
        return
    words = re.sub(r"\s*\([^()]*\)\s*$", "", plain(sentence.cells[place][1])).strip()
    others = [(head, plain(cell)) for at, (head, cell) in enumerate(sentence.cells) if at != place]
    service = next((said for head, said in others if _OF_USE.search(head)), "")
    parts = [words] if bare(words) != words or len(words) > 60 else re.split(r"\s*/\s*|,\s+|\s+and\s+", words)
    for name in parts if all(is_name(part) for part in parts) else [words]:
        if name and is_name(bare(name)) and _can_stand_in_a_list(name):
            yield name, service, "high"


def _can_stand_in_a_list(name: str) -> bool:
    """Whether the words of a cell are a name, not a description of who receives data."""
    words = name.split()
    if re.fullmatch(r"[a-z]-[a-z]{3,}|[a-z]+\.[a-z]{2,}", name):
        return True  # e-conomic
    written = words[0][0].isupper() or words[0][0].isdigit() or re.search(r"[A-Z.]", words[0]) or len(words) == 1
    return bool(written) and len(words) <= 9 and sum(word[0].islower() for word in words) <= len(words) / 2
