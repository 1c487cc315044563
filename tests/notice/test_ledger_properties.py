"""What holds of every ledger: random edits, publications, withdrawals, postponements, retirements, and tampering."""

import json
import posixpath
import re
from dataclasses import replace
from datetime import date, timedelta

import cases
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcenter.comparing import fact_diff
from trustcenter.disk import git
from trustcenter.model.paths import is_published, record_path
from trustcenter.model.records import canonical, seal, sha256
from trustcenter.publishing import pending_fix, postpone, redo, withdraw
from trustcenter.publishing import publish as publishing
from trustcenter.publishing import redact as redacting
from trustcenter.publishing import rename as renaming
from trustcenter.publishing.sealing import Refused, applied
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base, load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reports import rehearsal
from trustcenter.rules import check
from trustcenter.rules.rehearsal import later_days, rehearsed
from trustcenter.site import build
from trustcenter.site_check.built_site import Built, read_page
from trustcenter.site_check.later_days import PAGE_RULES, problems_ahead

SETTINGS = SiteSettings(site_url="https://lanternfish.example/trust/")
FIRST = date(2026, 3, 2)
DAY = timedelta(days=1)
POLICIES = ("privacy", "schedule", "terms")
TEXTS = {path: text.encode() for path, text in (cases.DATA | cases.drafts(*POLICIES)).items()}


OWN_PAGE = "docs/faq.md"
TARGETS = [
    *(f"policies/{policy}/index.md#{anchor}" for policy in POLICIES for anchor in ("how-long", "why", "what-is-kept", "edited")),
    "retention/index.md#rule-logs", "retention/index.md#announced", "notices/index.md", "data-map/index.md",
    *(f"policies/{policy}/2026-03-02/since/index.md" for policy in POLICIES), "policies/terms/index.md",
]  # fmt: skip
"""Where the company's own page may link to: some of it comes and goes with what is published."""


class Ledger:
    """A center in memory, the day it is, and what it said of every day gone by.

    A `careful` one refuses what would break the site of a later day, as the command line does.
    """

    def __init__(self, *, careful=False):
        self.careful = careful
        self.texts, self.today, self.edits = dict(TEXTS), FIRST, 0
        self.past = {}
        self.refusals = 0
        self.redacted = False

    def order(self, class_, effective, *policies, **more):
        return publishing.Order(
            policies=policies, effective=effective, class_=class_, title="T", summary="", reason="Fire.",
            today=self.today, **more,
        )  # fmt: skip

    def write(self, plan):
        """Carry out what a command plans, unless it refuses."""
        try:
            planned = plan()
        except Refused:
            self.refusals += 1
            return
        if planned:
            after = applied(self.texts, planned.writes)
            if self.careful and problems_ahead(load(after), self.today, SETTINGS):
                self.refusals += 1
            else:
                self.texts = after

    def archive(self):
        return load(self.texts).archive

    def id(self, policy):
        """The id that a policy has by now."""
        return self.archive().current.get(policy, policy)

    def edit(self, policy):
        self.edits += 1
        path = cases.draft(self.id(policy))
        self.texts[path] += f"\nEdit number {self.edits} was made here.\n".encode()

    def reword(self, policy, ahead):
        """Rename a heading of a policy, or rename it back, and publish that."""
        path = cases.draft(self.id(policy))
        old, new = (
            (b"## How long", b"## Edited") if b"## How long" in self.texts[path] else (b"## Edited", b"## How long")
        )
        self.texts[path] = self.texts[path].replace(old, new)
        self.change(policy, "material", ahead)

    def link(self, targets):
        """Let the company's own page link to what the site of today has of some targets."""
        site = build.outputs(load(self.texts), self.today, SETTINGS)
        there = [f"See [this]({target}).\n" for target in sorted(targets) if has(site, target)]
        self.texts[OWN_PAGE] = ("# Questions\n\n" + "\n".join(there)).encode()

    def fix(self, number):
        """Correct a telephone number today and in all that is pending."""
        self.texts[cases.CONTACTS] = re.sub(rb"\+1312555\d+", b"+1312555%04d" % number, self.texts[cases.CONTACTS])
        order = self.order("editorial", self.today)
        self.write(lambda: pending_fix.plan(self.texts, order, merge=git.merge))

    def redact(self, which):
        """Take a published edit out of everything that is not sealed, and redact it in everything that is."""
        texts = "".join(version.text for version in self.archive().all_versions)
        published = sorted({*re.findall(r"Edit number \d+ was made here\.", texts)})
        words = published[which % len(published)] if published else "none"
        before = dict(self.texts)
        for policy in POLICIES:
            path = cases.draft(self.id(policy))
            self.texts[path] = self.texts[path].replace(f"\n{words}\n".encode(), b"")
        target = next((v.name for v in self.archive().all_versions if words in v.text), "none")
        order = redacting.Order(target=target, words=words, reason="A court.", today=self.today, everywhere=True)
        refusals = self.refusals
        self.write(lambda: redacting.plan(self.texts, order).plan)
        if self.refusals > refusals:
            self.texts = before
        else:
            self.redacted = True

    def rename(self, policy, announced):
        old, new = self.id(policy), f"{policy}-{len(self.archive().renames) + 1}"
        announce = self.today + announced * DAY
        self.write(lambda: renaming.plan(self.texts, old, new, today=self.today, announce=announce))

    def keep(self, days):
        self.edits += 1
        path = cases.RETENTION
        self.texts[path] = re.sub(rb"period: \d+ days", b"period: %d days" % days, self.texts[path])

    def publish(self, class_, ahead, announced):
        effective = None if ahead is None else self.today + ahead * DAY
        announce = self.today + announced * DAY if announced else None
        self.write(lambda: publishing.plan(self.texts, self.order(class_, effective, announce=announce)))

    def change(self, policy, class_, ahead):
        """Publish an edit of one policy."""
        self.edit(policy)
        effective = None if ahead is None else self.today + ahead * DAY
        self.write(lambda: publishing.plan(self.texts, self.order(class_, effective, self.id(policy))))

    def pending(self, which):
        """One of the changes that are still to take effect, or else any."""
        archive = self.archive()
        coming = {version.change for version in archive.on(self.today).upcoming} or {*archive.changes}
        return archive.changes[sorted(coming)[which % len(coming)]]

    def withdraw(self, which):
        change = self.pending(which).id
        self.write(lambda: withdraw.plan(self.texts, change, reason="No.", today=self.today))

    def postpone(self, which, by):
        change = self.pending(which)
        to = change.effective + by * DAY
        self.write(lambda: postpone.plan(self.texts, change.id, to=to, reason="Later.", today=self.today))

    def delayed(self, policy, by):
        """Announce an edit of one policy, and postpone it some days later."""
        self.change(policy, "material", None)
        self.sleep(by % 5)
        self.postpone(by, by)

    def retire(self, policy, ahead):
        order = self.order("material", self.today + ahead * DAY, policy, retire=True)
        self.write(lambda: publishing.plan(self.texts, order))

    def redo(self, which):
        """Redo a change that was announced today or later, as nothing else is still unsealed."""
        changes = sorted(c.id for c in self.archive().changes.values() if c.public_from >= self.today)
        if changes:
            order = redo.Order(change=changes[which % len(changes)], today=self.today)
            self.write(lambda: redo.plan(self.texts, order, merge=git.merge))

    def sleep(self, days):
        archive = self.archive()
        for number in range(days):
            day = self.today + number * DAY
            self.past[day] = archive.on(day)
        self.today += days * DAY


def has(site, target):
    """Whether a site has the page and the anchor that a link of the company's own page names."""
    page, _, anchor = target.replace("index.md", "").partition("#")
    if page not in site.pages:
        return False
    on = re.search('content="0; url=([^"]+)"', site.page(page).head)
    page = f"{posixpath.normpath(page + on[1])}/" if on else page
    return not anchor or f'id="{anchor}"' in site.page(page).html


def broken(center, day):
    """The links of the company's own page that lead to nothing on a day."""
    site = build.outputs(center, day, SETTINGS)
    return [target for target in re.findall(r"\]\(([^)]+)\)", center.pages[OWN_PAGE]) if not has(site, target)]


def wrong_pages(center, day):
    """What `check --site` would say of the generated pages of a day: (rule, page, message)."""
    site = build.outputs(center, day, SETTINGS)
    pages = {f"{url}index.html": f"<body>{site.page(url).html}</body>".encode() for url in site.pages}
    files = {**site.files, **dict.fromkeys(site.recipes, b""), "faq/index.html": b"", **pages}
    read = {url: read_page(path, data) for path, data in pages.items() for url in [path.removesuffix("index.html")]}
    built = Built(files, read, {}, (), (), SETTINGS.site_url, (), ())
    return {(p.rule, p.where.file, p.message) for rule in PAGE_RULES for p in rule(built) if p.is_error}


AHEAD = st.one_of(st.none(), st.integers(0, 45))
STEPS = st.one_of(
    st.tuples(st.just("edit"), st.sampled_from(POLICIES)),
    st.tuples(st.just("keep"), st.integers(1, 5)),
    st.tuples(st.just("publish"), st.sampled_from(["editorial", "minor", "material", "emergency"]), AHEAD, st.just(0)),
    st.tuples(st.just("publish"), st.just("material"), st.none(), st.integers(0, 9)),
    st.tuples(st.just("change"), st.sampled_from(POLICIES), st.sampled_from(["minor", "material"]), AHEAD),
    st.tuples(st.just("change"), st.sampled_from(POLICIES), st.just("material"), st.just(None)),
    st.tuples(st.just("delayed"), st.sampled_from(POLICIES), st.integers(1, 40)),
    st.tuples(st.just("withdraw"), st.integers(0, 20)),
    st.tuples(st.just("postpone"), st.integers(0, 5), st.integers(0, 40)),
    st.tuples(st.just("redo"), st.integers(0, 20)),
    st.tuples(st.just("retire"), st.just("terms"), st.integers(28, 40)),
    st.tuples(st.just("fix"), st.integers(0, 99)),
    st.tuples(st.just("redact"), st.integers(0, 9)),
    st.tuples(st.just("rename"), st.sampled_from(POLICIES), st.integers(0, 5)),
    st.tuples(st.just("reword"), st.sampled_from(["privacy", "terms"]), AHEAD),
    st.tuples(st.just("sleep"), st.integers(1, 20)),
)


HISTORIES = st.lists(STEPS, min_size=2, max_size=14)


def lived(steps, targets=()):
    """A ledger after some steps; with `targets`, one with a page that links to them and that takes care of it."""
    ledger = Ledger(careful=bool(targets))
    ledger.publish("initial", 0, 0)
    if targets:
        ledger.link(targets)
    for name, *args in steps:
        getattr(ledger, name)(*args)
    ledger.sleep(1)
    return ledger


def as_told(snapshot, archive):
    """What a center said on a day, but the words that were redacted since."""
    texts = {v.name: v.text for v in snapshot.announced if not archive.by_name[v.name].redactions}
    return (
        {policy: (version.name, version.effective) for policy, version in snapshot.in_effect.items()},
        [(v.policy, v.name, v.effective) for v in snapshot.upcoming], snapshot.retired, snapshot.withdrawn,
        [(change.id, change.effective) for change in snapshot.changes], snapshot.facts, texts,
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_on_every_day_exactly_one_version_is_in_effect_and_the_past_never_changes(steps):
    ledger = lived(steps)
    archive = ledger.archive()
    assert not [problem for problem in check(load(ledger.texts), ledger.today) if problem.is_error]
    for day, told in ledger.past.items():
        assert as_told(archive.on(day), archive) == as_told(told, archive), day
    for policy, versions in archive.versions.items():
        names, retired = {version.name for version in versions}, False
        ids = {policy, *(old for old, new in archive.current.items() if new == policy)}
        for number in range((ledger.today - FIRST).days + 60):
            day = FIRST + number * DAY
            snapshot = archive.on(day)
            bound = [v for v in snapshot.in_effect.values() if v.name in names]
            retired = bool(ids & {*snapshot.retired})
            assert len(bound) == (0 if retired else 1), (policy, day)
        assert not retired or "terms" in ids


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_what_the_rehearsal_says_of_a_later_day_is_what_the_site_of_that_day_says(steps):
    ledger = lived(steps)
    center, known = load(ledger.texts), ledger.today
    archive, own = center.archive, later_days(center.archive, known)
    assert not [problem for problem in check(center, known) if problem.is_error]
    assert rehearsed(center, known) == ()
    for day in sorted({*own, *(day + DAY for day in own), known + DAY, known + 400 * DAY}):
        assert not [problem for problem in check(center, day) if problem.is_error], day
        then, eve = archive.on(day), archive.on(day - DAY)
        before = {version.name for version in eve.in_effect.values()}
        begins = {
            f"{policy}: version {version.number} ({version.id}) takes effect"
            for policy, version in then.in_effect.items()
            if version.name not in before
        }
        ends = {f"{policy}: ends" for policy in {*then.retired} - {*eve.retired}}
        facts = {change.sentence for change in fact_diff.changes(eve.facts, then.facts)}
        told = {line for line in rehearsal.lines(center, day, known) if not line.startswith(("announced:", "pages:"))}
        assert {line for line in told if not line.startswith("last day to object")} == begins | ends | facts
        assert day in own or not begins | ends | facts


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES, st.sets(st.sampled_from(TARGETS), min_size=4))
def test_the_site_of_no_later_day_has_an_error_that_that_of_today_does_not_have(steps, targets):
    ledger = lived(steps, targets)
    center, known = load(ledger.texts), ledger.today
    assert broken(center, known) == []
    today = wrong_pages(center, known)
    own = later_days(center.archive, known)
    for day in sorted({*own, *(own[-1:] and [own[-1] + DAY]), known + 400 * DAY}):
        assert broken(center, day) == [], day
        assert wrong_pages(center, day) <= today, day


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_the_periods_of_a_policy_say_of_every_day_which_version_is_in_effect(steps):
    ledger = lived(steps)
    archive, known = ledger.archive(), ledger.today
    for policy in archive.versions:
        periods = archive.periods(policy, known)
        days = [FIRST + number * DAY for number in range((known - FIRST).days + 60)]
        for day in days:
            last = min(known, day)
            bound = archive.as_known(known).binding(policy, day)
            there = [n for n, p in periods.items() if p.first <= day and (p.last is None or day <= p.last)]
            if bound and bound.public_from <= last:
                assert there == [bound.name], (policy, day)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_what_may_bind_was_announced_as_far_ahead_as_promised(steps):
    archive = lived(steps).archive()
    for version in archive.all_versions:
        if version.class_ == "material":
            assert version.effective >= version.announced + 31 * DAY
        if version.class_ != "emergency":
            assert version.effective >= version.announced
        assert [v.number for v in archive.versions[version.policy]] == list(
            range(1, len(archive.versions[version.policy]) + 1)
        )


# Tampering --------------------------------------------------------------------------------------------------------


def history():
    """A ledger of three policies with several versions, a withdrawal in the middle and a pending change, postponed."""
    ledger = Ledger()
    ledger.publish("initial", 0, 0)
    for number, class_ in enumerate(("minor", "editorial", "material")):
        ledger.sleep(20)
        for policy in POLICIES:
            ledger.edit(policy)
        ledger.publish(class_, None, 0)
        if number == 2:
            ledger.withdraw(3)
    ledger.sleep(5)
    ledger.keep(45)
    ledger.publish("material", None, 0)
    ledger.postpone(0, 10)
    assert ledger.refusals == 0
    assert len(ledger.archive().withdrawals) == len(ledger.archive().postponements) == 1
    return ledger


LEDGER = history()
TODAY = LEDGER.today
BASE = Base(LEDGER.archive(), TODAY)
PUBLISHED = sorted(path for path in LEDGER.texts if is_published(path))
INTEGRITY = {"altered-version", "orphan-version", "wrong-order", "duplicate-effective", "unfinished-publish"}
RECORDS = [path for path in PUBLISHED if path.startswith("docs/policies/") and path.endswith(".json")]
NEWEST = {record_path(LEDGER.archive().versions[policy][-1].path) for policy in POLICIES}


def rules(texts, *, base):
    center = replace(load(texts), base=BASE if base else None)
    return {problem.rule for problem in check(center, TODAY) if problem.is_error}


POSTPONEMENT = next(path for path in PUBLISHED if path.endswith("-postponed-t.json"))


def test_every_byte_of_a_postponement_counts():
    for path in (POSTPONEMENT, POSTPONEMENT.removesuffix(".json") + ".md"):
        content = LEDGER.texts[path]
        for at in range(len(content)):
            other = bytes([content[at] ^ 1])
            for tampered in (content[:at] + other + content[at + 1 :], content[:at] + content[at + 1 :]):
                archive, problems = load_archive(LEDGER.texts | {path: tampered})
                assert tampered == content or {problem.rule for problem in problems} & INTEGRITY, (path, at)
                assert archive.versions.keys() == set(POLICIES)


@pytest.mark.parametrize("fields", [
    {"effective": "2026-06-30"}, {"planned": "2026-06-01"}, {"announced": "2027-01-01"}, {"versions": []},
    {"postpones": "2026-03-02-t"}, {"effective": "2026-05-20"}, {"previous": {}},
])  # fmt: skip
def test_a_postponement_rewritten_with_a_fresh_seal_is_caught(fields):
    record = json.loads(LEDGER.texts[POSTPONEMENT]) | fields
    forged = canonical(record | {"seal": seal(record)})
    texts = LEDGER.texts | {POSTPONEMENT: forged}
    assert "rewritten-history" in rules(texts, base=True)
    assert rules(texts, base=False) & INTEGRITY


def ending_with(name, *args):
    """A ledger whose last record is of some kind, and the path of that record, which is about two policies."""
    ledger = Ledger()
    ledger.publish("initial", 0, 0)
    for policy in ("privacy", "terms"):
        ledger.texts[cases.draft(policy)] += b"\nEdit number 0 was made here.\n"
    ledger.publish("material", None, 0)
    ledger.sleep(2)
    before = {*ledger.texts}
    getattr(ledger, name)(*args)
    assert ledger.refusals == 0
    return ledger.texts, next(path for path in ledger.texts if path not in before and path.endswith(".json"))


@pytest.mark.parametrize("dropped", [0, 1])
@pytest.mark.parametrize("step", [("withdraw", 0), ("postpone", 0, 9), ("redact", 0), ("rename", "terms", 0)])
def test_a_record_that_does_not_continue_every_policy_that_it_is_about_is_caught(step, dropped):
    texts, path = ending_with(*step)
    record = json.loads(texts[path])
    kept = {policy: s for place, (policy, s) in enumerate(sorted(record["previous"].items())) if place != dropped}
    if kept == record["previous"]:
        kept = {"privacy": next(iter(kept.values()))}  # a rename is about one policy: it names another one
    forged = record | {"previous": kept}
    problems = load_archive(texts | {path: canonical(forged | {"seal": seal(forged)})})[1]
    told = [problem.message for problem in problems if problem.where.file == path]
    assert "this record does not continue the chain of every policy that it is about" in told
    assert load_archive(texts)[1] == []


@pytest.mark.parametrize("day", ["announced", "2026-03-02"])
def test_a_postponement_to_an_earlier_day_is_caught_though_entry_and_record_were_rewritten(day):
    record = json.loads(LEDGER.texts[POSTPONEMENT])
    earlier, entry = record.get(day, day), POSTPONEMENT.removesuffix(".json") + ".md"
    text = LEDGER.texts[entry].replace(f"effective: {record['effective']}".encode(), f"effective: {earlier}".encode())
    forged = record | {"effective": earlier, "change_sha256": sha256(text)}
    texts = LEDGER.texts | {entry: text, POSTPONEMENT: canonical(forged | {"seal": seal(forged)})}
    assert "not in order" in str(load_archive(texts)[1])


def test_the_untouched_ledger_is_in_order():
    assert rules(LEDGER.texts, base=False) == rules(LEDGER.texts, base=True) == set()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PUBLISHED), st.data())
def test_a_changed_inserted_or_lost_byte_is_caught(path, data):
    content = LEDGER.texts[path]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1).filter(lambda b: b != content[at : at + 1]))
    kinds = [
        content[:at] + byte + content[at + 1 :],
        content[:at] + byte + content[at:],
        content[:at] + content[at + 1 :],
    ]
    texts = LEDGER.texts | {path: data.draw(st.sampled_from([k for k in kinds if k != content]))}
    assert rules(texts, base=False) & INTEGRITY
    assert "rewritten-history" in rules(texts, base=True)


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_removed_file_is_caught(path):
    texts = {other: data for other, data in LEDGER.texts.items() if other != path}
    assert rules(texts, base=False) & INTEGRITY
    assert "rewritten-history" in rules(texts, base=True)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PUBLISHED),
    st.sampled_from(["2026-03-02", "2026-03-03", "2026-05-01-9", "index", "a", ".hidden", "2026-03-02-t"]),
    st.sampled_from(["docs/policies/privacy", "docs/policies/terms", "docs/policies/new", "docs/changelog", "docs"]),
)
def test_a_renamed_or_moved_file_is_caught(path, stem, folder):
    to = f"{folder}/{stem}.{path.rpartition('.')[2]}"
    if to in LEDGER.texts:
        return
    texts = {other: data for other, data in LEDGER.texts.items() if other != path}
    texts |= {} if stem.startswith(".") else {to: LEDGER.texts[path]}
    assert rules(texts, base=False) & INTEGRITY
    assert "rewritten-history" in rules(texts, base=True)


FIELDS = {
    "effective": "2026-03-05", "announced": "2026-03-01", "class": "editorial", "title": "Another", "number": 7,
    "timezone": "Asia/Tokyo", "facts": {}, "promise": {"material": "1 day"}, "earliest": None, "previous": None,
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(RECORDS), st.sampled_from(["text", *FIELDS]))
def test_a_record_and_its_text_rewritten_with_a_fresh_seal_are_caught(path, what):
    record = json.loads(LEDGER.texts[path])
    text_path = path.removesuffix(".json") + ".md"
    text = LEDGER.texts[text_path] + (b"\nAnd more.\n" if what == "text" else b"")
    forged = record | ({what: FIELDS[what]} if what in FIELDS else {}) | {"text_sha256": sha256(text)}
    forged |= {"seal": seal(forged)}
    if forged == record:
        return
    texts = LEDGER.texts | {path: canonical(forged), text_path: text}
    if path not in NEWEST:
        assert rules(texts, base=False) & INTEGRITY, "the chain knows"
    assert "rewritten-history" in rules(texts, base=True)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([path for path in PUBLISHED if path.startswith("docs/changelog/") and path.endswith(".md")]),
    st.data(),
)
def test_an_edited_entry_is_caught(path, data):
    lines = LEDGER.texts[path].decode().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    new = data.draw(st.sampled_from(["", "class: editorial\n", "Words.\n", lines[at] * 2]))
    edited = "".join([*lines[:at], new, *lines[at + 1 :]]).encode()
    if edited == LEDGER.texts[path]:
        return
    texts = LEDGER.texts | {path: edited}
    assert rules(texts, base=False) & INTEGRITY
    assert "rewritten-history" in rules(texts, base=True)
