"""Measures a large archive of 2,000 versions in 50 policies (part of `make bench`).

Targets: `trustcenter check` takes less than 3 s and 400 MB, with ten changes pending less than 5 s, the center on a day
(after loading) less than 10 ms.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from trustcenter.disk import files
from trustcenter.model.paths import record_path
from trustcenter.model.records import canonical, sha256
from trustcenter.model.versions import Change
from trustcenter.publishing import publish as publishing
from trustcenter.publishing import sealing
from trustcenter.reading.center import load

POLICIES, ROUNDS = 50, 40
START, TODAY = date(2016, 1, 4), date(2026, 12, 1)
WORDS = 3_000
RUNS = 3
PENDING = 10
TARGETS = {"check": 3.0, "memory": 400.0, "pending": 5.0, "on": 10.0}
VENDORS = 20
Texts = dict[str, bytes]


def center() -> Texts:
    """A center without versions: many policies that cite contacts, periods and whole tables."""
    dice = random.Random(7)  # noqa: S311 — words, no secrets
    common = [
        f"{a}{b}" for a in ("ser", "cus", "da", "no", "con", "pro") for b in ("vice", "tomer", "tice", "sent", "vider")
    ]
    vendors = "".join(
        f"- {{id: vendor_{n}, name: Vendor {n} Inc, purpose: to carry calls, group: communications, data: [logs],"
        " locations: [US, DE]}\n"
        for n in range(VENDORS)
    )
    texts = {
        "data/organization.yml": "legal_name: Bench, Inc.\nwebsite: https://bench.example\ntimezone: America/Chicago\n",
        "data/notice.yml": "material: 30 days\n",
        "data/contacts.yml": "privacy: {role: Privacy questions, email: privacy@bench.example}\n",
        "data/data_categories.yml": "- {id: logs, label: Logs}\n",
        "data/retention.yml": "- {id: logs, label: Logs, data: [logs], period: 90 days, starts: entry, action: delete}\n",
        "data/subprocessors.yml": vendors,
    }
    for number in range(POLICIES):
        prose = "\n\n".join(" ".join(dice.choices(common, k=50)) + "." for _ in range(WORDS // 50))
        cited = "{{ subprocessors.table() }}\n\n" if number % 5 == 0 else ""
        texts[f"docs/policies/policy-{number}/index.md"] = (
            f"---\ntitle: Policy {number}\nowner: privacy\n---\n\n## Whom to ask\n\n{{{{ contacts.privacy.email }}}}\n\n"
            f"Logs are kept for {{{{ retention.logs.period }}}}.\n\n{cited}## Terms\n\n{prose}\n"
        )
    return {path: text.encode() for path, text in texts.items()}


def archive(texts: Texts) -> Texts:
    """All versions of the policies: each round is one change that publishes every policy anew."""
    read = load(texts)
    written: Texts = {}
    seals: dict[str, str] = {}
    for number in range(1, ROUNDS + 1):
        day = START + timedelta(days=(number - 1) * 98)
        order = publishing.Order(effective=day, class_="minor", title="T", summary="", announce=day, today=day)
        days, name = publishing.days_of(read, order), f"{day}-round-{number}"
        versions = []
        for policy in sorted(read.filled):
            made = publishing.drafted(read, policy, days, "minor", name)
            text = made.text + f"\nRound {number}.\n"
            versions.append(
                replace(
                    made, number=number, text=text, text_sha256=sha256(text.encode()), previous=seals.get(policy),
                    class_="initial" if number == 1 else "minor",
                )
            )  # fmt: skip
        change = Change(
            id=name, title=f"Round {number}", class_=versions[0].class_, announced=day, effective=day,
            versions=tuple(v.name for v in versions), summary="", reason="", body="Words changed.",
        )  # fmt: skip
        written[change.path] = sealing.change_file(change)
        for version in versions:
            record = sealing.record_of(version, change_sha256=sha256(written[change.path]))
            seals[version.policy] = record["seal"]
            written |= {version.path: version.text.encode(), record_path(version.path): canonical(record)}
    return written


def pending(texts: Texts) -> Texts:
    """The center with ten changes announced today: seven reword one policy each, three add a vendor to all lists."""
    drafts = [path for path in texts if path.endswith("/index.md")]
    now = texts | {path: texts[path] + f"\nRound {ROUNDS}.\n".encode() for path in drafts}
    for number in range(PENDING):
        path = f"docs/policies/policy-{number * 4 + 1}/index.md"
        if number % 3 == 2:
            path, vendor = "data/subprocessors.yml", f"{{id: later_{number}, name: Later {number} Inc, "
            row = "purpose: to carry calls, group: communications, data: [logs], locations: [US, DE]}\n"
            now[path] += f"- {vendor}{row}".encode()
        else:
            now[path] = now[path].replace(b"## Whom to ask", b"## Whom to call")
        day = TODAY + timedelta(days=40 + 7 * number)
        order = publishing.Order(
            effective=day, class_="material", title=f"Pending {number}", summary="", announce=TODAY, today=TODAY
        )
        planned = publishing.plan(now, order)
        if planned is None:
            sys.exit("the benchmark's drafts do not differ from what is published")
        now |= {path: data for path, data in planned.writes.items() if data is not None}
    return now


def check(root: Path) -> tuple[float, float]:
    """The wall time in seconds and the peak memory in MB of `trustcenter check`."""
    command = [sys.executable, "-c", "from trustcenter.cli import main; main()"]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "check", "--as-of", TODAY.isoformat()], cwd=root, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        sys.exit(f"the benchmark's archive is not in order:\n{said[:2000]}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def on(root: Path) -> float:
    """The median time in milliseconds of the center on a day, after loading."""
    loaded = load(files.read_tree(root)).archive
    if len(loaded.all_versions) != POLICIES * ROUNDS:
        sys.exit("the benchmark's archive was not read whole")
    dice, taken = random.Random(7), []  # noqa: S311 — days, no secrets
    for _ in range(100):
        day = START + timedelta(days=dice.randrange((TODAY - START).days))
        began = time.perf_counter()
        loaded.on(day)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, texts = Path(folder), center()
        settings = {"mkdocs.yml": b"site_name: bench\nsite_url: https://bench.example/\n"}
        published = {**texts, **archive(texts)}
        files.write_all(root, {**settings, **published})
        runs = [check(root) for _ in range(RUNS)]
        found = {"check": median(t for t, _ in runs), "memory": max(m for _, m in runs), "on": on(root)}
        files.write_all(root, pending(published))
        found["pending"] = median(t for t, _ in [check(root) for _ in range(RUNS)])
    print(f"{POLICIES * ROUNDS:,} versions in {POLICIES} policies of {WORDS:,} words")
    for name, unit in (("check", "s"), ("memory", "MB"), ("pending", "s"), ("on", "ms")):
        verdict = "" if found[name] < TARGETS[name] else "  MISSED"
        print(f"  {name:8} {found[name]:8.2f} {unit:3} target {TARGETS[name]:g}{verdict}")


if __name__ == "__main__":
    main()
