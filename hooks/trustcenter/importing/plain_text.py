"""Plain text to Markdown: headings, lists and paragraphs recovered from how the lines look.

Every word stays, and lines drawn across the page go; only marks are added (`##`, `-`, escapes), bullets are written as
Markdown writes them, lines that were broken at a width are joined, and lines that ran together are parted where a
heading or the label of a contact or of a day begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trustcenter.importing.columns import TABLE, Rows, split_tables
from trustcenter.markdown.escaping import escape

_BULLET = re.compile(r"[•●◦▪■‣∙·*–—-]\s+|o\s+(?=[A-Z])")
_NUMBER = re.compile(
    r"(?P<number>(?:(?:article|section|part|clause)\s+)?(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|"
    r"[IVX]{1,5}(?=[.)]))[.):]?)\s+(?=\S)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\(?[a-z][.)]\s+(?=[A-Z])")
_FUSED = re.compile(
    r"(?<=[a-z]{3})(?=(?:Our|We|The|This|These|Your|You|When|Its|If|In|To|For|Please|Some|Any|All|As)\s+[a-z])"
)
_FUSED_NAME = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]+,?\s[a-zA-Z])")
_FUSED_UNNUMBERED = re.compile(r"(?:(?<=[a-z]{2})|(?<=[a-z]\?))(?=[A-Z][a-z’']*[,:]?\s\S)")
_BEGINS = re.compile(
    r"(?:We|The|There|Should|An?|Our|You|Your|When|If|It|This|That|These|No|Not|None|Mostly?|How|What|Who|Where|Why|"
    r"Under|With|Please|They|Each|Every|Only|Some|All|Any|Yes|Nothing|Nobody)\Z"
)
"""Words with which sentences begin, and no second parts of names."""
_FUSED_CAPITALS = re.compile(r"(?P<head>[0-9]{1,2}[.)]?\s+[A-Z][A-Z0-9 ,&/’'()-]{2,70}[A-Z)])(?=[A-Z][a-z])")
_RULE = re.compile(r"([-=_*~#])\1{9,}")
"""A line across the page: it says nothing, and what stands right above it is a heading."""
_LABELS = (
    r"(?:Phone|Tel|Telephone|E-?mail|Fax|Attn|Attention|Address|Website|Web|Post|Mail|Mobile|Toll[- ]free|"
    r"(?:Last|Date)\s(?:Updated|Revised|Modified|Amended|Effective)|Effective(?:\sDate)?|Updated|Revised|Version)"
)
_FUSED_LABEL = re.compile(rf"(?<=[a-z0-9.)])(?={_LABELS}\s?:)")
_FUSED_LINE = re.compile(
    r"(?:(?<=\.com)|(?<=\.org)|(?<=\.net)|(?<=\.co\.uk)|(?<=\.com\.au))(?=[A-Z][a-z])|"
    r"(?<=[a-z])(?=[0-9]{2,5}\s[A-Z])|"
    r"(?<=[0-9])(?=[A-Z][a-z]+,\s[A-Z]{2}\b)|(?<=Inc\.)(?=[A-Z])|(?<=LLC)(?=[A-Z0-9])|(?<=Ltd)(?=[A-Z0-9])"
)
_ENDING = re.compile(r"[.;:,!?]['\")”’]*\Z")
_CONTACT = re.compile(
    r"(?:e-?mail|phone|tel(?:ephone)?|fax|address|attn|attention|website|web|mail|contact)\b[^:]{0,20}:|"
    r"\S+@\S+|https?://|\[e-?mail\s*protected\]",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r",?\s(?:LLC|L\.L\.C\.|Inc|Incorporated|Corp|Corporation|Ltd|Limited|GmbH|AG|PLC|LLP|B\.?V|S\.?A|Pty)\.?\Z"
)
_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|lane|drive|way|square|place|boulevard|blvd|floor|suite|quay|court)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "a an and as at by for from in into of on or our the this to under us we with your you do is are its".split()
)
_LONGEST = 90
"""Characters of a heading."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: its words, what mark stood before them, whether it stood alone, and was underlined."""

    words: str
    mark: str = ""
    indent: int = 0
    after_blank: bool = True
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the Markdown: `heading` (with a level), `item`, `numbered`, `table` or `paragraph`."""

    kind: str
    words: str
    level: int = 0
    close: bool = False


def to_markdown(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Title and Markdown body of a plain text, and the headings that had run into their text."""
    fused: list[str] = []
    said = Counter(re.findall(r"[^\W\d_]+", text))
    lines = _joined([line for part in split_tables(text) for line in _lines_of(part, fused, said)])
    title, lines = _title(lines)
    return title, _printed(_levelled(_pieces(lines))), tuple(fused)


def _lines_of(part: str | Rows, fused: list[str], said: Mapping[str, int]) -> list[Line]:
    if isinstance(part, str):
        return _lines(part, fused, said)
    cells = [[literal(cell) or " " for cell in row] for row in part]
    rows = ["| " + " | ".join(row) + " |" for row in (cells[0], ["---"] * len(cells[0]), *cells[1:])]
    return [Line("\n".join(rows), TABLE)]


def _lines(text: str, fused: list[str], said: Mapping[str, int]) -> list[Line]:
    found: list[Line] = []
    blank = True
    for raw in text.split("\n"):
        words = " ".join(raw.split())
        if not words:
            blank = True
            continue
        if _RULE.fullmatch(words):
            if found and not blank:
                found[-1] = replace(found[-1], underlined=True)
            blank = True
            continue
        indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
        parts = _split_heading(words, fused, said)
        parted = len(parts) == 2 and _fused_at(words, said) == len(parts[0])
        for place, part in enumerate(parts):
            mark = _BULLET.match(part)
            head = parted and place == 0
            bare = part[mark.end() :] if mark else part
            found.append(Line(bare, "-" if mark else "", indent, blank or head or place > 0, underlined=head))
            blank = False
    return found


def _split_heading(words: str, fused: list[str], said: Mapping[str, int]) -> list[str]:
    """A line that lost line breaks, in parts: after a numbered heading, and before the labels of contacts and days."""
    if capitals := _FUSED_CAPITALS.match(words):
        fused.append(capitals["head"])
        return [capitals["head"], *_split_heading(words[capitals.end() :], fused, said)]
    if _FUSED_LABEL.search(words):
        return _split_labels(words, fused)
    if not _NUMBER.match(words):
        cut_at = _fused_at(words, said)
        fused += [words[:cut_at]] if cut_at else []
        return [words[:cut_at], words[cut_at:]] if cut_at else [words]
    if len(words) < 60:
        return [words]
    cut = _FUSED.search(words, 0, _LONGEST) or _FUSED_NAME.search(words, 0, _LONGEST)
    if not cut or not _is_fused(words, cut.start(), said):
        return [words]
    head = words[: cut.start()]
    if re.search(r"[.;:]\s", head[4:]):
        return [words]
    fused.append(head)
    return [head, words[cut.start() :]]


def _is_fused(words: str, at: int, said: Mapping[str, int]) -> bool:
    """Whether two words ran together: one that stands nowhere else as a name does (`LinkedIn`), its parts elsewhere."""
    before, after = re.search(r"[^\W\d_]+\Z", words[:at]), re.match(r"[^\W\d_]+", words[at:])
    if not (before and after) or _FUSED.match(words, at):
        return bool(after)
    whole = said.get(before[0] + after[0], 0) < 2
    right = after[0] in said or after[0].lower() in said
    return whole and right and (before[0] in said or before[0].lower() in said or before[0].islower())


def _fused_at(words: str, said: Mapping[str, int]) -> int:
    """Where a heading without a number ends that ran into its text: "Who helps usWe work with"; 0 for none.

    A word in small letters goes before (`LinkedIn` and `eBay` are names), and both parts stand elsewhere.
    """
    for cut in _FUSED_UNNUMBERED.finditer(words, 0, _LONGEST):
        at = cut.start()
        head, left = words[:at], re.search(r"[^\W\d_]+(?=\??\Z)", words[:at])
        right = re.match(r"[^\W\d_]+", words[at:])
        if not left or not right or not head[0].isupper() or re.search(r"[.;:]\s|@|/", head) or len(head.split()) > 12:
            continue
        whole = said.get(left[0] + right[0], 0) < 2
        begins = _BEGINS.match(right[0]) or _FUSED.match(words, at)
        known = begins or right[0] in said or right[0].lower() in said or said.get(left[0], 0) > 1
        alone = head == left[0] and not _FUSED.match(words, at) and not words.startswith(",", at + len(right[0]))
        elsewhere = left[0].islower() and (begins or left[0] in said or left[0].capitalize() in said)
        if whole and known and not alone and (elsewhere or (head == left[0] and left[0].lower() in said)):
            return at
    return 0


def _split_labels(words: str, fused: list[str]) -> list[str]:
    """The lines of contacts or days that ran together: "Tulsa, OK 74135Phone: …"."""
    cuts = sorted({found.start() for pattern in (_FUSED_LABEL, _FUSED_LINE) for found in pattern.finditer(words)})
    parts = [words[first:last].strip() for first, last in pairwise([0, *cuts, len(words)])]
    fused += parts[:-1]
    return parts


def _joined(lines: list[Line]) -> list[Line]:
    """The lines of paragraphs that were broken at a width, joined."""
    if not _is_wrapped(lines):
        return lines
    found: list[Line] = []
    for line in lines:
        runs_on = bool(found) and not line.after_blank and not line.mark and not _NUMBER.match(line.words)
        runs_on = runs_on and not _LETTER.match(line.words)
        runs_on = runs_on and found[-1].mark != TABLE
        if (
            runs_on
            and (len(found[-1].words) >= 45 or line.indent > found[-1].indent or _goes_on(found[-1], line))
            and not _CONTACT.match(line.words)
        ):
            last = found[-1]
            found[-1] = replace(last, words=f"{last.words} {line.words}", underlined=line.underlined)
        else:
            found.append(line)
    return found


def _goes_on(last: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence of a short one before it."""
    return bool(len(last.words) >= 25 and not _ENDING.search(last.words) and re.match(r"[a-z]{2}|\([0-9]", line.words))


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines were broken at a width: none is long, and many that go on are nearly as long."""
    lines = [line for line in lines if line.mark != TABLE]
    longest = max((len(line.words) for line in lines), default=0)
    going_on = [first for first, second in pairwise(lines) if not second.after_blank and not second.mark]
    full = [line for line in going_on if len(line.words) >= longest * 0.7 and not _ENDING.search(line.words)]
    return 40 <= longest <= 130 and len(full) >= max(3, len(lines) // 8)


def _title(lines: list[Line]) -> tuple[str, list[Line]]:
    """The first line, if it reads like a title."""
    if lines and not lines[0].mark and len(lines[0].words) <= _LONGEST and not _ENDING.search(lines[0].words):
        return lines[0].words, lines[1:]
    return "", lines


def _pieces(lines: Sequence[Line]) -> list[Piece]:
    found: list[Piece] = []
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else None
        after = lines[place + 1] if place + 1 < len(lines) else None
        if line.mark == TABLE:
            found.append(Piece("table", line.words))
        elif line.mark:
            found.append(Piece("item", line.words, level=line.indent))
        elif level := _heading_level(line, before, after):
            found.append(Piece("heading", line.words, level=level))
        elif (number := _LISTED.match(line.words)) and _counts_on(found, int(number[1]), line, before, after):
            found.append(Piece("numbered", line.words, level=int(number[1])))
        else:
            found.append(Piece("paragraph", line.words, close=not line.after_blank and len(line.words) < 60))
    return found


_LISTED = re.compile(r"([1-9][0-9]?)\.\s")


def _counts_on(found: Sequence[Piece], number: int, line: Line, before: Line | None, after: Line | None) -> bool:
    """Whether a numbered line goes on with a list, or begins one that others go on with: Markdown counts by itself."""
    if found and found[-1].kind == "numbered":
        return number == found[-1].level + 1
    follows = _LISTED.match(after.words) if after and not after.mark else None
    return bool(follows) and int(follows[1]) == number + 1 and _in_a_run(line, before, after)  # type: ignore[index] # it is one


def _in_a_run(line: Line, *others: Line | None) -> bool:
    """Whether a numbered line stands beside other numbered lines: a list, not headings."""
    number = int(re.match(r"[0-9]+", line.words)[0])  # type: ignore[index] # asked for after a match
    beside = [re.match(r"([0-9]+)[.)]\s", other.words) for other in others if other]
    return any(found and abs(int(found[1]) - number) == 1 for found in beside)


UNNUMBERED = 10
"""The level of a heading without a number, until its place among the others is known."""


def _heading_level(line: Line, before: Line | None, after: Line | None) -> int:
    """2 and more for a heading by its number, `UNNUMBERED` for one by its looks, 0 for no heading."""
    words = line.words
    if after is None or len(words) > _LONGEST or _CONTACT.search(words) or _LEGAL.search(words):
        return 0
    if (numbered := _NUMBER.match(words)) and not _in_a_list(line, before, after):
        rest = words[numbered.end() :]
        if numbered["number"][-1].isalnum() and (not line.after_blank or _STREET.search(rest)):
            return 0  # a house number
        if rest.lstrip("[(")[:1].isupper() and not re.search(r"[.;,:]\Z", rest) and len(rest.split()) <= 12:
            return 2 + numbered["number"].rstrip(".):").count(".")
        return 0
    if lettered := _LETTER.match(words):
        short = (
            len(words.split()) <= 9
            and line.after_blank
            and not _ENDING.search(words)
            and not _LETTER.match(after.words)
        )
        return 3 if short and words[lettered.end()].isupper() else 0
    named = line.underlined and not _ENDING.search(words.removesuffix("?"))
    return UNNUMBERED if named or _looks_like_heading(line, after) else 0


def _in_a_list(line: Line, before: Line | None, after: Line | None) -> bool:
    return bool(re.match(r"[0-9]{1,2}[.)]\s", line.words)) and _in_a_run(line, before, after)


def _looks_like_heading(line: Line, after: Line) -> bool:
    """Short, no end of a sentence, capitals where titles have them, and followed by text that is not an address."""
    words = line.words.split()
    if len(words) > 9 or _ENDING.search(line.words) or ":" in line.words or not line.words[0].isupper():
        return line.words.isupper() and 2 <= len(words) <= 12 and not re.search(r"[0-9]", line.words)
    if re.search(r"[0-9]", line.words) or (_CONTACT.match(after.words) and not after.after_blank):
        return False
    if _CONTACT.match(after.words) and not re.search(r"contact|represent|officer", line.words, re.IGNORECASE):
        return False
    if re.match(r"[0-9]+\s+[A-Z]", after.words):  # a street: this is the name above an address
        return False
    if re.search(r"\w \(|\.{3}|\s[-–—]\s", line.words) and (not after.after_blank or not line.after_blank):
        return False  # a line of a list
    long = [word for word in words if word.lower() not in _SMALL and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long)
    sentence_case = len(words) <= 6 and line.after_blank and after.after_blank
    return bool(long) and (capitals >= len(long) * 0.75 or (sentence_case and len(after.words) > len(line.words)))


def _levelled(pieces: Sequence[Piece]) -> list[Piece]:
    """Headings without numbers put below those with numbers, or below those that a text of their own introduces."""
    numbered = any(piece.kind == "heading" and piece.level < UNNUMBERED for piece in pieces)
    follows = {place: pieces[place + 1].kind if place + 1 < len(pieces) else "" for place in range(len(pieces))}
    heads = [place for place, piece in enumerate(pieces) if piece.kind == "heading" and piece.level == UNNUMBERED]
    introduced = {place for place in heads if follows[place] == "paragraph"}
    nested = not numbered and introduced and any(follows[place] == "item" for place in heads)
    found: list[Piece] = []
    seen_parent = False
    for place, piece in enumerate(pieces):
        if place not in heads:
            seen_parent |= piece.kind == "heading"
            found.append(piece)
            continue
        top = _is_top(piece.words) if numbered else (not nested or place in introduced or not seen_parent)
        found.append(Piece("heading", piece.words, level=2 if top or not seen_parent else 3))
        seen_parent = seen_parent or top
    return found


def _is_top(words: str) -> bool:
    return bool(
        re.match(
            r"(?:contact|how to contact|introduction|overview|changes to|questions|definitions|appendix|annex)\b",
            words,
            re.IGNORECASE,
        )
    )


# Printing -----------------------------------------------------------------------------------------------------------


def literal(words: str) -> str:
    """Words as Markdown that shows just them; brackets that are no link stay as they are."""
    return re.sub(r"\\\[([^\[\]\\\n]*)\\\](?![(\[:{])", r"[\1]", escape(words))


def _printed(pieces: Sequence[Piece]) -> str:
    out: list[str] = []
    kind = ""
    indents: list[int] = []
    for piece in pieces:
        indents = _indents(indents if kind == "item" else [], piece.level) if piece.kind == "item" else []
        line = _line(piece, len(indents) - 1)
        joins = piece.kind in ("item", "numbered") and kind == piece.kind
        if piece.kind == "paragraph" and piece.close and kind == "paragraph" and out:
            out[-1] += "  "  # a line break that stays: addresses
            joins = True
        out += [line] if joins or not out else ["", line]
        kind = piece.kind
    return "\n".join(out) + "\n"


def _indents(above: list[int], indent: int) -> list[int]:
    """How far the items are set in among which one stands, itself included; at most four deep."""
    outer = [one for one in above if one <= indent - 2]
    return [*outer, indent][:4]


def _line(piece: Piece, depth: int) -> str:
    words = literal(piece.words)
    if piece.kind == "item":
        return "    " * depth + "- " + words
    if piece.kind == "numbered":
        return re.sub(r"^([0-9]+)\\\. ", r"\1. ", words)
    if piece.kind == "heading":
        return "#" * min(piece.level, 6) + " " + _in_heading(piece.words)
    return piece.words if piece.kind == "table" else words


def _in_heading(words: str) -> str:
    """The words of a heading: a number at its start needs no escape there."""
    return re.sub(r"^([0-9]+)\\([.)])", r"\1\2", literal(words))
