"""What stands in a draft, or in the facts that it cites, and no reader ever sees: it would be sealed and served."""

from __future__ import annotations

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
    image, no hidden attribute, no HTML that a text may not have, no definition that nothing uses.
    """
    from trustcenter.markdown.unseen import CHARACTER, characters, unseen  # a center is read without it

    for text in drafts(center, today):
        for place in unseen(text.text):
            yield text.problem(place.offset, "unseen-text", place.what, place.hint)
    for draft in center.drafts.values():
        for field in ("title", "summary"):
            for place in characters(getattr(draft, field)):
                yield _warning(draft.where(field), place.what, place.hint)
    for kind, route, value in _strings(center):
        for place in characters(value) if not value.isascii() and CHARACTER.search(value) else ():
            yield _warning(center.sources.where(kind, route), place.what, place.hint)


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
