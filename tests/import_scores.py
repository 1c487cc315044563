"""How well an import proposes facts: counts of what is right, missed and wrong, by family.

Expectations are YAML files made by hand (`tests/importing/README.md`).  `score` imports a text as the command does, and
compares values; of vendors and retention rules also the fields that an expectation names.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from trustcenter.importing import review_folder
from trustcenter.importing.formats import read
from trustcenter.model.company_names import name_words

TODAY = date(2026, 11, 22)
FAMILIES = ("contacts", "dates", "periods", "vendors")


@dataclass
class Score:
    """Counts of one family: expected, proposed and right; of what is accepted by default, proposed and right."""

    expected: int = 0
    proposed: int = 0
    right: int = 0
    accepted: int = 0
    accepted_right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        for name in ("expected", "proposed", "right", "accepted", "accepted_right", "missed", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def proposed(path: Path) -> dict[str, list[tuple[str, bool, dict]]]:
    """What an import of a file proposes, by family: the value, whether it is accepted by default, its fields."""
    text = read(path.name, path.read_bytes())
    found = review_folder.findings(text, policy="privacy", today=TODAY, center={})
    made: dict[str, list[tuple[str, bool, dict]]] = {name: [] for name in (*FAMILIES, "legal_name")}
    for one in found.facts:
        for family, value in values(one["kind"], one["fields"]):
            made[family].append((value, one["accept"], one["fields"]))
    made["dates"] = [(f"{one.what} {one.day}", True, {}) for one in found.dates if one.day]
    return made


def values(kind: str, fields: dict) -> list[tuple[str, str]]:
    if kind in ("contacts", "organization"):
        made = [("contacts", str(fields[name])) for name in ("email", "phone") if isinstance(fields.get(name), str)]
        return made + [("legal_name", fields["legal_name"]) for _ in range("legal_name" in fields)]
    if kind == "retention":
        return [("periods", f"{fields['period']} retention")] if isinstance(fields.get("period"), str) else []
    if kind == "notice":
        return [
            ("periods", f"{fields[name]} notice")
            for name in ("material", "objection")
            if isinstance(fields.get(name), str)
        ]
    if kind == "rights":
        return [
            ("periods", f"{fields[name]} response") for name in ("respond_within", "confirm_within") if name in fields
        ]
    if kind == "subprocessors":
        return [("vendors", str(fields["name"]))]
    return []


def key(family: str, value: object) -> str:
    """A value in the form in which it is compared."""
    text = str(value)
    if family == "contacts":
        return text.lower() if "@" in text else re.sub(r"\D", "", text.replace("(0)", ""))[-9:]
    if family == "vendors":
        return " ".join(name_words(text))
    return " ".join(text.lower().replace("_", " ").split())


def expected(facts: dict, family: str) -> Counter[str]:
    listed = facts[family] if isinstance(facts[family], list) else [facts[family]]
    if family == "dates":
        listed = [f"{one['what']} {one['day']}" for one in listed]
    if family == "periods":
        listed = [f"{one['period']} {one['for']}" for one in listed]
    if family == "vendors":
        listed = [one["name"] if isinstance(one, dict) else one for one in listed]
    return Counter(key(family, value) for value in listed)


def score(text: Path, facts: dict, families: tuple[str, ...] = FAMILIES) -> dict[str, Score]:
    """The counts of each family that the expectations of a text name."""
    made = proposed(text)
    return {family: _compared(family, expected(facts, family), made[family]) for family in families if family in facts}


def _compared(family: str, wanted: Counter[str], made: list[tuple[str, bool, dict]]) -> Score:
    values_ = [(key(family, value), accept) for value, accept, _ in made]
    if family in ("periods", "dates"):  # one right record for each right of the same period
        values_ = _once(values_, wanted)
    counted = Score(expected=wanted.total(), proposed=len(values_), accepted=sum(accept for _, accept in values_))
    left = Counter(wanted)
    for value, accept in sorted(values_, key=lambda one: not one[1]):
        match = (
            value
            if left[value]
            else next(
                (
                    one
                    for one in left
                    if left[one]
                    and family == "vendors"
                    and (one.startswith(f"{value} ") or value.startswith(f"{one} "))
                ),
                "",
            )
        )
        if match:
            left[match] -= 1
            counted.right += 1
            counted.accepted_right += accept
        else:
            counted.wrong.append(f"{'+' if accept else '-'}{value}")
    counted.missed = list((+left).elements())
    return counted


def _once(values_: list[tuple[str, bool]], wanted: Counter[str]) -> list[tuple[str, bool]]:
    """The same value no more often than it is expected, and at least once."""
    seen: Counter[str] = Counter()
    kept = []
    for value, accept in sorted(values_, key=lambda one: not one[1]):
        seen[value] += 1
        if seen[value] <= max(wanted[value], 1):
            kept.append((value, accept))
    return kept


def pairs(folder: Path, texts: Path | None = None) -> list[tuple[Path, dict]]:
    """The texts of a folder with their expectations; `texts` is where those lie that are named by their path."""
    made = []
    for listed in sorted(folder.glob("*.yml")):
        facts = yaml.safe_load(listed.read_text("utf-8"))
        named = (
            [texts / facts["text"]]
            if texts and "text" in facts
            else [(texts or folder) / f"{listed.stem}{end}" for end in (".txt", ".html", ".md")]
        )
        made += [(path, facts) for path in named if path.is_file()][:1]
    return made


def total(
    scored: list[tuple[Path, dict]], families: tuple[str, ...] = FAMILIES, *, told: bool = True
) -> dict[str, Score]:
    """The counts over several texts; what was missed or is wrong is printed."""
    sums = {family: Score() for family in families}
    for path, facts in scored:
        for family, one in score(path, facts, families).items():
            sums[family].add(one)
            if told and (one.missed or one.wrong):
                print(f"  {path.parent.name}/{path.stem} {family}: missed {one.missed}, wrong {one.wrong}")
    for family, one in sums.items():
        print(
            f"  {family:10} recall {one.right}/{one.expected}  precision {one.right}/{one.proposed}  accepted {one.accepted_right}/{one.accepted}"
        )
    return sums
