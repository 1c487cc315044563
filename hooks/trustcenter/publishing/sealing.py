"""Composes the files of a publication: changelog entry, texts and sealed records; and checks the center with them.

`publish`, `redo`, `pending_fix` and `withdraw` end with `finish` or its parts.  The result is a `Plan`, which `cli`
writes with `disk.files`; nothing is written here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from trustcenter import __version__
from trustcenter.comparing.fact_diff import CLAUSE, FactChange
from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.audiences import ON_ACCEPTANCE, AudienceDay
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.paths import record_path, translation_path
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, in_order
from trustcenter.model.records import canonical, sha256
from trustcenter.model.versions import Archive, Change, Translation, Version
from trustcenter.reading.center import Center, load
from trustcenter.rules import check
from trustcenter.rules.notice import audience_days, fact_changes
from trustcenter.rules.rehearsal import rehearsed

REFUSED_WARNINGS = ("placeholder", "obfuscated-email", "unseen-text", "mistranslated")
"""Rules whose warnings about a draft stop its publication."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A publication ready to be written.

    `writes` maps paths to contents (None removes the file); `last` is the path of the change file, the commit point.
    `changes`, `redlines` (by version), `earliest`, `warnings` and `breaks` (sentences on what becomes untrue: links of
    other texts that lose their heading, days in a text) and `signs` (what is signed, by version) are shown to the
    person who publishes.
    """

    change: Change
    versions: tuple[Version, ...]
    writes: Mapping[str, bytes | None]
    last: str
    changes: tuple[FactChange, ...]
    redlines: Mapping[str, str]
    earliest: date | None
    warnings: tuple[Problem, ...]
    breaks: tuple[str, ...] = ()
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 — not an error of the program
    """Nothing is published; `problems` has every reason."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def refuse(problems: Sequence[Problem]) -> None:
    """Raise `Refused` if there are any problems."""
    if problems:
        raise Refused(*in_order(problems))


def finish(
    texts: Mapping[str, bytes], archive: Archive, change: Change, versions: Sequence[Version], *, today: date,
    prose: str = "", removed: Collection[str] = (),
) -> Plan:  # fmt: skip
    """Seal the versions of a change, compose its changelog entry, and check the whole center as it would then be.

    `archive` is the archive without the change, `prose` the text below the generated list, `removed` paths to delete.
    The check is made as of today and as of the effective day.  Raises `Refused` with every error.
    """
    versions = with_audiences(texts, archive, versions)
    after = with_change(archive, change, versions)
    changes = fact_changes(after, change.id) if archive.all_versions else ()
    change = with_list(archive, change, versions, changes, prose=prose)
    writes: dict[str, bytes | None] = dict.fromkeys(sorted(removed))
    writes |= written(change, versions)
    center = load(applied(texts, writes))
    later = [*check(center, max(change.effective, today)), *rehearsed(center, today)]
    problems = in_order([*check(center, today), *later])
    refuse([problem for problem in problems if problem.is_error])
    redlines = {v.name: redline(after, v) for v in versions}
    from trustcenter.comparing.lost_links import lost_links  # renders texts, as the redlines do

    breaks = lost_links(after, versions)
    signs = {v.name: signs_of(after, v) for v in versions}
    return Plan(
        change, tuple(versions), writes, change.path, changes, redlines, versions[0].earliest, problems, breaks, signs
    )


def with_audiences(texts: Mapping[str, bytes], archive: Archive, versions: Sequence[Version]) -> list[Version]:
    """The versions of a change with the days from which they bind each audience (`rules.notice.audience_days`)."""
    facts, known, dated = load(texts).facts, archive, list[Version]()
    for version in versions:
        dated.append(replace(version, audiences=audience_days(facts, archive, known, version)))
        known = replace(
            known, versions={**known.versions, version.policy: (*known.versions.get(version.policy, ()), dated[-1])}
        )
    return dated


def applied(texts: Mapping[str, bytes], writes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """File contents by path after the writes; None in `writes` removes a file."""
    return {path: data for path, data in {**texts, **writes}.items() if data is not None}


def with_change(archive: Archive, change: Change, versions: Sequence[Version]) -> Archive:
    """The archive with one more change."""
    by_policy = {**archive.versions}
    for version in versions:
        by_policy[version.policy] = (*by_policy.get(version.policy, ()), version)
    return replace(archive, versions=by_policy, changes={**archive.changes, change.id: change}, published={})


# Names and numbers ------------------------------------------------------------------------------------------------


def next_number(archive: Archive, policy: str) -> int:
    """The number of the next version of a policy, beginning with 1."""
    versions = archive.versions.get(policy, ())
    return versions[-1].number + 1 if versions else 1


def version_id(archive: Archive, policy: str, effective: date) -> str:
    """The id of the next version: its effective date, with `-2`, `-3` … if that id is taken."""
    return _free(effective.isoformat(), {version.id for version in archive.versions.get(policy, ())})


def change_id(archive: Archive, announced: date, title: str) -> str:
    """The id of a change: its announced date and its title in ASCII, `2026-11-20-deepgram`; numbered if taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "change"
    return _free(f"{announced}-{slug}", set(archive.changes))


def _free(name: str, taken: set[str]) -> str:
    """The name, or `name-2`, `name-3` … if it is taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(free for free in numbered if free not in taken)


# What is written --------------------------------------------------------------------------------------------------

LIST_HEAD = "What changed:"


def with_list(
    archive: Archive, change: Change, versions: Sequence[Version], changes: Sequence[FactChange], *, prose: str = ""
) -> Change:
    """The change with its body: the generated list of what changed, then `prose`.

    `archive` is the archive without the change.
    """
    return replace(change, body="\n\n".join(filter(None, [_list(archive, versions, changes), prose])))


def _list(archive: Archive, versions: Sequence[Version], changes: Sequence[FactChange]) -> str:
    """The generated list of what changed, in Markdown: facts, then policies with a new text."""
    lines = [f"- {sentence}" for sentence in _sentences(changes)]
    for version in versions:
        newest = archive.newest(version.policy)
        title = escape(version.title)
        if newest is None:
            lines.append(f"- first version of **{title}**")
        elif version.retires:
            lines.append(f"- **{title}** is retired")
        elif not is_same_text(newest.text, version.text):
            lines.append(f"- new text of **{title}**")
        else:
            lines.append(f"- new version of **{title}**, its text unchanged")
    return f"{LIST_HEAD}\n\n" + "\n".join(dict.fromkeys(lines))


MOST_LINES_OF_A_KIND = 10
"""Up to this many added records of a kind have a line each; more share one line, as in a first publication."""
MOST_LINES_OF_CLAUSES = 5
"""The same for dropped clauses, as when a policy is retired."""


def _most_lines(kind: str) -> int:
    return MOST_LINES_OF_CLAUSES if kind == CLAUSE else MOST_LINES_OF_A_KIND


def _sentences(changes: Sequence[FactChange]) -> Iterator[str]:
    """One sentence for each change; additions of a kind are joined into one if they are many."""
    whole = [change for change in changes if _is_whole(change)]
    counted = Counter(change.kind for change in whole)
    many = {kind for kind, number in counted.items() if number > _most_lines(kind)}
    joined: set[str] = set()
    for change in changes:
        if change not in whole or change.kind not in many:
            yield change.sentence
        elif change.kind not in joined:
            joined.add(change.kind)
            labels = list(dict.fromkeys(escape(new.label) for new in whole if new.kind == change.kind))
            noun = BY_NAME[change.kind].noun if change.kind in BY_NAME else change.kind
            yield f"{noun} {change.what} ({len(labels)}): {listed(labels)}"


def _is_whole(change: FactChange) -> bool:
    """Whether a change adds a record or drops a clause."""
    return bool(change.record) and not change.field and (change.what == "added" or change.kind == CLAUSE)


def prose_of(body: str) -> str:
    """The prose below the generated list in the body of a changelog entry."""
    match = re.match(rf"{re.escape(LIST_HEAD)}\n\n(?:- .*\n?)+", body)
    return body[match.end() :].strip("\n") if match else body


def change_file(change: Change) -> bytes:
    """The bytes of a changelog entry; texts in its front matter are written as JSON strings, which are valid YAML."""
    fields: dict[str, Any] = {
        "title": change.title,
        "class": None if change.about else change.class_,
        "withdraws": change.withdraws or None,
        "postpones": change.postpones or None,
        "redacts": change.redacts or None,
        "renames": change.renames or None,
        "to": change.to or None,
        "translates": change.translates or None,
        "announced": change.announced,
        "effective": None if change.about and not change.postpones else change.effective,
        "summary": change.summary or None,
        "reason": change.reason or None,
    }
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value is not None]
    lines += ["versions:", *(f"  - {name}" for name in change.versions)]
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{change.body}\n").encode()


def _yaml(value: Any) -> str:
    plain = not isinstance(value, str) or re.fullmatch("[a-z]+", value)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def record_of(version: Version, *, change_sha256: str) -> dict[str, Any]:
    """The sealed record of a version as JSON values."""
    record: dict[str, Any] = {
        "format": records.FORMAT, "policy": version.policy, "version": version.id, "number": version.number,
        "title": version.title, "summary": version.summary, "owner": version.owner,
        "reviewed": iso(version.reviewed), "review_every": version.review_every,
        "effective": iso(version.effective), "announced": iso(version.announced), "earliest": iso(version.earliest),
        "class": version.class_, "change": version.change, "cites": list(version.cites), "facts": version.facts.kinds,
        "covers": dict(version.covers), "promise": dict(version.promise), "timezone": version.timezone,
        "holidays": version.holidays, "text_sha256": version.text_sha256, "change_sha256": change_sha256,
        "previous": version.previous, "tool": __version__, **({"retires": True} if version.retires else {}),
        **({} if version.references is None else {"references": [list(each) for each in version.references]}),
        **({"lang": version.lang} if version.lang else {}),
        **({"translations": {t.lang: _sealed(t) for t in version.translations}} if version.translations else {}),
        **({"audiences": [_audience(one) for one in version.audiences]} if version.audiences else {}),
    }  # fmt: skip
    return record | {"seal": records.seal(record)}


def _sealed(translation: Translation) -> dict[str, str]:
    """What a record seals of a text in another language."""
    return {name: getattr(translation, name) for name in ("title", "summary", "text_sha256")}


def _audience(one: AudienceDay) -> dict[str, str]:
    day = {"id": one.id, "label": one.label, "effective": one.effective.isoformat()}
    return day | ({"binds": ON_ACCEPTANCE} if one.on_acceptance else {})


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def written(change: Change, versions: Sequence[Version]) -> dict[str, bytes | None]:
    """The files of a change by path: texts and records in order of number (chained), the changelog entry last."""
    entry = change_file(change)
    writes: dict[str, bytes | None] = {}
    seals: dict[str, str] = {}
    for version in sorted(versions, key=lambda v: (v.policy, v.number)):
        chained = replace(version, previous=seals.get(version.policy, version.previous))
        record = record_of(chained, change_sha256=sha256(entry))
        seals[version.policy] = record["seal"]
        writes[version.path] = version.text.encode()
        writes[record_path(version.path)] = canonical(record)
        for translation in version.translations:
            writes[translation_path(version.name, translation.lang)] = translation.text.encode()
    return writes | {change.path: entry}


def written_beside(
    center: Center, change: Change, versions: Sequence[Version], own: Mapping[str, Any]
) -> dict[str, bytes | None]:
    """The files of a change that publishes no version, by path: its changelog entry and the sealed record beside it.

    The record continues the chain of every policy of the `versions` it is about; `own` are the fields of its kind.
    """
    entry = change_file(change)
    record = {
        "change": change.id, "versions": list(change.versions), "announced": iso(change.announced),
        "reason": change.reason, "timezone": center.timezone, "change_sha256": sha256(entry),
        "previous": {policy: center.archive.head(policy) for policy in sorted({v.policy for v in versions})},
        "tool": __version__, **own,
    }  # fmt: skip
    return {record_path(change.path): canonical(record | {"seal": records.seal(record)}), change.path: entry}


def redline(archive: Archive, version: Version) -> str:
    """The redline of a version against its predecessor, for a terminal; empty if there is none or nothing changed."""
    before = archive.predecessor(version)
    changed = text_redline(before.text, version.text) if before else ""
    return f"{before.name} → {version.name}:\n{changed}" if before and changed else ""


def signs_of(archive: Archive, version: Version) -> tuple[str, ...]:
    """What a version adds to its predecessor that a redline does not show, see `comparing.signed`."""
    from trustcenter.comparing.signed import signed  # as the redlines

    before = archive.predecessor(version)
    return signed(before.text if before else "", version.text)


def text_redline(before: str, after: str) -> str:
    """The changed passages of a text, `[-deleted-]` and `{+inserted+}`, below their headings; then its other changes.

    Where nothing that readers see differs, the lines whose bytes do.
    """
    from trustcenter.comparing.changed import byte_changes, markup_changes
    from trustcenter.comparing.redline import as_text
    from trustcenter.comparing.redline import redline as compare
    from trustcenter.markdown.to_html import (  # imported late: slow to load
        ANYWHERE,
        render,
    )

    old, new = (render(text, source="", page="", site=ANYWHERE).parts for text in (before, after))
    shown = [*filter(None, [as_text(compare(old, new))]), *markup_changes(before, after)]
    return "\n".join(shown or byte_changes(before, after))


def is_same_text(old: str, new: str) -> bool:
    """Whether readers of two texts see the same (`comparing.changed`)."""
    if old == new:
        return True
    from trustcenter.comparing.changed import same_text  # with what it needs, a check takes a tenth longer to begin

    return same_text(old, new)


def must_read(texts: Mapping[str, bytes]) -> Center:
    """The center read from file contents; raises `Refused` if reading it met any error."""
    center = load(texts)
    refuse([problem for problem in center.problems if problem.is_error])
    return center
