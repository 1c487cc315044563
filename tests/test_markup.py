"""Markdown to HTML: nothing active survives, links lead to pages that exist, tables and headings are sound."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import html

from trustcenter.markdown import to_html
from trustcenter.markdown.headings import by_anchor, clauses
from trustcenter.markdown.to_html import Rendered, Site, relative, render

URLS = frozenset(
    {
        "", "policies/", "policies/privacy/", "policies/privacy/2025-06-29/", "policies/privacy/2025-06-29.md",
        "policies/sms-terms/", "changelog/", "faq/", "help/contact/", "feed.xml",
    }
)  # fmt: skip
SITE = Site(URLS)


def made(markdown: str, *, page: str = "policies/privacy/", source: str = "policies/privacy") -> Rendered:
    return render(markdown, source=source, page=page, site=SITE)


def tree(markdown: str) -> Any:
    return html.fragment_fromstring(made(markdown).html, create_parent="div")


ACTIVE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "text <script>alert(1)</script> text",
    "<style>body { display: none }</style>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<img src=x onerror=alert(1)>",
    "<p onclick='alert(1)' onmouseover=alert(1)>x</p>",
    "<a href='javascript:alert(1)' onclick='alert(1)' target=_blank ping=https://evil.example>x</a>",
    "<form action='https://evil.example'><input name=x><button>go</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<p style='background: url(https://evil.example)'>x</p>",
    "<td style='text-align: left; position: fixed'>x</td>",
    "<video src=https://evil.example></video><audio src=x autoplay></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<!-- comment --> <!--[if IE]><script>alert(1)</script><![endif]-->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "<a href='\tjava\nscript:alert(1)'>x</a>",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](http://insecure.example)",
    "[x](ftp://x.example)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://x.example)",
    "[x](//evil.example)",
    "[x](///evil.example)",
    r"[x](\\\\evil.example)",
    r"[x](/\\evil.example)",
    "[x](/%2f/evil.example)",
    "[x](//[broken)",
    "[x](https://[broken)",
    "<a href='/\t/evil.example'>x</a>",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/png;base64,AAAA)",
    "[![x](https://evil.example/pixel.png)](javascript:alert(1))",
    "text {: onclick=alert(1) style=color:red }",
    "# x {: onclick=alert(1) }",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "x[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))",
    "*[X]: <script>alert(1)</script>\n\nX",
    "| <script>alert(1)</script> | [x](javascript:alert(1)) |\n| --- | --- |\n| <img src=x onerror=alert(1)> | x |",
]
SAFE_ATTRIBUTES = {
    "alt", "aria-label", "class", "colspan", "dir", "href", "id", "lang", "role", "rowspan", "scope", "start", "style",
    "tabindex", "title", "type",
}  # fmt: skip
UNSAFE_TAGS = (
    "script style iframe object embed svg math img form input button base meta link template noscript video audio details"
).split()


def assert_harmless(root: Any) -> None:
    for element in root.iter():
        assert isinstance(element.tag, str)  # no comments
        assert element.tag not in UNSAFE_TAGS
        assert set(element.attrib) <= SAFE_ATTRIBUTES
        assert re.fullmatch(r"(text-align:\s?\w+;?)?", element.get("style", ""))
        href = element.get("href", "")
        assert not href.startswith(("//", "\\", "/\\"))
        assert urlsplit(href).scheme in ("", "https", "mailto", "tel")


@pytest.mark.parametrize("markdown", ACTIVE)
def test_nothing_active_survives(markdown: str) -> None:
    assert_harmless(tree(markdown))
    assert not tree(markdown).xpath("//*[contains(@href, 'evil')]")


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*ACTIVE, "<", ">", "(", ")", "[", "]", "'", '"', "&", "\n", "`", "\\"]),
            st.text(max_size=5),
        ),
        max_size=6,
    )
)
def test_nothing_active_survives_in_any_company(pieces: list[str]) -> None:
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", "".join(pieces))
    assert_harmless(tree(text))


@pytest.mark.parametrize("tag", ["noscript", "textarea", "form", "xmp", "noframes", "title", "object", "made-up"])
def test_text_that_looks_like_html_stays_text(tag: str) -> None:
    for inner in (
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&lt;img src=x onerror=alert(1)&gt;",
    ):
        assert_harmless(tree(f"<{tag}>{inner}</{tag}>"))
        assert_harmless(tree(f"<{tag}>{inner}</{tag}>\n\nmore"))


def test_an_image_leaves_its_words() -> None:
    assert made("a ![the logo](logo.png) b").html == "<p>a <span>the logo</span> b</p>"
    assert made("[![logo](x.png)](../sms-terms/)").html == '<p><a href="../sms-terms/"><span>logo</span></a></p>'


def test_unclosed_html_does_not_leave_its_text() -> None:
    assert made("<b>bold").html == "<p><b>bold</b></p>"
    assert made("</div></div>x").html == "<p>x</p>"


def test_an_empty_text_is_empty() -> None:
    assert made("") == Rendered("", (), ())


# Links ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("../sms-terms/index.md", "policies/sms-terms/"),
        ("../sms-terms/index.md#stop", "policies/sms-terms/#stop"),
        ("../sms-terms/", "policies/sms-terms/"),
        ("../sms-terms", "policies/sms-terms/"),
        ("../sms-terms/#a%20b", "policies/sms-terms/#a%20b"),
        ("<../sms-terms/index.md>", "policies/sms-terms/"),
        ("./../sms-terms/./", "policies/sms-terms/"),
        ("../../policies/x/../sms-terms/", "policies/sms-terms/"),
        ("/policies/sms-terms/", "policies/sms-terms/"),
        ("/policies/sms-terms/index.md", "policies/sms-terms/"),
        ("index.md", "policies/privacy/"),
        (".", "policies/privacy/"),
        ("2025-06-29.md", "policies/privacy/2025-06-29.md"),
        ("2025-06-29/", "policies/privacy/2025-06-29/"),
        ("../../faq.md", "faq/"),
        ("/faq.md", "faq/"),
        ("../../help/contact.md#us", "help/contact/#us"),
        ("../../feed.xml", "feed.xml"),
        ("../index.md", "policies/"),
        ("../../index.md", ""),
        ("../../", ""),
        ("/", ""),
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        "",
        "policies/privacy/",
        "policies/privacy/2025-06-29/",
        "policies/privacy/2025-06-29/redline/",
        "as-of/2025-07-01/",
    ],
)
def test_a_link_leads_to_its_page_from_wherever_it_is_shown(href: str, target: str, page: str) -> None:
    found = made(f"[x]({href})", page=page)
    (anchor,) = html.fragment_fromstring(found.html).iter("a")
    base = "https://t.example/sub/"
    assert urljoin(f"{base}{page}", anchor.get("href")) == f"{base}{target}"
    assert set(anchor.attrib) == {"href"}
    assert found.gone == ()


def test_an_anchor_stays_on_its_page() -> None:
    shown = made("[x](#rights)\n\n## Rights", page="as-of/2025-07-01/")
    assert '<p><a href="#rights">x</a></p>' in shown.html
    assert made("[x](index.md#rights)").html == '<p><a href="#rights">x</a></p>'


def test_an_anchor_that_the_text_has_not_is_one_of_the_page_it_was_written_for() -> None:
    """Such as `#all-versions`, which the policy's own page adds below the text."""
    shown = made("[x](#all-versions)", page="policies/privacy/2025-06-29/")
    assert shown.html == '<p><a href="../#all-versions">x</a></p>'
    assert made("[x](#all-versions)").html == '<p><a href="#all-versions">x</a></p>'


@pytest.mark.parametrize(
    "href", ["https://example.com/a?b=c&amp;d#e", "mailto:a@example.com", "tel:+17087654406", "HTTPS://example.com"]
)
def test_addresses_outside_the_site_stay(href: str) -> None:
    found = made(f"[x]({href})")
    assert found.html == f'<p><a href="{href}">x</a></p>'
    assert found.gone == ()


@pytest.mark.parametrize(
    "href",
    [
        "../nope/",
        "../nope/index.md#x",
        "/policies/nope/",
        "policies/privacy/",
        "../../../",
        "../../../policies/privacy/",
        "../../../../etc/passwd",
        "/../policies/privacy/x",
        "../sms-terms/?q=1",
        "..%2fsms-terms/",
        "%2e%2e/sms-terms/",
        "//evil.example",
        "//evil.example/policies/privacy/",
        "//policies/privacy/",
        r"..\\sms-terms",
        "//[broken",
        "../../data/subprocessors.yml",
        "?x",
    ],
)
def test_a_link_to_nothing_becomes_text_and_is_told(href: str) -> None:
    found = made(f"a [x *y*]({href}) b [z](../sms-terms/)")
    assert found.html == '<p>a <span>x <em>y</em></span> b <a href="../sms-terms/">z</a></p>'
    assert [unquote(gone) for gone in found.gone] == [unquote(href.replace(r"\\", "\\"))]


def test_all_links_to_nothing_are_told_in_order() -> None:
    assert made("[a](../b/) [c](../d/)\n\n[e][f]\n\n[f]: ../g/").gone == ("../b/", "../d/", "../g/")


def test_a_text_of_a_change_resolves_from_its_own_folder() -> None:
    found = made("[x](../policies/privacy/index.md)", source="changelog", page="changelog/2026-01-01-x/")
    assert found.html == '<p><a href="../../policies/privacy/">x</a></p>'


SEGMENT = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,4}", fullmatch=True).filter(lambda s: not s.endswith("."))
FOLDER = st.lists(SEGMENT, max_size=4).map(lambda parts: "".join(f"{part}/" for part in parts))
TARGET = st.one_of(FOLDER, st.builds(lambda folder, name: f"{folder}{name}.md", FOLDER, SEGMENT))


@given(TARGET, FOLDER, st.one_of(st.just(""), SEGMENT.map(lambda anchor: f"#{anchor}")))
def test_a_relative_link_leads_back_to_its_target(target: str, page: str, anchor: str) -> None:
    found = relative(target + anchor, page=page)
    assert urljoin(f"https://t.example/sub/{page}", found) == f"https://t.example/sub/{target}{anchor}"
    assert not found.startswith("/")
    assert found


@given(st.text(max_size=20), FOLDER)
def test_any_link_resolves_to_a_page_that_exists_or_to_none(href: str, source: str) -> None:
    assume(not href.startswith("#"))
    target = SITE.target(href, source=source.rstrip("/"))
    assert target is None or target.partition("#")[0] in URLS


# Structure ------------------------------------------------------------------------------------------------------------


def test_a_table_scrolls_in_a_named_region_and_its_headings_have_a_scope() -> None:
    text = "before\n\n|  | b |\n| --- | :-: |\n| 1 | 2 |\n\nbetween\n\n| c |\n| --- |\n| 3 |\n\nafter"
    root = tree(text)
    assert [element.tag for element in root] == ["p", "div", "p", "div", "p"]
    boxes = root.findall("div")
    assert [(b.get("class"), b.get("role"), b.get("tabindex"), b.get("aria-label")) for b in boxes] == [
        ("tc-scroll", "region", "0", "Table 1"),
        ("tc-scroll", "region", "0", "Table 2"),
    ]
    assert [[child.tag for child in box] for box in boxes] == [["table"], ["table"]]
    assert [(th.text, th.get("scope")) for th in root.iter("th")] == [("b", "col"), ("c", "col")]
    assert [cell.tag for cell in boxes[0].find(".//tr")] == ["td", "th"]  # an empty heading cell heads nothing
    assert [p.text for p in root.findall("p")] == ["before", "between", "after"]


def test_headings_have_anchors_of_their_own_and_make_the_table_of_contents() -> None:
    found = made("# T\n\n## Rights\n\n## Rights\n\n### Your *rights*\n\n## Ω\n\n## Ψ")
    root = html.fragment_fromstring(found.html, create_parent="div")
    ids = [element.get("id") for element in root if element.tag != "p"]
    assert ids == ["t", "rights", "rights-1", "your-rights", "ω", "ψ"]
    assert [unquote(a.get("href")) for a in root.iter("a")] == [f"#{anchor}" for anchor in ids]

    def anchors(entries: Any) -> list[str]:
        return [anchor for entry in entries for anchor in (entry["id"], *anchors(entry["children"]))]

    assert anchors(found.toc) == ids[1:]


def test_footnotes_lead_there_and_back() -> None:
    root = tree("a[^n] b[^n]\n\n[^n]: the note\n")
    targets = {element.get("id") for element in root.iter() if element.get("id")}
    hrefs = [a.get("href") for a in root.iter("a")]
    assert len(hrefs) == 4
    assert {href.removeprefix("#") for href in hrefs} <= targets
    assert "the note" in root.find("div").text_content()


@pytest.mark.parametrize("own", ["{#your-rights}", "{: #your-rights }", "{ #your-rights } ##"])
def test_a_heading_may_state_its_own_id(own: str) -> None:
    found = made(f"## Rights {own}\n\n[x](#your-rights)")
    assert '<h2 id="your-rights"><span id="rights"></span>Rights<a' not in found.html
    assert found.html.startswith('<h2 id="your-rights">Rights<a class="headerlink" href="#your-rights"')
    assert found.toc[0]["name"] == "Rights"
    assert found.html.endswith('<p><a href="#your-rights">x</a></p>')


def test_escaped_braces_at_a_heading_are_words() -> None:
    found = made("## Rights \\{#your-rights}\n\n## Others {#others}")
    assert found.html.startswith('<h2 id="rights-your-rights">Rights {#your-rights}<a')
    assert '<h2 id="others">Others<a' in found.html


def test_an_own_id_is_given_once_and_none_of_the_frame() -> None:
    found = made("## A {#b}\n\n## B\n\n## C {#b}\n\n## __x__y {#__frame}\n\n## —")
    ids = re.findall(r'<h2 id="([^"]*)"', found.html)
    assert ids == ["b", "b-1", "c-b", "x__y-__frame", "section"]


def test_the_id_of_a_heading_stays_when_a_section_is_put_in_front() -> None:
    headings = [
        "## 個人情報の取扱い",
        "## Права субъекта данных",
        "## حقوق المستخدم",
        "## Κανόνες",
        "## कुकीज़",
        "## 3.1 Fees & taxes",
    ]
    before = re.findall(r'<h2 id="([^"]*)"', made("\n\n".join(headings)).html)
    after = re.findall(r'<h2 id="([^"]*)"', made("\n\n".join(["## 前文", *headings])).html)
    assert before == ["個人情報の取扱い", "права-субъекта-данных", "حقوق-المستخدم", "κανόνες", "कुकीज़", "31-fees--taxes"]
    assert after == ["前文", *before]


def test_the_ids_of_earlier_releases_still_lead_to_their_headings() -> None:
    found = made("## Fees & taxes\n\n## Data\n\n## Data\n\n[a](#fees-taxes) [b](#data_1)")
    root = html.fragment_fromstring(found.html, create_parent="div")
    assert {span.get("id"): span.getparent().get("id") for span in root.iter("span")} == {
        "fees-taxes": "fees--taxes", "data_1": "data-1",
    }  # fmt: skip
    assert [a.get("href") for a in root[-1]] == ["#fees-taxes", "#data_1"]


def test_an_old_id_without_words_is_kept_only_where_the_text_links_to_it() -> None:
    text = "## 個人情報\n\nx"
    assert 'id="_1"' not in made(text).html
    assert '<h2 id="個人情報"><span id="_1">' in made(f"{text} [y](#_1)").html


def test_clauses_are_found_by_their_old_ids_which_sealed_records_have() -> None:
    text = "# Fees\n\n## Fees\n\none\n\n## Fees & taxes\n\ntwo\n\n## 個人情報\n\nthree\n"
    named = {anchor: clause.body.strip() for anchor, clause in by_anchor(text).items() if clause.level > 1}
    assert named == {
        "fees": "one", "fees--taxes": "two", "fees-taxes": "two", "個人情報": "three", "_1": "three",
    }  # fmt: skip
    assert [clause.offset for clause in clauses(text)] == [
        text.index(start) for start in ("# Fees", "## Fees\n", "## Fees &", "## 個")
    ]
    assert clauses(text)[0].body.startswith("\n## Fees")


def test_tasks_notes_and_folded_parts_are_words_for_all_to_read() -> None:
    found = made(
        "- [ ] open\n- [x] done\n\n> [!WARNING]\n> mind\n\n<details><summary>More</summary>\n\nHidden\n\n</details>"
    )
    assert [*found.parts] == [
        '<ul>\n<li class="tc-task"><span>☐</span> open</li>\n<li class="tc-task"><span>☑</span> done</li>\n</ul>',
        '<div class="admonition warning">\n<p class="admonition-title">Warning</p>\n<p>mind</p>\n</div>',
        "<div><p>More</p>\n<p>Hidden</p>\n</div>",
    ]  # fmt: skip


def test_bare_addresses_become_links_but_never_without_encryption() -> None:
    found = made("https://a.example/b, www.c.example; d@e.example http://f.example.")
    assert found.html == (
        '<p><a href="https://a.example/b">https://a.example/b</a>, <a href="https://www.c.example">www.c.example</a>; '
        '<a href="mailto:d@e.example">d@e.example</a> <span>http://f.example</span>.</p>'
    )
    assert found.gone == ()


def test_a_version_shows_braces_as_they_are() -> None:
    assert made("Hi {{first_name}} {% if x %}").html == "<p>Hi {{first_name}} {% if x %}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\na *b*\n\n- c\n  - d\n\n| e |\n|---|\n| f |\n\n> g\n\n| h |\n|---|\n| i |\n",
        'a <i title="</p><p>">b</i>\n\n<p></p>\n\nc\n\n<p title="</p><p>">d</p>\n',
        "<a name=b>\n\nc\n\n<p>d</p>\n\n</a>\n\ne\n",
        "a</p>\\<b>\n\n<p></p>\n## C\n\nd\n",
        "<div>\n\na\n\n</p></div>\n\nloose <b>c\n\nd\n",
        "a[^1]\n\n<hr>\n\n![](x.png)\n\nb\n\n[^1]: c\n",
    ],
)
def test_a_text_that_is_shaped_block_by_block_is_the_same_as_in_one(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_block = to_html._cleaned_now(text)
    monkeypatch.setattr(to_html, "_cut", lambda html: [html])
    assert to_html._cleaned_now(text) == by_block


def test_a_text_is_cut_into_its_blocks() -> None:
    assert [*to_html._cut("<p>a</p>\n<ul>\n<li>b<p>c</p>\n<p>d</p></li>\n</ul>\n<p>e</p>\n")] == [
        "<p>a</p>\n", "<ul>\n<li>b<p>c</p>\n<p>d</p></li>\n</ul>\n", "<p>e</p>\n",
    ]  # fmt: skip
    assert len([*to_html._cut('<p title="<">a</p>\n<p>b</p>')]) == 1
