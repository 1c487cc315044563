"""Computes what a pull request changes: drafts, facts, published changes and problems, as a `Review` value.

`cli.report` calls `review` with the center before and after; `review_comment` writes the result for people, and
`as_json` for programs, with a JSON Schema. The review reports and does not block anything; `trustcenter check` decides
what may be merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from trustcenter.comparing import fact_diff
from trustcenter.comparing.changed import byte_changes, markup_changes
from trustcenter.comparing.fact_diff import FactChange
from trustcenter.comparing.lost_links import lost_links
from trustcenter.comparing.redline import Passage, passages
from trustcenter.comparing.redline import redline as compare
from trustcenter.comparing.signed import signed
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model.paths import is_published, record_path
from trustcenter.model.periods import clear_days
from trustcenter.model.problems import Problem
from trustcenter.model.records import ChangeClass, Class, canonical
from trustcenter.model.versions import Change, Version, public_facts
from trustcenter.publishing import publish
from trustcenter.publishing.sealing import Refused, change_id, with_change
from trustcenter.reading.center import Center
from trustcenter.reading.facts_loader import SCHEMA_URL
from trustcenter.reading.translations import english
from trustcenter.rules import check
from trustcenter.rules.history import only_redacted
from trustcenter.rules.notice import Promise, changes_as_announced, promise_on
from trustcenter.site.audience_days import days_of
from trustcenter.site.open_data.changes import FactChangeData, fact_data
from trustcenter.site.open_data.forms import EXACT, adapter

What = Literal["added", "changed", "removed"]
MARKER = "<!-- trustcenter-report -->"
"""The first line of every comment, by which the workflow finds the comment to update."""


@dataclass(frozen=True, kw_only=True)
class TextReview:
    """What becomes of one text: a draft, or the version that a change publishes."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    policy: str
    title: str
    file: str
    what: What
    readable: Annotated[bool, Field(description="false: it cannot be filled, see the problems")]
    inserted: Annotated[int, Field(description="words")]
    deleted: Annotated[int, Field(description="words")]
    redline: Annotated[tuple[Passage, ...], Field(description="the changed passages; none for a first text")]
    markup: Annotated[tuple[str, ...], Field(description="changed links, emphases and places")] = ()
    unseen: Annotated[tuple[str, ...], Field(description="changed lines of a text that reads as before")] = ()
    signed: Annotated[tuple[str, ...], Field(description="what is signed: new bytes, targets, foreign letters")] = ()
    version: Annotated[str | None, Field(description="policy/version of a published text; null for a draft")] = None
    number: Annotated[int | None, Field(description="number of the version; null for a draft")] = None
    retires: Annotated[bool, Field(description="true: this version ends the policy")] = False


@dataclass(frozen=True, kw_only=True)
class ProblemReview:
    """One problem; `line` and `column` are 0 where the whole file is meant."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    file: str
    line: int
    column: int
    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    hint: str
    new: Annotated[bool, Field(description="whether it was not there before")]


@dataclass(frozen=True, kw_only=True)
class DraftReview:
    """The drafts that were edited, and what publishing them would demand."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    texts: tuple[TextReview, ...]
    facts: Annotated[tuple[FactChangeData, ...], Field(description="what publishing would do to the facts")]
    floor: Annotated[Class | None, Field(description="the class that these facts demand; null: none, prose decides")]
    first: Annotated[bool, Field(description="whether all of these policies would be published for the first time")]
    promise: Annotated[str | None, Field(description="the notice promised for material changes; null: none is stated")]
    announced: Annotated[date, Field(description="the day assumed for the announcement: review days from today")]
    earliest: Annotated[date, Field(description="the first day on which it could then bind as a material change")]
    against: Annotated[tuple[str, ...], Field(description="what else stands against publishing it as it is")]


@dataclass(frozen=True, kw_only=True)
class ChangeReview:
    """A change that was published, or mended, and is not public by itself yet."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    change: str
    file: str
    title: str
    summary: str
    reason: str
    class_: Annotated[ChangeClass, Field(alias="class")]
    withdraws: Annotated[str | None, Field(description="title of the change that it takes back")]
    postpones: Annotated[str | None, Field(description="title of the change that it moves to a later day")]
    planned: Annotated[date | None, Field(description="of a postponement: the effective day until then")]
    announced: date | None
    effective: date
    timezone: str
    texts: tuple[TextReview, ...]
    facts: tuple[FactChangeData, ...]
    floor: Class | None
    promise: Annotated[str | None, Field(description="the notice promised on the announced day")]
    clear_days: Annotated[int | None, Field(description="whole days between the announced and the effective day")]
    earliest: Annotated[date | None, Field(description="the first effective day that the promise allows")]
    object_by: date | None
    mended: Annotated[bool, Field(description="whether it was there before and is published anew")]
    breaks: Annotated[tuple[str, ...], Field(description="links of other texts that lose their heading")] = ()
    audiences: Annotated[tuple[str, ...], Field(description="the days for groups of customers, where they differ")] = ()


@dataclass(frozen=True, kw_only=True)
class FileReview:
    """A file and what became of it."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    file: str
    what: What
    unseen: Annotated[tuple[str, ...], Field(description="changed lines of a draft that reads as before")] = ()


@dataclass(frozen=True, kw_only=True)
class Review:
    """Everything that differs between two states of a trust center."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    marker: Annotated[str, Field(description="the first line of the comment")]
    as_of: Annotated[date, Field(description="the day for which it is judged")]
    organization: str
    state: Annotated[
        Literal["nothing", "ordinary", "draft", "published"],
        Field(description="the most that happens: published, or only drafts, or only what no policy states"),
    ]
    errors: int
    warnings: int
    problems: tuple[ProblemReview, ...]
    changes: tuple[ChangeReview, ...]
    draft: DraftReview | None
    at_once: Annotated[tuple[FactChangeData, ...], Field(description="facts that no policy states: public at once")]
    pages: Annotated[tuple[FileReview, ...], Field(description="ordinary pages: public at once")]
    archive: Annotated[tuple[FileReview, ...], Field(description="published files that were changed or removed")]
    files: Annotated[tuple[FileReview, ...], Field(description="all other files of `data/` and `docs/`")]


def review(
    before: Center, after: Center, texts: tuple[Mapping[str, bytes], Mapping[str, bytes]], today: date,
    *, problems: Sequence[Problem],
) -> Review:  # fmt: skip
    """What differs between two centers read from `texts` (before, after) as of `today`.

    `problems` are those of the center after.
    """
    files = _files(*texts)
    reviewed = _problems(before, problems, today)
    changes = tuple(_changes(before, after, today))
    drafted = _draft(before, after, files, texts[1], today)
    if drafted:
        told_above = {_with_hint(problem) for problem in reviewed}
        drafted = replace(drafted, against=tuple(reason for reason in drafted.against if reason not in told_above))
    at_once = _at_once(before, after, today)
    pages = tuple(f for f in files if f.file in before.pages or f.file in after.pages)
    archive = tuple(f for f in files if is_published(f.file) and f.what != "added")
    mentioned = {f.file for f in (*pages, *archive)} | {t.file for t in (drafted.texts if drafted else ())}
    return Review(
        marker=MARKER, as_of=today, organization=after.name,
        state="published" if changes else "draft" if drafted else "ordinary" if files else "nothing",
        errors=sum(p.severity == "error" for p in reviewed), warnings=sum(p.severity == "warning" for p in reviewed),
        problems=reviewed, changes=changes, draft=drafted, at_once=at_once, pages=pages, archive=archive,
        files=tuple(
            _with_lines(f, before, after) for f in files if f.file not in mentioned and not is_published(f.file)
        ),
    )  # fmt: skip


def _files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[FileReview, ...]:
    def what(file: str) -> What:
        return "added" if file not in before else "removed" if file not in after else "changed"

    differing = (file for file in sorted({*before, *after}) if before.get(file) != after.get(file))
    return tuple(FileReview(file=file, what=what(file)) for file in differing)


def _with_lines(file: FileReview, before: Center, after: Center) -> FileReview:
    """A file; for a draft that reads as before, with the lines in which it differs."""
    draft = re.fullmatch(r"docs/policies/([^/]+)/index\.md", file.file)
    old, new = (center.filled.get(draft[1]) if draft else None for center in (before, after))
    return replace(file, unseen=byte_changes(old.text, new.text)) if old and new else file


def _problems(before: Center, problems: Sequence[Problem], today: date) -> tuple[ProblemReview, ...]:
    """Errors first, within a severity new ones first; a problem that only moved within its file is not new."""
    old = {(p.where.file, p.rule, p.message) for p in check(before, today)}
    reviewed = [_problem(p, new=(p.where.file, p.rule, p.message) not in old) for p in problems]
    order = ("error", "warning", "info")
    return tuple(sorted(reviewed, key=lambda p: (order.index(p.severity), not p.new)))


def _problem(problem: Problem, *, new: bool) -> ProblemReview:
    return ProblemReview(
        file=problem.where.file, line=problem.where.line, column=problem.where.column, rule=problem.rule,
        severity=problem.severity.value, message=problem.message, hint=problem.hint, new=new,
    )  # fmt: skip


def _at_once(before: Center, after: Center, today: date) -> tuple[FactChangeData, ...]:
    """Edited facts that no version ever stated, so that the next deployment shows them."""
    old, new = (public_facts(center.facts, after.archive, today) for center in (before, after))
    return tuple(fact_data(change) for change in fact_diff.changes(old, new))


# Texts ------------------------------------------------------------------------------------------------------------


def _text(old: str | None, new: str | None, **fields: Any) -> TextReview:
    """Two texts compared word by word; None stands for a text that does not exist."""
    plain = TextReview(
        what="added" if old is None else "removed" if new is None else "changed", readable=True, inserted=0,
        deleted=0, redline=(), **fields,
    )  # fmt: skip
    if old is None or new is None or old == new:
        return replace(plain, signed=signed("", new)) if old is None and new else plain
    difference = compare(*(render(text, source="", page="", site=ANYWHERE).parts for text in (old, new)))
    shown, markup = passages(difference), markup_changes(old, new)
    return replace(
        plain, signed=signed(old, new), inserted=difference.inserted, deleted=difference.deleted, redline=shown,
        markup=markup, unseen=() if shown or markup else byte_changes(old, new),
    )  # fmt: skip


# Drafts -----------------------------------------------------------------------------------------------------------


def _draft(
    before: Center, after: Center, files: Sequence[FileReview], texts: Mapping[str, bytes], today: date
) -> DraftReview | None:
    """The drafts that changed and are not published yet; None if there are none."""
    edited = {file.file for file in files}
    drafts = tuple(t for p in _policies(before, after) if (t := _draft_text(before, after, p, edited, texts)))
    if not drafts:
        return None
    ready = tuple(
        t.policy for t in drafts if t.policy in after.filled and publish.differs(after, t.policy, (t.policy,))
    )
    review_days = after.facts.one("notice").get("review_days")
    announced = today + timedelta(days=review_days if isinstance(review_days, int) else 3)
    promise = promise_on(after.facts, after.archive, announced)
    first = bool(ready) and all(after.archive.newest(policy) is None for policy in ready)
    order = publish.Order(
        policies=ready, effective=None, class_="initial" if first else "material", title="Draft", summary="",
        announce=announced, today=today,
    )  # fmt: skip
    changes = _would_change(after, order)
    return DraftReview(
        texts=drafts, facts=tuple(map(fact_data, changes)), floor=fact_diff.floor(changes), first=first,
        promise=str(promise.period) if promise.period else None, announced=announced,
        earliest=promise.earliest(announced), against=tuple(_against(texts, order)) if ready else (),
    )  # fmt: skip


def _policies(before: Center, after: Center) -> list[str]:
    return sorted({*before.drafts, *after.drafts})


def _draft_text(
    before: Center, after: Center, policy: str, edited: set[str], texts: Mapping[str, bytes]
) -> TextReview | None:
    """The review of one draft; None if it did not change, or says the same as its newest version."""
    file = f"docs/policies/{policy}/index.md"
    old, new = before.filled.get(policy), after.filled.get(policy)
    if file not in edited and old == new:
        return None
    if new and policy in after.drafts and not publish.differs(after, policy):
        return None
    draft = after.drafts.get(policy) or before.drafts[policy]
    shown = _text(old.text if old else None, new.text if new else None, policy=policy, title=draft.title, file=file)
    if file in texts and new is None:
        return replace(shown, what="changed", readable=False)
    return shown


def _would_change(center: Center, order: publish.Order) -> tuple[FactChange, ...]:
    """What publishing the drafts would do to the facts, as of the earliest day on which it could bind."""
    if not order.policies:
        return ()
    days = publish.days_of(center, order)
    name = change_id(center.archive, order.today, order.title)
    versions = [publish.drafted(center, policy, days, order.class_, name) for policy in order.policies]
    change = Change(
        id=name, title=order.title, class_=order.class_, announced=days.announced, effective=days.effective,
        versions=tuple(v.name for v in versions), summary="", reason="", body="",
    )  # fmt: skip
    return changes_as_announced(with_change(center.archive, change, versions), change)


def _against(texts: Mapping[str, bytes], order: publish.Order) -> Iterator[str]:
    """The reasons for which `trustcenter publish` would refuse the drafts."""
    try:
        publish.plan(texts, order)
    except Refused as refused:
        yield from map(_with_hint, refused.problems)


def _with_hint(problem: Problem | ProblemReview) -> str:
    return f"{problem.message} — {problem.hint}" if problem.hint else problem.message


# Published changes ------------------------------------------------------------------------------------------------


def _changes(before: Center, after: Center, today: date) -> Iterator[ChangeReview]:
    """The changes with a new or different file, in the order in which readers will see them."""
    for change in sorted(after.archive.changes.values(), key=lambda c: (c.public_from, c.id)):
        own = [v for v in after.archive.all_versions if v.change == change.id]
        paths = [change.path, *(v.path for v in own)]
        both = [file for path in paths for file in (path, record_path(path))]
        if any(_differs(before, after, file) for file in both):
            yield _change(before, after, change, own, today)


def _differs(before: Center, after: Center, file: str) -> bool:
    """Whether a published file is new, gone or different, and not only redacted; what was redacted is not shown."""
    old = before.archive.published.get(file)
    return after.archive.published.get(file) != old and not (old and only_redacted(after.archive, file, old))


def _change(before: Center, after: Center, change: Change, own: Sequence[Version], today: date) -> ChangeReview:
    facts = changes_as_announced(after.archive, change)
    promise = Promise(own[0].promise, own[0].holidays) if own else promise_on(after.facts, after.archive, today)
    announced = change.announced
    other = after.archive.changes.get(change.about)
    called, moved = (other.title if other else change.about) or None, after.archive.postponements.get(change.id)
    return ChangeReview(
        change=change.id, file=change.path, title=change.title, summary=change.summary, reason=change.reason,
        class_=change.class_, withdraws=called if change.withdraws else None,
        postpones=called if change.postpones else None, planned=moved.planned if moved else None,
        announced=announced, effective=change.effective, timezone=own[0].timezone if own else after.timezone,
        texts=tuple(_version_text(after, version) for version in own), facts=tuple(map(fact_data, facts)),
        floor=fact_diff.floor(facts), promise=str(promise.period) if promise.period else None,
        clear_days=clear_days(announced, change.effective) if announced and own else None,
        earliest=promise.earliest(announced) if announced and change.class_ == "material" else None,
        object_by=promise.object_by(announced, own[0].binds_from) if announced and own and change.is_notice else None,
        mended=change.id in before.archive.changes, breaks=lost_links(after.archive, own), audiences=_days_for(own),
    )  # fmt: skip


def _days_for(own: Sequence[Version]) -> tuple[str, ...]:
    """`enterprise customers: from 30 January 2027`, for each audience of a change that does not bind all at once."""
    days = next((days for version in own if (days := days_of(version))), [])
    return tuple(f"{one.label}: {one.said(english())}" for one in days)


def _version_text(center: Center, version: Version) -> TextReview:
    """The text of a version compared with the one that will be in effect until then."""
    old = center.archive.predecessor(version)
    return _text(
        old.text if old else None, version.text, policy=version.policy, title=version.title, file=version.path,
        version=version.name, number=version.number, retires=version.retires,
    )  # fmt: skip


# As JSON ----------------------------------------------------------------------------------------------------------


def as_json(review: Review) -> str:
    """The review as canonical JSON; bytes of names that are not UTF-8 are written as escapes."""
    plain = adapter(Review).dump_python(review, mode="python", by_alias=True)
    return canonical(_json(plain)).decode()


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def schema() -> str:
    """The JSON Schema of a review, as JSON."""
    made = adapter(Review).json_schema(by_alias=True, mode="serialization")
    return canonical(made | {"$schema": SCHEMA_URL, "title": "report"}).decode()
