"""Rules on emergencies and on what was withdrawn: what binds at once is what the emergency is about, and nothing else.

`rules` lists them; `publishing.withdraw` asks `withdrawn_in_draft` what the drafts and `data/` still say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from trustcenter.comparing.carried import brought_back
from trustcenter.comparing.fact_diff import FactChange
from trustcenter.model.company_names import name_words
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.model.versions import Change, Version, cited
from trustcenter.reading.center import Center
from trustcenter.rules.notice import fact_changes, still_judged

SHORTEST_WORD = 3
"""The fewest letters of a word of a label that names its record."""


def unnamed_emergency(center: Center, today: date) -> Iterator[Problem]:
    """An emergency change names every fact that binds without notice, and brings back nothing that was withdrawn.

    A fact is named where a word of its label or its id, or of what it says instead, stands in the title, the summary or
    the reason.
    What merely differs in `data/` on that day waits for its notice.
    """
    for version, change in still_judged(center, today):
        if change.class_ != "emergency":
            continue
        yield from _brought_back(center, version)
        if version.name == change.versions[0] and center.archive.predecessor(version):
            yield from _unnamed(center, change)


def _unnamed(center: Center, change: Change) -> Iterator[Problem]:
    said = set(re.findall(r"\w+", f"{change.title} {change.summary} {change.reason}".casefold()))
    unnamed = [
        fact
        for fact in fact_changes(center.archive, change.id)
        if fact.floor == "material" and said.isdisjoint(_words_of(fact))
    ]
    if unnamed:
        message = (
            f"{change.id} is an emergency, and names nothing of what would bind with it at once:"
            f" {'; '.join(fact.sentence for fact in unnamed)}"
        )
        hint = "name it in --reason or --summary if it is part of the emergency; otherwise publish it with its notice"
        yield Problem(Where(change.path), "unnamed-emergency", message, hint)


def _words_of(fact: FactChange) -> set[str]:
    """The words that name what changed: of the labels and the id, of the value of a field, and the kind."""
    words = {*name_words(fact.label), *name_words(re.sub("[_-]", " ", fact.record))}
    old, new = set(name_words(fact.before)), set(name_words(fact.after))
    words |= old ^ new if fact.field else old | new if fact.what in ("renamed", "replaced") else set()
    if not fact.record:
        words |= {fact.kind, *(BY_NAME[fact.kind].noun.split() if fact.kind in BY_NAME else ())}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def _brought_back(center: Center, version: Version) -> Iterator[Problem]:
    before = center.archive.predecessor(version)
    for withdrawal, held in brought_back(center.archive, version, before).items():
        message = f"{version.name} is an emergency and holds {listed(list(held))}, which {withdrawal} withdrew"
        hint = "take it out of the draft or of data/; what was withdrawn binds again only with its notice"
        yield Problem(Where(version.path), "unnamed-emergency", message, hint)


def withdrawn_in_draft(center: Center, today: date) -> Iterator[Problem]:
    """No draft holds what was withdrawn, unless it was announced again: the next publication would bring it back."""
    told: set[tuple[str, str]] = set()
    for policy, filled in center.filled.items():
        newest = center.archive.newest(policy)
        if newest is None or newest.retires:
            continue
        draft = replace(newest, text=filled.text, facts=cited(center.facts, filled.cites))
        for withdrawal, held in brought_back(center.archive, draft, newest, announced_by=today).items():
            for what in held:
                if (withdrawal, what) not in told:
                    told.add((withdrawal, what))
                    yield _still_drafted(center, policy, withdrawal, what)


def _still_drafted(center: Center, policy: str, withdrawal: str, what: str) -> Problem:
    kind, _, record = what.partition(".")
    fact = kind in center.facts.kinds
    where = center.sources.where(kind, (record,) if record else ()) if fact else Where(center.drafts[policy].file)
    message = f"{what} stands here, and {withdrawal} withdrew it: the next publication brings it back"
    hint = "take it out, or publish it as a change of its own with its notice"
    return Problem(where, "withdrawn-in-draft", message, hint, Severity.WARNING)


RULES = (unnamed_emergency, withdrawn_in_draft)
