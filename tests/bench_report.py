"""Writes the measurements of `bench.py` as text, as the table and picture of the manual, and compares them with
targets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench import Measured

DESCRIPTIONS = {
    "cold": "our full build, nothing kept", "publication": "our build after one publication",
    "page": "our build after one edited page of the company's own",
    "draft": "our build after one edited draft (the site stays as it is)", "check": "`trustcenter check`",
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


def verdicts(all_found: Sequence[Measured]) -> str:
    """Every target these measurements can judge: its name, the value, and whether it holds."""
    by_size = {found.name: found for found in all_found}
    thousand, five = by_size.get("1,000"), by_size.get("5,000")
    shown = _of_thousand(thousand) if thousand else []
    shown += _of_five(five) if five else []
    for name in ("cold", "publication", "draft") if thousand and five else ():
        ratio = five.costs[name].wall / thousand.costs[name].wall
        shown.append(_verdict(f"growth from 1,000 to 5,000, {name}", ratio, 5.5))
    return "\n".join(["", "Targets:", *shown])


def _of_thousand(found: Measured) -> list[str]:
    wall = {name: cost.wall for name, cost in found.costs.items()}
    shown = []
    for name in ("draft", "publication"):
        shown.append(_verdict(f"{name} / plain MkDocs", wall[name] / wall["plain"], 0.06))
        if "hugo" in wall:
            shown.append(_verdict(f"{name} / Hugo", wall[name] / wall["hugo"], 1 / 3))
        shown.append(_verdict(f"{name}, s, against 3 × copying + 1 s", wall[name], 3 * wall["floor"] + 1))
    shown += [] if "hugo" in wall else ["  Hugo: unproven"]
    shown.append(_verdict("cold build / plain MkDocs", wall["cold"] / wall["plain"], 0.5))
    shown.append(_verdict("site, MB", found.site.megabytes, 300))
    if found.preview is not None:
        shown.append(_verdict("an edited draft in the preview, s", found.preview, 1))
    return shown


def _of_five(found: Measured) -> list[str]:
    most = max(found.costs[name].memory for name in OURS if name in found.costs)
    return [
        _verdict("`trustcenter check` of 5,000, s", found.costs["check"].wall, 5),
        _verdict("peak memory of 5,000, MB", most, 1_000),
    ]


def _verdict(what: str, found: float, most: float) -> str:
    return f"  {what:44} {found:8.3f}  at most {most:8.3f}  {'holds' if found <= most else 'MISSED'}"


# The manual --------------------------------------------------------------------------------------------------------


def write(manual: Path, found: Sequence[Measured], machine: str) -> None:
    """Puts the table and the picture into the manual."""
    page = manual / "performance.md"
    text = page.read_text("utf-8")
    said = f"{BEGIN}\n\nMeasured on {machine}.\n\n{table(found)}\n```text{verdicts(found)}\n```\n\n{END}"
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
    """An SVG of seconds against versions, both on logarithmic scales."""
    grown = [found for found in all_found if found.name[0].isdigit()]
    walls = [found.costs[name].wall for found in grown for name in COLOURS if name in found.costs]
    low, high = math.floor(math.log10(min(walls))), math.ceil(math.log10(max(walls)))
    first, last = math.log10(grown[0].versions), math.log10(max(grown[-1].versions, grown[0].versions + 1))

    def across(versions: int) -> float:
        return 60 + 480 * (math.log10(versions) - first) / (last - first)

    def down(seconds: float) -> float:
        return 20 + 260 * (high - math.log10(seconds)) / (high - low)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 320" role="img" font-family="sans-serif" font-size="12">',
        "<title>Seconds to build against the number of versions, on logarithmic scales</title>",
        '<rect width="760" height="320" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        place = down(10**power)
        parts.append(f'<path d="M60 {place:.1f}H540" stroke="#e1e5eb"/>')
        parts.append(f'<text x="54" y="{place + 4:.1f}" text-anchor="end">{10**power:g} s</text>')
    parts += [f'<text x="{across(f.versions):.1f}" y="300" text-anchor="middle">{f.versions:,}</text>' for f in grown]
    ends = []
    for name, colour in COLOURS.items():
        points = [(across(f.versions), down(f.costs[name].wall)) for f in grown if name in f.costs]
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
