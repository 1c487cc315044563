"""Reads drafts, the working texts of policies (`docs/policies/<id>/index.md`), with their front matter.

`center.load` calls `load_drafts`, which returns the drafts and their problems.  References in the text are filled
later, by `references.fill`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field, ValidationError

from trustcenter.model.facts import Facts
from trustcenter.model.kinds.fields import SLUG, Day, Fact, Flag, Language, Line, Period, Refers, Slug, Text
from trustcenter.model.paths import DRAFT
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.records import sha256
from trustcenter.reading.facts_loader import explain
from trustcenter.reading.yaml_source import FrontMatter, Source, decode, front_matter

_FOLDER = re.compile(r"docs/policies/([^/]+)/")


class PolicyFrontMatter(Fact):
    """The front matter of a draft; `summary` is non-binding, `covers` maps requirement ids to heading anchors.

    `lang` is the language of the policy, title and summary included; without it nothing is known of it.

    `signature`: customers sign the policy, so the site offers a PDF with fields for that.

    `starter` is the sha256 of the draft as `trustcenter new` wrote it, without this line; while it matches, nobody has
    edited the draft.
    """

    title: Line
    lang: Language | None = None
    summary: Text | None = None
    owner: Annotated[Slug | None, Refers("contacts")] = None
    reviewed: Day | None = None
    review_every: Period | None = None
    covers: Annotated[dict[str, str], Field(default_factory=dict)]
    cites: tuple[Text, ...] = ()
    signature: Flag = False
    starter: Text | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The working text of one policy; `above` counts the lines of the file before `body`.

    `places` maps each field of the front matter to its position, a nested one as `covers.gdpr-7`.
    """

    id: str
    file: str
    title: str
    summary: str
    owner: str
    reviewed: date | None
    review_every: str
    covers: Mapping[str, str]
    body: str
    above: int
    places: Mapping[str, Where] = field(default_factory=dict)
    cites: tuple[str, ...] = ()
    lang: str = ""
    signature: bool = False

    def where(self, name: str) -> Where:
        """The position of a field of the front matter; the file itself if the field is absent."""
        return self.places.get(name, Where(self.file))


_STARTER = re.compile(r"(?m)^starter: ([0-9a-f]{64})\n")


def as_starter(text: str) -> str:
    """The text of a new draft with `starter: <sha256>` added as the last line of its front matter."""
    head, line, body = text.partition("\n---\n")
    return f"{head}\nstarter: {sha256(text.encode())}{line}{body}"


def is_untouched(data: bytes) -> bool:
    """Whether a draft is as `trustcenter new` wrote it; an import may then replace it."""
    text = data.decode(errors="replace").replace("\r\n", "\n")
    match = _STARTER.search(text)
    return match is not None and sha256(_STARTER.sub("", text, count=1).encode()) == match[1]


_RESERVED = frozenset({
    "index", "draft", "history", "since", "feed", "con", "prn", "aux", "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
})  # fmt: skip
"""Names that a policy cannot have: those of pages beside the policies, and those that Windows keeps for itself."""


def wrong_policy_id(name: str) -> str:
    """What a policy id must be, if the name is none; empty if it is one."""
    if len(name) > 60 or not re.fullmatch(SLUG, name):
        return "lower-case letters, digits, single hyphens, at most 60: sms-terms"
    return f"`{name}` is the name of something else; take another" if name in _RESERVED else ""


def policy_ids(texts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The ids of all policies that have a folder, with a draft or not."""
    matches = map(_FOLDER.match, texts)
    return tuple(sorted({match[1] for match in matches if match}))


def load_drafts(
    texts: Mapping[str, bytes], *, facts: Facts, unread: Collection[str] = ()
) -> tuple[tuple[Draft, ...], list[Problem]]:
    """Read every draft; one with a problem in its front matter is left out."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for file in sorted(texts):
        match = DRAFT.fullmatch(file)
        if match and not match["lang"]:
            draft, draft_problems = _draft(
                match[1], file, texts[file], None if "contacts" in unread else facts.records("contacts")
            )
            problems += draft_problems
            drafts += [draft] if draft else []
    return tuple(drafts), problems


def _draft(name: str, file: str, data: bytes, contacts: Collection[str] | None) -> tuple[Draft | None, list[Problem]]:
    text, problems = decode(file, data)
    if problems:
        return None, problems
    if wrong_policy_id(name):
        hint = wrong_policy_id(name)
        problems.append(Problem(Where(file), "bad-value", f"`{name}` is not a policy id", hint))
    matter, more = front_matter(file, text)
    problems += more + second_title(file, matter)
    if any(problem.rule == "yaml-syntax" for problem in more):
        return None, problems
    try:
        front = PolicyFrontMatter.model_validate(matter.source.value)
    except ValidationError as error:
        invalid_fields = [
            explain(PolicyFrontMatter, "policy", matter.source, matter.source.value, (), e) for e in error.errors()
        ]
        return None, problems + invalid_fields
    if front.owner and contacts is not None and front.owner not in contacts:
        where = matter.source.where(("owner",))
        hint = one_of(front.owner, contacts)
        problems.append(Problem(where, "dangling-id", f"`{front.owner}` is not an id in data/contacts.yml", hint))
    return Draft(
        id=name, file=file, title=front.title, summary=front.summary or "", owner=front.owner or "",
        reviewed=front.reviewed, review_every=str(front.review_every or ""), covers=dict(front.covers),
        body=matter.body, above=matter.above, places=places_in(matter.source), cites=tuple(front.cites),
        lang=front.lang or "", signature=front.signature,
    ), problems  # fmt: skip


def places_in(source: Source) -> dict[str, Where]:
    """The position of each key of the front matter, nested keys joined by dots."""
    top = source.value if isinstance(source.value, dict) else {}
    routes = [(key,) for key in top]
    inner = [(key, name) for key, value in top.items() if isinstance(value, dict) for name in value]
    return {".".join(route): source.where(route, key=True) for route in (*routes, *inner)}


_FENCE_OR_TITLE = re.compile(r"^ {0,3}(?:(```|~~~)|#(?:[ \t]|$))", re.MULTILINE)


def second_title(file: str, matter: FrontMatter) -> list[Problem]:
    """A problem for a heading of the first level: the title of the front matter is printed as one."""
    fence = False
    for line in _FENCE_OR_TITLE.finditer(matter.body):
        fence ^= bool(line[1])
        if not fence and not line[1]:
            number = matter.above + 1 + matter.body.count("\n", 0, line.start())
            hint = "the title of the front matter is printed as the first heading; begin sections with `## `"
            return [Problem(Where(file, number, 1), "second-title", "a policy has one title", hint)]
    return []
