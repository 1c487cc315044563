"""Files of every format become the same Markdown, and every word is kept or shown as dropped."""

import io
import re
import zipfile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sites
from conftest import REPOSITORY
from trustcenter.importing.fidelity import compare
from trustcenter.importing.formats import read
from trustcenter.importing.input_file import NotImported

CASES = REPOSITORY / "tests" / "importing" / "cases"


def page(body, head=""):
    return read("p.html", f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def dropped(text):
    return [(one.kind, one.text) for one in text.dropped]


# Every word ---------------------------------------------------------------------------------------------------------

WORDS = st.text("abcdefg ", min_size=1, max_size=12).filter(str.strip)


def nested(children):
    block = st.sampled_from(
        [
            "div",
            "p",
            "h1",
            "h2",
            "h3",
            "strong",
            "em",
            "span",
            "section",
            "main",
            "blockquote",
            "bdt",
            "font",
            "li",
            "dl",
        ]
    )
    tree = st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>", block, st.lists(children, min_size=1, max_size=3)
    )
    listed = st.builds(
        lambda tag, items: f"<{tag}>{''.join(f'<li>{i}</li>' for i in items)}</{tag}>",
        st.sampled_from(["ul", "ol"]),
        st.lists(children, min_size=1, max_size=3),
    )
    table = st.builds(
        lambda rows: (
            "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"
        ),
        st.lists(st.lists(children, min_size=1, max_size=3), min_size=1, max_size=3),
    )
    return st.one_of(tree, listed, table, st.builds(lambda one, two: f"{one}<br>{two}", children, children))


@settings(max_examples=150, deadline=None)
@given(st.recursive(WORDS, nested, max_leaves=14))
def test_no_web_page_loses_a_word_however_its_elements_stand_in_each_other(body):
    try:
        text = page(body)
    except NotImported:  # where every word is only spaces
        assume(False)
    assert compare(text).missing == (), text.body


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf"]), max_size=60),
        min_size=1,
        max_size=12,
    )
)
def test_no_plain_text_loses_a_word(lines):
    try:
        text = read("p.txt", "\n".join(lines).encode())
    except NotImported:
        return
    assert compare(text).missing == (), text.body


def test_what_is_dropped_is_listed_with_its_words_and_place():
    text = page(
        "<nav><a href=/>Home</a></nav><div class=hero><h1>Privacy</h1><p>Last updated: 1 May 2026</p></div>"
        "<div id=cookie-banner>We use cookies. <button>Accept</button></div>"
        f"<main><h2>Retention</h2><p>{'Logs are kept for 30 days. ' * 9}</p></main><footer>© Acme 2026</footer>"
    )
    assert text.title == "Privacy"
    assert text.body.startswith("Last updated: 1 May 2026\n\n## Retention\n\nLogs are kept")
    assert dropped(text) == [("menu", "Home"), ("banner", "We use cookies. Accept"), ("footer", "© Acme 2026")]
    report = compare(text)
    assert (report.missing, report.words_in - report.words_kept) == ((), 7)
    assert {one.place for one in text.dropped} == {"line 1"}


# Structure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<strong><span><h1>Privacy</h1></span></strong><div id=k><strong><h2>1. Logs</h2></strong></div><p>See <a href=#k>1</a>.</p>",
         "## 1. Logs\n\nSee [1](#1-logs)."),
        ("<h1>T</h1><p>a</p><ol type=a><li>one</li><li>two</li></ol>", "a\n\n- a. one\n- b. two"),
        ("<h1>T</h1><ol start=3><li>c</li><li>d<ul><li>e</li></ul></li></ol>", "3. c\n4. d\n    - e"),
        ("<h1>T</h1><table><tr><th>A</th><th>B</th></tr><tr><td>x<br>y</td><td><ul><li>1</li><li>2</li></ul></td></tr></table>",
         "| A | B |\n| --- | --- |\n| x<br>y | 1<br>2 |"),
        ("<h1>T</h1><table><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>x</td><td>1</td></tr><tr><td>2</td></tr></table>",
         "| A | B |\n| --- | --- |\n| x | 1 |\n| x | 2 |"),
        ("<h1>T</h1><p>a <a href='https://www.google.com/url?q=https://a.example/x&amp;sa=D'>link</a></p>", "a [link](https://a.example/x)"),
        ("<h1>T</h1><p><b>One</b></p><p>text.</p><p><b>Two</b></p><p>text.</p>", "## One\n\ntext.\n\n## Two\n\ntext."),
    ],
)  # fmt: skip
def test_what_markdown_cannot_hold_becomes_what_it_can(html, markdown):
    assert page(html).body.strip() == markdown


@pytest.mark.parametrize("name", ["policy.docx", "policy.html"])
def test_formats_of_one_policy_give_the_same_markdown(name):
    """But for what a format cannot hold: curly quotes, and how a source breaks its lines."""

    def same(file):
        text = read(file, (CASES / "formats" / file).read_bytes())
        plain = (
            text.body.replace("“", '"')
            .replace("”", '"')
            .replace("’", "'")
            .replace("|---", "| --- ")
            .replace("|\n", "|\n")
        )
        assert compare(text).missing == ()
        return text.title, re.sub(r"(?<!  )(?<![|\n])\n(?=[A-Z])", " ", re.sub(r"\| ?-+ ?(?=\|)", "| --- ", plain))

    assert same(name) == same("policy.md")


@pytest.mark.parametrize(
    "path",
    sorted([*(CASES / "formats").glob("*"), *(CASES / "import").glob("*.*ml"), *(CASES / "import").glob("*.md")]),
    ids=lambda path: path.name,
)
def test_no_case_misses_a_word(path):
    if path.suffix in (".odt", ".rtf"):
        pytest.skip("pandoc reads it")
    assert compare(read(path.name, path.read_bytes())).missing == ()


# Comments, suggestions and property sheets --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("google-docs.html", "comment", "Is it 30 or 45 days? Ask counsel."), ("word-filtered.html", "comment", "Counsel: check this"),
        ("notion-export.zip", "property sheet", "Owner Dana"), ("notion-export.zip", "contents", "Retention"),
        ("word-filtered.html", "contents", "Retention"), ("termly.html", "contents", "TABLE OF CONTENTS"),
    ],
)  # fmt: skip
def test_what_was_written_about_a_text_does_not_enter_it(name, kind, words):
    text = read(name, (CASES / "formats" / name).read_bytes())
    assert [one for one in text.dropped if one.kind == kind and words in one.text]
    assert words not in text.body or kind == "contents"
    assert text.title.casefold() == "privacy policy"


def test_comments_of_a_google_document_saved_as_text_are_listed():
    text = read("p.txt", b"Privacy\n\nLogs are kept for 30 days[a].\n\nMore words.\n\n[a]Is it 30?\n")
    assert "Is it 30?" not in text.body
    assert "30 days." in text.body
    assert ("comment", "[a]Is it 30?") in dropped(text)


def test_comments_and_code_of_markdown_are_listed():
    text = read(
        "p.mdx", b"import X from 'x'\n\n# Privacy\n\n<!-- not yet -->\nWords.\n\n<Notice kind=\"a\">Kept.</Notice>\n"
    )
    assert text.body == "Words.\n\nKept.\n"
    assert [one.kind for one in text.dropped] == ["comment", "code", "code"]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def word(paragraphs, comments=""):
    """A Word document of paragraphs given as XML within `w:p`."""
    body = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="n" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>',
        "word/numbering.xml": NUMBERING,
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    if comments:
        parts["word/comments.xml"] = f'<w:comments xmlns:w="{W}">{comments}</w:comments>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
    return read("p.docx", held.getvalue())


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(level, text):
    return f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(text)}'


def test_the_numbers_that_word_shows_are_visible():
    text = word(
        [
            run("Terms"),
            numbered(0, "Roles"),
            numbered(1, "The customer decides."),
            numbered(2, "always, and"),
            numbered(1, "We follow."),
            numbered(0, "End"),
        ]
    )
    assert text.body.split("\n\n") == [
        "Terms", "1. Roles", "1.1 The customer decides.", "- (a) always, and", "1.2 We follow.", "2. End\n",
    ]  # fmt: skip
    assert compare(text).missing == ()


def test_a_tracked_change_is_a_problem_and_the_text_is_the_one_before_it():
    text = word([
        run("Kept for ") + '<w:del w:author="Ann"><w:r><w:delText>30</w:delText></w:r></w:del>' + f'<w:ins w:author="Ann">{run("45")}</w:ins>' + run(" days."),
    ], comments=f'<w:comment w:id="1" w:author="Counsel"><w:p>{run("Is it 45?")}</w:p></w:comment>')  # fmt: skip
    assert text.body == "Kept for 30 days.\n"
    assert text.problems == (
        "tracked change that nobody accepted, paragraph 1: Ann deletes `30`", "tracked change that nobody accepted, paragraph 1: Ann inserts `45`",
    )  # fmt: skip
    assert ("comment", "Counsel: Is it 45?") in dropped(text)


def test_a_page_is_read_in_the_encoding_that_it_declares():
    data = "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><h1>T</h1><p>The “Service” – ours</p>".encode(
        "windows-1252"
    )
    assert read("p.html", data).body == "The “Service” – ours\n"
    assert read("p.txt", "Title\n\nGrüße an alle.".encode("utf-16")).body == "Grüße an alle.\n"


def test_a_zip_with_several_pages_asks_for_one():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.md", "# A")
        archive.writestr("b.md", "# B")
    with pytest.raises(NotImported, match=r"holds 2 pages: `a\.md`, `b\.md`"):
        read("x.zip", held.getvalue())


def test_links_to_sister_policies_become_links_between_drafts(tmp_path):
    root = sites.small(tmp_path / "center")
    (tmp_path / "p.html").write_text(
        "<h1>Notice</h1><p>Read the <a href='/legal/privacy'>privacy policy</a>, the <a href='terms.html'>terms</a> and "
        "<a href='https://other.example/privacy'>theirs</a>.</p>", "utf-8",
    )  # fmt: skip
    output = sites.done(
        sites.trustcenter(root, "import", str(tmp_path / "p.html"), "--policy", "notice", "--as-of", "2026-11-22")
    )
    body = (root / "imports/notice/text.md").read_text("utf-8")
    assert "[theirs](https://other.example/privacy)" in body
    assert "the terms and" in body
    assert "link (line 1: `terms` led to terms.html)" in output
    assert ("[privacy policy](../privacy/index.md)" in body) == (root / "docs/policies/privacy/index.md").exists()
