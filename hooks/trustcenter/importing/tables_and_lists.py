"""Reads tables and lists of a text as rows with roles (name, purpose, place, period …).

`vendor_records`, `editions` and the families of `proposals` call `tables` and `vendor_rows` and get `Table` and `Row`
values.  What a column is for is decided by the words above it and by what stands in it, for each table by itself; a
table of cookies is no list of vendors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from trustcenter.importing.passages import Sentence
from trustcenter.importing.vendor_names import is_company, is_known
from trustcenter.markdown.words import plain_words
from trustcenter.model.company_names import LEGAL_FORM

_ROLES: tuple[tuple[str, str], ...] = (
    ("cookie", r".*\bcookies?\b.*(?:names?|id|key)?|.*\b(?:expir\w+|lifespan)\b.*"),
    ("name", r"(?:name of )?(?:the )?(?:third[- ]party |data |service )?(?:(?:sub-?)?processors?|vendors?|providers?"
             r"|suppliers?)(?: names?| entity)?|.*\b(?:entity|legal) names?"),
    ("headquarters", r"head ?quarters?|(?:country|place) of (?:incorporation|establishment)|incorporated in|hq"),
    ("address", r".*\baddress"),
    ("locations", r".*\b(?:locations?|country|countries|regions?|where|hosted in|jurisdiction|place)\b.*"),
    ("transfer", r".*\b(?:transfers?|safeguards?|mechanism)\b.*"),
    ("own_list", r".*\b(?:own|their) (?:list|sub-?processors)\b.*|sub-?sub-?processors?"),
    ("dpa", r"dpa|data processing (?:agreement|addendum|terms)"),
    ("website", r"web ?site|url|link|homepage|more information|privacy (?:policy|notice|statement)"),
    ("contact", r".*\b(?:contact|e-?mail)\b.*"),
    ("period", r".*\b(?:retention|retain\w*|kept|keep|how long|periods?|duration|storage|held|stored for|time)\b.*"),
    ("starts", r".*\b(?:trigger|starts?|count\w*|from when|begins?)\b.*"),
    ("action", r"then|.*\b(?:deletion|disposal|action|afterwards|what happens|end of)\b.*"),
    ("purpose", r".*\b(?:purposes?|nature|functions?|activit(?:y|ies)|descriptions?|use|usage|tasks?|for"
                r"|reasons?|role|what for|why|what (?:they|it) do(?:es)?|does)\b.*"),
    ("data", r".*\b(?:data|information|records?|what)\b.*"),
    ("service", r".*\b(?:services?|products?)\b.*"),
    ("group", r"(?:.* )?(?:category|type|group)"),
    ("name", r".*\b(?:sub-?processors?|vendors?|providers?|company|entity|entities|names?|third[- ]part(?:y"
             r"|ies)|partners?|recipients?|supplier|who|tools?|platform|organi[sz]ation|party)\b.*"),
)  # fmt: skip
"""What a column is for, by the words above it; the first that fits counts."""
FIELDS = frozenset(name for name, _ in _ROLES) | {"id", "trains_on_data", "baa", "phi", "optional"}
_TELLING = frozenset({"purpose", "data", "locations", "service", "address"})
"""Columns of which a list of vendors has at least one beside the names."""
ABOUT_VENDORS = re.compile(
    r"\b(?:sub-?processors?|vendors?|third[- ]part(?:y|ies)|processors?|service providers?|providers?"
    r"|suppliers?|partners?|recipients?|shar(?:e|ed|ing)|disclos\w+|who (?:else|gets|receives|helps"
    r"|we)|integrat\w+|tools|subsidiar\w+|affiliates?|companies)\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b|\blocal storage\b", re.IGNORECASE)
_SURE = re.compile(
    r"\b(?:(?:sub-?)?processors?|vendors?|providers?|suppliers?|compan(?:y|ies)|entit(?:y|ies))\b", re.IGNORECASE
)
_LONGEST_NAME, _LONGEST_HEADING, _LONGEST_CELL = 100, 100, 5000
MOST_ROWS = 1000
"""So many vendors of one list are read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row or item: its cells by role as Markdown, the heading above it, and where it stands."""

    cells: Mapping[str, str]
    section: str = ""
    sentence: Sentence = field(default_factory=lambda: Sentence("", 0))

    def said(self, role: str) -> str:
        """The plain words of a cell; lines in it are parted by line breaks."""
        cell = self.cells.get(role, "")
        if len(cell) > _LONGEST_CELL:
            return cell  # nobody writes such a cell, and reading it would take long
        lines = re.split(r"<br\s*/?>|\n", cell)
        return "\n".join(filter(None, (plain_words(line).lstrip("•-– ") for line in lines)))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table and the role of each of its columns."""

    roles: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    section: str
    intro: str

    @property
    def is_of_cookies(self) -> bool:
        return "cookie" in self.roles or (bool(_COOKIES.search(self.section)) and "locations" not in self.roles)

    def is_of_vendors(self, *, asked: bool = False) -> bool:
        """Whether its rows are those who get data: a column of their names, one that tells more, and no cookies.

        Where a person asked for a list of vendors, any column of names will do.
        """
        if self.is_of_cookies or "name" not in self.roles or not _TELLING & {*self.roles}:
            return False
        if "period" in self.roles and not _SURE.search(self.head[self.roles.index("name")]):
            return False
        return asked or bool(_SURE.search(self.head[self.roles.index("name")])) or self._names_companies()

    def _names_companies(self) -> bool:
        """For a head such as `Who` or `Name`: whether most cells name companies below a heading about vendors."""
        names = [row.said("name") for row in self.rows]
        sure = sum(bool(is_known(name) or re.search(rf"\s{LEGAL_FORM}", name)) for name in names)
        fitting = sum(is_company(name) for name in names)
        return 2 * sure >= len(names) or (
            bool(ABOUT_VENDORS.search(f"{self.section} {self.intro}")) and 3 * fitting >= 2 * len(names)
        )


def role_of(heading: str) -> str:
    """The role of a column; nothing where its heading does not tell."""
    words = " ".join(re.sub(r"[^\w\s/-]", " ", plain_words(heading).replace("_", " ")).lower().split())
    if not words or len(words) > _LONGEST_HEADING:
        return ""
    as_field = words.replace(" ", "_").replace("-", "_")
    if as_field in FIELDS:
        return as_field
    return next((name for name, pattern in _ROLES if re.fullmatch(pattern, words)), "")


def roles_of(head: Sequence[str]) -> tuple[str, ...]:
    """The role of each column, each role once; the name is the surest column that can be one."""
    roles = [role_of(heading) for heading in head]
    names = [place for place, role in enumerate(roles) if role == "name"]
    best = next((place for place in names if _SURE.search(head[place])), names[0] if names else -1)
    made: list[str] = []
    for place, role in enumerate(roles):
        made.append("" if (role == "name" and place != best) or role in made else role)
    return tuple(made)


def tables(sentences: Sequence[Sentence]) -> tuple[Table, ...]:
    """The tables of a text, each with the roles of its own columns."""
    rows = [one for one in sentences if one.kind == "row"]
    return tuple(_table(list(group)) for _, group in groupby(rows, key=lambda one: one.table))


def _table(rows: Sequence[Sentence]) -> Table:
    head = tuple(plain_words(name) for name, _ in max((row.cells for row in rows), key=len))
    roles = roles_of(head) if any(head) else ("name", "purpose", *("" for _ in head[2:]))
    section = f"{plain_words(rows[0].above)} / {plain_words(rows[0].heading)}"
    made = []
    for row in rows:
        cells = {role: cell for role, (_, cell) in zip(roles, row.cells, strict=False) if role and plain_words(cell)}
        made.append(Row(cells, plain_words(row.heading), row))
    return Table(roles, head, tuple(made), section, plain_words(rows[0].intro))


# Vendors ------------------------------------------------------------------------------------------------------------


def vendor_rows(sentences: Sequence[Sentence], *, asked: bool = False) -> tuple[Row, ...]:
    """The vendors in the tables of a text, or where it has none of them, in its lists.

    With `asked` a person said that the text is a list of vendors: then a list needs no words about them above it.
    """
    rows = [
        row
        for table in tables(sentences)
        if table.is_of_vendors(asked=asked)
        for row in table.rows
        if is_name(row.said("name"))
    ]
    if not rows:
        rows = list(listed_vendors(sentences, asked=asked))
    return tuple(rows[:MOST_ROWS])


def not_understood(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The first row of each table that may be a list of vendors by its heading or head, and was not read as one."""
    for table in tables(sentences):
        told = _SURE.search(" ".join(table.head)) or re.search(r"\bsub-?processors?\b", table.section, re.IGNORECASE)
        if told and not table.is_of_vendors() and not table.is_of_cookies and "period" not in table.roles:
            yield table.rows[0].sentence


def is_name(words: str) -> bool:
    """Whether some words can stand in a column of names: not empty, no sentence, not `none`."""
    return (
        bool(re.search(r"\w", words))
        and len(words) <= _LONGEST_NAME
        and words.lower() not in ("none", "n/a", "-", "not applicable")
    )


_APART = re.compile(
    r"\s+(?:[–—]|-{1,2})\s+|:\s+|\.\s+(?=[A-Z])|,\s+(?=(?:for|our|which|who|to|a|an|the)\b)|\s+(?=\()"
    r"|\s+(?=(?:hosts?|stores?|sends?|provides?|processes|handles?|delivers?|runs?|is|for|helps?)\b)"
)
_IN_BRACKETS = re.compile(r"\(([^()]{2,60})\)")


def listed_vendors(sentences: Sequence[Sentence], *, asked: bool = False) -> Iterator[Row]:
    """The items of lists of vendors: `**Name** – what for (where)`; a list counts where all of its items begin with
    names.
    """
    items = [one for one in sentences if one.kind == "item"]
    by_block: dict[int, Sentence] = {}
    for one in items:
        if one.block not in by_block:
            by_block[one.block] = one
        else:
            first = by_block[one.block]
            by_block[one.block] = Sentence(
                f"{first.text} {one.text}",
                first.line,
                first.heading,
                first.above,
                first.label,
                first.intro,
                "item",
                (),
                first.block,
            )
    for _, group in groupby(by_block.values(), key=lambda one: (one.above, one.heading, one.intro)):
        listed = list(group)
        place = plain_words(f"{listed[0].heading} {listed[0].intro}")
        rows = [_item_row(one) for one in listed]
        names = [row.said("name") if row else "" for row in rows]
        surely = sum(bool(is_known(name) or re.search(rf"\s{LEGAL_FORM}", name)) for name in names)
        told = (asked or ABOUT_VENDORS.search(place)) and not _COOKIES.search(place)
        shaped = all(row and "purpose" in row.cells for row in rows)
        if told and all(is_company(name) for name in names) and (surely or shaped or _SURE.search(place)):
            yield from (row for row in rows if row)
        elif told and surely:
            marked = [bool(re.match(r"\W*(?:\*\*|\[)", one.text)) for one in listed]
            for row, name, bold in zip(rows, names, marked, strict=True):
                if row and is_company(name) and (is_known(name) or bold or re.search(rf"\s{LEGAL_FORM}\Z", name)):
                    yield row


def _item_row(item: Sentence) -> Row | None:
    """The name that an item begins with, its purpose and its place."""
    text = item.text
    words = plain_words(text)
    linked = re.match(r"\W*\[([^\[\]]+)\]\((https?://[^()\s]+)\)", text)
    bold = re.match(r"\W*\*\*([^*]+?):?\*\*", text)
    cut = _APART.search(words)
    name = plain_words(linked[1] if linked else bold[1].rstrip(":") if bold else words[: cut.start()] if cut else words)
    rest = words[len(name) :] if words.startswith(name) else words[cut.end() :] if cut else ""
    cells = {"name": name.strip(" *") if re.search(rf"\s{LEGAL_FORM}\Z", name.strip()) else name.strip(" .*")}
    if linked:
        cells["website"] = linked[2]
    rest = rest.strip(" :–—-.,")
    if (where := _IN_BRACKETS.search(rest)) and (where.start() == 0 or where.end() >= len(rest) - 1):
        cells["locations"] = where[1]
        rest = (rest[: where.start()] + rest[where.end() :]).strip(" :–—-.,")
    if rest:
        cells["purpose"] = re.sub(r"\A(?:for|which|who|is)\s+", "", rest)
    short = is_name(cells["name"]) and len(cells["name"]) <= 60 and (bool(rest) or len(words.split()) <= 6)
    return Row(cells, plain_words(item.heading), item) if short else None
