"""Makes `api/changes.json`: every announced change, what it does to the facts, and the notice it gives.

`open_data.stated` calls `changes` and gets a `ChangesFile`; `api/center.json` and the review of a pull request use
`changes_on` and `fact_data`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from trustcenter.comparing.fact_diff import FactChange
from trustcenter.model.periods import clear_days
from trustcenter.model.records import ChangeClass, Class, feed_id
from trustcenter.model.versions import Archive, Change, Postponement, Snapshot, Version
from trustcenter.rules.notice import Promise, changes_as_announced
from trustcenter.site.open_data.forms import EXACT, AudienceData, Dated, Link, audiences_of, dated
from trustcenter.site.pages import View


@dataclass(frozen=True, kw_only=True)
class FactChangeData:
    """One difference that a change makes to the facts; `before` and `after` are Markdown, empty for nothing."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    kind: str
    record: Annotated[str, Field(description="id of the record; empty for a kind with one record")]
    field: Annotated[str, Field(description="empty where the whole record is meant")]
    what: Annotated[str, Field(description="type of the difference: added, removed, location added, …")]
    label: str
    sentence: Annotated[str, Field(description="the line of the changelog, Markdown")]
    before: str
    after: str
    floor: Annotated[Class, Field(description="the class that it demands at least")]


@dataclass(frozen=True, kw_only=True)
class WithdrawnData:
    """When and why a change was taken back before it took effect, and by which change."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    change: str
    announced: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostponedData:
    """When and why a change was moved to a later day, and by which change."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    change: str
    announced: date
    planned: Annotated[date, Field(description="the effective day until then")]
    effective: Annotated[date, Field(description="the effective day since then")]
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoticeData:
    """The notice that a change owed and gives, as its records hold it."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    promise: Annotated[str | None, Field(description="period promised on the announced day; null: none was stated")]
    promise_iso: Annotated[str | None, Field(description="as an ISO 8601 duration where that can express it")]
    earliest: Annotated[date | None, Field(description="the first effective day that the promise allowed")]
    clear_days: Annotated[
        int | None,
        Field(ge=0, description="whole days between the announced and the effective day; null: not recorded"),
    ]
    object_by: Annotated[date | None, Field(description="the last day to object; null where no time was promised")]
    audiences: Annotated[
        tuple[AudienceData, ...],
        Field(
            exclude_if=lambda days: not days,
            description="the day for each audience; left out where all are `effective`",
        ),
    ] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeData:
    """One changelog entry; a withdrawal, a postponement and a redaction are entries too."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    id: str
    title: str
    class_: Annotated[ChangeClass, Field(alias="class")]
    announced: Annotated[date | None, Field(description="null where history does not tell")]
    effective: date
    summary: str
    reason: Annotated[str, Field(description="of an emergency, a withdrawal, a postponement or a redaction")]
    versions: Annotated[
        tuple[str, ...], Field(description="policy/version that it publishes, takes back, postpones or redacts")
    ]
    withdraws: Annotated[str | None, Field(description="id of the change that it takes back")]
    withdrawn: WithdrawnData | None
    postpones: Annotated[str | None, Field(description="id of the change that it moves to a later day")]
    postponed: Annotated[tuple[PostponedData, ...], Field(description="oldest first; empty: it was never moved")]
    redacts: Annotated[str | None, Field(description="version or change in which it replaced a passage by a mark")]
    notice: Annotated[NoticeData | None, Field(description="null where it publishes no version")]
    facts: Annotated[tuple[FactChangeData, ...], Field(description="what it does to the facts, as it was announced")]
    feed_id: Annotated[str, Field(description="its id in every feed")]
    url: Link
    markdown: Link


@dataclass(frozen=True, kw_only=True)
class ChangesFile(Dated):
    """Every change announced by the day, oldest first."""

    changes: tuple[ChangeData, ...]


def changes(view: View) -> ChangesFile:
    return ChangesFile(**dated(view), changes=changes_on(view.center.archive, view.snapshot))


def changes_on(archive: Archive, snapshot: Snapshot) -> tuple[ChangeData, ...]:
    """Every change of a snapshot, oldest first."""
    return tuple(_change(archive, snapshot, change) for change in snapshot.changes)


def _change(archive: Archive, snapshot: Snapshot, change: Change) -> ChangeData:
    own = archive.by_change.get(change.id, ())
    return ChangeData(
        id=change.id, title=change.title, class_=change.class_, announced=change.announced,
        effective=change.effective, summary=change.summary, reason=change.reason, versions=change.versions,
        withdraws=change.withdraws or None, withdrawn=_withdrawn(archive, snapshot, own),
        redacts=change.redacts or None,
        postpones=change.postpones or None, postponed=tuple(map(_postponed, change.postponed)),
        notice=_notice(change, own[0]) if own else None,
        facts=tuple(fact_data(difference) for difference in changes_as_announced(archive, change)),
        feed_id=feed_id(archive.published_sha256(change.path)), url=f"changelog/{change.id}/",
        markdown=f"changelog/{change.id}.md",
    )  # fmt: skip


def _withdrawn(archive: Archive, snapshot: Snapshot, own: Sequence[Version]) -> WithdrawnData | None:
    """The announced withdrawal of everything that a change published; None if it was not withdrawn."""
    names = {version.name for version in own}
    if not names or not names <= snapshot.withdrawn:
        return None
    withdrawals = [w for w in archive.withdrawals.values() if names & {*w.versions} and w.announced <= snapshot.day]
    last = max(withdrawals, key=lambda withdrawal: (withdrawal.announced, withdrawal.change))
    return WithdrawnData(change=last.change, announced=last.announced, reason=last.reason)


def _postponed(record: Postponement) -> PostponedData:
    return PostponedData(
        change=record.change, announced=record.announced, planned=record.planned, effective=record.effective,
        reason=record.reason,
    )  # fmt: skip


def _notice(change: Change, version: Version) -> NoticeData:
    promise, announced = Promise(version.promise, version.holidays), change.announced
    period = promise.period
    return NoticeData(
        promise=str(period) if period else None, promise_iso=period.iso if period else None,
        earliest=version.earliest, clear_days=clear_days(announced, change.effective) if announced else None,
        object_by=promise.object_by(announced, version.binds_from) if announced and change.is_notice else None,
        audiences=audiences_of(version),
    )  # fmt: skip


def fact_data(change: FactChange) -> FactChangeData:
    """A difference of facts in the form that open data and reports use."""
    return FactChangeData(
        kind=change.kind, record=change.record, field=change.field, what=change.what, label=change.label,
        sentence=change.sentence, before=change.before, after=change.after, floor=change.floor,
    )  # fmt: skip
