"""A fuzzer that knows the form of what it breaks: `make fuzz`, or a short run as part of the suite.

Each input is a small published center, or something to import into it, with a few things changed as the kind of file
demands: a value of a fact, a field of front matter, a place in a text, a value of a record that is then sealed again
with the whole chain, a journal, a setting, a day up to 9999-12-31.  The outcome is success, or problems that each name
a file; a traceback, more than `SECONDS` of processor time or more than `MEGABYTES` of memory beside what was held is a fault.  Of inputs
that `check` takes, one in `BUILT` is also built: what is clean must build.

`python tests/fuzz.py --seconds 3600 --seed 1` prints a JSON report; every fault names the seed that makes it again.
"""

from __future__ import annotations

import argparse
import base64
import json
import logging
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sites
from errors._archive import sealed
from trustcenter.disk import files
from trustcenter.importing import editions, formats, review_folder, vendor_records
from trustcenter.importing.input_file import NotImported
from trustcenter.model.cache import NoCache
from trustcenter.model.paths import JOURNAL
from trustcenter.publishing.sealing import Refused
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import as_written, load_settings
from trustcenter.rules import check, check_settings_and_files
from trustcenter.rules.rehearsal import rehearsed
from trustcenter.site import build

Texts = dict[str, bytes]
SECONDS, MEGABYTES, BUILT = 1.0, 500, 20
DAYS = tuple(date.fromisoformat(day) for day in ("2026-01-05", "2026-03-01", "2027-01-01", "0001-01-01", "9999-12-31"))
DATES = ("0001-01-01", "1582-10-10", "2024-02-30", "2026-02-29", "9999-12-31", "9999-12-30", "2026-1-5", "99999-01-01",
         "20260105", "today", "")  # fmt: skip
VALUES = (
    "NO", "1.10", "-1", "1e9", "NaN", "null", "true", "~", "[]", "{}", "[[]]", "{unknown: x}", "{unknown: }", "'", '"', "&a x", "*a",
    "!!python/object/apply:os.system [id]", "!!set {a}", "? a", "|", ">-", "1000 years", "260000 business days", "99999999999999999999 days",
    "0 days", "5-7 business days", "7-5 days", "customer selected", "US", "XK", "uk", "+17087654406", "+1", "a@b", "a@b.c\\nContact: x", "javascript:x",
    "https://", "https://a.example/\u202e", "//a", "\x07", "\x85", "\u2028", "\ud800", "\ufeff", "\u200b", "😀", "ﷺ" * 20, "a" * 5000, "../../x", "con",
    "=1+1", "{{ x }}", "{{ retention.table() }}", "{% for x in y %}", "<script>alert(1)</script>", "<!--", "&#x202e;", "[x](data:x)", "- ", "\t",
)  # fmt: skip
PIECES = (
    "{{ ", " }}", "{% raw %}", "{% endraw %}", "{{ retention.table() }}", '{{ subprocessors.table(group="ai") }}', "{{ notice.material | days }}",
    "---\n", "- ", ": ", "\n\n", "\n# ", "\n## ", "| a | b |\n|---|---|\n| c |\n", "```\n", "~~~", "`", "**", "[a]: b\n", "[^1]: c\n", "[x](", "](", "![", "<a ", "<p hidden>",
    "</details>", "&#8203;", "https://a.example ", "mailto:", "30 days", "thirty (30) days", "privacy@example.com", "3/4/2026", "[insert name]", "\\", "\r\n", "    ",
)  # fmt: skip
SOURCES = (
    "<html><body>", "<main>", "</main>", "<h1>", "<h2>", "<table>", "<tr>", "<td>", "</td>", "<ul><li>", "</li>", "<p>", "</p>", "<style>p{}</style>", "<script>", "<!--", "-->",
    "Twilio Inc., San Francisco, USA ", "We keep recordings for 90 days. ", "Effective Date: June 25, 2025\n", "# Privacy Policy\n", "1. Scope\n", "Email: a@b.example\n", "name,purpose,location\n",
    '"Acme, Inc.",Hosting,US\n', "| Vendor | Purpose |\n|---|---|\n| Acme | Hosting |\n", "\u00a0", "\x00", "\r", "é", "=1+1,", "[a]\u200b", "<o:p>", "<w:ins>", "99999 days ", "31.12.9999 ",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**20, 1.5, "", "x\n", "\x1b[2J", "javascript:x", "9999-12-31", "0001-01-01", "1000 years", "US", "Mars/X", [], {}, [[]], [None], {"unknown": "x"},
    {"unknown": []}, {"": ""}, "../x", "privacy", "a" * 2000, "\u202e", "::warning::x",
)  # fmt: skip


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    logging.disable()  # of the library that reads PDF files
    with tempfile.TemporaryDirectory() as folder:
        report = run(base(Path(folder)), seed=asked.seed, inputs=asked.inputs, until=time.monotonic() + asked.seconds)
    print(report.as_json())
    return 1 if report.faults else 0


def base(folder: Path) -> Texts:
    """A center with two publications, a withdrawal and a pending change."""
    root = sites.published(folder)
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("privacy", "--class", "material", "--effective", "2026-06-01")
    change = sites.done(sites.publish(root, *order, as_of="2026-02-05")).split()[-1]
    sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "No.", "--as-of", "2026-03-05"))
    sites.edit(root, "data/retention.yml", "60 days", "45 days")
    order = ("privacy", "--class", "material", "--effective", "2026-08-01")
    sites.done(sites.publish(root, *order, as_of="2026-03-10", title="45 days"))
    return dict(files.read_tree(root))


@dataclass
class Report:
    """What a run did: inputs by kind and outcome, the slowest one, and every fault."""

    counted: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    slowest: float = 0.0
    slowest_seed: str = ""

    def fault(self, seed: str, kind: str, told: str, *, place: str) -> None:
        """Notes a fault; of those at one place, the first alone."""
        if place not in self.known:
            self.known.add(place)
            self.faults.append({"seed": seed, "kind": kind, "fault": told})

    def as_json(self) -> str:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        outcomes = dict(sorted(self.counted.items()))
        inputs = sum(outcomes.values())
        return json.dumps({
            "inputs": inputs, "outcomes": outcomes, "slowest_seconds": round(self.slowest, 3), "slowest": self.slowest_seed,
            "peak_megabytes": round(peak), "faults": self.faults,
        }, indent=1)  # fmt: skip


def run(texts: Texts, *, seed: int, inputs: int, until: float) -> Report:
    """Draws inputs until a number of them is reached or a monotonic time has come."""
    report = Report()
    for number in range(inputs):
        if time.monotonic() >= until:
            break
        once(texts, f"{seed}/{number}", report)
    return report


def once(texts: Texts, seed: str, report: Report) -> None:
    """Draws one input and notes what came of it."""
    chance = random.Random(seed)  # noqa: S311 — to be drawn again, not to be kept secret
    kind = chance.choice(tuple(KINDS))
    held_before = _forget_peak()
    started = time.process_time()
    try:
        outcome = KINDS[kind](texts, chance)
    except Exception as error:  # noqa: BLE001 — whatever it is, it is what is looked for
        report.fault(
            seed,
            kind,
            traceback.format_exc(limit=-6),
            place=f"{type(error)} {traceback.format_tb(error.__traceback__)[-1]}",
        )
        outcome = "fault"
    spent = time.process_time() - started
    report.counted[f"{kind}: {outcome}"] += 1
    if spent > report.slowest:
        report.slowest, report.slowest_seed = spent, f"{seed} ({kind})"
    if spent > SECONDS and not outcome.startswith("built"):
        report.fault(seed, kind, f"{spent:.1f} s", place=f"slow {kind}")
    if _peak_kilobytes() - held_before > MEGABYTES * 1000:
        report.fault(seed, kind, f"over {MEGABYTES} MB", place="memory")


def _forget_peak() -> int:
    """Sets the peak of this process back to what it holds now, and returns that in kilobytes.

    What earlier inputs, or tests of the same process, have needed is not this input's.  Where the peak cannot be set
    back (elsewhere than on Linux), an input counts for what it adds to the highest peak so far.
    """
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _peak_kilobytes()


def _peak_kilobytes() -> int:
    """The highest memory of this process since its peak was set back (`VmHWM` in proc(5))."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(status.partition("VmHWM:")[2].split()[0])


# What is drawn ------------------------------------------------------------------------------------------------------


def _texts(texts: Texts, chance: random.Random) -> str:
    """Places of any text written over, cut or filled."""
    changed = dict(texts)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice([path for path in sorted(changed) if not path.endswith(".json")])
        text = changed[path].decode("utf-8", "surrogateescape")
        start = chance.randint(0, len(text))
        piece = "".join(chance.choice((*PIECES, *VALUES)) for _ in range(chance.randint(0, 3)))
        text = text[:start] + piece + text[min(len(text), start + chance.randint(0, 12)) :]
        changed[path] = text.encode("utf-8", "surrogatepass")
    return judged(changed, chance)


def _fields(texts: Texts, chance: random.Random) -> str:
    """Lines `key: value` of facts, front matter and settings with another value, moved, doubled or taken out."""
    changed = dict(texts)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(
            [p for p in sorted(changed) if (p.endswith((".yml", ".md")) and "/20" not in p) or "changelog" in p]
        )
        if path.endswith(".json"):
            continue
        lines = changed[path].decode("utf-8", "surrogateescape").split("\n")
        keyed = [at for at, line in enumerate(lines) if ":" in line] or [0]
        at = chance.choice(keyed)
        lines[at : at + 1] = _line(lines[at], chance)
        changed[path] = "\n".join(lines).encode("utf-8", "surrogatepass")
    return judged(changed, chance)


def _line(line: str, chance: random.Random) -> list[str]:
    key = line.partition(":")[0]
    how = chance.randint(0, 5)
    if how == 0:
        return [line, line]
    if how == 1:
        return []
    if how == 2:
        return [chance.choice(("  ", "\t", "- ", "")) + line.strip()]
    if how == 3:
        return [f"{key}x: {line.partition(':')[2]}"]
    return [f"{key}: {chance.choice((*VALUES, *DATES))}"]


def _days(texts: Texts, chance: random.Random) -> str:
    """Days anywhere, also in records that are sealed again, replaced by the first and last ones that there are."""
    changed = dict(texts)
    dated = [path for path in sorted(changed) if b"2026-" in changed[path]]
    for path in chance.sample(dated, min(len(dated), chance.randint(1, 3))):
        changed[path] = changed[path].replace(b"2026-", chance.choice((b"9999-", b"0001-", b"2027-", b"9998-")))
    return judged(_resealed(changed), chance)


def _records(texts: Texts, chance: random.Random) -> str:
    """Values of records replaced, added or taken out, and all of them sealed again."""
    changed = dict(texts)
    for _ in range(chance.randint(1, 2)):
        path = chance.choice([path for path in sorted(changed) if path.endswith(".json")])
        record = json.loads(changed[path])
        _put(record, chance)
        changed[path] = json.dumps(record).encode("utf-8", "surrogatepass")
    return judged(_resealed(changed), chance)


def _put(record: Any, chance: random.Random) -> None:
    """One change somewhere in a JSON value."""
    while isinstance(record, dict | list) and record:
        key = chance.choice(list(record) if isinstance(record, dict) else range(len(record)))
        if isinstance(record[key], dict | list) and record[key] and chance.random() < 0.8:
            record = record[key]
            continue
        if chance.random() < 0.15:
            del record[key]
        elif isinstance(record, dict) and chance.random() < 0.15:
            record[chance.choice(("x", "", "id", "facts", "..", "format"))] = chance.choice(ODD)
        else:
            record[key] = chance.choice(ODD)
        return


def _resealed(texts: Texts) -> Texts:
    """The texts with seals that fit, as far as the records can still be read for that."""
    try:
        return sealed(texts)
    except (KeyError, TypeError, ValueError, AttributeError):
        return texts


def _journals(texts: Texts, chance: random.Random) -> str:
    """A journal that nobody wrote: recovering touches no file but those that a command writes."""
    paths = ("data/retention.yml", "docs/policies/privacy/index.md", "docs/changelog/2026-01-05-x.md", "../out.md", "/etc/x",
             ".github/workflows/x.yml", "mkdocs.yml", "docs/policies/../../x.md", "data/../mkdocs.yml", "docs/policies/a/2026-01-05.md")  # fmt: skip
    journal: Any = {
        "last": chance.choice(paths), "sha256": chance.choice((None, "0" * 64, 1)),
        "before": {path: chance.choice((None, base64.b64encode(b"forged").decode(), "no base64!", 1)) for path in chance.sample(paths, chance.randint(0, 4))},
    }  # fmt: skip
    if chance.random() < 0.5:
        _put(journal, chance)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "center")
        files.write_all(root, texts)
        data = json.dumps(journal).encode("utf-8", "surrogatepass")
        (root / JOURNAL).write_bytes(data[: chance.randint(0, len(data))] if chance.random() < 0.2 else data)
        before = (root / "mkdocs.yml").read_bytes()
        try:
            files.recover(root)
        except OSError as error:
            return f"refused ({type(error).__name__})"
        assert (root / "mkdocs.yml").read_bytes() == before, "the settings are as they were"
        assert sorted(path.name for path in Path(folder).iterdir()) == ["center"], "nothing beside the center"
        assert not (root / ".github").exists()
    return "recovered"


def _imports(texts: Texts, chance: random.Random) -> str:
    """Something to import: pieces of pages, texts, tables and lists in any order."""
    name = chance.choice(("a.html", "a.md", "a.txt", "a.csv") * 6 + ("a.docx", "a.zip", "a.pdf", "a.mdx"))
    text = "".join(chance.choice(SOURCES) for _ in range(chance.randint(0, 40)))
    data = text.encode(chance.choice(("utf-8", "utf-16", "cp1252")), "replace")
    try:
        if chance.random() < 0.3:
            rows = editions.rows_in(name, data)
            center = load(texts)
            known = center.facts.records("subprocessors").values()
            vendor_records.listed([rows], known=known, categories=center.facts.records("data_categories").values())
            return "listed"
        made = formats.read(name, data)
        review_folder.make(name, data, made, policy="brought", title="", today=date(2026, 3, 1), center=texts)
    except (NotImported, Refused):
        return "refused"
    return "read"


KINDS: dict[str, Callable[[Texts, random.Random], str]] = {
    "texts": _texts, "fields": _fields, "days": _days, "records": _records, "journals": _journals, "imports": _imports,
}  # fmt: skip


# How it is judged -----------------------------------------------------------------------------------------------------


def judged(texts: Texts, chance: random.Random) -> str:
    """Checks a center as `check` does; what has no error is built as well, now and then."""
    day, center = chance.choice(DAYS), load(texts)
    settings = as_written(load_settings(texts)[0], assets=frozenset(), links=(), static={})
    problems = [*check(center, day), *check_settings_and_files(center, settings, paths=texts)]
    if day.year < 9999:
        problems += rehearsed(center, day)
    for problem in problems:
        assert problem.where.file, problem
        assert problem.message, problem
        assert problem.where.line <= texts.get(problem.where.file, b"").count(b"\n") + 2, problem
    if any(problem.is_error for problem in problems):
        return "problems"
    if chance.randrange(BUILT) or not 1900 <= day.year <= 2999:
        return "clean"
    made, told = build.checked(
        texts, settings, as_of=day.isoformat(), now=datetime.now(UTC), drafts=True, keep=NoCache()
    )
    assert made is not None, told
    for page in made.pages.values():
        assert page.body.page.url == page.url
    return "built"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
