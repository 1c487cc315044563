"""Real histories of policies, in the public domain, published as `recorded` versions.

Each needs the corpora.
"""

import re
from datetime import date, timedelta

import cases
import pytest

import sites
from needs import CORPORA
from trustcenter.disk import files
from trustcenter.site import build

HISTORIES = [
    "mozilla-pkipolicy/rootstore--policy", "mozilla-pkipolicy/ccadb--policy", "tailscale-terms/dpa-subprocessors",
    "tailscale-terms/dpa", "tailscale-terms/msa", "tailscale-terms/privacy-policy", "tailscale-terms/tailscale-aup",
]  # fmt: skip

pytestmark = pytest.mark.corpora


def as_draft(text):
    """A text as a draft: its headings a level down, no front matter of its own, nothing in it a reference."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    lines, fence = [], False
    for line in text.splitlines():
        fence ^= line.startswith(("```", "~~~"))
        lines.append(f"#{line}" if re.match(r"#{1,5}\s", line) and not fence else line)
    body = re.sub(r"\{\{|\}\}|\{%|%\}", lambda found: f"{{% raw %}}{found[0]}{{% endraw %}}", "\n".join(lines))
    return f"---\ntitle: A policy from before\n---\n\n{body}\n"


@pytest.fixture(scope="module", params=HISTORIES)
def history(request, tmp_path_factory):
    """A center that has published a real history, its days, and the texts of those days that differ."""
    folder = CORPORA / request.param
    root = cases.center(tmp_path_factory.mktemp("corpus"), first=None)
    texts = {}
    for path in sorted(folder.glob("*.md")):
        draft = as_draft(path.read_text("utf-8"))
        sites.write(root, {cases.draft("policy"): draft})
        with pytest.MonkeyPatch.context() as patch:  # some of these texts hold what no reader sees
            patch.setattr("trustcenter.publishing.publish.refused_content", lambda *_: [])
            result = cases.publish(root, "recorded", path.stem, on="2026-11-22", title=f"As of {path.stem}")
        if "nothing to publish" not in sites.done(result):
            texts[path.stem] = draft.split("---\n", 2)[2]
    return root, texts


def test_each_differing_text_is_a_version_that_holds_it(history):
    root, texts = history
    assert sorted(path.stem for path in (root / "docs/policies/policy").glob("2*.md")) == sorted(texts)
    for day, body in texts.items():
        plain = re.sub(r"\{% (end)?raw %\}", "", body).strip()
        assert cases.text(root, f"policy/{day}") == f"# A policy from before\n\n{plain}\n"
    assert len(texts) > 1


def test_the_archive_is_proven(history):
    root, texts = history
    result = sites.trustcenter(root, "verify")
    assert result.exit_code == 0, result.output
    assert f"policy: {len(texts)} versions" in result.stdout
    assert cases.errors(root, on="2026-11-22") == {}


def test_on_every_day_the_text_of_that_day_is_in_effect(history):
    root, texts = history
    archive = build.load(files.read_tree(root)).archive
    days = sorted(date.fromisoformat(day) for day in texts)
    day, expected = days[0] - timedelta(days=1), None
    while day <= days[-1] + timedelta(days=1):
        expected = day if day in days else expected
        found = archive.on(day).in_effect.get("policy")
        assert (found.effective if found else None) == expected
        day += timedelta(days=1)
    assert set(days) <= set(archive.days())


def test_the_pages_of_the_archive_are_made(history):
    root, texts = history
    pages = cases.pages(root, "2026-11-22")
    for day in texts:
        assert f"policies/policy/{day}/" in pages
    assert "not recorded" in cases.words(pages["policies/policy/"])
