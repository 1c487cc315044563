"""Reads the archive (versions, changelog entries, records beside them); verifies hashes, seals and the chain.

`center.load` calls `load_archive` with the published files; it returns an `Archive` and the problems.  Nothing is
repaired: bytes that do not match their hash are `altered-version`, a missing companion file is `orphan-version`, an
interrupted publication is `unfinished-publish`, and two records that continue the same one are `wrong-order`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import ValidationError

from trustcenter.model.audiences import ON_ACCEPTANCE, AudienceDay
from trustcenter.model.facts import Facts
from trustcenter.model.kinds.fields import Day, Fact, Line, Text
from trustcenter.model.paths import CHANGE, JOURNAL, TRANSLATION, VERSION, is_published, record_path, translation_path
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where
from trustcenter.model.records import (
    CLASSES,
    AudienceRecord,
    ChainedForm,
    ChangeClass,
    PostponementRecord,
    Record,
    RedactionRecord,
    RenameRecord,
    SealedTranslation,
    TranslationRecord,
    WithdrawalRecord,
)
from trustcenter.model.versions import (
    Archive,
    ChainedRecord,
    Change,
    LaterTranslations,
    Postponement,
    Redaction,
    Rename,
    Translation,
    Version,
    Withdrawal,
    current_ids,
    named,
    postponed,
)
from trustcenter.reading.record_values import wrong_values
from trustcenter.reading.redactions import Published, published_files
from trustcenter.reading.sealed_files import FIX, altered, orphan
from trustcenter.reading.yaml_source import decode, front_matter

_EITHER = "withdraws, postpones, redacts, renames or translates"


class ChangeFrontMatter(Fact):
    """The front matter of a changelog entry.

    What publishes no version has no class, and of that only a postponement has an effective day.
    """

    title: Line
    class_: ChangeClass | None = None
    announced: Day | None = None
    effective: Day | None = None
    versions: tuple[Text, ...]
    summary: Text | None = None
    reason: Text | None = None
    withdraws: Text | None = None
    postpones: Text | None = None
    redacts: Text | None = None
    renames: Text | None = None
    to: Text | None = None
    translates: Text | None = None

    @property
    def kind(self) -> ChangeClass | None:
        """The class of the change; None if its front matter does not state exactly one."""
        stated: list[ChangeClass] = [self.class_] if self.class_ else []
        stated += ["withdrawal"] if self.withdraws else []
        stated += ["postponement"] if self.postpones else []
        stated += ["redaction"] if self.redacts else []
        stated += ["rename"] if self.renames and self.to else []
        stated += ["editorial"] if self.translates else []  # it never changes what binds
        is_class = self.class_ is None or self.class_ in CLASSES
        return stated[0] if len(stated) == 1 and is_class else None


def load_archive(texts: Mapping[str, bytes]) -> tuple[Archive, list[Problem]]:
    """Read everything published and check its integrity; what cannot be read is left out of the archive.

    The result of the last call is returned again if the published bytes are the same, as in a live preview.
    """
    own = {path: data for path, data in texts.items() if path == JOURNAL or is_published(path)}
    if _last.texts != own:
        _last.archive, _last.problems = _read(own)
        _last.texts = own
    return _last.archive, [*_last.problems]


@dataclass
class _Last:
    """The input and the result of the last call of `load_archive`."""

    texts: Mapping[str, bytes] = field(default_factory=dict)
    archive: Archive = field(default_factory=Archive)
    problems: tuple[Problem, ...] = ()


_last = _Last()


def _read(texts: Mapping[str, bytes]) -> tuple[Archive, tuple[Problem, ...]]:
    problems = list(_unfinished(texts))
    published, redaction_problems = published_files(texts)
    problems += redaction_problems
    changes, change_problems = _changes(texts)
    problems += change_problems
    records: dict[str, Record] = {}
    for stem in sorted({file.rsplit(".", 1)[0] for file in texts if VERSION.fullmatch(file)}):
        record, record_problems = _version_record(stem, published)
        problems += record_problems
        if record:
            records[f"{record.policy}/{record.version}"] = record
    beside, beside_problems = _beside(published)
    problems += beside_problems
    current = current_ids(r for r in beside if isinstance(r, Rename))
    problems += _companions(records, changes, published, current)
    later = [r for r in beside if isinstance(r, LaterTranslations)]
    problems += _translations(records, later, published)
    by_policy: dict[str, list[Version]] = {}
    for record in records.values():
        version = named(_with_later(_version(record, published), later, published), current)
        by_policy.setdefault(version.policy, []).append(version)
    versions = {
        p: tuple(sorted(vs, key=lambda v: (v.number, v.public_from, v.id))) for p, vs in sorted(by_policy.items())
    }
    beside = [replace(r, previous={current.get(p, p): seal for p, seal in r.previous.items()}) for r in beside]
    folders = {problem.where.file.split("/")[2] for problem in problems if problem.where.file.count("/") > 2}
    damaged = {current.get(folder, folder) for folder in folders}
    for policy in versions:
        problems += [] if policy in damaged else _chain(policy, versions[policy], beside)
    archive = Archive(
        versions, changes, {r.change: r for r in beside if isinstance(r, Withdrawal)},
        {file: texts[file] for file in texts if is_published(file)},
        redactions={r.change: r for r in beside if isinstance(r, Redaction)},
        renames={r.change: r for r in beside if isinstance(r, Rename)},
        translated={r.change: r for r in later},
    )  # fmt: skip
    problems += _of_withdrawn(archive)
    archive, misfits = _postponed(archive, [r for r in beside if isinstance(r, Postponement)])
    return archive, (*problems, *misfits)


def _postponed(archive: Archive, records: Sequence[Postponement]) -> tuple[Archive, list[Problem]]:
    """The archive with the effective days of its versions and changes as the postponements have them.

    Each postponement moves versions from the day on which they were to take effect to a later one, and with them every
    change all of whose versions it moves.
    """
    problems: list[Problem] = []
    own: dict[str, tuple[Postponement, ...]] = {}
    for record in sorted(records, key=lambda r: (r.planned, r.announced, r.change)):
        versions = [archive.by_name[name] for name in record.versions if name in archive.by_name]
        days = {v.name: own[v.name][-1].effective if v.name in own else v.effective for v in versions}
        problems += _misfit(record, days)
        changes = {v.change for v in versions if {w.name for w in archive.by_change[v.change]} <= days.keys()}
        own |= {name: (*own.get(name, ()), record) for name in (*days, *(f"change {change}" for change in changes))}
    versions_of = {
        policy: tuple(postponed(version, own.get(version.name, ())) for version in versions)
        for policy, versions in archive.versions.items()
    }
    changes_of = {i: postponed(change, own.get(f"change {i}", ())) for i, change in archive.changes.items()}
    by_change = {record.change: record for record in records}
    return replace(archive, versions=versions_of, changes=changes_of, postponements=by_change), problems


def _misfit(record: Postponement, days: Mapping[str, date]) -> Iterator[Problem]:
    """Problems of a sealed postponement whose days contradict each other or those of its versions."""
    if not record.announced < record.planned < record.effective:
        message = "the days of this postponement are not in order: announced, planned, effective"
        yield altered(f"docs/changelog/{record.change}.json", message)
    for name, day in days.items():
        if day != record.planned:
            message = f"{name} was to take effect on {in_words(day)}, not on {in_words(record.planned)}"
            yield altered(f"docs/changelog/{record.change}.json", message)


def _unfinished(texts: Mapping[str, bytes]) -> Iterator[Problem]:
    if JOURNAL in texts:
        hint = "run `trustcenter recover`, or any publish command: it brings back the state before, or finishes"
        yield Problem(Where(JOURNAL), "unfinished-publish", "a publication was interrupted", hint)


# Changes ----------------------------------------------------------------------------------------------------------


def _changes(texts: Mapping[str, bytes]) -> tuple[dict[str, Change], list[Problem]]:
    changes: dict[str, Change] = {}
    problems: list[Problem] = []
    for file in sorted(texts):
        match = CHANGE.fullmatch(file)
        if match and match["end"] == "md":
            change, change_problems = read_change(match["id"], file, texts[file])
            problems += change_problems
            if change:
                changes[change.id] = change
    return changes, problems


def read_change(name: str, file: str, data: bytes) -> tuple[Change | None, list[Problem]]:
    """Parse one changelog entry (`name` is its id); None with problems if it cannot be read."""
    text, problems = decode(file, data)
    if problems:
        return None, [altered(file, f"this changelog entry is not readable: {problems[0].message}")]
    matter, problems = front_matter(file, text)
    value = dict(matter.source.value)
    if "class" in value:
        value["class_"] = value.pop("class")
    try:
        front = ChangeFrontMatter.model_validate(value)
    except ValidationError as error:
        wrong = ", ".join(sorted({str(detail["loc"][0]).rstrip("_") for detail in error.errors()}))
        hint = f"its front matter has title, class ({', '.join(CLASSES)}), announced, effective, versions, summary"
        return None, [*problems, altered(file, f"this changelog entry is not readable: {wrong}", f"{hint}; {FIX}")]
    effective = front.effective or front.announced
    if effective is None or front.kind is None:
        return None, [*problems, altered(file, "this changelog entry has no effective day or no class")]
    return Change(
        id=name, title=front.title, class_=front.kind, announced=front.announced, effective=effective,
        versions=front.versions, summary=front.summary or "", reason=front.reason or "", body=matter.body.strip("\n"),
        withdraws=front.withdraws or "", postpones=front.postpones or "", redacts=front.redacts or "",
        renames=front.renames or "", to=front.to or "", translates=front.translates or "",
    ), problems  # fmt: skip


# Records ----------------------------------------------------------------------------------------------------------


def _version_record(stem: str, published: Published) -> tuple[Record | None, list[Problem]]:
    text_file, record_file = f"{stem}.md", f"{stem}.json"
    if record_file not in published.texts:
        return None, [orphan(text_file, f"its record {record_file} is missing", record_file)]
    if text_file not in published.texts:
        return None, [orphan(record_file, f"its text {text_file} is missing", text_file)]
    record, problems = published.record(record_file, Record)
    if record is None:
        return None, problems
    if stem != f"docs/policies/{record.policy}/{record.version}":
        message = f"the record belongs to docs/policies/{record.policy}/{record.version}"
        problems.append(altered(record_file, message, "move it back"))
    if record.version[:10] != record.effective.isoformat():
        problems.append(altered(record_file, "the version is not named by its effective date"))
    marks = [redaction.mark for redaction in published.by_path.get(record_file, ())]
    problems += wrong_values(record_file, published.texts[record_file], record, marks=marks)
    if wrong := _wrong_audience(record):
        problems.append(altered(record_file, wrong))
    if published.sha256(text_file) != record.text_sha256:
        problems.append(altered(text_file, "the text does not fit the hash in its record"))
    for lang, sealed in record.translations.items():
        problems += _translation(translation_path(f"{record.policy}/{record.version}", lang), sealed, published)
    return (None if problems else record), problems


def _wrong_audience(record: Record) -> str:
    """What is wrong with the days for audiences in a record; empty if publishing may have written them."""
    ids = [audience.id for audience in record.audiences]
    if len(set(ids)) < len(ids) or sum(bool(audience.binds) for audience in record.audiences) > 1:
        return "the record names an audience twice"
    for audience in record.audiences:
        first, last = (record.announced, record.effective) if audience.binds else (record.effective, None)
        if first and not first <= audience.effective <= (last or date.max):
            return f"the day for the audience `{audience.id}` does not fit the other days of the record"
    return ""


def _audience(record: AudienceRecord) -> AudienceDay:
    return AudienceDay(record.id, record.label, record.effective, record.binds == ON_ACCEPTANCE)


def _version(record: Record, published: Published) -> Version:
    stem = f"docs/policies/{record.policy}/{record.version}"
    text = published.texts[f"{stem}.md"].decode("utf-8", "replace")
    return Version(
        policy=record.policy, id=record.version, number=record.number, title=record.title, summary=record.summary,
        owner=record.owner, reviewed=record.reviewed, review_every=record.review_every, effective=record.effective,
        announced=record.announced, earliest=record.earliest, class_=record.class_, change=record.change,
        cites=record.cites, facts=Facts(record.facts), covers=record.covers, promise=record.promise,
        timezone=record.timezone, holidays=record.holidays, text=text, text_sha256=record.text_sha256,
        seal=record.seal, previous=record.previous, tool=record.tool, retires=record.retires,
        redactions=published.redactions_of(stem, record.text_sha256), references=record.references,
        lang=record.lang or "", translations=tuple(_sealed_translations(record, published)),
        audiences=tuple(map(_audience, record.audiences)),
    )  # fmt: skip


FORMS: Mapping[str, tuple[type[ChainedForm], type[ChainedRecord]]] = {
    "withdraws": (WithdrawalRecord, Withdrawal),
    "postpones": (PostponementRecord, Postponement),
    "redacts": (RedactionRecord, Redaction),
    "renames": (RenameRecord, Rename),
    "translates": (TranslationRecord, LaterTranslations),
}
"""The records beside changes that publish no version: form and value, by the field that names what each is about."""


def _beside(published: Published) -> tuple[list[ChainedRecord], list[Problem]]:
    """The records beside changes that publish no version; other changes have none."""
    records: list[ChainedRecord] = []
    problems: list[Problem] = []
    for file in sorted(published.texts):
        match = CHANGE.fullmatch(file)
        if not match or match["end"] != "json":
            continue
        if f"docs/changelog/{match['id']}.md" not in published.texts:
            problems.append(orphan(file, "the change it records is missing", f"docs/changelog/{match['id']}.md"))
            continue
        record, record_problems = _chained(file, published)
        problems += record_problems
        if record and record.change != match["id"]:
            problems.append(altered(file, f"the record belongs to docs/changelog/{record.change}.md", "move it back"))
        elif record:
            records.append(record)
    return records, problems


def _chained(file: str, published: Published) -> tuple[ChainedRecord | None, list[Problem]]:
    """The record beside a change, of the form that its fields show."""
    form, value = FORMS[_kind(published.texts[file])]
    record, problems = published.record(file, form)
    if record is None:
        return None, problems
    return value(**{name: getattr(record, name) for name in value.__dataclass_fields__}), problems


def _kind(data: bytes) -> str:
    """The key of `FORMS` that fits the bytes of a record; the first one where none does."""
    return next((name for name in FORMS if f'\n  "{name}": '.encode() in data), next(iter(FORMS)))


# Texts in other languages -----------------------------------------------------------------------------------------


def _translation(path: str, sealed: SealedTranslation, published: Published) -> Iterator[Problem]:
    """Check that the file of a text in another language exists and has the hash that its record seals."""
    if path not in published.texts:
        yield orphan(path, "this text in another language, which a record seals, is missing", path)
    elif published.sha256(path) != sealed.text_sha256:
        yield altered(path, "the text does not fit the hash in the record that seals it")


def _sealed_translations(record: Record, published: Published) -> Iterator[Translation]:
    for lang, sealed in sorted(record.translations.items()):
        path = translation_path(f"{record.policy}/{record.version}", lang)
        text = published.texts[path].decode("utf-8", "replace")
        yield Translation(lang, sealed.title, sealed.summary, text, sealed.text_sha256, path)


def _with_later(version: Version, records: Sequence[LaterTranslations], published: Published) -> Version:
    """The version with the texts in other languages that were published after it."""
    later = [
        Translation(
            one.lang, one.title, one.summary, published.texts[one.path].decode("utf-8", "replace"), one.text_sha256,
            one.path, record.announced, record.change,
        )
        for record in sorted(records, key=lambda record: (record.announced, record.change))
        for one in record.translations
        if one.version == version.name and one.path in published.texts
    ]  # fmt: skip
    return replace(version, translations=(*version.translations, *later)) if later else version


def _translations(
    records: Mapping[str, Record], later: Sequence[LaterTranslations], published: Published
) -> Iterator[Problem]:
    """Check the texts that came later, and that every text in another language is sealed by some record."""
    sealed = {translation_path(name, lang) for name, record in records.items() for lang in record.translations}
    for record in later:
        entry = f"docs/changelog/{record.change}.json"
        for one in record.translations:
            match = TRANSLATION.fullmatch(one.path)
            if not match or f"{match['policy']}/{match['id']}" != one.version or match["lang"] != one.lang:
                yield altered(entry, f"{one.path} is not a file of {one.version} in the language `{one.lang}`")
                continue
            if one.version not in record.versions or one.path in sealed:
                yield altered(entry, f"this record seals {one.path} a second time, or for a version it does not name")
            sealed.add(one.path)
            yield from _translation(one.path, one, published)
    for path in sorted(published.texts):
        match = TRANSLATION.fullmatch(path)
        if match and path not in sealed and f"{match['policy']}/{match['id']}" in records:
            message = "no record seals this text in another language"
            hint = "translate the draft (index.<language>.md) and publish it; remove this file"
            yield Problem(Where(path), "orphan-version", message, hint)


def _of_withdrawn(archive: Archive) -> Iterator[Problem]:
    """A text in another language for a version that had been withdrawn by then."""
    for record in archive.translated.values():
        for name in record.versions:
            version = archive.by_name.get(name)
            if version and archive.withdrawn(version, record.announced):
                message = f"it translates {name}, which had been withdrawn and never takes effect"
                yield altered(f"docs/changelog/{record.change}.json", message)


# What belongs together --------------------------------------------------------------------------------------------


def _companions(
    records: Mapping[str, Record], changes: Mapping[str, Change], published: Published, current: Mapping[str, str]
) -> Iterator[Problem]:
    """Check that each version has its change, each change its versions, its record if it publishes none."""
    for name, record in records.items():
        file = f"docs/policies/{name}.md"
        yield from _entry_of(name, file, record.change, record.change_sha256, changes, published)
    for change in changes.values():
        yield from _versions_of(change, published.texts)
        for name in change.versions:
            if name in records and records[name].change != change.id and not change.about:
                message = f"this changelog entry names the version {name}, which {records[name].change} published"
                hint = "changes are written by `trustcenter publish`; remove this file"
                yield Problem(Where(change.path), "orphan-version", message, hint)
        yield from _record_of(change, changes, published, current)


def _record_of(
    change: Change, changes: Mapping[str, Change], published: Published, current: Mapping[str, str]
) -> Iterator[Problem]:
    """Check that a change that publishes no version has a record of its kind that fits it, and no other change one."""
    file = record_path(change.path)
    if not change.about:
        if file in published.texts:
            yield altered(change.path, f"this entry has a record but {_EITHER} nothing")
    elif file not in published.texts:
        yield orphan(change.path, f"the record of this {change.class_}, {file}, is missing", file)
    else:
        kind = _kind(published.texts[file])
        form = FORMS[kind][0]
        record = published.record(file, form)[0]
        both = [name for name in (kind, "to", "versions", "announced", "effective") if name in form.model_fields]
        if record and any(getattr(change, name) != getattr(record, name) for name in both):
            yield altered(change.path, f"this entry and its record differ in what it {_EITHER}, or when")
        elif record and _policies(record.previous, current) != _policies(record.versions, current):
            yield altered(file, "this record does not continue the chain of every policy that it is about")
        elif record:
            yield from _entry_of("", file, change.id, record.change_sha256, changes, published)


def _policies(names: Iterable[str], current: Mapping[str, str]) -> set[str]:
    """The ids that the policies of some versions, or some policies, have now."""
    return {current.get(policy, policy) for policy in (name.partition("/")[0] for name in names)}


def _entry_of(
    name: str, file: str, change: str, expected: str, changes: Mapping[str, Change], published: Published
) -> Iterator[Problem]:
    """Check that the changelog entry of a record exists, has the hash `expected`, and names the version `name`."""
    entry = f"docs/changelog/{change}.md"
    if entry not in published.texts:
        yield orphan(file, f"the change that published it, {entry}, is missing", entry)
    elif published.sha256(entry) != expected:
        hint = f"if it was never deployed: `trustcenter publish --redo {change}`; otherwise {FIX}"
        yield altered(entry, "this changelog entry does not fit the hash in the record of what it published", hint)
    elif name and change in changes and name not in changes[change].versions:
        yield altered(entry, f"this changelog entry does not name the version {name} it published")


def _versions_of(change: Change, texts: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in change.versions:
        stem = f"docs/policies/{name}"
        if f"{stem}.md" not in texts and f"{stem}.json" not in texts:
            yield orphan(change.path, f"the version {name} it names is missing", f"{stem}.md and {stem}.json")
    if not change.versions:
        hint = "changes are written by `trustcenter publish`; remove this file"
        yield Problem(Where(change.path), "orphan-version", "this changelog entry published no version", hint)


def _chain(policy: str, versions: tuple[Version, ...], beside: Sequence[ChainedRecord]) -> Iterator[Problem]:
    """Check the hash chain of a policy: `previous` is the seal of the record before, and numbers are 1, 2, 3 …"""
    after: dict[str | None, list[Version | ChainedRecord]] = {}
    for version in versions:
        after.setdefault(version.previous, []).append(version)
    for record in beside:
        if policy in record.previous:
            after.setdefault(record.previous[policy], []).append(record)
    seal: str | None = None
    number = 0
    seen = 0
    while following := after.get(seal):
        if len(following) > 1:
            yield _clash(policy, following)
            return
        link = following[0]
        seen += 1
        seal = link.seal
        if isinstance(link, Version):
            number += 1
            if link.number != number:
                yield altered(record_path(link.path), f"it is number {link.number}, but follows number {number - 1}")
                return
    if seen < sum(map(len, after.values())):
        lost = next(v for v in versions if v.number > number) if number < len(versions) else None
        file = record_path(lost.path) if lost else f"docs/policies/{policy}"
        message = f"the chain of {policy} is broken after number {number}: the record that should follow is missing"
        yield altered(file, message, "restore the missing files (git checkout)")


def _called(record: ChainedRecord) -> str:
    """What messages call a record beside a change."""
    return type(record).__name__.lower()


def _clash(policy: str, following: list[Version | ChainedRecord]) -> Problem:
    """The problem of two records that continue the same one: two branches published in parallel and both merged."""
    last = max(following, key=lambda link: (str(link.announced or ""), link.change))
    names = " and ".join(
        link.name if isinstance(link, Version) else f"the {_called(link)} {link.change}" for link in following
    )
    file = last.path if isinstance(last, Version) else f"docs/changelog/{last.change}.md"
    numbers = {link.number for link in following if isinstance(link, Version)}
    what = (
        f"are both number {numbers.pop()}"
        if len(numbers) == 1 and len(following) > 1
        else "both continue the same record"
    )
    hint = "`trustcenter repair` numbers them in the order that works"
    return Problem(Where(file), "wrong-order", f"{names} of {policy} {what}", hint)
