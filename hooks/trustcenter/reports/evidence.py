"""Checks what an archive proves about itself, and collects the evidence for one change.

`cli.verify` calls `verify` and `verify_history`, which return lines of text and whether all is intact; `cli.audit`
calls `audit` and prints the pack as JSON or Markdown. Hashes prove that files belong together and that the chain holds.
Git shows when a file was first committed; commit dates can be forged, so they support other evidence and do not replace
it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

from trustcenter.comparing import fact_diff
from trustcenter.model import periods, phrases
from trustcenter.model.heads import heads
from trustcenter.model.paths import is_published, record_path
from trustcenter.model.problems import Problem
from trustcenter.model.records import feed_id, sha256
from trustcenter.model.versions import Archive, Change, Postponement, Version
from trustcenter.publishing.sealing import iso, redline
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base, Center
from trustcenter.reports.status import deliveries
from trustcenter.rules.history import only_redacted
from trustcenter.rules.notice import Promise, changes_as_announced
from trustcenter.site.audience_days import DayFor, days_of

WHAT_GIT_SHOWS = (
    "Commit dates are what the committer's computer said; they can be forged. "
    "They are evidence together with the host's own log, deployments and feeds that others kept."
)
WHAT_IS_NOT_KNOWN = (
    "Whether something is missing at the end of it, such as the last version or a withdrawal, an archive cannot know by"
    " itself: note the head, and compare later with `verify --expect HEAD`,"
    " or with something that others kept: `verify --against`."
)
WHAT_A_REDACTION_HIDES = (
    "Without the original bytes nobody can know that only the marked passages differ: the hash as published covers the "
    "removed words too. An older copy proves it: `verify --original DIR`."
)


LARGEST_PACK = 500_000_000
"""The most bytes that the files of a pack may have together."""
_HEAD = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_LABELLED_HEAD = re.compile(
    r"""(?:"head": ?"|<tc:head[^<>]*>|[Hh]ead (?:of everything[^:]{0,60}:\s{0,4}`?)?)([0-9a-f]{64})(?![0-9a-f])"""
)
"""A head where it is called so: center.json, JSON and Atom feeds, releases, mails, the output of `verify`."""


class Commit(Protocol):
    """A commit of the main line that touched a file; `disk.git` provides it."""

    @property
    def id(self) -> str: ...
    @property
    def when(self) -> Any: ...
    @property
    def author(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def file(self) -> str: ...


def verify(
    texts: Mapping[str, bytes], originals: Mapping[str, bytes] = MappingProxyType({})
) -> tuple[list[str], list[Problem]]:
    """What holds in an archive, as lines of text, and the problems.

    `originals` are published files as they were before a redaction, from an older copy: with them, nothing beside the
    marks can differ unnoticed.
    """
    archive, problems = load_archive(texts)
    lines = []
    for policy, versions in archive.versions.items():
        head = archive.head(policy) or ""
        lines.append(f"{policy}: {phrases.plural(len(versions), 'version')}, chain ends in {head}")
    told = [phrases.plural(len(archive.changes), "change"), phrases.plural(len(archive.withdrawals), "withdrawal")]
    told += [phrases.plural(len(archive.postponements), "postponement")] if archive.postponements else []
    told += [phrases.plural(len(archive.redactions), "redaction")] if archive.redactions else []
    told += [phrases.plural(len(archive.renames), "rename")] if archive.renames else []
    lines.append(", ".join(told))
    if not problems:
        but = ", but for the marks of redactions" if archive.redactions else ""
        lines.append(f"every text, record and change has the bytes that were sealed{but}, and every chain holds")
        lines += _redactions(archive, originals)
        lines += _head(archive)
    return lines, problems


def expected(texts: Mapping[str, bytes], head: str) -> tuple[bool, str]:
    """Whether everything that was public when somebody noted a head is still in an archive, and a sentence about it."""
    known = heads(load_archive(texts)[0])
    day = next((day for day, one in known if one == head), None)
    if day is None:
        return False, (
            f"nothing here has the head {head}: something that was public then is missing or was changed,"
            " or history was recorded since"
        )
    later = sum(other > day for other, _ in known)
    since = f", and {phrases.plural(later, 'later day')}" if later else ""
    return True, f"everything that was public on {phrases.day(day)}, when the head was noted, is here{since}"


def kept_heads(data: bytes) -> tuple[str, ...]:
    """The heads in something that was kept, or nothing: an evidence pack, `center.json`, a feed, a notice, a note.

    Those of a pack are worked out from the files in it, so that one of an older release, which states none, works too.
    """
    if data[:2] == b"PK":
        return tuple(head for _, head in heads(load_archive(from_site(_unpacked(data)))[0])[-1:])
    text = data.decode("utf-8", "replace")
    labelled = _LABELLED_HEAD.findall(text)
    return tuple(dict.fromkeys(labelled or _HEAD.findall(text)))


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a pack by their paths below its folder; empty if it cannot be read or is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if sum(member.file_size for member in members) > LARGEST_PACK:
                return {}
            return {member.filename.partition("/")[2]: archive.read(member) for member in members}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return {}


def against(texts: Mapping[str, bytes], kept: Sequence[str], source: str) -> tuple[bool, str]:
    """Whether everything is here that was public when something was kept, and a sentence about it."""
    if not kept:
        return False, f"{source} holds no head: an evidence pack, center.json, a feed, a notice or a noted head does"
    if len(kept) > 1:
        return False, f"{source} holds {len(kept)} different hashes; give the head alone: `verify --expect HEAD`"
    intact, told = expected(texts, kept[0])
    return intact, f"{source}: {told}"


def _head(archive: Archive) -> Iterator[str]:
    """The head of an archive, and what it cannot show."""
    if known := heads(archive):
        day, head = known[-1]
        yield f"head {head} (everything public by {phrases.day(day)})"
        yield WHAT_IS_NOT_KNOWN


def _redactions(archive: Archive, originals: Mapping[str, bytes]) -> Iterator[str]:
    """A line for each redacted file, and what cannot be known without its original bytes."""
    unproven = False
    for path, redactions in archive.redacted_by.items():
        proven = _is_proven(archive, path, originals)
        unproven = unproven or not proven
        when = phrases.listed([f"{phrases.day(one.announced)} ({one.reason})" for one in redactions])
        first = redactions[0].of(path).before
        told = "proven with the original bytes" if proven else f"sha256 as published {first}"
        yield f"{path}: redacted on {when}, the rest as published: {told}"
    if unproven:
        yield WHAT_A_REDACTION_HIDES


def _is_proven(archive: Archive, path: str, originals: Mapping[str, bytes]) -> bool:
    """Whether the original bytes show that a file differs from them in the marks of its redactions only."""
    data = originals.get(path)
    return data is not None and sha256(data) == archive.published_sha256(path) and only_redacted(archive, path, data)


def from_site(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The published files of a downloaded site by the paths they have in the repository."""
    paths = (path for path in files if path.startswith(("policies/", "changelog/")) and path.endswith((".md", ".json")))
    return {f"docs/{path}": files[path] for path in paths}


def of_site(problem: Problem) -> Problem:
    """A problem for somebody who downloaded the site: with the path there, and a hint that does not need the
    repository.
    """
    where = replace(problem.where, file=problem.where.file.removeprefix("docs/"))
    return replace(problem, where=where, hint="download it again; if that changes nothing, ask who publishes it")


def first_commits(commits: Sequence[Commit]) -> dict[str, list[Commit]]:
    """The commits that touched each published file, oldest first."""
    by_file: dict[str, list[Commit]] = {}
    for commit in commits:
        by_file.setdefault(commit.file, []).append(commit)
    return by_file


def verify_history(
    center: Center, commits: Sequence[Commit], deployments: Sequence[Base] = (),
    originals: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[list[str], bool]:  # fmt: skip
    """A line for each version and change: when first committed, in which commit, and whether it was changed since.

    Also whether all is intact: a file that one of the `deployments` showed must be the same today. Edits from before
    the first deployment that showed a file are reported and are not faults; any other edit is one, but the redaction of
    a file whose original bytes are in `originals`.
    """
    by_file = first_commits(commits)
    shown, rewritten = _shown(center, deployments)
    lines, intact = [], not rewritten
    for path in [*(c.path for c in center.archive.changes.values()), *(v.path for v in center.archive.all_versions)]:
        files = (path, record_path(path))
        own = [commit for file in files for commit in by_file.get(file, [])]
        if not own:
            lines.append(f"{path}: never committed")
            continue
        first = by_file.get(path, own)[0]
        later = [commit for commit in own if commit.status != "A"]
        edited = {commit.file for commit in later}
        proven = all(_is_proven(center.archive, file, originals) for file in edited)
        kept = proven or (path in shown and rewritten.isdisjoint(files))
        intact = intact and (kept or not later)
        lines.append(
            f"{path}: first committed {first.when.isoformat()} in {first.id[:12]} by {first.author}, "
            f"{_since(later, kept=kept, redacted=proven)}"
        )
    gone = sorted(path for path in by_file if is_published(path) and path not in center.archive.published)
    lines += [
        f"{path}: REMOVED in {by_file[path][-1].id[:12]}{_never_shown(path, shown, deployments)}" for path in gone
    ]
    intact = intact and all(deployments and path not in shown for path in gone)
    return [*lines, *(f"{path}: NOT AS IT WAS DEPLOYED" for path in sorted(rewritten)), WHAT_GIT_SHOWS], intact


def _shown(center: Center, deployments: Sequence[Base]) -> tuple[set[str], set[str]]:
    """The paths that deployments showed, and those of them whose bytes differ today."""
    sealed = [(path, data) for base in deployments for path, data in base.sealed.items()]
    published = center.archive.published
    rewritten = {path for path, data in sealed if published.get(path) != data}
    kept = {path for path, data in sealed if path in rewritten and only_redacted(center.archive, path, data)}
    return {path for path, _ in sealed}, rewritten - kept


def _since(later: Sequence[Commit], *, kept: bool, redacted: bool) -> str:
    if not later:
        return "unchanged since"
    if redacted:
        return "redacted since, the rest unchanged"
    where = phrases.listed(sorted({commit.id[:12] for commit in later}))
    return f"changed in {where}, and as the deployments showed it" if kept else f"CHANGED since, in {where}"


def _never_shown(path: str, shown: Collection[str], deployments: Sequence[Base]) -> str:
    return ", and in none of the deployments named" if deployments and path not in shown else ""


def audit(center: Center, change: Change, commits: Sequence[Commit]) -> dict[str, Any]:
    """The evidence for one change: what it did, what was promised, and when it was public; JSON values by name."""
    archive = center.archive
    versions = [v for v in archive.all_versions if v.change == change.id]
    changes = changes_as_announced(archive, change)
    by_file = first_commits(commits)
    published = archive.published_sha256(change.path)
    return {
        "change": change.id, "title": change.title, "class": change.class_, "class_floor": fact_diff.floor(changes),
        "announced": iso(change.announced), "effective": change.effective.isoformat(), "reason": change.reason or None,
        "withdraws": change.withdraws or None, "postpones": change.postpones or None,
        "postponed": [_postponement(record) for record in change.postponed],
        "redacts": change.redacts or None, "sha256": published, "feed_id": feed_id(published),
        "facts_changed": [{"what": c.what, "sentence": c.sentence, "floor": c.floor} for c in changes],
        "versions": [_version(center, version) for version in versions],
        "deliveries": deliveries(center, change),
        "commits": [_commit(c) for file in _files(change, versions) for c in by_file.get(file, [])],
        "about_commits": WHAT_GIT_SHOWS,
    }  # fmt: skip


def _postponement(record: Postponement) -> dict[str, str]:
    return {
        "change": record.change, "announced": record.announced.isoformat(), "planned": record.planned.isoformat(),
        "effective": record.effective.isoformat(), "reason": record.reason,
    }  # fmt: skip


def _files(change: Change, versions: Sequence[Version]) -> Iterator[str]:
    for path in (change.path, *(version.path for version in versions)):
        yield from (path, record_path(path))


def _version(center: Center, version: Version) -> dict[str, Any]:
    promise = Promise(version.promise, version.holidays)
    given = periods.clear_days(version.announced, version.effective) if version.announced else None
    before = center.archive.predecessor(version)
    return {
        "version": version.name, "number": version.number, "class": version.class_,
        "effective": version.effective.isoformat(), "announced": iso(version.announced),
        "text_sha256": version.text_sha256, "seal": version.seal, "previous": version.previous,
        "predecessor": before.name if before else None,
        "promise": str(promise.period) if promise.period else None, "holidays": version.holidays,
        "timezone": version.timezone, "earliest": iso(version.earliest), "clear_days_given": given,
        "binds_from": periods.begins(version.binds_from, version.timezone).isoformat(),
        "redline": redline(center.archive, version),
        **({"audiences": [_audience(one) for one in days_of(version)]} if version.audiences else {}),
    }  # fmt: skip


def _audience(one: DayFor) -> dict[str, Any]:
    return {
        "id": one.id, "label": one.label, "effective": one.day.isoformat(), "on_acceptance": one.on_acceptance,
        "object_by": iso(one.object_by),
    }  # fmt: skip


def _commit(commit: Commit) -> dict[str, str]:
    when: date = commit.when
    return {
        "file": commit.file, "commit": commit.id, "when": when.isoformat(), "author": commit.author,
        "status": {"A": "added", "M": "changed", "D": "removed"}.get(commit.status, commit.status),
    }  # fmt: skip


def as_json(pack: Mapping[str, Any]) -> str:
    return json.dumps(pack, indent=2, ensure_ascii=False)


def as_markdown(pack: Mapping[str, Any]) -> str:
    """The evidence as a document for a person."""
    lines = [f"# Evidence: {pack['title']}", "", f"- change: `{pack['change']}`"]
    shown = (
        "class",
        "class_floor",
        "announced",
        "effective",
        "reason",
        "withdraws",
        "postpones",
        "redacts",
        "sha256",
        "feed_id",
    )
    lines += [f"- {name.replace('_', ' ')}: {pack[name] or 'none'}" for name in shown]
    lines += [
        f"- postponed: on {p['announced']} from {p['planned']} to {p['effective']} ({p['change']})"
        for p in pack["postponed"]
    ]
    lines.append(f"- delivered: {phrases.listed(pack['deliveries']) or 'not recorded'}")
    lines += [
        "",
        "## Facts changed",
        "",
        *([f"- {c['sentence']} ({c['floor']})" for c in pack["facts_changed"]] or ["None."]),
    ]
    for version in pack["versions"]:
        lines += ["", f"## {version['version']}", ""]
        lines += [f"- {name.replace('_', ' ')}: {value}" for name, value in version.items() if name != "redline"]
        lines += ["", "```text", version["redline"] or "(first version)", "```"]
    lines += ["", "## Commits", ""]
    lines += [f"- {c['when']} {c['status']} {c['file']} in {c['commit']} by {c['author']}" for c in pack["commits"]]
    return "\n".join([*lines, "", pack["about_commits"]])
