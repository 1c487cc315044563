"""Makes `/schemas/*.json`: the JSON Schema (2020-12) of every open-data file, and of one record of every fact kind.

`open_data.exports` calls `schemas` and gets the files by path. Each schema is self-contained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from trustcenter.model.kinds import KINDS
from trustcenter.model.kinds.fields import Fact, Unknown
from trustcenter.model.records import canonical
from trustcenter.reading.facts_loader import SCHEMA_URL
from trustcenter.site.open_data.acceptance import Acceptance
from trustcenter.site.open_data.answers import AnswersFile
from trustcenter.site.open_data.as_of import AsOfFile
from trustcenter.site.open_data.center import CenterFile
from trustcenter.site.open_data.chains import ChainsFile
from trustcenter.site.open_data.changes import ChangesFile
from trustcenter.site.open_data.coverage import CoverageFile
from trustcenter.site.open_data.forms import adapter, as_published
from trustcenter.site.open_data.policies import PoliciesFile
from trustcenter.site.open_data.registration import RegistrationFile, form_schemas
from trustcenter.site.open_data.retention import RetentionFile
from trustcenter.site.open_data.subprocessors import SubprocessorsFile

FILES: Mapping[str, type[Any]] = {
    "center": CenterFile, "policies": PoliciesFile, "subprocessors": SubprocessorsFile, "retention": RetentionFile,
    "changes": ChangesFile, "coverage": CoverageFile, "answers": AnswersFile, "chains": ChainsFile, "as-of": AsOfFile,
    "acceptance": Acceptance, "registration": RegistrationFile,
}  # fmt: skip
"""The form of each file by the name of its schema."""
NAMED = (
    *(f"schemas/{name}.json" for name in FILES), *(f"schemas/facts/{kind.name}.json" for kind in KINDS if kind.citable),
    *form_schemas(),
)  # fmt: skip
"""The paths of all schemas below the root of the site."""
OWN_SCHEMA = {"type": "string", "format": "uri-reference", "description": "where this schema stands"}
SETTINGS = {kind.model.__name__: kind.settings for kind in KINDS if kind.settings}


@cache
def schemas() -> dict[str, bytes]:
    """All schemas by path below the root of the site."""
    by_path = {f"schemas/{name}.json": of_file(name) for name in FILES}
    by_path |= {f"schemas/facts/{kind.name}.json": of_record(kind.name, kind.model) for kind in KINDS if kind.citable}
    return {path: canonical(schema) for path, schema in by_path.items()} | form_schemas()


def of_file(name: str) -> dict[str, Any]:
    """The schema of `api/<name>.json`, or of `acceptance`, which applications write; each names its schema."""
    schema = adapter(FILES[name]).json_schema(by_alias=True)
    if "$defs" in schema:
        schema["$defs"] = _definitions(schema["$defs"])
    schema["properties"]["$schema"] = OWN_SCHEMA
    schema["required"].append("$schema")
    return schema | {"$schema": SCHEMA_URL, "title": name}


def of_record(name: str, model: type[Fact]) -> dict[str, Any]:
    """The schema of one public record of a kind."""
    schema = model.model_json_schema(by_alias=True)
    inner = {"$defs": _definitions(schema.pop("$defs"))} if "$defs" in schema else {}
    return _fact(model.__name__, schema) | inner | {"$schema": SCHEMA_URL, "title": name}


def _definitions(definitions: Mapping[str, Any]) -> dict[str, Any]:
    names = {model.__name__ for model in _models(Fact)} | {Unknown.__name__}
    return {name: _fact(name, schema) if name in names else schema for name, schema in definitions.items()}


def _fact(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a record as published: without settings, and without fields that are not stated."""
    public: dict[str, Any] = as_published(schema)
    settings = SETTINGS.get(name, frozenset())
    public["properties"] = {field: inner for field, inner in public["properties"].items() if field not in settings}
    return public | {"required": [field for field in public.get("required", []) if field not in settings]}


def _models(model: type[Fact]) -> Iterator[type[Fact]]:
    for inner in model.__subclasses__():
        yield inner
        yield from _models(inner)
