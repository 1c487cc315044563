"""Plans a redaction: a passage of published files is replaced by a mark, as a court or a person's right demands.

`cli.redact` calls `plan`, which returns the files to write and what a person must see before.  The redaction is a
change with a record of its own, as a withdrawal is: it seals the old and the new hash of every file and continues the
hash chain of every policy it concerns.  The sealed records keep their seals, so the chain holds as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trustcenter.comparing.changed import byte_changes
from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.paths import CHANGE, VERSION, is_published, record_path
from trustcenter.model.phrases import day as in_words
from trustcenter.model.phrases import listed, plural
from trustcenter.model.problems import Problem, Where, line_and_column, one_of
from trustcenter.model.records import sha256
from trustcenter.model.redactions import Span, mark_spans
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.passages import Passage, bare, holds, lines_span, passage, redacted, spans_in
from trustcenter.publishing.publish import unseen_words
from trustcenter.publishing.sealing import Plan, Refused, applied, change_id, must_read, refuse, written_beside
from trustcenter.reading.center import Center, load
from trustcenter.reading.redactions import mark_forms
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed

LONGEST_REASON = 200
"""The reason stands in every mark, in the middle of a text."""
EVIDENCE = "data/deliveries.yml"
"""Append-only: what it says cannot be edited either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What to redact: a passage of a version or of a changelog entry, by its words or by its lines (first, last).

    The passage may stand in other published files: with `everywhere` it is redacted there too, with False it is left
    there, and None refuses to decide.
    """

    target: str
    words: str = ""
    lines: tuple[int, int] | None = None
    reason: str
    today: date
    everywhere: bool | None = None


@dataclass(frozen=True, slots=True)
class Redacting:
    """A redaction ready to be written.

    `shown` are the lines that change, by file; `stays` says where the passage remains, because it is no part of what
    can be redacted or was not asked for.
    """

    plan: Plan
    shown: Mapping[str, tuple[str, ...]]
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """A passage with its mark, the file in which it was named, and the place in it if only one is meant."""

    passage: Passage
    mark: str
    named_in: str
    only: Span | None


def plan(texts: Mapping[str, bytes], order: Order) -> Redacting:
    """The plan of a redaction.  Raises `Refused` with every reason against it."""
    center = must_read(texts)
    own = _own_files(center.archive, order)
    refuse(_wrong(center.archive, order))
    task = _task(texts, own, order)
    files = own if not order.everywhere else (*own, *(path for path in _redactable(center.archive) if path not in own))
    all_after = {path: _after(texts, path, task, everywhere=bool(order.everywhere)) for path in files}
    changed = {path: data for path, data in all_after.items() if data != texts[path]}
    refuse(_untouched(own, changed))
    after = applied(texts, changed)
    left = _left(after, task.passage, center.archive)
    if order.everywhere is not False:
        refuse([*_elsewhere(after, left, changed, task.passage), *_unpublished(after, task.passage)])
    planned = _composed(texts, center, order, task, changed)
    shown = {path: byte_changes(texts[path].decode(), data.decode(), most=40) for path, data in changed.items()}
    return Redacting(planned, shown, tuple(_stays(after, left, task.passage, changed)))


# What is asked ----------------------------------------------------------------------------------------------------


def _own_files(archive: Archive, order: Order) -> tuple[str, ...]:
    """The files of the version or the entry that is named: text, record and changelog entry."""
    if version := archive.by_name.get(order.target):
        path = version.path
        return (path, record_path(path), f"docs/changelog/{version.change}.md")
    if change := archive.changes.get(order.target):
        record = record_path(change.path)
        return (change.path, record) if record in archive.published else (change.path,)
    named = archive.by_name if "/" in order.target else {**archive.by_name, **archive.changes}
    message = f"`{order.target}` is no version, and no changelog entry"
    raise Refused(Problem(Where("VERSION"), "bad-value", message, one_of(order.target, named)))


def _wrong(archive: Archive, order: Order) -> list[Problem]:
    reason = Where("--reason")
    problems = unseen_words({"--reason": order.reason})
    if not order.reason.strip():
        problems.append(Problem(reason, "missing-field", "a redaction needs a reason", "say who demands it and when"))
    if len(order.reason) > LONGEST_REASON or "\n" in order.reason:
        message = f"the reason stands in the mark: it may have {LONGEST_REASON} characters on one line"
        problems.append(Problem(reason, "bad-value", message, "say the rest elsewhere"))
    change = archive.changes.get(order.target) or archive.changes.get(_change_of(archive, order.target))
    if change and change.public_from > order.today:
        message = f"{change.id} is not announced yet"
        hint = f"remove it (`trustcenter publish --drop {change.id}`) and publish again without the passage"
        problems.append(Problem(Where("VERSION"), "bad-value", message, hint))
    if change and change.class_ == "redaction":
        message = f"{change.id} is itself a redaction, and the proof of one"
        problems.append(Problem(Where("VERSION"), "bad-value", message, "redact what it names again"))
    return problems


def _change_of(archive: Archive, name: str) -> str:
    return archive.by_name[name].change if name in archive.by_name else ""


def _task(texts: Mapping[str, bytes], own: tuple[str, ...], order: Order) -> _Task:
    mark = f"[redacted on {in_words(order.today)}: {order.reason.strip().rstrip('.')}]"
    text = texts[own[0]].decode()
    only = _lines(own[0], text, order.lines) if order.lines else None
    words = text[slice(*only)] if only else order.words
    wanted = passage(words)
    if not wanted.bare:
        hint = "copy the words from the page or the file"
        raise Refused(Problem(Where("--text"), "missing-field", "name the passage to redact", hint))
    if wanted.bare in bare(mark):
        message, hint = "the mark would hold the passage again", "choose a reason without it, or name more of the text"
        raise Refused(Problem(Where("--reason"), "bad-value", message, hint))
    places = [] if only or order.everywhere else spans_in(text, wanted)
    if len(places) > 1:
        lines = dict.fromkeys(str(line_and_column(text, start)[0]) for start, _ in places)
        message = f"the passage stands {len(places)} times in {own[0]}, on line {listed([*lines])}"
        hint = "name more of the text around it, or its lines (--lines FIRST:LAST), or redact it --everywhere"
        raise Refused(Problem(Where("--text"), "bad-value", message, hint))
    return _Task(wanted, mark, own[0], only)


def _lines(path: str, text: str, lines: tuple[int, int]) -> Span:
    span = lines_span(text, *lines) if VERSION.fullmatch(path) else None
    if span is None:
        message = f"{path} has no words on the lines {lines[0]} to {lines[1]}"
        hint = f"it has {plural(len(text.splitlines()), 'line')}; write --lines FIRST:LAST"
        raise Refused(Problem(Where("--lines"), "bad-value", message, hint))
    return span


def _redactable(archive: Archive) -> Iterator[str]:
    """Every published file but those of redactions, which prove themselves."""
    for path in archive.published:
        match = CHANGE.fullmatch(path)
        if match is None or match["id"] not in archive.redactions:
            yield path


def _after(texts: Mapping[str, bytes], path: str, task: _Task, *, everywhere: bool) -> bytes:
    only = task.only if path == task.named_in and not everywhere else None
    return redacted(path, texts[path], task.passage, task.mark, only=only)


# What stays -------------------------------------------------------------------------------------------------------


def _untouched(own: tuple[str, ...], changed: Mapping[str, bytes]) -> list[Problem]:
    if any(path in changed for path in own):
        return []
    message = f"the passage stands in none of {listed(own)}"
    return [
        Problem(Where("--text"), "bad-value", message, "copy it from the file, or name its lines: --lines FIRST:LAST")
    ]


def _left(after: Mapping[str, bytes], wanted: Passage, archive: Archive) -> list[str]:
    """The published files, but those of redactions, whose readers can still see the passage."""
    return [path for path in _redactable(archive) if holds(path, after[path], wanted)]


def _elsewhere(
    after: Mapping[str, bytes], left: list[str], changed: Mapping[str, bytes], wanted: Passage
) -> Iterator[Problem]:
    for path in left:
        if path in changed:
            message = "the passage is also written in another way here, such as with an emphasis or in small letters"
            hint = "redact that first, by its own words or lines, with --only-here"
        else:
            message = "the passage stands here too"
            hint = "--everywhere redacts it wherever it stands; --only-here leaves it, for a command of its own"
        yield Problem(Where(path, _line(after[path], wanted)), "bad-value", message, hint)


def _line(data: bytes, wanted: Passage) -> int:
    """The line of a file on which a passage stands, 0 where it is on several."""
    lines = enumerate(data.decode("utf-8", "replace").splitlines(), start=1)
    return next((number for number, line in lines if wanted.pattern.search(line) or wanted.is_spelled(line)), 0)


def _unpublished(after: Mapping[str, bytes], wanted: Passage) -> Iterator[Problem]:
    """Drafts, facts and pages that hold the passage: with the next publication or build it would be back."""
    for path, data in sorted(after.items()):
        if is_published(path) or path == EVIDENCE:
            continue
        text = data.decode("utf-8", "replace")
        if wanted.pattern.search(text) or wanted.is_spelled(text):
            message = "this still holds the passage, and the site would show it again"
            hint = "take it out first; this file is not sealed"
            yield Problem(Where(path, _line(data, wanted)), "bad-value", message, hint)


def _stays(after: Mapping[str, bytes], left: list[str], wanted: Passage, changed: Mapping[str, bytes]) -> Iterator[str]:
    yield from (f"stays in {path}" for path in left)
    for path, data in sorted(after.items()):
        where = data.decode("utf-8", "replace") if path in changed or path == EVIDENCE else ""
        if path not in left and wanted.is_spelled(f"{path}\n{where}"):
            yield f"stays in {path}: an address, an id or evidence holds it, and those never change"


# What is written --------------------------------------------------------------------------------------------------


def _composed(
    texts: Mapping[str, bytes], center: Center, order: Order, task: _Task, changed: Mapping[str, bytes]
) -> Plan:
    """The changed files with the record and the entry of the redaction; refused if the center had new errors."""
    archive = center.archive
    versions = _concerned(archive, changed)
    titles = sorted({_title(version, task.passage) for version in versions})
    title = f"Redacted: {listed(titles) if len(titles) < 4 else plural(len(titles), 'policy').replace('ys', 'ies')}"
    name = change_id(archive, order.today, title)
    entry = Change(
        id=name, title=title, class_="redaction", redacts=order.target, announced=order.today, effective=order.today,
        versions=tuple(version.name for version in versions), summary="", reason=order.reason.strip(),
        body=_body(task.mark, changed),
    )  # fmt: skip
    own = {
        "format": records.REDACTION_FORMAT, "redacts": order.target, "mark": task.mark,
        "files": [_file(archive, path, data, task.mark) for path, data in sorted(changed.items())],
    }  # fmt: skip
    writes = {**changed, **written_beside(center, entry, versions, own)}
    after = load(applied(texts, writes))
    before = {(p.rule, p.where, p.message) for p in check(center, order.today)}
    problems = (*check(after, order.today), *rehearsed(after, order.today))
    refuse([p for p in problems if p.is_error and (p.rule, p.where, p.message) not in before])
    return Plan(entry, (), writes, entry.path, (), {}, None, problems)


def _concerned(archive: Archive, changed: Mapping[str, bytes]) -> list[Version]:
    """The versions whose text or record changes, and those of every entry that does."""
    names = {f"{match['policy']}/{match['id']}" for path in changed if (match := VERSION.fullmatch(path))}
    for path in changed:
        if match := CHANGE.fullmatch(path):
            names |= {*archive.changes[match["id"]].versions}
    return sorted(
        (archive.by_name[name] for name in names if name in archive.by_name), key=lambda v: (v.policy, v.number)
    )


def _title(version: Version, wanted: Passage) -> str:
    return version.policy if wanted.bare in bare(version.title) else version.title


def _body(mark: str, changed: Mapping[str, bytes]) -> str:
    lines = []
    for path, data in sorted(changed.items()):
        places = plural(len(mark_spans(data, mark_forms(mark))), "place")
        lines.append(f"- {escape(path.removeprefix('docs/'))}: {places}")
    return f"These files have the mark {escape(mark)} instead of a passage:\n\n" + "\n".join(lines)


def _file(archive: Archive, path: str, data: bytes, mark: str) -> dict[str, Any]:
    """A changed file in the record: its hashes, and where it has marks now, those of earlier redactions included."""
    forms = [form for one in archive.redacted_by.get(path, ()) for form in mark_forms(one.mark)]
    spans = [list(span) for span in mark_spans(data, [*forms, *mark_forms(mark)])]
    return {"path": path, "before": sha256(archive.published[path]), "after": sha256(data), "spans": spans}
