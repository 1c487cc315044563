"""Fills references: `{{ retention.call_recordings.period }}` in a Markdown text becomes plain Markdown.

`fill(text, facts, file=…)` returns the filled text with the facts it cites, or the problems.  `center.load` fills
drafts, and pages are filled with the facts that are public.  References are parsed by Jinja but never executed by it: a
whitelist of syntax nodes leaves paths into the facts, calls of `table` and `bullets`, and filters, evaluated here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeAlias

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from trustcenter.markdown.escaping import escape, link
from trustcenter.model import phrases
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.periods import parse_day
from trustcenter.model.problems import Problem, Where, line_and_column, one_of
from trustcenter.reading.fact_tables import Printer, has, own_columns
from trustcenter.reading.translations import Texts

_OPENING = re.compile(r"\{\{|\{%")
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}((?:(?!\{%-?\s*raw\b).)*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
MOST_REFERENCES = 5_000
"""The most references in one text; the longest real policy has under a hundred."""
_FEWER = "use a table, or make two policies of it"
_MOST_PROBLEMS = 200
"""So many problems of one text are reported."""
_STRING_OR_END = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|\}\}")
_JINJA = ImmutableSandboxedEnvironment(comment_start_string="\x00#", comment_end_string="#\x00")
_REFERENCE_HINT = (
    "write {{ kind.id.field }}, {{ kind.table() }} or {% raw %}…{% endraw %} for braces that are meant literally"
)
References: TypeAlias = tuple[tuple[int, int, str], ...]
"""References that were filled: the offsets at which the value begins and ends, and the reference with its braces."""
COLLECTION_CALLS = ("table", "bullets")
COLLECTION_NAMES = (*COLLECTION_CALLS, "count")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text without references, and what it cites: `kind` (a collection or a kind of one record) or `kind.id`.

    `places` has for each piece its offset in `text`, its offset in the original, and whether it was copied unchanged.
    `references` has for each reference where its value begins and ends in `text`, and how it is written.
    `untranslated` are the keys of words that stay English because the language of the text lacks them.
    """

    text: str
    cites: tuple[str, ...]
    places: tuple[tuple[int, int, bool], ...] = field(default=(), compare=False, repr=False)
    references: References = field(default=(), compare=False, repr=False)
    untranslated: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def source(self, offset: int) -> int:
        """The offset in the original of a character of `text`; inside a filled value, that of its braces."""
        piece = bisect_right(self.places, offset, key=lambda place: place[0]) - 1
        if piece < 0:
            return 0
        start, origin, copied = self.places[piece]
        return origin + offset - start if copied else origin


@dataclass(frozen=True, slots=True)
class _Wrong(Exception):  # noqa: N818 — it becomes a problem
    """Why one expression cannot be filled; `offset` counts characters from its opening braces."""

    offset: int
    message: str
    hint: str
    rule: str = "unknown-reference"


def fill(
    text: str, facts: Facts, *, file: str, above: int = 0, unread: Collection[str] = (), t: Texts | None = None
) -> tuple[Filled | None, list[Problem]]:
    """Fill every reference of a Markdown text; `above` counts the lines of the file before it, `t` has the words of
    its language (English by default).

    Reports every unknown name (`unknown-reference`) and everything that is not a reference (`bad-reference`) at its
    line and column; the text is then None.  Names in `unread` kinds are not reported: their file has a problem already.
    """
    complete = True
    pieces: list[str] = []
    places: list[tuple[int, int, bool]] = []
    length = 0
    cites: set[str] = set()
    problems: list[Problem] = []
    references: list[tuple[int, int, str]] = []
    printer = Printer(facts, cites.add, t=t)
    for offset, piece in _pieces(text):
        places.append((length := length + len(pieces[-1]) if pieces else 0, offset, isinstance(piece, str)))
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        try:
            if len(references) == MOST_REFERENCES:
                raise _Wrong(0, f"more than {MOST_REFERENCES:,} references are too many", _FEWER, "bad-reference")
            pieces.append(_evaluate(piece, facts, printer))
            references.append((length, length + len(pieces[-1]), piece.source))
        except _Wrong as wrong:
            complete = False
            if wrong.rule == "unknown-reference" and _steps(piece.source)[0].name in unread:
                continue
            line, column = line_and_column(text, offset + wrong.offset)
            problems.append(Problem(Where(file, line + above, column), wrong.rule, wrong.message, wrong.hint))
            if len(problems) >= _MOST_PROBLEMS or len(references) == MOST_REFERENCES:
                break
    if not complete:
        return None, problems
    filled = Filled("".join(pieces), tuple(sorted(cites)), tuple(places), tuple(references))
    return replace(filled, untranslated=tuple(sorted(printer.untranslated))), []


def publishable(title: str, body: str) -> str:
    """The text of a version: its title as the first heading, then the filled body."""
    return f"# {escape(title)}\n\n{body.strip()}\n"


def titled(title: str, text: Filled) -> Filled:
    """A filled draft with its title as the first heading; the offsets in `places` are moved accordingly."""
    moved = len(publishable(title, "")) - 1 - (len(text.text) - len(text.text.lstrip()))
    places = tuple((start + moved, origin, copied) for start, origin, copied in text.places)
    references = tuple((start + moved, end + moved, written) for start, end, written in text.references)
    return Filled(publishable(title, text.text), text.cites, places, references, text.untranslated)


def placed_again(references: References | None, text: str, facts: Facts) -> References | None:
    """The references of a text in a later form of it, which was merged with another one and states `facts`.

    Each value is searched behind the one before it; a reference whose value is gone is left out.
    """
    placed: list[tuple[int, int, str]] = []
    end = 0
    for _, _, written in references or ():
        filled, _ = fill(written, facts, file="")
        start = text.find(filled.text, end) if filled and filled.text else -1
        if filled and start >= 0:
            end = start + len(filled.text)
            placed.append((start, end, written))
    return None if references is None else tuple(placed)


@dataclass(frozen=True, slots=True)
class _Expression:
    """The source of one `{{ … }}`, or in `broken` why it is not a reference."""

    source: str
    broken: str = ""


def _pieces(text: str) -> Iterator[tuple[int, str | _Expression]]:
    """The literal parts and the expressions of a text, with their offsets."""
    at = 0
    while opening := _OPENING.search(text, at):
        start = opening.start()
        yield at, text[at:start]
        if raw := _RAW.match(text, start):
            yield raw.start(1), raw[1]
            at = raw.end()
        elif opening[0] == "{%":
            yield start, _Expression("", "statements are not allowed in a policy")
            at = start + 2
        else:
            ends = (m for m in _STRING_OR_END.finditer(text, start + 2) if m[0] == "}}")
            end = next(ends, None)
            if not end:
                yield start, _Expression("", "these braces are never closed")
                return
            yield start, _Expression(text[start : end.end()])
            at = end.end()
    yield at, text[at:]


def _evaluate(expression: _Expression, facts: Facts, printer: Printer) -> str:
    if expression.broken:
        raise _Wrong(0, expression.broken, _REFERENCE_HINT, "bad-reference")
    source = expression.source
    node = _parse(source)
    steps = _steps(source)
    calls: list[tuple[str, Mapping[str, Any]]] = []
    while isinstance(node, nodes.Filter) and node.node is not None:
        calls.append((node.name, _arguments(node)))
        node = node.node
    if [step.name for step in steps] != _names(node):
        raise _Wrong(
            0,
            "not a reference: a path, then a call of table or bullets, then filters",
            _REFERENCE_HINT,
            "bad-reference",
        )
    value = _print(node, steps, facts, printer, linked=any(name == "link" for name, _ in calls))
    for name, arguments in reversed(calls):
        value = _filter(name, value, arguments, printer)
    return value if isinstance(value, str) else phrases.listed(value)


@lru_cache(maxsize=1000)
def _parse(source: str) -> nodes.Expr:
    """The tree of one expression; raises _Wrong for what is no reference.  Nobody changes it, so it is parsed once."""
    if source[2:3] in "-+" or source[-3:-2] in "-+":
        raise _Wrong(0, "white-space control is not allowed", "write {{ and }} without - or +", "bad-reference")
    if len(source) > 500:
        raise _Wrong(0, "this is too long for a reference", _REFERENCE_HINT, "bad-reference")
    try:
        body = _JINJA.parse(source).body
    except (TemplateSyntaxError, RecursionError) as error:
        message = getattr(error, "message", None) or "nested too deeply"
        raise _Wrong(0, f"not a reference: {message}", _REFERENCE_HINT, "bad-reference") from None
    output = body[0] if len(body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise _Wrong(0, "not a reference", _REFERENCE_HINT, "bad-reference")
    _allowed(output.nodes[0], source)
    return output.nodes[0]


def _allowed(node: nodes.Node, source: str) -> None:
    """Refuse every syntax that is not a path, a call of `table` or `bullets`, or a filter."""
    if isinstance(node, nodes.Filter) and node.node is not None and not (node.dyn_args or node.dyn_kwargs):
        if node.name not in FILTERS:
            name = re.search(rf"\|\s*({re.escape(node.name)})(?!\w)", source)
            raise _Wrong(name.start(1) if name else 0, f"`{node.name}` is not a filter", one_of(node.name, FILTERS))
        return _allowed(node.node, source)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and not (node.dyn_args or node.dyn_kwargs):
        return _allowed(node.node.node, source)
    if isinstance(node, nodes.Getattr):
        return _allowed(node.node, source)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _allowed(node.node, source)
    if isinstance(node, nodes.Name):
        return None
    hint = _REFERENCE_HINT
    if isinstance(node, nodes.Sub):
        hint = "an id with a hyphen is written in brackets: {{ subprocessors['example-host'].name }}"
    raise _Wrong(0, "only references to facts and filters are allowed here", hint, "bad-reference")


def _names(node: nodes.Node) -> list[str]:
    """The names of a path as Jinja parsed it; empty if the node is not a path."""
    match node:
        case nodes.Name():
            return [node.name]
        case nodes.Getattr():
            return [*_names(node.node), node.attr]
        case nodes.Getitem(arg=nodes.Const() as step):
            return [*_names(node.node), str(step.value)]
        case nodes.Call():
            return _names(node.node)
    return []


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    offset: int


def _steps(source: str) -> list[_Step]:
    """The names of the path with their offsets: `retention`, `call_recordings`, `period`."""
    steps: list[_Step] = []
    at = 0
    for _, what, text in _JINJA.lexer.tokeniter(source, None):
        if what in ("name", "string", "integer"):
            steps.append(_Step(text.strip("\"'"), at))
        elif what == "operator" and text in ("|", "("):
            break
        at += len(text)
    return steps


def _arguments(node: nodes.Filter | nodes.Call) -> dict[str, Any]:
    if node.args:
        raise _Wrong(
            0,
            "arguments are given by name",
            'for example {{ retention.table(columns="label, keep") }}',
            "bad-reference",
        )
    arguments = {}
    for keyword in node.kwargs:
        if not isinstance(keyword, nodes.Keyword) or not isinstance(keyword.value, nodes.Const):
            raise _Wrong(0, "an argument must be a text in quotes", 'for example group="ai"', "bad-reference")
        arguments[keyword.key] = str(keyword.value.value)
    return arguments


def _print(node: nodes.Expr, steps: Sequence[_Step], facts: Facts, printer: Printer, *, linked: bool) -> str:
    if isinstance(node, nodes.Call):
        return _collection(steps, facts, printer, _arguments(node))
    first = steps[0]
    if first.name not in facts.kinds:
        raise _Wrong(
            first.offset, f"`{first.name}` is not a kind of fact here", one_of(first.name, facts.kinds, most=30)
        )
    kind = BY_NAME.get(first.name)
    if kind is None:
        return _custom(steps, facts, printer, linked=linked)
    if not kind.citable:
        raise _Wrong(
            first.offset, f"`{first.name}` cannot be used in a policy", "it is kept for checks, not for readers"
        )
    if kind.shape == "one":
        printer.cite(kind.name)
        stated = {name: value for name, value in facts.one(kind.name).items() if name not in kind.settings}
        return _value(kind.name, stated, steps[:1], steps[1:], printer, linked=linked)
    if len(steps) > 1 and steps[1].name == "count":
        printer.cite(kind.name)
        return str(len(facts.records(kind.name)))
    record_id = steps[1].name if len(steps) > 1 else ""
    if record_id not in facts.records(kind.name):
        raise _unknown(steps, 1, [*facts.records(kind.name), *COLLECTION_NAMES], f"an id in data/{kind.name}.yml")
    printer.cite(f"{kind.name}.{record_id}")
    record = facts.records(kind.name)[record_id]
    return _value(kind.name, record, steps[:2], steps[2:], printer, linked=linked)


def _unknown(steps: Sequence[_Step], place: int, allowed: Sequence[str], what: str) -> _Wrong:
    if place >= len(steps):
        path = ".".join(step.name for step in steps)
        return _Wrong(steps[-1].offset, f"`{path}` is not one value", "go on with " + one_of("", allowed))
    step = steps[place]
    return _Wrong(step.offset, f"`{step.name}` is not {what}", one_of(step.name, allowed))


def _value(
    kind: str,
    record: Mapping[str, Any],
    before: Sequence[_Step],
    after: Sequence[_Step],
    printer: Printer,
    *,
    linked: bool,
) -> str:
    """The value that the steps `after` reach in `record`."""
    if len(after) == 1 and after[0].name in BY_NAME[kind].table.computed:
        return printer.field(kind, record, after[0].name)
    value: Any = record
    for place in range(len(after)):
        value = _step_into(value, [*before, *after], len(before) + place, kind)
    if (isinstance(value, dict) and set(value) != {"unknown"}) or not after:
        raise _unknown([*before, *after], len(before) + len(after), list(value), "")
    route = [step.name for step in after if not step.name.isdigit()]
    if isinstance(value, str) and not linked and _is_bare(kind, route):
        return escape(value)
    return _linked(value, printer.value(kind, route, value), linked=linked)


def _is_bare(kind: str, route: Sequence[str]) -> bool:
    """An address that tables print as a link, and that a reference to it alone prints as it is."""
    mark = BY_NAME[kind].links.get(tuple(route))
    return mark is not None and not mark.always


def _linked(value: Any, printed: str, *, linked: bool) -> str:
    """The result of `| link`: a link if the value is an address, else `printed`."""
    address = link(value) if linked and isinstance(value, str) else ""
    return address if address.startswith("[") else printed


def _step_into(value: Any, steps: Sequence[_Step], place: int, kind: str) -> Any:
    name = steps[place].name
    if isinstance(value, dict) and set(value) == {"unknown"}:
        return value
    if isinstance(value, dict) and name in value:
        return value[name]
    if isinstance(value, list) and name.isdigit() and int(name) < len(value):
        return value[int(name)]
    if isinstance(value, list):
        chosen = [item for item in value if isinstance(item, dict) and item.get("id") == name]
        if chosen:
            return chosen[0]
    owner = ".".join(step.name for step in steps[:place])
    computed = list(BY_NAME[kind].table.computed) if kind in BY_NAME else []
    allowed = (
        list(value)
        if isinstance(value, dict)
        else [item["id"] for item in value if isinstance(item, dict) and "id" in item]
        if isinstance(value, list)
        else []
    )
    raise _unknown(steps, place, allowed + computed, f"a field that {owner} has")


def _custom(steps: Sequence[_Step], facts: Facts, printer: Printer, *, linked: bool) -> str:
    """A kind without a model: any path to a text or a list of texts; the whole file is cited."""
    value: Any = facts.kinds[steps[0].name]
    printer.cite(steps[0].name)
    if [step.name for step in steps[1:]] == ["count"] and not (isinstance(value, dict) and "count" in value):
        return str(len(_own_records(steps[0], facts)))
    for place in range(1, len(steps)):
        value = _step_into(value, steps, place, steps[0].name)
    if isinstance(value, dict) and set(value) != {"unknown"}:
        raise _unknown(steps, len(steps), list(value), "")
    return _linked(value, printer.value(steps[0].name, [steps[-1].name], value), linked=linked)


def _collection(steps: Sequence[_Step], facts: Facts, printer: Printer, arguments: dict[str, str]) -> str:
    first, last = steps[0], steps[-1]
    kind = BY_NAME.get(first.name)
    if len(steps) != 2 or last.name not in COLLECTION_CALLS:
        raise _Wrong(
            last.offset, f"`{last.name}` cannot be called", one_of(last.name, [f"{c}()" for c in COLLECTION_CALLS])
        )
    if kind is None and first.name in facts.kinds:
        return _own_collection(steps, facts, printer, arguments)
    if kind is None or not kind.citable:
        allowed = [name for name in facts.kinds if name in BY_NAME and BY_NAME[name].citable]
        raise _Wrong(first.offset, f"`{first.name}` has no {last.name}", one_of(first.name, allowed, most=30))
    if kind.name not in facts.kinds:
        raise _Wrong(
            first.offset,
            f"`{first.name}` is not a kind of fact here",
            f"there is no data/{kind.name}.yml; {one_of(first.name, facts.kinds, most=30)}",
        )
    columns = _columns(arguments)
    for name in [*columns, *arguments]:
        if name not in kind.fields and (name in arguments or name not in kind.table.computed):
            raise _Wrong(
                last.offset,
                f"`{name}` is not a field of a {kind.noun}",
                one_of(name, [*kind.fields, *kind.table.computed], most=40),
            )
    printer.cite(kind.name)
    if last.name == "bullets":
        return printer.bullets(kind.name, arguments)
    return printer.table(kind.name, columns, arguments)


def _columns(arguments: dict[str, str]) -> list[str]:
    """The names in the argument `columns`, which is taken out of the arguments."""
    return [name.strip() for name in arguments.pop("columns", "").split(",") if name.strip()]


def _own_records(kind: _Step, facts: Facts) -> list[Mapping[str, Any]]:
    """The records of a custom kind: a list of mappings, or a mapping of ids to mappings."""
    value = facts.kinds[kind.name]
    records = list(value.values()) if isinstance(value, dict) else value
    if isinstance(records, list) and isinstance(value, dict) and all(isinstance(one, dict) for one in records):
        return [{"id": name, **record} for name, record in value.items()]
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        message = f"`{kind.name}` is no list of records"
        hint = f"write data/{kind.name}.yml as a list, each record with fields of its own; or name one value"
        raise _Wrong(kind.offset, message, hint)
    return records


def _own_collection(steps: Sequence[_Step], facts: Facts, printer: Printer, arguments: dict[str, str]) -> str:
    """A table or bullets of a custom kind, whose fields are those that its records have."""
    first, last = steps
    records = _own_records(first, facts)
    fields = list(dict.fromkeys(name for record in records for name in record))
    columns = _columns(arguments)
    if wrong := next((name for name in [*columns, *arguments] if name not in fields), ""):
        raise _Wrong(last.offset, f"no record of `{first.name}` has a field `{wrong}`", one_of(wrong, fields, most=40))
    printer.cite(first.name)
    shown = [record for record in records if all(has(record.get(n), w) for n, w in arguments.items())]
    if last.name == "bullets":
        return printer.own_bullets(first.name, shown)
    return printer.own_table(first.name, columns or own_columns(fields), shown)


# Filters: Markdown in, Markdown out ---------------------------------------------------------------------------------


def _filter(name: str, value: str, arguments: Mapping[str, Any], printer: Printer) -> str:
    if not printer.is_english and name in ("country", "date"):  # the printer has spelled them in its language
        return value if name == "date" else escape(printer.t.country(value))
    if arguments:
        raise _Wrong(0, f"the filter `{name}` takes no arguments", f"write | {name}", "bad-reference")
    return FILTERS[name](value)


def _as_day(text: str) -> str:
    try:
        return phrases.day(parse_day(text))
    except ValueError:
        return text


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


FILTERS: Mapping[str, Callable[[str], str]] = {
    "capitalize": _capitalised,
    "country": phrases.country,
    "date": _as_day,
    "link": lambda text: text,  # applied in `_linked`, which has the address itself
    "list": lambda text: text,
    "lower": str.lower,
    "upper": str.upper,
}
"""The filters that may follow a `|`; days, countries and lists are spelled out even without them."""


__all__ = ["COLLECTION_NAMES", "FILTERS", "Filled", "fill", "publishable", "titled"]
