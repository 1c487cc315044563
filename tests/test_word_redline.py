"""Word files with tracked changes: accepting all gives the new text, rejecting all the old one, read by other tools."""

import io
import re
import zipfile
from datetime import date

import mammoth
import pytest
from docx_revisions import RevisionDocument
from hypothesis import given, settings
from hypothesis import strategies as st

import sites
from conftest import REPOSITORY
from needs import corpus_policies
from trustcenter.comparing.redline import redline
from trustcenter.disk import files
from trustcenter.markdown.html_tree import block_text, parsed
from trustcenter.markdown.to_html import Site, render
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build
from trustcenter.site.pages.view import body_of
from trustcenter.site.word_redline import Signed, word_redline

SIGNED = Signed("Lanternfish", date(2026, 3, 1))


def rendered(markdown):
    return render(markdown, source="", page="", site=Site(frozenset()))


def of(old, new, titles=("A title", "A title")):
    comparison = redline(rendered(old).parts, rendered(new).parts)
    return word_redline(
        comparison, old_title=titles[0], new_title=titles[1], signed=SIGNED,
        address=lambda href: href if href.startswith("https://") else "",
    )  # fmt: skip


def words(markdown, title="A title"):
    root = parsed(rendered(markdown).html)
    for one in list(root.iter("a")):
        if one.get("class") in ("headerlink", "footnote-backref"):
            one.text = ""
    for box in root.iter("input"):
        box.tail = f"[{'x' if box.get('checked') is not None else ' '}]{box.tail or ''}"
    return re.findall(r"\S", title + block_text(root))


def after(docx, what):
    """The signs of the text once an independent library has accepted or rejected every change."""
    document = RevisionDocument(io.BytesIO(docx))
    getattr(document, what)()
    body = document.document.element.body
    texts = body.iter(*(f"{{{body.nsmap['w']}}}{name}" for name in ("t", "delText")))
    return re.findall(r"\S", "".join(one.text or "" for one in texts))


OLD = """\
## One

Kept here with some words.

A passage that is gone altogether now.

- a
- b item is here
  1. below it
- c

| x | y |
|---|---|
| 1 | one |
| 2 | two |

A [link](https://a.example/) and `code` **bold** text.

```
first line
second line
```
"""
NEW = """\
## One more

Kept here with many words.

- a
- c
- something new

| x | y |
|---|---|
| 1 | ones |
| 3 | three |

A [link](https://b.example/) and `code2` **bold** text, [^n] noted.

```
first line
third line
```

[^n]: A note.
"""


def test_accepting_gives_the_new_text_and_rejecting_the_old_one():
    docx = of(OLD, NEW, ("An old title", "A new title"))
    assert after(docx, "accept_all") == words(NEW, "A new title")
    assert after(docx, "reject_all") == words(OLD, "An old title")


def test_a_second_library_reads_the_new_text_with_its_headings_lists_and_tables():
    html = mammoth.convert_to_html(io.BytesIO(of(OLD, NEW))).value
    assert "<h2>One more</h2>" in html
    assert "<li>something new</li>" in html
    assert re.search(r"<td><p>\s*ones</p></td>", html)
    assert 'href="https://b.example/"' in html
    assert "A passage that is gone" not in html


def test_changes_carry_author_and_day():
    changes = RevisionDocument(io.BytesIO(of(OLD, NEW))).track_changes
    assert changes
    assert {change.author for change in changes} == {"Lanternfish"}
    assert {change.date.date() for change in changes} == {date(2026, 3, 1)}


def test_a_passage_or_row_that_is_gone_is_tracked_with_its_mark():
    document = zipfile.ZipFile(io.BytesIO(of(OLD, NEW))).read("word/document.xml").decode()
    assert re.search(
        r"<w:pPr><w:rPr><w:del [^>]*/></w:rPr></w:pPr><w:del [^>]*><w:r><w:delText[^>]*>A passage", document
    )
    assert re.search(r"<w:tr><w:trPr><w:ins [^>]*/></w:trPr>", document)


def test_the_same_comparison_gives_the_same_bytes():
    assert of(OLD, NEW) == of(OLD, NEW)


def test_nothing_changed_tracks_nothing():
    assert RevisionDocument(io.BytesIO(of(OLD, OLD))).track_changes == []


WORDS = st.sampled_from(
    "we keep data for a year and delete it then unless law demands more *always* **never** `id`".split()
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
BLOCK = st.one_of(
    LINE, LINE.map(lambda x: f"## {x}"), st.lists(LINE, min_size=1, max_size=3).map(lambda x: "- " + "\n- ".join(x)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda x: "| a | b |\n|---|---|\n" + "\n".join(f"| {y} | z |" for y in x)),
    LINE.map(lambda x: f"> {x}"), LINE.map(lambda x: f"1. {x}\n   - {x}\n\n   more {x}"),
)  # fmt: skip
TEXT = st.lists(BLOCK, max_size=6).map("\n\n".join)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_any_two_texts_come_back(old, new):
    docx = of(old, new)
    assert after(docx, "accept_all") == words(new)
    assert after(docx, "reject_all") == words(old)


@pytest.mark.corpora
@pytest.mark.parametrize("policy", corpus_policies(), ids=lambda path: path.name)
def test_real_changes_come_back(policy):
    versions = sorted(policy.glob("*.md"))[-2:]
    if len(versions) < 2:
        pytest.skip("has one version")
    old, new = (body_of(path.read_text("utf-8", "replace")) for path in versions)
    docx = of(old, new)
    assert after(docx, "accept_all") == words(new)
    assert after(docx, "reject_all") == words(old)


# The command ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return sites.published(tmp_path_factory.mktemp("center") / "center")


def test_the_command_writes_a_word_file_of_the_draft(root, tmp_path):
    version = next(path.stem for path in (root / "docs/policies/privacy").glob("20*.md"))
    draft = root / "docs/policies/privacy/index.md"
    before = draft.read_text()
    draft.write_text(before.replace("Who we are", "Who we really are"))
    try:
        told = sites.trustcenter(root, "redline", "privacy", version, "draft")
        assert "Who we {+really+} are" in told.stdout
        out = tmp_path / "privacy.docx"
        assert (
            sites.trustcenter(
                root, "redline", "privacy", version, "draft", "--format", "docx", "-o", str(out)
            ).exit_code
            == 0
        )
        assert "really" in "".join(after(out.read_bytes(), "accept_all"))
        again = sites.trustcenter(root, "redline", "privacy", version, "draft", "--format", "docx", "-o", str(out))
        assert again.exit_code == 1
        assert "nothing is overwritten" in again.stderr
    finally:
        draft.write_text(before)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("privcy", "2026-01-01", "draft"), "there is no policy `privcy`"),
        (("privacy", "2001-01-01", "draft"), "`privacy` has no version `2001-01-01`"),
        (("privacy", "draft", "draft", "--format", "docx"), "belong together"),
    ],
)
def test_what_does_not_exist_is_said(root, arguments, words):
    result = sites.trustcenter(root, "redline", *arguments)
    assert result.exit_code != 0
    assert words in result.stderr


def test_the_demonstration_can_be_compared():
    archive = load(files.read_tree(REPOSITORY)).archive
    first, *_, last = archive.versions["privacy"]
    docx = of(body_of(first.text), body_of(last.text))
    assert after(docx, "accept_all") == words(body_of(last.text))
    assert after(docx, "reject_all") == words(body_of(first.text))


def test_the_site_offers_the_files_where_a_center_switches_them_on():
    center = load(files.read_tree(REPOSITORY))
    on, off = (
        build.outputs(center, sites.TODAY, SiteSettings(site_url="https://trust.example/", own={"docx": value}))
        for value in (True, False)
    )
    name = "policies/privacy/2024-07-08/redline"
    assert 'href="../redline.docx"' in on.page(f"{name}/").html
    assert "redline.docx" not in off.page(f"{name}/").html
    assert not [path for path in off.recipes if path.endswith(".docx")]
    docx = on.recipes[f"{name}.docx"].make()
    assert after(docx, "accept_all") == words(body_of(center.archive.versions["privacy"][3].text), "Privacy policy")
