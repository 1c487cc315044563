"""Pages that are cached: versions, redlines, comparisons, changes and days, each under a key of all it depends on.

A page receives only its dependencies (a `View` without anything else, see `narrow`), so their hash is its cache key.
`page_cache` calls `tasks` for the pages of a site and `make` for each page that is not cached. A page may ask whether a
URL exists; the answers are stored with it, and it is valid only while they are the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from trustcenter.markdown.to_html import Site
from trustcenter.model.facts import Facts
from trustcenter.model.memory import once_for
from trustcenter.model.periods import parse_day
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, ChainedRecord, Change, Snapshot, Version
from trustcenter.reading.center import Center
from trustcenter.reading.facts_loader import FactSources
from trustcenter.site import objection
from trustcenter.site.cache.build_cache import RecordedLookups
from trustcenter.site.pages import since, vendor
from trustcenter.site.pages.as_of import as_of, day_page, days
from trustcenter.site.pages.change import change
from trustcenter.site.pages.changelog import changelog
from trustcenter.site.pages.coverage import answered
from trustcenter.site.pages.head import announced_after, announced_to_chats
from trustcenter.site.pages.history import history
from trustcenter.site.pages.home import FILE as HOME
from trustcenter.site.pages.policy import policy
from trustcenter.site.pages.redline import compared, redline_page, since_page
from trustcenter.site.pages.version import linked, version
from trustcenter.site.pages.view import Page, View, printed
from trustcenter.site.pages.years import all_years, year_url

Kind = Literal[
    "version", "redline", "since", "change", "day", "since day", "policy", "history", "vendors", "vendor", "changes",
    "days",
]  # fmt: skip
Subject = Version | Change | date | str | int | tuple[str, int | None]
_MAKERS: Mapping[Kind, Callable[[View, Any], Page]] = {
    "version": version, "redline": redline_page, "since": since_page, "change": change, "day": day_page,
    "since day": lambda view, day: printed(since.day_page(view, day)),
    "policy": lambda view, name: printed(policy(view, name)),
    "history": lambda view, of: printed(history(view, *of)),
    "vendors": lambda view, _: printed(vendor.index(view)),
    "vendor": lambda view, name: printed(vendor.vendor_page(view, name)),
    "changes": lambda view, year: printed(changelog(view, year)),
    "days": lambda view, year: printed(as_of(view, year)),
}  # fmt: skip
VENDOR_KINDS = (*vendor.PRINTED_FROM, "ai")
"""The kinds of facts that the pages of vendors depend on."""


@dataclass(frozen=True, slots=True)
class Task:
    """One page to be made: what kind of page, about what (see `Subject`), and its cache key.

    The subject is a version, a change or a day; the id of a policy or a vendor; a policy and a year of its history, or
    None for the newest versions; a year of the changelog or of the list of days.
    """

    kind: Kind
    subject: Subject
    url: str
    key: str


def tasks(view: View) -> list[Task]:
    """A task for every cached page; pages of one policy follow each other, so that its texts are parsed only once."""
    change_texts = {name: repr(change) for name, change in view.center.archive.changes.items()}
    version_tasks = once_for(
        view.center.archive,
        ("tasks", view.snapshot.day, setting(view)),
        lambda: list(_version_tasks(view, change_texts)),
    )
    changes = [_task("change", one, digest(narrow(view, "change", one), change_texts)) for one in view.snapshot.changes]
    present = [*_policy_tasks(view, change_texts), *_vendor_tasks(view, change_texts), *_year_tasks(view, change_texts)]
    return [*version_tasks, *changes, *_day_tasks(view), *_since_tasks(view), *present]


def _version_tasks(view: View, change_texts: Mapping[str, str]) -> Iterator[Task]:
    """The tasks for versions, redlines and comparisons; a version and its redline have the same dependencies."""
    by_policy: dict[str, list[Version]] = {}
    for one in sorted(view.snapshot.announced, key=lambda version: version.number):
        by_policy.setdefault(one.policy, []).append(one)
    comparable = {one.name for one in compared(view)}
    for _, versions in sorted(by_policy.items()):
        seen = [(one, digest(narrow(view, "version", one), change_texts)) for one in versions]
        yield from (_task("version", one, digested) for one, digested in seen)
        yield from (_task("redline", one, digested) for one, digested in seen if view.has_redline(one))
        later = [one for one in versions if one.name in comparable]
        yield from (_task("since", one, digest(narrow(view, "since", one), change_texts)) for one in later)


def _policy_tasks(view: View, change_texts: Mapping[str, str]) -> Iterator[Task]:
    """The tasks for the page of each policy, its history and the years of that, which have the same dependencies."""
    years = all_years(view)
    for name in view.policies:
        seen, base = digest(narrow(view, "policy", name), change_texts), f"policies/{name}/"
        yield _task("policy", name, seen, base)
        for year in (None, *years[f"{base}history/"]):
            yield _task("history", (name, year), seen, year_url(f"{base}history/", year))


def _vendor_tasks(view: View, change_texts: Mapping[str, str]) -> Iterator[Task]:
    """The tasks for the list of vendors and the page of each, which have the same dependencies."""
    if names := vendor.ids(view):
        seen = digest(narrow(view, "vendors", ""), change_texts)
        yield _task("vendors", "", seen, vendor.URL)
        yield from (_task("vendor", name, seen, f"{vendor.URL}{name}/") for name in names)


def _year_tasks(view: View, change_texts: Mapping[str, str]) -> Iterator[Task]:
    """The tasks for the years of the changelog and of the list of days.

    They are made from the whole view, and depend on which years there are and on what became public in theirs or, for
    a day, before.
    """
    years, archive, keys = all_years(view), view.center.archive, day_keys(view)
    for year in years["changelog/"]:
        own = [change for change in view.snapshot.changes if change.public_from.year == year]
        held = [change_texts[change.id] for change in own]
        held += [_fingerprint(version) for change in own for version in archive.named(change)]
        yield _task("changes", year, repr((setting(view), years["changelog/"], held)), year_url("changelog/", year))
    own_days = days(view)
    for year in years["as-of/"]:
        last = next(day for day in own_days if day.year <= year)
        today = view.snapshot.day if view.snapshot.day.year == year else None  # up to it, the last days are unchanged
        yield _task("days", year, repr((keys[last], years["as-of/"], own_days[-1], today)), year_url("as-of/", year))


def make(view: View, task: Task) -> tuple[Page, Mapping[str, bool]]:
    """The page of a task, and the answers it got about URLs of the site."""
    asked = RecordedLookups(view.site.urls)
    seen = narrow(view, task.kind, task.subject)
    view = replace(seen, site=Site(asked, moved=view.site.moved))
    return announced_to_chats(_MAKERS[task.kind](view, task.subject), view), asked.answers


def _url(kind: Kind, subject: Subject) -> str:
    if isinstance(subject, Version):
        return f"policies/{subject.name}/" + ("" if kind == "version" else f"{kind}/")
    return f"changelog/{subject.id}/" if isinstance(subject, Change) else f"as-of/{subject}/"


def _task(kind: Kind, subject: Subject, seen: str, url: str = "") -> Task:
    """A task whose key is made from `seen`, the digest of its dependencies; `url` is that of its page, where it is not
    that of a version, a change or a day.
    """
    url = url or _url(kind, subject)
    return Task(kind, subject, url, sha256(f"{kind} {url} {seen}".encode()))


def _day_tasks(view: View) -> list[Task]:
    """The days, newest first."""
    keys = day_keys(view)
    return [Task("day", day, _url("day", day), keys[day]) for day in days(view)]


def _since_tasks(view: View) -> list[Task]:
    """The pages that say what changed since a day: they depend on that day and on the last one, not on the present."""
    if not since.exists(view):
        return []
    keys, every = day_keys(view), since.days(view)
    return [_task("since day", day, f"{keys[day]} {keys[every[0]]}", f"{since.URL}{day}/") for day in every]


def day_keys(view: View) -> dict[date, str]:
    """The cache key of each day: a hash of what became public on it and of the key of the day before."""
    public: dict[date, list[str]] = {}
    archive = view.center.archive
    for one in _versions_and_changes(archive.without_postponements(archive.postponements.keys())):
        public.setdefault(one.public_from, []).append(_fingerprint(one))
    for record in archive.chained.values():
        public.setdefault(record.announced, []).append(repr(record))
    keys: dict[date, str] = {}
    so_far = sha256(setting(view).encode())
    for day in sorted({*public, *archive.days()}):
        so_far = sha256("\n".join([so_far, *sorted(public.get(day, ()))]).encode())
        keys[day] = sha256(f"day {day} {so_far}".encode())
    return keys


# What a page sees -------------------------------------------------------------------------------------------------


def narrow(view: View, kind: Kind, subject: Subject) -> View:
    """A view with nothing but the dependencies of a page: its versions and changes, and their state on the day.

    It has no URLs of the site; a page asks for them one by one, see `RecordedLookups`.
    """
    if isinstance(subject, Version):
        return _of_version(view, kind, subject)
    if isinstance(subject, Change):
        return _of_change(view, subject)
    if kind == "since day":
        return replace(view, snapshot=view.center.archive.on(since.days(view)[0]))
    if isinstance(subject, date):
        return _of_day(view, subject)
    if kind in ("vendors", "vendor"):
        return _of_vendors(view)
    if isinstance(subject, int):  # a year: see `_year_tasks`
        return view
    return _of_policy(view, subject if isinstance(subject, str) else subject[0])


def _of_version(view: View, kind: Kind, shown: Version) -> View:
    """The dependencies of a version's pages: the version, its predecessors, its correction, what it is compared with,
    and the version that ends its days in force, whatever becomes of that one.

    Also the versions of other policies to which these texts lead; their state on the day is no part of it.  The day of
    the view is that of the last event among the first, so that a later build gives the same page.
    """
    archive, day = view.center.archive, view.snapshot.day
    if kind == "since":
        others = [view.snapshot.in_effect[shown.policy]]
    else:
        before = (archive.predecessor(shown, announced_by=day), announced_after(archive, shown))
        others = [version for version in (*before, view.corrected(shown)) if version]
    ending = archive.follower(others[0] if kind == "since" else shown, day)
    own = _with_records(archive, _numbered(shown, *others), day)
    with_end = _with_records(archive, _numbered(shown, *others, *filter(None, [ending])), day)
    newer, *older = (*others, shown) if kind == "since" else (shown, *others)
    then = linked(archive, newer, *older, known=day)
    linked_to = {policy: (version,) for policy, version in then.items()}
    center = Center(archive=replace(with_end, versions={**with_end.versions, **linked_to}))
    told = [own.days()[-1], *(version.public_from for version in then.values())]
    told += [record.announced for record in with_end.chained.values()] + ([ending.public_from] if ending else [])
    return _seeing(view, center, _part(view.snapshot, own, min(day, max(told))))


def _numbered(*versions: Version) -> dict[str, tuple[Version, ...]]:
    """Versions of one policy in the form of an archive, each of them once."""
    each = {version.name: version for version in versions}
    return {versions[0].policy: tuple(sorted(each.values(), key=lambda version: version.number))}


def _of_policy(view: View, name: str) -> View:
    """The dependencies of a policy's page and history: its versions, contacts, the organization, what its clauses
    answer.
    """
    own = _known(view, [name])
    stated = Facts({kind: view.facts.kinds[kind] for kind in ("contacts", "organization") if kind in view.facts.kinds})
    narrowed = _seeing(view, Center(archive=own), _part(view.snapshot, own, _last_day(view, own)), stated)
    in_effect = name in view.snapshot.in_effect
    to_sign = {policy: hash_ for policy, hash_ in view.to_sign.items() if policy == name}
    return replace(narrowed, answered=answered(view, name) if in_effect else {}, to_sign=to_sign)


def _policies_of_vendors(view: View) -> list[str]:
    """The policies whose versions ever stated something about vendors."""
    announced = view.snapshot.announced
    return sorted({v.policy for v in announced if any(kind in v.facts.kinds for kind in VENDOR_KINDS)})


def _of_vendors(view: View) -> View:
    """The dependencies of the pages of vendors: every version of the policies that ever stated something about them."""
    own = once_for(
        view.center.archive,
        ("seen by vendors", view.snapshot.day, setting(view)),
        lambda: _known(view, _policies_of_vendors(view)),
    )
    on = _last_day(view, own)
    snapshot = replace(_part(view.snapshot, own, on), facts=own.stated_on(on))
    stated = Facts({"organization": view.facts.one("organization"), **objection.contacts_of(view.facts).kinds})
    return _seeing(view, Center(archive=own), snapshot, stated)


def _known(view: View, policies: Sequence[str]) -> Archive:
    """The versions of some policies, with their changes and withdrawals, as they were announced by the day."""
    archive, day = view.center.archive, view.snapshot.day
    versions = {name: tuple(v for v in archive.versions[name] if v.public_from <= day) for name in policies}
    return _with_records(archive, versions, day)


def _with_records(archive: Archive, versions: Mapping[str, tuple[Version, ...]], day: date) -> Archive:
    """Some versions with their changes, and the records about them that had been announced by a day."""
    names = {version.name for of_policy in versions.values() for version in of_policy}

    def concerns(record: ChainedRecord) -> bool:
        return record.announced <= day and any(name in names for name in record.versions)

    withdrawals = {i: record for i, record in archive.withdrawals.items() if concerns(record)}
    postponements = {i: record for i, record in archive.postponements.items() if concerns(record)}
    translated = {i: record for i, record in archive.translated.items() if concerns(record)}
    changes = {version.change for of_policy in versions.values() for version in of_policy}
    own = {name: archive.changes[name] for name in sorted(changes | {*withdrawals, *postponements, *translated})}
    return Archive(
        versions, own, withdrawals, postponements=postponements, renames=archive.renames, translated=translated,
    )  # fmt: skip


def _last_day(view: View, own: Archive) -> date:
    """The last day up to that of the view on which anything changed, the time to object to something upcoming included:
    a later build gives the same page.
    """
    upcoming = {(version.policy, version.effective) for version in view.snapshot.upcoming}
    told = [version for version in own.all_versions if (version.policy, version.effective) in upcoming]
    return max(day for day in (*own.days(), *objection.turns(told)) if day <= view.snapshot.day)


def _part(snapshot: Snapshot, own: Archive, on: date) -> Snapshot:
    """A snapshot restricted to the versions and changes of `own`."""
    names, policies = own.by_name.keys(), own.versions
    return Snapshot(
        day=on,
        in_effect={p: v for p in policies if (v := snapshot.in_effect.get(p)) and v.name in names},
        upcoming=tuple(v for v in own.all_versions if v in snapshot.upcoming),
        retired=tuple(p for p in policies if p in snapshot.retired),
        announced=own.all_versions,
        withdrawn=frozenset(names & snapshot.withdrawn),
        changes=tuple(sorted(own.changes.values(), key=lambda c: (c.public_from, c.id))),
        facts=Facts(),
    )


def _of_change(view: View, shown: Change) -> View:
    """The dependencies of a change's page: the change, the one it is about, their versions, and its deliveries."""
    archive, day = view.center.archive, view.snapshot.day
    versions = [archive.by_name[name] for name in shown.versions if name in archive.by_name]
    records = {
        i: record
        for i, record in archive.chained.items()
        if i == shown.id or (record.announced <= day and not {*shown.versions}.isdisjoint(record.versions))
    }
    names = dict.fromkeys([shown.id, *([shown.about] if shown.about in archive.changes else []), *records])
    by_policy: dict[str, tuple[Version, ...]] = {}
    for one in sorted(versions, key=lambda version: (version.policy, version.number)):
        by_policy[one.policy] = (*by_policy.get(one.policy, ()), one)
    own = Archive(
        by_policy, {name: archive.changes[name] for name in names},
        {i: archive.withdrawals[i] for i in records if i in archive.withdrawals},
        postponements={i: archive.postponements[i] for i in records if i in archive.postponements},
        redactions={i: archive.redactions[i] for i in records if i in archive.redactions},
        renames=archive.renames,
        translated={i: archive.translated[i] for i in records if i in archive.translated},
    )  # fmt: skip
    deliveries = view.center.facts.records("deliveries").items()
    delivered = {i: d for i, d in deliveries if d["change"] == shown.id and parse_day(d["sent"]) <= day}
    center = Center(Facts({"deliveries": delivered} if delivered else {}), archive=own)
    notice = {"notice": view.facts.one("notice")} if delivered else {}
    turns = [] if shown.withdraws else [turn for turn in objection.turns(versions) if turn <= day]
    contacts = objection.contacts_of(view.facts).kinds if turns or any(map(objection.object_by, versions)) else {}
    days = [parse_day(d["sent"]) for d in delivered.values()] + [r.announced for r in records.values()]
    on = min(day, max([shown.public_from, *days, *turns]))
    return _seeing(view, center, _part(view.snapshot, own, on), Facts({**notice, **contacts}))


def _of_day(view: View, day: date) -> View:
    """The dependencies of a day's page: what was in effect, upcoming, withdrawn or changed, as known on that day."""
    archive = view.center.archive.as_known(day)
    past = archive.on(day)
    versions_of_day = [*past.in_effect.values(), *past.upcoming, *archive.by_first_day.get(day, ())]
    versions_of_day += [version for policy in archive.versions if (version := archive.binding(policy, day))]
    versions_of_day += [archive.by_name[name] for name in past.withdrawn]
    versions_of_day += [version for _, _, version in past.apart]
    versions_of_day += [version for version, _ in archive.by_audience_day.get(day, ())]
    by_policy: dict[str, dict[str, Version]] = {}
    for version in sorted(versions_of_day, key=lambda version: (version.policy, version.number)):
        if version.public_from <= day:
            by_policy.setdefault(version.policy, {})[version.name] = version
    versions = {policy: tuple(of_policy.values()) for policy, of_policy in by_policy.items()}
    withdrawals = {i: w for i, w in archive.withdrawals.items() if w.announced <= day}
    changes = {v.change for of_policy in versions.values() for v in of_policy} | {*withdrawals}
    changes |= {change.id for change in archive.announced_on(day)}
    own = Archive(versions, {name: archive.changes[name] for name in sorted(changes)}, withdrawals)
    return _seeing(view, Center(archive=own), past)


def _seeing(view: View, center: Center, snapshot: Snapshot, stated: Facts | None = None) -> View:
    """A view of some dependencies with what every page sees: the addresses of the site and the interface texts."""
    narrowed = View(center, snapshot, Site(frozenset()), view.site_url, view.repo_url, stated or Facts(), view.t)
    return replace(narrowed, full_coverage=view.full_coverage, language=view.language)


# What shapes a page -----------------------------------------------------------------------------------------------


def digest(view: View, change_texts: Mapping[str, str]) -> str:
    """A hash of everything in a narrow view; `change_texts` are the changes as text, by id."""
    archive, snapshot = view.center.archive, view.snapshot
    held = [
        setting(view), snapshot.day.isoformat(),
        *(_fingerprint(version) for version in archive.all_versions), *(change_texts[name] for name in archive.changes),
        *(repr(record) for record in archive.chained.values()),
        repr([
            [version.name for version in snapshot.in_effect.values()], [version.name for version in snapshot.upcoming],
            snapshot.retired, [version.name for version in snapshot.announced], sorted(snapshot.withdrawn),
            [one.id for one in snapshot.changes], [(name, label, v.name) for name, label, v in snapshot.apart],
        ]),
        _written([view.center.facts.kinds, snapshot.facts.kinds, view.facts.kinds, view.answered]),
        repr(view.to_sign),
    ]  # fmt: skip
    return sha256("\n".join(held).encode())


def public(view: View) -> View:
    """The view for all other pages: without drafts, which no page about the present may show.

    Of the company's own pages it has the names, and the text of the one that the home page shows.
    """
    center = view.center
    lists = FactSources(lists=center.sources.lists)
    own = {file: text if file == HOME else "" for file, text in center.pages.items()}
    return replace(view, center=Center(center.facts, lists, archive=center.archive, pages=own))


def everything(view: View) -> str:
    """A hash of everything in a public view except the URLs of the site."""
    archive, center = view.center.archive, view.center
    dependencies = [
        setting(view), view.snapshot.day.isoformat(),
        *(_fingerprint(one) for one in _versions_and_changes(archive)),
        *(repr(record) for record in archive.chained.values()),
        _written([center.facts.kinds, dict(center.sources.lists), dict(center.pages)]),
    ]  # fmt: skip
    return sha256("\n".join(dependencies).encode())


def setting(view: View) -> str:
    moved = sorted(view.center.archive.current.items())
    tree = (view.language,) if view.language else ()
    return repr((view.site_url, view.repo_url, view.t.language, view.t.digest, moved, view.full_coverage, *tree))


def _written(facts: Any) -> str:
    """Facts as compact JSON to be hashed."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, allow_nan=False)


def _versions_and_changes(archive: Archive) -> Iterator[Version | Change]:
    yield from archive.all_versions
    yield from archive.changes.values()


def _fingerprint(one: Version | Change) -> str:
    """A version by its seal (of record, text and change) and what came later; a change by all its fields."""
    if isinstance(one, Version):
        later = [record.seal for record in one.postponed] + [record.seal for record in one.redactions]
        later += [f"{each.path} {each.announced} {each.text_sha256}" for each in one.translations if each.change]
        return f"{one.name} {one.seal} {one.text_sha256} {later}"
    return repr(one)
