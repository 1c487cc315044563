"""The languages of a trust center, and facts that state a text in several of them (`purpose: {en: …, de: …}`).

`facts_loader` calls `declared` before it reads facts, and `in_language` for each raw value, so that facts hold plain
texts: those of the language that binds, or those of another language for the policies that are printed in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trustcenter.model.languages import LANGUAGE, wrong_language
from trustcenter.model.problems import Problem, one_of
from trustcenter.reading.yaml_source import Route, Source, decode, parse

FILE = "data/organization.yml"


def declared(texts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The languages that `organization.languages` names, the binding one first; empty if it names wrong ones."""
    data = texts.get(FILE, b"")
    if b"languages" not in data:
        return ()
    text, problems = decode(FILE, data)
    source = None if problems else parse(FILE, text)[0]
    value = source.value if source else None
    named = value.get("languages") if isinstance(value, Mapping) else None
    if not isinstance(named, list) or any(not isinstance(one, str) or wrong_language(one) for one in named):
        return ()
    return tuple(dict.fromkeys(named))


def is_worded(value: object, languages: Sequence[str]) -> bool:
    """Whether a raw value is a text in several languages: a mapping from codes of languages to texts."""
    return (
        isinstance(value, dict)
        and any(code in languages for code in value)
        and all(re.fullmatch(LANGUAGE, str(code)) and isinstance(text, str) for code, text in value.items())
    )


def in_language(value: Any, languages: Sequence[str], language: str) -> Any:
    """A raw value in which each text in several languages is the one in `language`, else the binding one."""
    if not languages:
        return value
    if is_worded(value, languages):
        return value.get(language) or value.get(languages[0]) or next(iter(value.values()))
    if isinstance(value, dict):
        return {key: in_language(part, languages, language) for key, part in value.items()}
    if isinstance(value, list):
        return [in_language(part, languages, language) for part in value]
    return value


def problems(source: Source, languages: Sequence[str]) -> Iterator[Problem]:
    """Texts in several languages without the binding one, or in a language that the center does not have."""
    for route, value in _worded(source.value, languages):
        if languages[0] not in value:
            message = f"the text in the binding language `{languages[0]}` is missing"
            yield Problem(source.where(route), "missing-field", message, f"write `{languages[0]}: …` beside the others")
        for code in value:
            if code not in languages:
                message = f"`{code}` is not a language of this center"
                hint = f"{one_of(code, languages)}; `languages` of {FILE} names them"
                yield Problem(source.where((*route, code), key=True), "bad-value", message, hint)


def _worded(value: Any, languages: Sequence[str], route: Route = ()) -> Iterator[tuple[Route, dict[str, str]]]:
    if is_worded(value, languages):
        yield route, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _worded(part, languages, (*route, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _worded(part, languages, (*route, place))
