"""Markdown to HTML: nothing active survives, links lead to pages that exist, tables and headings are sound."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import html

from trustcenter.markdown import to_html
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
    assert found.gone == (href.replace(r"\\", "\\"),)


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
    assert ids == ["t", "rights", "rights_1", "your-rights", "_1", "_2"]
    assert [a.get("href") for a in root.iter("a")] == [f"#{anchor}" for anchor in ids]

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


def test_abbreviations_definitions_and_attributes_work() -> None:
    assert (
        made("*[DPA]: data processing agreement\n\nThe DPA").html
        == '<p>The <abbr title="data processing agreement">DPA</abbr></p>'
    )
    assert made("term\n: meaning").html.replace("\n", "") == "<dl><dt>term</dt><dd>meaning</dd></dl>"
    assert made("## Rights {: #your-rights }").html.startswith('<h2 id="your-rights">')


def test_a_version_shows_braces_as_they_are() -> None:
    assert made("Hi {{first_name}} {% if x %}").html == "<p>Hi {{first_name}} {% if x %}</p>"


# What is made without the machinery ----------------------------------------------------------------------------------

SIGNS = st.text(st.sampled_from([*"abZ9 ,.;:()'’“”%/–—-_é中٣\u0301<&*["]), min_size=1, max_size=12)


@given(st.lists(SIGNS, min_size=1, max_size=4), st.sampled_from(["- ", "* ", "+ ", "1. "]))
def test_a_list_of_prose_is_what_markdown_makes_of_it(points: list[str], bullet: str) -> None:
    text = "\n".join(bullet + point for point in points)
    assert to_html._list(text) == to_html._converted(text)[0]


@given(st.lists(SIGNS, min_size=1, max_size=4), st.sampled_from(["<p>{}</p>", "<ul>\n<li>{}</li>\n</ul>", "{}"]))
def test_prose_is_shaped_as_it_is(points: list[str], around: str) -> None:
    html_ = "\n".join(around.format(point) for point in points)
    if to_html._SHAPED.fullmatch(html_):
        root = to_html.parsed(html_)
        assert to_html.written(root) == html_
        assert not root.xpath("//@*")


TARGETS = st.sampled_from(
    ["/faq/", "../sms-terms/#stop", "gone.md", "#here", "#there", "https://x.example/?a=1&b=%22", "mailto:a@b.example", "//x",
     "../../help/contact/#ü", "2025-06-29.md", "/policies/#a b", "/faq/#a&b"]
)  # fmt: skip


@given(st.lists(st.tuples(TARGETS, st.sampled_from(["x", 'a" href="y', "<b>z</b>", "w](/faq/) [v"])), max_size=4))
def test_links_are_set_as_if_each_part_were_read_again(links: list[tuple[str, str]]) -> None:
    found = to_html._converted("## Here\n\n" + " and ".join(f"[{words}](<{target}>)" for target, words in links))[0]
    part = to_html._shaped(found, 0).html
    reader = to_html._Reader("policies/privacy", "policies/privacy/2025-06-29/", SITE, {"here"})
    gone: tuple[list[str], list[str]] = ([], [])
    assert to_html._linked(to_html._cut(part), reader, gone[0]) == to_html._linked((part,), reader, gone[1])
    assert gone[0] == gone[1]
