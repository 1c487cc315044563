"""What stands in a draft, or in the facts that it cites, and no reader ever sees: it would be sealed and served."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from trustcenter.model.kinds import BY_NAME
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.reading.center import Center
from trustcenter.rules.prose import drafts


def unseen_text(center: Center, today: date) -> Iterator[Problem]:
    """A draft, and a fact, holds nothing that its readers cannot see.

    That is: no comment, no character without width or that changes the direction of others, no title of a link, no
    image, no hidden attribute, no HTML that a text may not have, no definition that nothing uses, no link whose target
    a page drops or whose text names another site, no letter that only looks like those around it.  No two records have
    names that read alike and are written differently.
    """
    from trustcenter.markdown.unseen import characters, unseen  # a center is read without it

    for text in drafts(center, today):
        for place in unseen(text.text):
            yield text.problem(place.offset, "unseen-text", place.what, place.hint)
    others = [one.draft for drafts in center.translated.values() for one in drafts.values()]
    for draft in (*center.drafts.values(), *others):
        for field in ("title", "summary"):
            for place in characters(getattr(draft, field)):
                yield _warning(draft.where(field), place.what, place.hint)
    for kind, route, message in _read_alike(center):
        yield _warning(center.sources.where(kind, route), message, "write both in the same way, or name them apart")
    for kind, route, value in _strings(center):
        for place in characters(value) if not value.isascii() else ():
            yield _warning(center.sources.where(kind, route), place.what, place.hint)


def _read_alike(center: Center) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """(kind, route, message) of each name of a record that reads as that of another one and is written otherwise."""
    for kind, records in center.facts.kinds.items():
        first: dict[str, tuple[str, str]] = {}
        for id_, record in records.items() if isinstance(records, dict) else ():
            for field in ("name", "label") if isinstance(record, dict) else ():
                if isinstance(name := record.get(field), str):
                    other, written = first.setdefault(_as_read(name), (id_, name))
                    if written != name:
                        yield kind, (id_, field), f"the name reads as that of `{other}` and is written otherwise"


def _as_read(name: str) -> str:
    """A name as somebody reads it: without what nobody sees, in one case, with single spaces."""
    from trustcenter.markdown.unseen import CHARACTER

    return " ".join(CHARACTER.sub("", unicodedata.normalize("NFKC", name)).casefold().split())


def _warning(where: Where, what: str, hint: str) -> Problem:
    return Problem(where, "unseen-text", what, hint, Severity.WARNING)


def _strings(center: Center) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """(kind, route, text) of every text in the facts that a policy can cite."""
    for kind, value in center.facts.kinds.items():
        if kind not in BY_NAME or BY_NAME[kind].citable:
            yield from ((kind, route, text) for route, text in _texts(value, ()))


def _texts(value: Any, route: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*route, key))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from _texts(part, (*route, place))


RULES = (unseen_text,)
