"""One valid record of each fact kind with every field, derived from the types of its fields."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from trustcenter.model.kinds import KINDS, REQUIREMENT_LIST
from trustcenter.model.kinds.fields import Fact, Unknown
from trustcenter.model.kinds.marks import Form

ID = "privacy"
"""The id of all of them, so that each may refer to any other."""


def full_record(model: type[Fact], around: tuple[type[Fact], ...] = ()) -> dict[str, Any]:
    """A record by the names that are written, as an editor reads YAML: flags and numbers typed, all else text."""
    hints = get_type_hints(model, include_extras=True)
    return {info.alias or name: example(hints[name], (model, *around)) for name, info in model.model_fields.items()}


def example(annotation: Any, around: tuple[type[Fact], ...] = ()) -> Any:
    """A value that a field of this type allows; of fixed words the first.

    `around` are the records that it stands in: a list of records of such a form is empty.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        forms = [mark for mark in arguments[1:] if isinstance(mark, Form)]
        return _typed(forms[0]) if forms else example(arguments[0], around)
    if origin in (Union, UnionType):
        return next(example(part, around) for part in arguments if part is not type(None) and not _is_unknown(part))
    if origin is tuple:
        return [] if arguments[0] in around else [example(arguments[0], around)]
    if origin is Literal:
        return arguments[0]
    assert issubclass(annotation, Fact), annotation
    return full_record(annotation, around)


def _typed(form: Form) -> Any:
    return {"true/false": True, "number": 16}.get(form.name, form.example)


def _is_unknown(annotation: Any) -> bool:
    return annotation is Unknown or (get_origin(annotation) is Annotated and _is_unknown(get_args(annotation)[0]))


def as_text(value: Any) -> Any:
    """A value with every scalar as the text that YAML holds for it."""
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


FULL = {kind.name: full_record(kind.model) for kind in (*KINDS, REQUIREMENT_LIST)}
"""By the name of the kind."""
