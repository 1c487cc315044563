"""The content security policy of a page: what it allows, and what a text cannot bring."""

import base64
import hashlib
import re

import lxml.html
import pytest

import sites
from trustcenter.site import csp

META = re.compile(
    r'\n<meta http-equiv="Content-Security-Policy" content="[^"]*">\n<meta name="referrer" content="same-origin">'
)
FRAME = """<!doctype html><html><head><meta charset="utf-8">{head}</head><body>
<article class="md-content__inner md-typeset"><article>inner</article>{text}</article>{foot}</body></html>"""


def page(*, head="", text="", foot=""):
    return FRAME.format(head=head, text=text, foot=foot)


def directives(html):
    return dict(part.split(" ", 1) for part in csp.policy(html).split("; "))


def hashed(content):
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_a_page_may_load_its_own_files_and_nothing_else():
    allowed = directives(page())
    assert allowed.pop("default-src") == allowed.pop("base-uri") == "'none'"
    assert allowed.pop("img-src") == "'self' data:"
    assert set(allowed.values()) == {"'self'"}
    assert {"script-src", "style-src", "connect-src", "form-action"} <= allowed.keys()


def test_inline_parts_of_the_frame_are_allowed_by_their_hashes():
    found = directives(page(head="<style>a{}</style>", foot="<script>b()</script><script async>c()</script>"))
    assert found["style-src"] == f"'self' {hashed('a{}')}"
    assert found["script-src"] == " ".join(["'self'", *sorted([hashed("b()"), hashed("c()")])])


@pytest.mark.parametrize(
    "text", ["<script>evil()</script>", "<style>evil{}</style>", "</article><script>evil()</script>"]
)
def test_what_stands_in_a_text_is_never_allowed(text):
    """Even where a text closes the article around it: the frame begins after the last one."""
    assert csp.policy(page(text=text)) == csp.policy(page())


@pytest.mark.parametrize(
    "part",
    [
        '<script src="a.js"></script>',
        '<script type="application/ld+json">{}</script>',
        '<script id="__config" type="application/json">{}</script>',
    ],
)
def test_files_and_data_need_no_hash(part):
    assert csp.policy(page(head=part)) == csp.policy(page())


@pytest.mark.parametrize("unsafe", ["unsafe-inline", "unsafe-eval", "unsafe-hashes", "*", "http:", "https:"])
def test_nothing_unsafe_is_allowed(unsafe):
    assert unsafe not in csp.policy(page(head="<style>a{}</style>", foot="<script>b()</script>"))


def test_the_policy_stands_before_everything_it_governs():
    html = csp.with_policy(page(head='<link rel="stylesheet" href="a.css">'))
    head, _, rest = html.partition('<meta http-equiv="Content-Security-Policy" content="')
    assert head.endswith('<meta charset="utf-8">\n')
    assert rest.split('"', 1)[0].replace("&#x27;", "'") == csp.policy(html)
    assert "a.css" in rest


def test_text_without_a_head_stays_as_it_is():
    assert csp.with_policy("<urlset/>") == "<urlset/>"


def test_every_page_of_a_site_has_the_policy_of_its_own_frame(tmp_path):
    root = sites.published(tmp_path / "root", {"docs/faq.md": "# Questions\n\n<script>x()</script>\n\nNone.\n"})
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("--class", "material", "--effective", "2026-04-01")
    sites.done(sites.publish(root, "privacy", *order, as_of="2026-02-01", title="Sooner"))
    pages = {
        path: text.decode()
        for path, text in sites.tree(sites.build(root, "2026-05-01")).items()
        if path.endswith(".html")
    }
    kinds = ("index.html", "404.html", "faq/index.html", "policies/privacy/2026-01-05/index.html")
    assert {*kinds, "policies/privacy/2026-04-01/redline/index.html", "as-of/2026-04-01/index.html"} <= pages.keys()
    for path, page in pages.items():
        assert page.count("Content-Security-Policy") == 1, path
        assert csp.with_policy(META.sub("", page)) == page, path
    assert hashed("x()") not in pages["faq/index.html"]


def test_a_heading_that_quotes_html_stays_words_in_the_contents(tmp_path):
    quoted = "`<img src=x onerror=alert(1)>` & more"
    root = sites.small(tmp_path, {"docs/faq.md": f"# Questions\n\n## Say {quoted}\n\nNo.\n"})
    sites.edit(root, "docs/policies/privacy/index.md", "## How long", f"## How {quoted}")
    sites.done(sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    site = sites.build(root, "2026-01-05")
    for url in ("faq", "policies/privacy", "policies/privacy/2026-01-05"):
        page = lxml.html.fromstring((site / url / "index.html").read_text("utf-8"))
        assert page.xpath("//nav//a[contains(., '<img src=x onerror=alert(1)> & more')]"), url
        assert not page.xpath("//img[@onerror]"), url
