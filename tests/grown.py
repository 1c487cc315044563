"""Trust centers that have grown for years: many versions of about 2,000 words with tables, sealed and chained.

The benchmark and tests that need a long archive call `grown`; equal arguments always give equal bytes.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from trustcenter.model.facts import Facts
from trustcenter.model.paths import record_path
from trustcenter.model.records import canonical, sha256
from trustcenter.model.versions import Change, Version
from trustcenter.publishing import publish as publishing
from trustcenter.publishing import sealing
from trustcenter.reading.center import Center, load

FIRST, TODAY = date(2016, 1, 4), date(2026, 12, 1)
POLICIES_PER_CHANGE = 5
"""How many policies one change publishes; every twelfth adds a vendor and publishes the list of vendors."""
VENDORS = 12
Texts = dict[str, bytes]
_WORDS = (
    "account agreement answer assistance billing browser caller carrier claim clause consent contract customer data"
    " deletion delivery device disclosure employee encryption entity error evidence feature history incident invoice"
    " issue law limit location log message minute notice number office operator order owner partner party payment"
    " period person phone policy process product provider purpose question reason record recording region regulator"
    " report request response right safeguard schedule security service site software storage subscriber support"
    " system team term text third transcript transfer user vendor voice website year"
    " and for from in of or that the to under we which with you your before after during where"
).split()


def grown(versions: int, *, words: int = 2_000) -> Texts:
    """The files of a center with so many versions of at most 25 policies, all announced by `TODAY`."""
    policies = max(2, min(25, versions // 10))
    dice = random.Random(versions)  # noqa: S311 — words, no secrets
    drafts = {f"policy-{number:02}": _blocks(dice, words, lists_vendors=number == 0) for number in range(policies)}
    drafts = {name: [*blocks, _links(name, sorted(drafts))] for name, blocks in drafts.items()}
    texts = _data(VENDORS) | {_file(name): _draft(name, blocks) for name, blocks in drafts.items()}
    archive = _Archive(load(texts))
    changes = _rounds(versions, sorted(drafts))
    apart = max(1, (TODAY - FIRST).days // (len(changes) + 1))
    vendors = VENDORS
    for place, names in enumerate(changes):
        if place and names == ("policy-00",):
            vendors += 1
            texts |= _data(vendors)
            archive.read = load(texts)
        elif place:
            for name in names:
                _edit(dice, drafts[name])
        archive.publish(FIRST + timedelta(days=place * apart), {name: drafts[name] for name in names})
        texts |= {_file(name): _draft(name, drafts[name]) for name in names}
    return texts | archive.written


def recorded(texts: Mapping[str, Mapping[date, str]]) -> Texts:
    """A center with the history of real texts, by policy and day, as `recorded` versions."""
    center = load(_data(VENDORS))
    written: Texts = {}
    for policy, by_day in texts.items():
        previous = None
        for number, (day, text) in enumerate(sorted(by_day.items()), start=1):
            name = f"{day}-{policy}"
            version = Version(
                policy=policy, id=day.isoformat(), number=number, title=policy, summary="", owner="privacy",
                reviewed=None, review_every="", effective=day, announced=day, earliest=None, class_="recorded",
                change=name, cites=(), facts=Facts(), covers={}, promise={}, timezone=center.timezone, holidays=None,
                text=text, text_sha256=sha256(text.encode()), seal="", previous=previous, tool="",
            )  # fmt: skip
            change = Change(
                id=name, title=policy, class_="recorded", announced=day, effective=day, versions=(version.name,),
                summary="", reason="", body="As it was.",
            )  # fmt: skip
            written[change.path] = sealing.change_file(change)
            record = sealing.record_of(version, change_sha256=sha256(written[change.path]))
            previous = record["seal"]
            written |= {version.path: text.encode(), record_path(version.path): canonical(record)}
    return _data(VENDORS) | written


def _rounds(versions: int, policies: list[str]) -> list[tuple[str, ...]]:
    """The policies that each change publishes: first all, then some in turns, sometimes the vendor list."""
    rounds, left, turn = [tuple(policies)], versions - len(policies), 0
    while left > 0:
        if len(rounds) % 12 == 11:
            names: tuple[str, ...] = ("policy-00",)
        else:
            others = policies[1:]
            count = min(POLICIES_PER_CHANGE, left, len(others))
            names = tuple(sorted(others[(turn + k) % len(others)] for k in range(count)))
            turn += count
        rounds.append(names)
        left -= len(names)
    return rounds


class _Archive:
    """What has been published so far."""

    def __init__(self, read: Center) -> None:
        self.read = read
        self.written: Texts = {}
        self.last: dict[str, Version] = {}

    def publish(self, day: date, drafts: Mapping[str, list[str]]) -> None:
        first = not self.last
        class_ = "initial" if first else "material" if [*drafts] == ["policy-00"] else "minor"
        effective = day + timedelta(days=31) if class_ == "material" else day
        order = publishing.Order(effective=effective, class_=class_, title="T", summary="", announce=day, today=day)
        days, name = publishing.days_of(self.read, order), f"{day}-words-made-plainer"
        versions = [self._version(policy, blocks, days, class_, name) for policy, blocks in drafts.items()]
        change = Change(
            id=name, title="Words made plainer", class_=class_, announced=day, effective=effective,
            versions=tuple(v.name for v in versions), summary="Some clauses say the same in plainer words.", reason="",
            body="What changed:\n\n" + "\n".join(f"- new text of **{v.title}**" for v in versions),
        )  # fmt: skip
        self.written[change.path] = sealing.change_file(change)
        for version in versions:
            record = sealing.record_of(version, change_sha256=sha256(self.written[change.path]))
            self.last[version.policy] = replace(version, seal=record["seal"])
            self.written |= {version.path: version.text.encode(), record_path(version.path): canonical(record)}

    def _version(self, policy: str, blocks: list[str], days: publishing.Days, class_: str, change: str) -> Version:
        made, before = publishing.drafted(self.read, policy, days, class_, change), self.last.get(policy)
        filled = made.text if policy == "policy-00" else _text(made.text, blocks)
        return replace(
            made, number=before.number + 1 if before else 1, previous=before.seal if before else None,
            text=filled, text_sha256=sha256(filled.encode()),
        )  # fmt: skip


# Texts ------------------------------------------------------------------------------------------------------------


def _file(policy: str) -> str:
    return f"docs/policies/{policy}/index.md"


def _draft(policy: str, blocks: list[str]) -> bytes:
    number = int(policy.rpartition("-")[2])
    front = f"---\ntitle: Policy {number}\nsummary: What holds.\nowner: privacy\n---\n\n"
    return (front + "\n\n".join(blocks) + "\n").encode()


def _text(filled: str, blocks: list[str]) -> str:
    """The filled text with its current sections; only the first one has references."""
    head = filled[: filled.index("## Clause 1\n")]
    return head + "\n\n".join(blocks[3:]) + "\n"


def _blocks(dice: random.Random, words: int, *, lists_vendors: bool) -> list[str]:
    """Sections of prose, lists and tables; only the first one has references."""
    vendors = "{{ subprocessors.table() }}" if lists_vendors else _prose(dice, 20)
    asked = "Write to {{ contacts.privacy.email | link }}. Logs are kept for {{ retention.logs.period }}."
    blocks = ["## Whom to ask", asked, vendors]
    for clause in range(1, words // 150 + 1):
        blocks += [f"## Clause {clause}", _prose(dice, 60), _prose(dice, 40)]
        blocks.append(_table(dice) if clause % 3 == 0 else "\n".join(f"- {_prose(dice, 12)}" for _ in range(4)))
    return blocks


def _links(policy: str, policies: list[str]) -> str:
    return " ".join(f"See [{name}](../{name}/index.md)." for name in policies[:3] if name != policy)


def _edit(dice: random.Random, blocks: list[str]) -> None:
    """Rewrites a paragraph, replaces some words, and adds or removes a table row."""
    prose = [k for k, block in enumerate(blocks) if k > 3 and block[0].isupper() and "](" not in block]
    blocks[dice.choice(prose)] = _prose(dice, 50)
    some = dice.choice(prose)
    words = blocks[some].split()
    words[5:9] = dice.choices(_WORDS, k=3)
    blocks[some] = " ".join(words)
    tables = [k for k, block in enumerate(blocks) if block.startswith("| ")]
    if tables:
        place = dice.choice(tables)
        lines = blocks[place].splitlines()
        blocks[place] = "\n".join(lines[:-1] if len(lines) > 9 else [*lines, _row(dice)])


def _prose(dice: random.Random, words: int) -> str:
    said = []
    while words > 0:
        length = min(words, dice.randint(8, 18))
        said.append(" ".join(dice.choices(_WORDS, k=length)).capitalize() + ".")
        words -= length
    return " ".join(said)


def _table(dice: random.Random) -> str:
    return "\n".join(["| What | Why | How long |", "| --- | --- | --- |", *(_row(dice) for _ in range(6))])


def _row(dice: random.Random) -> str:
    return f"| {' '.join(dice.choices(_WORDS, k=3))} | {' '.join(dice.choices(_WORDS, k=5))} | {dice.randint(2, 90)} days |"


def _data(vendors: int) -> Texts:
    listed = "".join(
        f"- {{id: vendor_{n}, name: Vendor {n} Inc, purpose: to carry calls and messages, group: communications,"
        f" data: [logs], locations: [US, DE], website: 'https://vendor-{n}.example', transfer: [dpf, scc]}}\n"
        for n in range(vendors)
    )
    texts = {
        "data/organization.yml": "legal_name: Bench, Inc.\nwebsite: https://bench.example\ntimezone: America/Chicago\n",
        "data/notice.yml": "material: 30 days\n",
        "data/contacts.yml": "privacy: {role: Privacy questions, email: privacy@bench.example}\n",
        "data/data_categories.yml": "- {id: logs, label: Logs}\n",
        "data/retention.yml": "- {id: logs, label: Logs, data: [logs], period: 90 days, starts: entry, action: delete}\n",
        "data/subprocessors.yml": listed,
    }
    return {path: text.encode() for path, text in texts.items()}
