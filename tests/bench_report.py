"""Writes the measurements of `bench.py` as text, as the table and picture of the manual, and compares them with
targets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench import Measured

DESCRIPTIONS = {
    "cold": "our full build, nothing kept", "publication": "our build after one publication",
    "page": "our build after one edited page of the company's own",
    "draft": "our build after one edited draft (the site stays as it is)", "check": "`trustcenter check`",
    "pdf": "our full build with a PDF of every version and redline",
    "pdf again": "the same after one edited page (no PDF is made again)",
    "plain": "plain MkDocs with Material, the version pages alone", "hugo": "Hugo, the version pages alone",
    "floor": "copying our finished site",
}  # fmt: skip
COLOURS = {
    "plain": "#874a00",
    "hugo": "#6b3fa0",
    "cold": "#1f4e79",
    "publication": "#2e7d32",
    "draft": "#b3261e",
    "floor": "#8a94a2",
}
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


OURS = ("cold", "publication", "page", "draft", "check")
"""The measures of our own programs; the others are what they are compared with."""


def lines(found: Measured) -> str:
    """The measurements of one center, for a terminal."""
    shown = [f"{found.name} ({found.versions:,} versions): {found.site.megabytes:.0f} MB in {found.site.files:,} files"]
    for name, cost in found.costs.items():
        shown.append(f"  {name:12} {cost.wall:8.2f} s  {cost.cpu:8.2f} s CPU  {cost.memory:6.0f} MB")
    if found.preview is not None:
        shown.append(f"  {'preview':12} {found.preview:8.2f} s")
    return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class Goal:
    """One row of the table of goals: what is compared, on which centers, what was measured, and the most it may be."""

    what: str
    center: str
    measured: float | None
    most: float

    def row(self) -> str:
        shown = "not measured" if self.measured is None else f"{self.measured:.3g}"
        verdict = "" if self.measured is None else "holds" if self.measured <= self.most else "MISSED"
        return f"{self.what:58} {self.center:20} {shown:>12} {self.most:>8g}  {verdict}"


def goals(all_found: Sequence[Measured], lines_for_speed: int) -> str:
    """Every goal that these measures can speak about, as a table for a terminal."""
    head = f"{'what':58} {'center':20} {'measured':>12} {'at most':>8}"
    rows = [goal.row() for found in all_found for goal in _of(found)]
    return "\n".join(["", head, *rows, Goal("lines for speed alone", "the package", lines_for_speed, 700).row()])


def _of(found: Measured) -> list[Goal]:
    """The goals of one center: large real documents, a thousand versions, or five thousand."""
    if found.name == "cabforum-br":
        return [
            Goal("cold build / plain MkDocs, CPU", found.name, _ratio(found, "cold", "plain", "cpu"), 0.30),
            Goal("cold build / plain MkDocs, peak memory", found.name, _ratio(found, "cold", "plain", "memory"), 0.6),
        ]
    if not found.name[0].isdigit():
        return [Goal("cold build / plain MkDocs, CPU", found.name, _ratio(found, "cold", "plain", "cpu"), 0.30)]
    return _of_size(found) + (_of_thousand(found) if found.versions == 1_000 else [])


def _of_thousand(found: Measured) -> list[Goal]:
    name, check = found.name, found.costs["check"].wall
    return [
        Goal("cold build / plain MkDocs, wall", name, _ratio(found, "cold", "plain"), 0.15),
        Goal("after one publication / plain MkDocs, wall", name, _ratio(found, "publication", "plain"), 0.06),
        Goal("after one publication / Hugo, wall", name, _ratio(found, "publication", "hugo"), 1.0),
        Goal("after an edited draft / Hugo, wall", name, _ratio(found, "draft", "hugo"), 0.5),
        Goal("preview of an edited draft / check", name, found.preview / check if found.preview else None, 1.2),
    ]


def _of_size(found: Measured) -> list[Goal]:
    return [
        Goal("largest page, KB", found.name, found.site.page, 250),
        Goal("largest feed, KB", found.name, found.site.feed, 200),
        Goal("search index, compressed, KB", found.name, found.site.search, 150),
    ]


def _ratio(found: Measured, ours: str, other: str, of: str = "wall") -> float | None:
    """One measure against another; None where one of them could not be taken."""
    if ours not in found.costs or other not in found.costs:
        return None
    ratio: float = getattr(found.costs[ours], of) / getattr(found.costs[other], of)
    return ratio


# The manual --------------------------------------------------------------------------------------------------------


def write(manual: Path, found: Sequence[Measured], machine: str, lines_for_speed: int) -> None:
    """Put table and picture into the manual."""
    page = manual / "performance.md"
    text = page.read_text("utf-8")
    said = f"{BEGIN}\n\nMeasured on {machine}.\n\n{table(found)}\n```text{goals(found, lines_for_speed)}\n```\n\n{END}"
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: said, text, flags=re.DOTALL), "utf-8")
    (manual / "pictures").mkdir(exist_ok=True)
    (manual / "pictures" / "performance.svg").write_text(picture(found), "utf-8")


def table(all_found: Sequence[Measured]) -> str:
    """A row for each measurement and a column for each center: wall (CPU) seconds, and peak MB."""
    rows = ["| | " + " | ".join(_head(found) for found in all_found) + " |", "| --- |" + " ---: |" * len(all_found)]
    for name, said in DESCRIPTIONS.items():
        cells = []
        for found in all_found:
            cost = found.costs.get(name)
            cells.append(f"{cost.wall:.2f} s ({cost.cpu:.1f} s), {cost.memory:.0f} MB" if cost else "—")
        rows.append(f"| {said} | " + " | ".join(cells) + " |")
    shown = [f"{f.preview:.2f} s" if f.preview is not None else "—" for f in all_found]
    rows.append("| an edited draft in the preview | " + " | ".join(shown) + " |")
    sizes = [f"{f.site.megabytes:.0f} MB, {f.site.files:,} files" for f in all_found]
    return "\n".join([*rows, "| our finished site | " + " | ".join(sizes) + " |", ""])


def _head(found: Measured) -> str:
    return f"{found.name} versions" if found.name[0].isdigit() else f"{found.name} ({found.versions} versions)"


def picture(all_found: Sequence[Measured]) -> str:
    """An SVG of CPU seconds against versions, both on logarithmic scales: those hardly show what else a machine does."""
    grown = [found for found in all_found if found.name[0].isdigit()]
    spent = [found.costs[name].cpu for found in grown for name in COLOURS if name in found.costs]
    low, high = math.floor(math.log10(min(spent))), math.ceil(math.log10(max(spent)))
    first, last = math.log10(grown[0].versions), math.log10(max(grown[-1].versions, grown[0].versions + 1))

    def across(versions: int) -> float:
        return 60 + 480 * (math.log10(versions) - first) / (last - first)

    def down(seconds: float) -> float:
        return 20 + 260 * (high - math.log10(seconds)) / (high - low)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 320" role="img" font-family="sans-serif" font-size="12">',
        "<title>CPU seconds to build against the number of versions, on logarithmic scales</title>",
        '<rect width="760" height="320" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        place = down(10**power)
        parts.append(f'<path d="M60 {place:.1f}H540" stroke="#e1e5eb"/>')
        parts.append(f'<text x="54" y="{place + 4:.1f}" text-anchor="end">{10**power:g} s</text>')
    parts += [f'<text x="{across(f.versions):.1f}" y="300" text-anchor="middle">{f.versions:,}</text>' for f in grown]
    ends = []
    for name, colour in COLOURS.items():
        points = [(across(f.versions), down(f.costs[name].cpu)) for f in grown if name in f.costs]
        if points:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
            ends.append((points[-1][1], name, colour))
    below = 0.0
    for place, name, colour in sorted(ends):
        below = max(place, below + 16)
        said = DESCRIPTIONS[name].removesuffix(", the version pages alone")
        parts.append(f'<text x="548" y="{below + 4:.1f}" fill="{colour}">{said}</text>')
    return "\n".join([*parts, "</svg>", ""])
