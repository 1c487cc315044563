"""Replaces a passage by a mark in published files: in a text, in the fields of a record, in a changelog entry.

`publishing.redact` calls `redacted(path, data, passage, mark)`, which returns the new bytes; they differ from the old
ones only where a mark stands.  `holds` also finds a passage written in another way, such as with an emphasis in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from trustcenter.markdown.escaping import escape
from trustcenter.markdown.html_tree import block_text, parsed
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.marks import Form, Route, marks_in
from trustcenter.model.paths import VERSION
from trustcenter.model.problems import Problem, Where, line_and_column
from trustcenter.model.records import canonical
from trustcenter.model.redactions import Span, differs_only_in, mark_spans
from trustcenter.publishing.sealing import Refused
from trustcenter.reading.redactions import mark_forms

OPEN_FIELDS = ("title", "summary", "reason")
"""The fields of records and changelog entries whose words may be redacted, besides facts and covered clauses."""
FEW = 3
"""So few letters and digits say nothing: `a b` is in every `tabby`."""
_ENTRY = re.compile(r"(---\n)(.*?\n)(---\n)(.*)", re.DOTALL)
_FIELD = re.compile(rf"(?m)^({'|'.join(OPEN_FIELDS)}): (.*)$")
_LINK = re.compile(r"\[(?:[^\[\]\\\n]|\\.)*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|<[^<>\s]+>|https?://[^\s<>)\]|]+")
_LINE_MARKER = re.compile(r"\s*(?:[-*+]\s+|[0-9]+[.)]\s+|>\s*|#+\s+|\|\s*)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """The words to redact, as they are written or read; `pattern` finds them whatever way lines are broken."""

    words: str
    pattern: re.Pattern[str]

    @property
    def bare(self) -> str:
        """Its letters and digits alone, in small letters."""
        return bare(self.words)

    def is_spelled(self, text: str) -> bool:
        """Whether its letters and digits follow each other in a text; never of a passage with very few."""
        return len(self.bare) > FEW and self.bare in bare(text)


def passage(words: str) -> Passage:
    """The passage with these words; white space and the escapes of Markdown in them do not count."""
    plain = re.sub(r"\\([^\w\s])", r"\1", words.strip())
    parts = [_SPACE if part.isspace() else "".join(map(_sign, part)) for part in re.split(r"(\s+)", plain)]
    return Passage(plain, re.compile("".join(parts)))


_SPACE = r"\s+(?:>[ \t]*)*"


def _sign(sign: str) -> str:
    if sign.isalnum() or sign == "_":
        return rf"\\?{sign}" if sign == "_" else sign
    entities = {"<": "&lt;", "&": "&amp;", ":": "&#58;", ".": "&#46;"}
    return rf"(?:\\?{re.escape(sign)}|{entities[sign]})" if sign in entities else rf"\\?{re.escape(sign)}"


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", unescape(text).casefold())


# Where it stands --------------------------------------------------------------------------------------------------


def spans_in(text: str, wanted: Passage) -> list[Span]:
    """Where a passage stands in a Markdown text; of a link that leads to it, the whole link."""
    matches = [match.span() for match in wanted.pattern.finditer(text)]
    if not matches:
        return []
    for link in _LINK.finditer(text):
        target = link.start() + max(link[0].find("]("), 0)
        if any(start < link.end() and end > target for start, end in matches):
            matches.append(link.span())
    merged: list[Span] = []
    for start, end in sorted(matches):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def lines_span(text: str, first: int, last: int) -> Span | None:
    """Where the words of some lines stand (1-based, both included); None where the text has no such lines.

    The marker of the first line, as of a heading or a point of a list, is not part of it.
    """
    lines = text.splitlines(keepends=True)
    if not 1 <= first <= last <= len(lines):
        return None
    begin, end = sum(map(len, lines[: first - 1])), sum(map(len, lines[:last]))
    chunk = text[begin:end].rstrip()
    marker = _LINE_MARKER.match(chunk)
    start = begin + (marker.end() if marker else 0)
    return (start, begin + len(chunk)) if start < begin + len(chunk) else None


def holds(path: str, data: bytes, wanted: Passage) -> bool:
    """Whether readers of a published file see a passage: its words, or their letters and digits one after another."""
    text = data.decode("utf-8", "replace")
    if not _may_hold(text, wanted):
        return False
    words = [*_words_of(path, text)]
    return any(map(wanted.pattern.search, words)) or wanted.is_spelled("\n".join(words))


def _may_hold(text: str, wanted: Passage) -> bool:
    """Whether a file holds the letters and digits of a passage at all, in the escapes of JSON too."""
    return wanted.bare in bare(re.sub(r"\\[nrt]", " ", text))


def _words_of(path: str, text: str) -> Iterator[str]:
    if path.endswith(".json"):
        record = json.loads(text)
        yield from _strings([record.get(name) for name in (*OPEN_FIELDS, "facts", "covers")])
    elif entry := _ENTRY.fullmatch(text) if not VERSION.fullmatch(path) else None:
        yield from (value for _, value in _FIELD.findall(entry[2]))
        yield entry[4]
    else:
        yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


# What is written --------------------------------------------------------------------------------------------------


def redacted(path: str, data: bytes, wanted: Passage, mark: str, *, only: Span | None = None) -> bytes:
    """A published file with a mark in the place of the passage, wherever it stands, or only at one place of a text.

    Raises `Refused` where the passage cuts through the markup, so that the mark would not be seen.
    """
    text = data.decode()
    if only is None and not _may_hold(text, wanted):
        return data
    if path.endswith(".json"):
        after = _record(json.loads(text), wanted, mark)
    elif VERSION.fullmatch(path):
        after = _markdown(path, text, [only] if only else spans_in(text, wanted), mark).encode()
    else:
        after = _entry(path, text, wanted, mark).encode()
    return after if after != data and replaces_only(data, after, mark) else data


def replaces_only(before: bytes, after: bytes, mark: str) -> bool:
    """Whether a file differs only where a mark of this text stands."""
    return differs_only_in(mark_spans(after, mark_forms(mark)), before, after)


def _markdown(path: str, text: str, spans: Sequence[Span], mark: str) -> str:
    """A Markdown text with a mark in the place of each span, in the form that readers see at that place."""
    after = text
    for start, end in reversed(spans):
        written = (after[:start] + form + after[end:] for form in (escape(mark), mark))
        seen = _read(after).count(mark) + 1
        marked = next((one for one in written if _read(one).count(mark) == seen), None)
        if marked is None:
            raise Refused(_cut(path, text, start))
        after = marked
    if spans and not _reads_the_same(text, after, mark):
        raise Refused(_cut(path, text, spans[0][0]))
    return after


def _cut(path: str, text: str, at: int) -> Problem:
    message = "the passage cuts through the markup: the text around it would read otherwise"
    hint = "name the whole of it, such as the whole link or the whole lines: --lines FIRST:LAST"
    return Problem(Where(path, *line_and_column(text, at)), "bad-value", message, hint)


def _read(text: str) -> str:
    """What a reader reads of a text, white space folded."""
    html = render(text, source="", page="", site=ANYWHERE).html
    return " ".join(block_text(parsed(html)).split())


def _reads_the_same(before: str, after: str, mark: str) -> bool:
    """Whether the rendered words differ only where a mark stands."""
    old, new = (_read(text).replace(" ", "").encode() for text in (before, after))
    return differs_only_in(mark_spans(new, [mark.replace(" ", "")]), old, new)


def _entry(path: str, text: str, wanted: Passage, mark: str) -> str:
    parts = _ENTRY.fullmatch(text)
    if parts is None:
        return text
    head = _FIELD.sub(lambda field: f"{field[1]}: {_scalar(field[2], wanted, mark)}", parts[2])
    body = _markdown(path, parts[4], spans_in(parts[4], wanted), mark)
    return parts[1] + head + parts[3] + body


def _scalar(written: str, wanted: Passage, mark: str) -> str:
    """A value of the front matter, which is a JSON string or one plain word; as it is if it is neither."""
    try:
        value = json.loads(written) if written.startswith('"') else written
    except ValueError:
        return written
    marked = wanted.pattern.sub(lambda _: mark, value)
    return json.dumps(marked, ensure_ascii=False) if marked != value else written


def _record(record: dict[str, Any], wanted: Passage, mark: str) -> bytes:
    """A record whose facts and open fields have a mark; its seal stays, and so does everything that is computed."""
    for name in OPEN_FIELDS:
        if isinstance(record.get(name), str):
            record[name] = wanted.pattern.sub(lambda _: mark, record[name])
    if "covers" in record:
        record["covers"] = {
            requirement: mark if wanted.bare and wanted.bare in bare(anchor) else anchor
            for requirement, anchor in record["covers"].items()
        }
    if "facts" in record:
        record["facts"] = {name: _fact(name, value, wanted, mark) for name, value in record["facts"].items()}
    return canonical(record)


def _fact(name: str, value: Any, wanted: Passage, mark: str) -> Any:
    kind = BY_NAME.get(name)
    if kind is None or kind.shape == "one":
        return _value(kind, value, (), wanted, mark)
    return {record_id: _value(kind, record, (), wanted, mark) for record_id, record in value.items()}


def _value(kind: Kind | None, value: Any, route: Route, wanted: Passage, mark: str) -> Any:
    """A value of a fact with the mark in it; one that is no text, such as a period, becomes unknown."""
    if isinstance(value, str) and wanted.pattern.search(value):
        is_text = kind is None or route[-1:] == ("unknown",) or route in _texts(kind)
        return wanted.pattern.sub(lambda _: mark, value) if is_text else {"unknown": mark}
    if isinstance(value, dict):
        return {name: _value(kind, item, (*route, name), wanted, mark) for name, item in value.items()}
    if isinstance(value, list):
        items = [_value(kind, item, (*route, "*"), wanted, mark) for item in value]
        became_unknown = any(now == {"unknown": mark} != item for now, item in zip(items, value, strict=True))
        return {"unknown": mark} if became_unknown else items
    return value


@cache
def _texts(kind: Kind) -> frozenset[Route]:
    """The routes to the fields of a kind that hold any text."""
    return frozenset(
        route for route, form in marks_in(kind.model) if isinstance(form, Form) and form.name.startswith("text")
    )
