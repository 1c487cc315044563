"""Reads `data/*.yml` into validated facts; reports every bad value at its line and column.

`center.load` calls `load_facts`, which returns `Facts` (plain records), `FactSources` (where each is written) and the
problems.  Also here: ids that point to nothing, facts marked unknown, and the JSON Schema of each kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from trustcenter.model.facts import Facts, Plain, not_plain
from trustcenter.model.kinds import BY_NAME, KINDS, OWNERS, REQUIREMENT_LIST, Kind
from trustcenter.model.kinds.fields import SLUG, Fact, Unknown, shape
from trustcenter.model.kinds.marks import Refers, marks_in
from trustcenter.model.languages import LANGUAGE
from trustcenter.model.printable import ALLOWED
from trustcenter.model.problems import Problem, Severity, Where, one_of
from trustcenter.reading import languages as texts_by_language
from trustcenter.reading.yaml_source import Route, Source, decode, garbage_collection_paused, parse

SCHEMA_URL = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class FactSources:
    """The position of every fact in its file; a route is `(id, field, …)`, as in `Facts`.

    `unread` names the kinds whose file or records could not be read: problems that follow from that are not reported.
    `lists` are the company's requirement lists by file; `sources` has them by file too.
    """

    sources: Mapping[str, Source] = field(default_factory=dict)
    routes: Mapping[str, Mapping[str, Route]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    lists: Mapping[str, Plain] = field(default_factory=dict)

    def where(self, kind: str, route: Sequence[str | int] = (), *, key: bool = False) -> Where:
        """The position of the value (with `key`, of its key) at `route`, or of its nearest parent that exists."""
        if kind not in self.sources:
            return Where(f"data/{kind}.yml")
        first = self.routes.get(kind, {}).get(str(route[0])) if route else None
        written = (*first, *route[1:]) if first else tuple(route)
        return self.sources[kind].where(written, key=key)


def load_facts(
    texts: Mapping[str, bytes], *, ids: Mapping[str, Collection[str]]
) -> tuple[Facts, FactSources, list[Problem]]:
    """Read every YAML file of `data/`; of a text in several languages, facts hold the binding one.

    `ids` names what facts may point to outside `data/`: `policies` and `changes`.
    Reports every bad value of every file; a record with a problem is left out of the facts.
    """
    loader = _read(texts, texts_by_language.declared(texts))
    loader.problems += _missing_files(loader.seen)
    unread = frozenset({*loader.broken.get("", ()), *loader.broken} - {""})
    facts, sources = Facts(loader.kinds), FactSources(loader.sources, loader.routes, unread, loader.lists)
    return facts, sources, loader.problems + list(_dangling(facts, sources, ids, loader.broken))


def facts_in(texts: Mapping[str, bytes], language: str) -> Facts:
    """The facts with the texts of one language, the binding ones where they have none in it."""
    return Facts(_read(texts, texts_by_language.declared(texts), language).kinds)


def _read(texts: Mapping[str, bytes], languages: Sequence[str], language: str = "") -> _Loader:
    loader = _Loader(languages, language)
    with garbage_collection_paused():
        for file in sorted(file for file in texts if file.startswith("data/")):
            if match := re.fullmatch(r"data/([^/]+)\.(yml|yaml)", file):
                loader.read(file, texts[file], name=match[1])
            elif re.fullmatch(r"data/requirements/[^/]+\.yml", file):
                loader.read(file, texts[file], name="requirements")
    return loader


def _missing_files(seen: Collection[str]) -> list[Problem]:
    return [
        Problem(Where(kind.path), "missing-field", f"the file {kind.path} is missing", "every trust center needs it")
        for kind in KINDS
        if kind.required and kind.name not in seen
    ]


class _Loader:
    """Collects facts, their positions and problems, file by file.

    `broken` maps each kind to the ids of its invalid records, and the empty string to kinds whose file is unreadable.
    Of texts in several `languages`, it takes those in `language`, by default the binding ones.
    """

    def __init__(self, languages: Sequence[str] = (), language: str = "") -> None:
        self.languages = languages
        self.language = language or (languages[0] if languages else "")
        self.kinds: dict[str, Any] = {}
        self.sources: dict[str, Source] = {}
        self.routes: dict[str, dict[str, Route]] = {}
        self.lists: dict[str, Plain] = {}
        self.problems: list[Problem] = []
        self.broken: dict[str, set[str]] = {}
        self.seen: set[str] = set()

    def read(self, file: str, data: bytes, *, name: str) -> None:
        self.seen.add(name)
        if not file.endswith(".yml"):
            message = "facts are read from files that end in .yml"
            self.problems.append(Problem(Where(file), "unknown-field", message, f"rename it to data/{name}.yml"))
            return
        text, problems = decode(file, data)
        source, more = (None, []) if problems else parse(file, text)
        self.problems += problems + more
        if source is None or (source.value is None and more):
            self.unread(name)
            return
        kind = REQUIREMENT_LIST if name == "requirements" else BY_NAME.get(name)
        if self.languages and kind is not REQUIREMENT_LIST:
            self.problems += texts_by_language.problems(source, self.languages)
        self._take(name, kind, source)

    def unread(self, name: str) -> None:
        """Remember a file that could not be read: nothing else is said about ids that may stand in it."""
        owned = BY_NAME[name].owned if name in BY_NAME else ()
        self.broken.setdefault("", set()).update({name, *owned})

    def _take(self, name: str, kind: Kind | None, source: Source) -> None:
        if kind is None:
            self._take_custom(name, source)
        elif kind is REQUIREMENT_LIST:
            self._take_list(kind, source)
        elif kind.shape == "one":
            self.sources[name] = source
            if (record := self._validate(kind, source, source.value, ())) is not None:
                self.kinds[name] = record
            else:
                self.unread(name)
        else:
            self.sources[name] = source
            self.kinds[name] = self._records(kind, source)

    def _take_list(self, kind: Kind, source: Source) -> None:
        self.sources[source.file] = source
        if (record := self._validate(kind, source, source.value, ())) is not None:
            self.lists[source.file] = record

    def _take_custom(self, name: str, source: Source) -> None:
        self.sources[name] = source
        if not re.fullmatch(SLUG, name):
            hint = "lower-case letters, digits, hyphens or underscores"
            self.problems.append(Problem(Where(source.file), "bad-value", f"`{name}` is not a kind of fact", hint))
        elif source.value is not None:
            self.kinds[name] = texts_by_language.in_language(source.value, self.languages, self.language)
            self.problems += [
                Problem(source.where(route), "bad-value", what, ALLOWED) for route, what in not_plain(source.value)
            ]

    def _records(self, kind: Kind, source: Source) -> dict[str, Plain]:
        records: dict[str, Plain] = {}
        self.routes[kind.name] = {}
        for route, name, raw in self._written(kind, source):
            record = self._validate(kind, source, raw, route)
            if not isinstance(name, str):
                continue
            if record is None:
                self.broken.setdefault(kind.name, set()).add(name)
            elif name in records:
                where = source.where((*route, "id") if kind.shape == "list" else route)
                message = f"the id `{name}` stands twice in {kind.path}"
                self.problems.append(Problem(where, "duplicate-id", message, "give one of them another id"))
            else:
                records[name] = record
                self.routes[kind.name][name] = route
        return records

    def _written(self, kind: Kind, source: Source) -> Iterator[tuple[Route, Any, Any]]:
        """Route, id and raw value of each record; adds a problem if the file does not have the shape of its kind."""
        value = source.value
        if value in (None, "", [], {}):
            return
        if kind.shape == "list" and isinstance(value, list):
            named = "id" in kind.model.model_fields
            for place, raw in enumerate(value):
                yield (place,), (raw.get("id") if isinstance(raw, dict) else None) if named else str(place), raw
        elif kind.shape == "map" and isinstance(value, dict):
            for name, raw in value.items():
                if not re.fullmatch(SLUG, name):
                    hint = "lower-case letters, digits, single hyphens or underscores"
                    where = source.where((name,), key=True)
                    self.problems.append(Problem(where, "bad-value", f"`{name}` is not an id", hint))
                yield (name,), name, raw
        else:
            form = "a list: begin each record with `- id: …`" if kind.shape == "list" else "records by id: `privacy:`"
            self.problems.append(
                Problem(source.where(), "bad-value", f"{kind.path} is not laid out as it must be", form)
            )

    def _validate(self, kind: Kind, source: Source, raw: Any, route: Route) -> Plain | None:
        try:
            return kind.model.model_validate(texts_by_language.in_language(raw, self.languages, self.language)).plain()
        except ValidationError as error:
            self.problems += [explain(kind.model, kind.noun, source, raw, route, detail) for detail in error.errors()]
            return None


def explain(model: type[BaseModel], noun: str, source: Source, raw: Any, route: Route, detail: ErrorDetails) -> Problem:
    """Turn one pydantic error (`detail`, for the value `raw` at `route`) into a problem at the position in the file."""
    inner = _written_route(raw, detail["loc"])
    full, name = (*route, *inner), str(detail["loc"][-1]) if detail["loc"] else ""
    kind_of_error, context = detail["type"], detail.get("ctx", {})
    if kind_of_error == "missing":
        return Problem(source.where(full), "missing-field", f"the field `{name}` is missing", _example(noun, name))
    if kind_of_error == "extra_forbidden":
        allowed = _fields(model, detail["loc"][:-1])
        message = f"`{name}` is not a field of a {noun}"
        return Problem(source.where(full, key=True), "unknown-field", message, one_of(name, allowed, most=40))
    message, hint = _message_and_hint(detail, context)
    label = ".".join(str(step) for step in inner if isinstance(step, str))
    return Problem(source.where(full), "bad-value", f"{label}: {message}" if label else message, hint)


def _message_and_hint(detail: ErrorDetails, context: Mapping[str, Any]) -> tuple[str, str]:
    value = detail["input"]
    shown = shape(value)
    match detail["type"]:
        case "bad_value":
            return str(context["found"]), str(context["allowed"])
        case "literal_error":
            return f"{shown} is not allowed", one_of(str(value), re.findall(r"'([^']*)'", context["expected"]))
        case "tuple_type":
            return f"found {shown}", "write a list: one line `- …` each, or `[a, b]`"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"found {shown}", "write a mapping: `field: value` lines"
        case "string_too_short":
            return "the value is empty", "say why it is unknown"
    return f"found {shown}: {detail['msg']}", ""


def _written_route(raw: Any, loc: Sequence[str | int]) -> Route:
    """The part of a pydantic location that exists in the YAML: without the tags that pydantic adds for unions."""
    route: list[str | int] = []
    for step in loc:
        if isinstance(raw, dict) and step in raw:
            raw = raw[str(step)]
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        else:
            continue
        route.append(step)
    return tuple(route)


def _example(noun: str, name: str) -> str:
    return f"every {noun} needs it; write `{name}: {{unknown: why}}` where it is not known and the field allows it"


def _fields(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The field names of the model at the location `loc` inside `model`."""
    for step in loc:
        if isinstance(step, int) or step in ("known", "unknown"):
            continue
        chosen = next((f for n, f in model.model_fields.items() if (f.alias or n) == step), None)
        models = list(_models_in(chosen.annotation)) if chosen else []
        model = models[0] if models else model
    return [f.alias or name for name, f in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


# References between facts ------------------------------------------------------------------------------------------


@cache
def pointers(model: type[BaseModel]) -> tuple[tuple[Route, str], ...]:
    """Every field of `model` that holds ids of another kind: its route (`*` for each item) and that kind."""
    links = [(route, mark.kind) for route, mark in marks_in(model) if isinstance(mark, Refers)]
    return tuple(dict.fromkeys(links))


def _dangling(
    facts: Facts, sources: FactSources, ids: Mapping[str, Collection[str]], broken: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """Problems for ids that do not exist, in everything that was written, records with other problems included."""
    ids_by_kind = _ids_by_kind(facts, ids, broken)
    for kind in KINDS:
        for record, raw in _written_records(kind, sources):
            for pattern, target in pointers(kind.model):
                for route, value in _at(raw, pattern):
                    if target in ids_by_kind and value not in ids_by_kind[target] and target not in broken.get("", ()):
                        where = sources.sources[kind.name].where((*record, *route))
                        message = f"`{value}` is not an id in {_home(target)}"
                        yield Problem(where, "dangling-id", message, one_of(value, ids_by_kind[target]))
    yield from _dangling_references(facts, sources, ids_by_kind, broken)


def _dangling_references(
    facts: Facts, sources: FactSources, ids_by_kind: Mapping[str, Collection[str]], broken: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """Problems for `key_facts` of the home page that name a kind or a record that does not exist."""
    for place, wanted in enumerate(facts.one("organization").get("key_facts", ())):
        name, _, rest = wanted["fact"].partition(".")
        kind, allowed = BY_NAME.get(name), [kind.name for kind in KINDS if kind.citable]
        where = sources.where("organization", ("key_facts", place, "fact"))
        if kind is None or not kind.citable:
            yield Problem(where, "dangling-id", f"`{name}` is not a kind of fact", one_of(name, allowed))
        elif name in broken.get("", ()):
            continue
        elif kind.shape == "one" and rest not in (fields := _fields(kind.model, ())):
            yield Problem(where, "dangling-id", f"`{rest}` is not a field of {kind.path}", one_of(rest, fields))
        elif kind.shape != "one" and (record := rest.partition(".")[0]) not in ids_by_kind[name]:
            message = f"`{record}` is not an id in {kind.path}"
            yield Problem(where, "dangling-id", message, one_of(record, ids_by_kind[name]))


def _written_records(kind: Kind, sources: FactSources) -> Iterator[tuple[Route, Any]]:
    value = sources.sources[kind.name].value if kind.name in sources.sources else None
    if kind.shape == "one":
        yield (), value
    elif isinstance(value, (list, dict)):
        named = value.items() if isinstance(value, dict) else enumerate(value)
        yield from (((step,), raw) for step, raw in named)


def _ids_by_kind(
    facts: Facts, ids: Mapping[str, Collection[str]], broken: Mapping[str, set[str]]
) -> dict[str, Collection[str]]:
    """All ids by kind, those of invalid records included, so that one mistake is reported once.

    A list that may be unknown, such as the channels of a notice, has no entry where it is not stated.
    """
    by_kind: dict[str, Collection[str]] = dict(ids)
    for kind in KINDS:
        if kind.shape != "one":
            by_kind[kind.name] = {*facts.records(kind.name), *broken.get(kind.name, ())}
    for name, (kind, field_name) in OWNERS.items():
        absent: list[Plain] | None = None if _may_be_unknown(kind.model.model_fields[field_name].annotation) else []
        if isinstance(held := facts.one(kind.name).get(field_name, absent), list):
            by_kind[name] = [record["id"] for record in held]
    return by_kind


def _may_be_unknown(annotation: Any) -> bool:
    """Whether a field of this type may say `{unknown: why}`."""
    return annotation is Unknown or any(map(_may_be_unknown, get_args(annotation)))


def _home(target: str) -> str:
    if target in OWNERS:
        kind, field_name = OWNERS[target]
        return f"{kind.path} ({field_name})"
    return {"policies": "docs/policies/", "changes": "docs/changelog/"}.get(target, f"data/{target}.yml")


def _each_record(kind: Kind, facts: Facts) -> Iterator[tuple[Route, Plain]]:
    if kind.shape == "one":
        if facts.one(kind.name):
            yield (), facts.one(kind.name)
    else:
        for name, record in facts.records(kind.name).items():
            yield (name,), record


def _at(value: Any, pattern: Route) -> Iterator[tuple[Route, str]]:
    """The strings that `pattern` (`*` for each item of a list) reaches in `value`, with the routes to them."""
    if not pattern:
        if isinstance(value, str):
            yield (), value
    elif pattern[0] == "*":
        for place, item in enumerate(value if isinstance(value, list) else ()):
            yield from (((place, *route), text) for route, text in _at(item, pattern[1:]))
    elif isinstance(value, dict) and pattern[0] in value:
        yield from (((pattern[0], *route), text) for route, text in _at(value[pattern[0]], pattern[1:]))


def unknown_fact(facts: Facts, sources: FactSources) -> Iterator[Problem]:
    """A warning for every `{unknown: why}`: it renders as "not stated" until somebody finds it out."""
    for kind in KINDS:
        if kind.citable:
            for record_id, record in _each_record(kind, facts):
                yield from _not_known(kind.name, record_id, record, sources)
    for name in facts.kinds:
        if name not in BY_NAME:
            yield from _not_known(name, (), facts.kinds[name], sources)


def _not_known(kind: str, record: Route, value: Any, sources: FactSources) -> Iterator[Problem]:
    for inner, why in _unknowns(value):
        route = (*record, *inner)
        message = f"{'.'.join(str(step) for step in (kind, *route))} is not known: {why}"
        where = sources.where(kind, route)
        yield Problem(where, "unknown-fact", message, "find it out and write it here", Severity.WARNING)


def _unknowns(value: Any) -> Iterator[tuple[Route, str]]:
    if isinstance(value, dict):
        if set(value) == {"unknown"} and isinstance(value["unknown"], str):
            yield (), value["unknown"]
            return
        for key, inner in value.items():
            yield from (((key, *route), why) for route, why in _unknowns(inner))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from (((place, *route), why) for route, why in _unknowns(inner))


# JSON Schemas --------------------------------------------------------------------------------------------------------


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind's file, for editors, CI and readers."""
    types: dict[str, Any] = {"one": kind.model, "list": list[kind.model], "map": dict[str, kind.model]}  # type: ignore[name-defined]
    schema: dict[str, Any] = _without_null(TypeAdapter(types[kind.shape]).json_schema(by_alias=True))
    schema = _worded(schema) if kind.citable else schema
    title = (kind.model.__doc__ or kind.name).strip().splitlines()[0]
    return {"$schema": SCHEMA_URL, "title": kind.name, "description": title} | schema


_IN_LANGUAGES = {
    "type": "object", "propertyNames": {"pattern": LANGUAGE}, "additionalProperties": {"type": "string"},
    "minProperties": 1, "description": "the text in several languages: `{en: …, de: …}`",
}  # fmt: skip


def _without_null(schema: Any) -> Any:
    """The schema without `null`: a field that is not stated is left out, and the loader refuses an empty value."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema if part != {"type": "null"}]
    if isinstance(schema, dict):
        return {name: _without_null(part) for name, part in schema.items() if (name, part) != ("default", None)}
    return schema


def _worded(schema: Any) -> Any:
    """The schema in which each text may also be stated in several languages."""
    if isinstance(schema, list):
        return [_worded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") != ["string", "number"]:
        return {name: _worded(part) for name, part in schema.items()}
    plain = {name: schema[name] for name in ("type", "minLength") if name in schema}
    return {"anyOf": [plain, _IN_LANGUAGES], **{name: part for name, part in schema.items() if name not in plain}}


def schemas() -> dict[str, bytes]:
    """`data/schemas/*.json`: the schema of every kind and of requirement lists."""
    return {f"data/schemas/{kind.name}.json": _written(kind) for kind in (*KINDS, REQUIREMENT_LIST)}


@cache
def _written(kind: Kind) -> bytes:
    return (json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n").encode()


__all__ = ["FactSources", "Facts", "explain", "json_schema", "load_facts", "pointers", "schemas", "unknown_fact"]
