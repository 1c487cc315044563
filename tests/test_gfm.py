"""Policies are read as GitHub reads them: examples of the specification, constructs of legal texts, hostile input.

`tests/gfm/core.txt` and `extensions.txt` have examples, written for these tests, of every section of the GitHub
Flavored Markdown specification; the HTML is that of GitHub's own implementation.  `legal.txt` has what legal texts are
made of, and the HTML that pages show; after a change that is meant, `TRUSTCENTER_UPDATE=1 python -m pytest
tests/test_gfm.py` writes that HTML anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import VALID, texts_in
from errors._archive import TODAY
from trustcenter.markdown.gfm import converted, excess
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.reading.center import load
from trustcenter.rules import check

CASES = Path(__file__).parent / "gfm"


def cases(name: str) -> dict[str, tuple[str, str]]:
    """Markdown and HTML of each example of a file, by its title."""
    blocks = re.split(r"(?m)^=== (?=\w[\w ,-]*: )", (CASES / f"{name}.txt").read_text("utf-8"))[1:]
    halves = (block.partition("\n---->\n") for block in blocks)
    titled = ((*head.partition("\n")[::2], html.strip("\n")) for head, _, html in halves)
    return {title: (markdown, html) for title, markdown, html in titled}


_HEADING_LINK = re.compile(r'<a href="[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a>')
_FOOTNOTE = re.compile(
    r' (?:data-footnote[a-z-]*|(?:aria-label|class|href|id)="[^"]*(?:fn|footnote|eference)[^"]*")(?:="[^"]*")?'
)


def normal(html: str) -> str:
    """HTML without ids and links of headings, attributes of footnotes and white space between blocks."""
    html = _FOOTNOTE.sub("", _HEADING_LINK.sub("", html))
    html = re.sub(r'(?<=<h[1-6]) id="[^"]*"', "", html).replace(" />", ">").replace("/>", ">")
    html = re.sub(r'<input type="checkbox"( checked="")?[^>]*>', r"<input\1>", html)
    return re.sub(r"\s*\n\s*", "\n", html).strip()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [pytest.param(*case, id=title) for name in ("core", "extensions") for title, case in cases(name).items()],
)
def test_an_example_of_the_specification_is_rendered_as_github_does(markdown: str, html: str) -> None:
    assert normal(converted(f"{markdown}\n")) == normal(html)


def shown(markdown: str) -> str:
    return render(f"{markdown}\n", source="policies/terms", page="policies/terms/", site=ANYWHERE).html


def test_the_constructs_of_legal_texts_are_shown_as_they_should_be() -> None:
    found = {title: (markdown, shown(markdown)) for title, (markdown, _) in cases("legal").items()}
    if os.environ.get("TRUSTCENTER_UPDATE"):
        blocks = (f"=== {title}\n{markdown}\n---->\n{html}\n" for title, (markdown, html) in found.items())
        (CASES / "legal.txt").write_text("\n".join(blocks), "utf-8")
    assert found == cases("legal")


def test_the_ids_of_a_text_stay_when_a_section_is_put_in_front() -> None:
    markdown, html = cases("legal")["Headings: every script"]
    assert set(re.findall(r'<h2 id="([^"]*)"', html)) < set(
        re.findall(r'<h2 id="([^"]*)"', shown(f"## 前文\n\n{markdown}"))
    )


# Limits ---------------------------------------------------------------------------------------------------------------

MANY = 990_000
"""Just below the most characters of a text."""
HOSTILE = {
    "brackets": "[" * MANY,
    "closed brackets": "[" * (MANY // 2) + "]" * (MANY // 2),
    "links without end": "[a](" * (MANY // 4),
    "links": "[a](b) " * (MANY // 7),
    "references": "[a]: /b\n\n" + "[a] " * (MANY // 4),
    "long references": "[a]: /" + "x" * 100_000 + "\n\n" + "[a] " * 220_000,
    "emphasis": "*_" * (MANY // 2),
    "emphasis without end": "_a __a " * (MANY // 7),
    "underscores": "a_" * (MANY // 2),
    "tildes": "~a " * (MANY // 3),
    "quotes": ">" * MANY,
    "quotes, line by line": "\n".join(">" * depth + " a" for depth in range(1, 1390)),
    "lists": "- " * (MANY // 2) + "a",
    "lists, line by line": "\n".join("  " * depth + "- a" for depth in range(990)),
    "numbers": "1. " * (MANY // 3) + "a",
    "columns": "|" + "a|" * (MANY // 4) + "\n|" + "-|" * (MANY // 4),
    "rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * (MANY // 6),
    "short rows": "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "a\n" * (MANY // 2 - 2000),
    "pipes": "a|b\n" * (MANY // 4),
    "elements": "<b>" * (MANY // 3),
    "half elements": "<a " * (MANY // 3),
    "comments": "<!--" * (MANY // 4),
    "footnotes": "[^1]" * (MANY // 4) + "\n\n[^1]: a",
    "addresses": "www.a.b@" * (MANY // 8),
    "backticks": " ".join("`" * length for length in range(1, 1390)),
    "braces": "{{" * (MANY // 2),
    "headings": "# a\n" * (MANY // 4),
    "headings of one name": "## a\n" * 12_000,
    "too long": "a " * 600_000,
}
SECONDS, MEGABYTES, ATTEMPTS = 2, 500, 3
"""What one text may cost, in CPU time; other programs on the machine make it more, so the best of some attempts counts."""
COUNTED, USUAL = 3_000_000, 0.1
"""How far `pace` counts, and the CPU seconds that this takes where the limit is meant; a slower processor gets more."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read where Linux tells it")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_rendered_or_refused_soon(name: str) -> None:
    for _ in range(ATTEMPTS):
        made = subprocess.run(
            [sys.executable, __file__, name], capture_output=True, text=True, timeout=300, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        )  # fmt: skip
        assert made.returncode == 0, made.stderr[-2000:]
        seconds, megabytes, told = made.stdout.split(maxsplit=2)
        if float(seconds) < SECONDS:
            break
    assert float(seconds) < SECONDS
    assert float(megabytes) < MEGABYTES
    refused = excess(HOSTILE[name]) is not None or name == "braces"
    assert refused == ("too-complex" in told or "bad-reference" in told)
    if refused and name != "braces":
        assert re.search(
            r"docs/policies/privacy/index.md:[0-9]+:[0-9]+: error \[too-complex\] .* — at most [0-9,]+", told
        )


def test_a_text_beyond_a_limit_is_shown_as_it_is_written() -> None:
    assert shown("> " * 60 + "<b>") == f"<pre>{'&gt; ' * 60}&lt;b&gt;\n</pre>"


@pytest.mark.parametrize(
    "text", ["- - " * 30 + "-", "* " * 60 + "*", "|" + "a|" * 200 + "\n|" + "-|" * 200, "> " * 49 + "a", "[^1]" * 5000]
)
def test_what_is_within_the_limits_is_no_excess(text: str) -> None:
    assert excess(text) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n" + "> " * 50 + "a", 3),
        ("a\n\n" + "<b>" * 101 + "a", 3),
        ("a\nb\n|" + "a|" * 201 + "\n|" + "-|" * 201, 4),
        ("a\n\nb\n[^1]" + "[^1]" * 5000, 4),
        ("a\n" * 600_000, 500_001),
        ("[a](b) " * 80_000, 1),
    ],
)
def test_an_excess_has_its_line(text: str, line: int) -> None:
    found = excess(text)
    assert found
    assert text.count("\n", 0, found.offset) + 1 == line


def measure(name: str) -> None:
    """Check a center with a hostile draft and render the draft: seconds, peak megabytes, what the check says."""
    import time

    texts = dict(texts_in(VALID))
    path = "docs/policies/privacy/index.md"
    texts[path] = f"---\ntitle: Privacy policy\n---\n\n{HOSTILE[name]}\n".encode()

    def pace() -> float:
        began, count = time.process_time(), 0
        for number in range(COUNTED):
            count += number & 7
        return time.process_time() - began

    paces = [pace()]
    before = time.process_time()
    problems = check(load(texts), TODAY)
    shown(HOSTILE[name])
    seconds = time.process_time() - before
    paces.append(pace())
    seconds /= max(1, sum(paces) / len(paces) / USUAL)
    peak = int(re.findall(r"VmHWM:\s+([0-9]+)", Path("/proc/self/status").read_text("utf-8"))[0]) / 1024
    said = [f"{one.where}: {one.severity} [{one.rule}] {one.message} — {one.hint}" for one in problems[:3]]
    print(f"{seconds:.2f} {peak:.0f} {' '.join(said)[:2000] or '-'}")


if __name__ == "__main__":
    measure(sys.argv[1])
