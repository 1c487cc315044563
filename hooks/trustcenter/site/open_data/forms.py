"""The forms (frozen dataclasses) that several open-data files share, and how a form becomes bytes.

Each module of `open_data` fills a form and `written` encodes it as JSON. Its JSON Schema is made from the same fields
(`schemas.py`), so the two always agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from trustcenter.model.kinds import BY_NAME, KINDS
from trustcenter.model.languages import LANGUAGE
from trustcenter.model.periods import begins
from trustcenter.model.records import Class, canonical
from trustcenter.model.versions import Version
from trustcenter.site.audience_days import days_of
from trustcenter.site.pages import View

EXACT = ConfigDict(extra="forbid")
"""A form has its declared fields and no others."""


class RecordOf:
    """Annotates a record: `Annotated[Mapping[str, Any], RecordOf("subprocessors")]` has the schema of that kind.

    `computed` are schemas of fields that are added to those written in `data/`.
    """

    def __init__(self, kind: str, computed: Mapping[str, JsonSchemaValue] | None = None) -> None:
        self.kind = kind
        self.computed = computed or {}

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference: JsonSchemaValue = handler(BY_NAME[self.kind].model.__pydantic_core_schema__)
        if not self.computed:
            return reference
        schema: JsonSchemaValue = as_published(handler.resolve_ref_schema(reference))
        return schema | {
            "properties": schema["properties"] | self.computed,
            "required": [*schema["required"], *self.computed],
        }


def as_published(schema: Any) -> Any:
    """The schema of published data, derived from the schema of `data/` files.

    A field that is not stated is absent, never null, and every scalar but a flag or a count is text.
    """
    if isinstance(schema, list):
        return [as_published(part) for part in schema if part != {"type": "null"}]
    if isinstance(schema, dict):
        kept = {name: as_published(part) for name, part in schema.items() if (name, part) != ("default", None)}
        return kept | ({"type": "string"} if isinstance(kept.get("type"), list) else {})
    return schema


class AllFacts:
    """Annotates facts by kind and id (kinds with a single record: by kind); custom kinds are as written."""

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        kinds: dict[str, Any] = {}
        for kind in KINDS:
            if kind.citable:
                record = handler(kind.model.__pydantic_core_schema__)
                one = kind.shape == "one"
                kinds[kind.name] = record if one else {"type": "object", "additionalProperties": record}
        return {"type": "object", "properties": kinds, "additionalProperties": True}


Link = Annotated[str, Field(description="URL below the root of the site")]
Instant = Annotated[datetime, Field(description="instant in UTC")]
FactsByKind = Annotated[Mapping[str, Any], AllFacts()]


@dataclass(frozen=True, kw_only=True)
class Dated:
    """The fields that begin every file about the present: its day, and the organization."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    as_of: Annotated[date, Field(description="the day that the file states")]
    organization: str


def dated(view: View) -> dict[str, Any]:
    """The fields of `Dated`."""
    return {"as_of": view.snapshot.day, "organization": view.name}


@dataclass(frozen=True, kw_only=True)
class RedactionData:
    """A passage of a version was replaced by a mark: by which change, when, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    change: str
    announced: date
    reason: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="of the text since then")]


def _is_unknown(language: str) -> bool:
    return not language


def _is_empty(values: tuple[object, ...]) -> bool:
    return not values


@dataclass(frozen=True, kw_only=True)
class TranslationData:
    """A text of a version in another language, which does not bind."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    lang: Annotated[str, Field(description="its language (BCP 47)")]
    title: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="of the text")]
    url: Link
    markdown: Link


@dataclass(frozen=True, kw_only=True)
class AudienceData:
    """The day from which a version binds one audience, and the last day on which it can object."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    id: str
    label: str
    effective: date
    binds_from: Instant
    on_acceptance: Annotated[bool, Field(description="true: it binds whoever accepts it from then on")]
    object_by: Annotated[date | None, Field(description="the last day to object; null where no time was promised")]


@dataclass(frozen=True, kw_only=True)
class BoundData:
    """An audience that another version binds on the day than everybody else."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    id: str
    label: str
    version: Annotated[str, Field(description="id of the version that binds it")]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="of its text, as published")]


@dataclass(frozen=True, kw_only=True)
class VersionData:
    """One version of a policy: when it binds, and what proves its text."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    version: Annotated[
        str, Field(description="id of the version: the effective date announced first, with a number where it is taken")
    ]
    number: Annotated[int, Field(ge=1, description="1, 2, 3 … in order of publication")]
    title: str
    lang: Annotated[
        str,
        Field(pattern=LANGUAGE, exclude_if=_is_unknown, description="of the text (BCP 47); left out if not recorded"),
    ] = ""
    class_: Annotated[Class, Field(alias="class")]
    change: Annotated[str, Field(description="id of the change that published it")]
    announced: Annotated[date | None, Field(description="null where history does not tell")]
    effective: date
    planned: Annotated[date, Field(description="the effective day as announced first; another one if postponed since")]
    timezone: Annotated[str, Field(description="the time zone in which its days begin")]
    binds_from: Instant
    bound_until: Annotated[
        datetime | None,
        Field(description="instant in UTC from which the next version known binds; null: none is known"),
    ]
    retires: Annotated[bool, Field(description="true: from then on the policy does not apply any more")]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="of the text, as published")]
    redactions: Annotated[tuple[RedactionData, ...], Field(description="passages replaced by a mark, oldest first")]
    seal: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="of the record, as published")]
    url: Link
    markdown: Link
    record: Link
    translations: Annotated[
        tuple[TranslationData, ...],
        Field(exclude_if=_is_empty, description="the texts in other languages on that day; left out if there are none"),
    ] = ()
    audiences: Annotated[
        tuple[AudienceData, ...],
        Field(exclude_if=_is_empty, description="the day for each audience; left out where all are `effective`"),
    ] = ()


@dataclass(frozen=True, kw_only=True)
class PolicyData:
    """One policy on a day: the version in effect, and those that will follow it, the next one first."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    id: str
    former_ids: Annotated[tuple[str, ...], Field(description="ids under which it was published before a rename")]
    title: str
    url: Link
    retired: bool
    in_effect: VersionData | None
    upcoming: tuple[VersionData, ...]
    audiences: Annotated[
        tuple[BoundData, ...],
        Field(exclude_if=_is_empty, description="audiences that another version binds; left out if there are none"),
    ] = ()


def instant(day: date, timezone: str) -> datetime:
    """The instant in UTC at which a day begins in a time zone."""
    return begins(day, timezone)


def audiences_of(version: Version) -> tuple[AudienceData, ...]:
    """The days of a version for audiences; none if it binds everybody from one day."""
    return tuple(
        AudienceData(
            id=one.id, label=one.label, effective=one.day, binds_from=instant(one.day, version.timezone),
            on_acceptance=one.on_acceptance, object_by=one.object_by,
        )
        for one in days_of(version)
    )  # fmt: skip


def adapter(form: type[Any]) -> TypeAdapter[Any]:
    """The pydantic adapter that encodes and describes a form; cached, because making one is slow."""
    if form not in _ADAPTERS:
        _ADAPTERS[form] = TypeAdapter(form)
    return _ADAPTERS[form]


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def written(form: Any, *, path: str, schema: str) -> bytes:
    """A form as the canonical JSON of the file at `path`; it names its schema."""
    up = "../" * path.count("/")
    fields = adapter(type(form)).dump_python(form, mode="json", by_alias=True)
    return canonical({"$schema": f"{up}schemas/{schema}.json", **fields})
