"""The check of a built site: a fault of each kind is found, and what we build has none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import browser
import sites
from conftest import REPOSITORY
from test_manual import page as manual_page
from test_manual import section
from trustcenter.disk import files
from trustcenter.model.problems import Severity
from trustcenter.reports import problem_report
from trustcenter.rules import RULES, rule_id
from trustcenter.site_check.check import SITE_RULES, check_site

Files = dict[str, bytes]
DAY = max(browser.day(), sites.TODAY.isoformat())
NAMES = [rule_id(rule) for rule in SITE_RULES]
VERSION = "policies/privacy/2026-01-05/index.html"
POLICY = "policies/privacy/index.html"
SEARCH = "search/search_index.json"
URL = "https://example.com/trust/"
ATOM = f"""\
<feed xmlns="http://www.w3.org/2005/Atom"><id>{URL}</id><title>t</title><updated>2026-01-05T00:00:00Z</updated>
<link rel="self" href="{URL}test.xml"/>
<entry><id>{URL}never#was</id><title>t</title><updated>2026-01-05T00:00:00Z</updated>
<link href="{URL}policies/privacy/"/><link rel="related" href="https://elsewhere.example/"/>
<content type="html">&lt;p&gt;&lt;a href="{URL}changelog/"&gt;x&lt;/a&gt;&lt;/p&gt;</content></entry></feed>
"""
JSON_FEED = json.dumps({
    "home_page_url": URL, "feed_url": f"{URL}test.json",
    "items": [{"id": "x", "url": f"{URL}changelog/", "content_html": f'<a href="{URL}policies/">x</a>'}],
})  # fmt: skip
CALENDAR = f"BEGIN:VCALENDAR\r\nURL:{URL}policies/pri\r\n vacy/\r\nEND:VCALENDAR\r\n"
SECURITY = f"Contact: mailto:security@lanternfish.example\nCanonical: {URL}.well-known/security.txt\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small trust center with a second, upcoming version, built."""
    root = sites.published(tmp_path_factory.mktemp("small") / "center")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    sites.done(sites.publish(root, "privacy", "--class", "material", "--effective", "2026-04-01", as_of="2026-02-01"))
    return sites.build(root, "2026-02-02")


@pytest.fixture
def site(built: Path) -> Files:
    """Its files, with one more of every kind that names addresses, and sums of all."""
    more = {"test.xml": ATOM, "test.json": JSON_FEED, "test.ics": CALENDAR, ".well-known/security.txt": SECURITY}
    return summed(files.read_all(built) | {path: text.encode() for path, text in more.items()})


def summed(found: Files) -> Files:
    """The files with the sums of all of them."""
    found = {path: data for path, data in found.items() if path != "SHA256SUMS"}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(found.items())]
    return found | {"SHA256SUMS": "".join(lines).encode()}


def found_in(site: Files) -> set[tuple[str, str]]:
    return {(problem.rule, problem.where.file) for problem in check_site(site)}


def test_a_site_as_it_was_built_has_no_problem(site: Files) -> None:
    assert problem_report.terminal(check_site(site)) == "no problems found"


# Seeded faults ------------------------------------------------------------------------------------------------------

Fault = Callable[[Files], None]


def put(path: str, html: str) -> Fault:
    """Add some HTML at the end of the text of a page."""

    def fault(site: Files) -> None:
        assert b"</article>" in site[path]
        site[path] = site[path].replace(b"</article>", html.encode() + b"</article>")

    return fault


def change(path: str, old: str, new: str) -> Fault:
    """Write something else in a file."""

    def fault(site: Files) -> None:
        assert re.search(old.encode(), site[path], re.DOTALL), f"{old} is not in {path}"
        site[path] = re.sub(old.encode(), new.encode(), site[path], count=1, flags=re.DOTALL)

    return fault


def remove(path: str) -> Fault:
    return lambda site: site.__delitem__(path)


def add(path: str, text: str) -> Fault:
    return lambda site: site.__setitem__(path, text.encode())


def a_page_that_nothing_links_to(site: Files) -> None:
    site["island/index.html"] = (
        site[POLICY].replace(b"../../", b"../").replace(b'href="2026', b'href="../policies/privacy/2026')
    )
    change("sitemap.xml", "</urlset>", f"<url><loc>{URL}island/</loc></url></urlset>")(site)


def two_pages_that_link_to_each_other_only(site: Files) -> None:
    for here, there in (("a", "b"), ("b", "a")):
        site[f"{here}/index.html"] = f'<html lang="en"><title>x</title><h1>x</h1><a href="../{there}/">x</a>'.encode()
        change("sitemap.xml", "</urlset>", f"<url><loc>{URL}{here}/</loc></url></urlset>")(site)


def search_knows_a_version(site: Files) -> None:
    index = json.loads(site[SEARCH])
    index["docs"].append({"location": "policies/privacy/2026-01-05/", "title": "x", "text": "x"})
    site[SEARCH] = json.dumps(index).encode()


FAULTS: dict[str, tuple[str, str, Fault]] = {
    # name: the rule that finds it, the file it is found in, how it comes about
    "link to nothing": ("broken-link", POLICY, put(POLICY, '<a href="../privcy/">x</a>')),
    "link in a version": ("broken-link", VERSION, put(VERSION, '<a href="gone/">x</a>')),
    "anchor of the page": ("broken-link", POLICY, put(POLICY, '<a href="#gone">x</a>')),
    "anchor of another page": ("broken-link", VERSION, put(VERSION, '<a href="../#gone">x</a>')),
    "absolute link to nothing": ("broken-link", POLICY, put(POLICY, f'<a href="{URL}gone/">x</a>')),
    "root link to nothing": ("broken-link", "404.html", put("404.html", '<a href="/trust/gone/">x</a>')),
    "link out of the folder": ("broken-link", POLICY, put(POLICY, '<a href="../../../">x</a>')),
    "root link out of the folder": ("broken-link", POLICY, put(POLICY, '<a href="/policies/">x</a>')),
    "page without its /": ("broken-link", POLICY, put(POLICY, '<a href="../subprocessors">x</a>')),
    "folder without a page": ("broken-link", POLICY, put(POLICY, '<a href="../../assets/">x</a>')),
    "malformed address": ("broken-link", POLICY, put(POLICY, '<a href="https://[x">x</a>')),
    "missing image": ("broken-link", POLICY, put(POLICY, '<img src="x.png" alt="">')),
    "missing image of a set": ("broken-link", POLICY, put(POLICY, '<img srcset="../../assets/favicon.svg 1x, x.png 2x">')),
    "missing style sheet": ("broken-link", POLICY, remove("assets/trustcenter.css")),
    "missing canonical page": ("broken-link", POLICY, change(POLICY, 'rel="canonical" href="[^"]*', f'rel="canonical" href="{URL}gone/')),
    "missing file of a style sheet": ("broken-link", "assets/trustcenter.css", add("assets/trustcenter.css", "a{background:url(x.png)}")),
    "link of a feed": ("broken-link", "test.xml", change("test.xml", "policies/privacy/", "policies/gone/")),
    "link in an entry of a feed": ("broken-link", "test.xml", change("test.xml", "changelog/", "changelog/gone/")),
    "address of a feed": ("broken-link", "test.xml", change("test.xml", "/trust/test.xml", "/trust/moved.xml")),
    "feed of another site": ("broken-link", "test.xml", change("test.xml", '<link href="https://example.com', '<link href="https://example.net')),
    "link of a JSON feed": ("broken-link", "test.json", change("test.json", "trust/changelog/", "trust/gone/")),
    "link in an entry of a JSON feed": ("broken-link", "test.json", change("test.json", "trust/policies/", "trust/gone/")),
    "address in a calendar": ("broken-link", "test.ics", change("test.ics", "vacy/", "vate/")),
    "address in open data": ("broken-link", "api/policies.json", change("api/policies.json", '"policies/privacy/"', '"policies/gone/"')),
    "file in open data": ("broken-link", "api/policies.json", change("api/policies.json", "policies/privacy/2026-01-05.md", "policies/x.md")),
    "address in security.txt": ("broken-link", ".well-known/security.txt", change(".well-known/security.txt", "well-known/security", "well-known/gone")),
    "search result": ("broken-link", SEARCH, change(SEARCH, '"location":"changelog/', '"location":"gone/')),
    "anchor of a search result": ("broken-link", SEARCH, change(SEARCH, '"location":"policies/privacy/#', '"location":"policies/privacy/#gone-')),
    "missing page": ("broken-link", "index.html", remove("changelog/index.html")),
    "missing record": ("broken-link", VERSION, remove("policies/privacy/2026-01-05.json")),
    "orphan": ("orphan-page", "island/index.html", a_page_that_nothing_links_to),
    "island of two": ("orphan-page", "a/index.html", two_pages_that_link_to_each_other_only),
    "repeated id": ("duplicate-anchor", POLICY, put(POLICY, '<p id="who-we-are">x</p>')),
    "no title": ("untitled-page", POLICY, change(POLICY, "<title>.*?</title>", "<title> </title>")),
    "no language": ("untitled-page", POLICY, change(POLICY, '<html lang="en"', "<html")),
    "no h1": ("untitled-page", POLICY, change(POLICY, "<h1[^>]*>.*?</h1>", "")),
    "two h1": ("untitled-page", POLICY, put(POLICY, "<h1>Again</h1>")),
    "empty page": ("untitled-page", POLICY, add(POLICY, "")),
    "http link": ("unsafe-link", POLICY, put(POLICY, '<a href="http://lanternfish.example/">x</a>')),
    "script in a link": ("unsafe-link", POLICY, put(POLICY, '<a href=" JavaScript:alert(1)">x</a>')),
    "link without a scheme": ("unsafe-link", POLICY, put(POLICY, '<a href="//lanternfish.example/">x</a>')),
    "file link": ("unsafe-link", POLICY, put(POLICY, '<a href="file:///etc/hosts">x</a>')),
    "script in a feed": ("unsafe-link", "test.xml", change("test.xml", 'related" href="https:', 'related" href="javascript:')),
    "foreign script": ("third-party", POLICY, put(POLICY, '<script src="https://cdn.example/x.js"></script>')),
    "foreign script without a scheme": ("third-party", POLICY, put(POLICY, '<script src="//cdn.example/x.js"></script>')),
    "foreign style": ("third-party", POLICY, put(POLICY, '<link rel="stylesheet" href="https://cdn.example/x.css">')),
    "foreign font": ("third-party", "assets/trustcenter.css", add("assets/trustcenter.css", '@font-face{src:url("https://cdn.example/x.woff2")}')),
    "foreign import": ("third-party", "assets/trustcenter.css", add("assets/trustcenter.css", '@import "https://cdn.example/x.css";')),
    "foreign background": ("third-party", POLICY, put(POLICY, '<p style="background:url(https://cdn.example/x.png)">x</p>')),
    "foreign connection": ("third-party", POLICY, put(POLICY, '<link rel="preconnect" href="https://cdn.example">')),
    "foreign image": ("third-party", POLICY, put(POLICY, '<img src="https://cdn.example/x.png" alt="">')),
    "foreign image of a set": ("third-party", POLICY, put(POLICY, '<img srcset="https://cdn.example/x.png 2x" alt="">')),
    "foreign frame": ("third-party", POLICY, put(POLICY, '<iframe src="https://cdn.example/"></iframe>')),
    "foreign form": ("third-party", POLICY, put(POLICY, '<form action="https://cdn.example/"></form>')),
    "foreign vector": ("third-party", POLICY, put(POLICY, '<svg><use xlink:href="https://cdn.example/x.svg#a"/></svg>')),
    "inline handler": ("inline-handler", POLICY, put(POLICY, '<p onclick="x()">x</p>')),
    "sitemap names no page": ("wrong-listing", "sitemap.xml", change("sitemap.xml", "changelog/</loc>", "gone/</loc>")),
    "sitemap names another site": ("wrong-listing", "sitemap.xml", change("sitemap.xml", "https://example.com/trust/changelog", "https://example.net/changelog")),
    "sitemap names a version": ("wrong-listing", "sitemap.xml", change("sitemap.xml", "policies/privacy/</loc>", "policies/privacy/2026-01-05/</loc>")),
    "sitemap leaves a page out": ("wrong-listing", POLICY, change("sitemap.xml", f"<loc>{URL}policies/privacy/</loc>", f"<loc>{URL}</loc>")),
    "sitemap leaves the home page out": ("wrong-listing", "index.html", change("sitemap.xml", f"<loc>{URL}</loc>", f"<loc>{URL}policies/</loc>")),
    "no sitemap": ("wrong-listing", POLICY, remove("sitemap.xml")),
    "search finds a version": ("wrong-listing", SEARCH, search_knows_a_version),
    "torn feed": ("unreadable-file", "test.xml", change("test.xml", "</feed>", "")),
    "torn data": ("unreadable-file", "api/center.json", add("api/center.json", '{"a": ')),
    "torn search index": ("unreadable-file", SEARCH, add(SEARCH, "[]")),
    "data that is not UTF-8": ("unreadable-file", "test.json", lambda site: site.__setitem__("test.json", b'{"a": "\xff"}')),
    "reference": ("leftover-template", POLICY, put(POLICY, "<p>for {{ retention.recordings.period }}</p>")),
    "statement": ("leftover-template", POLICY, put(POLICY, "<p>{% if x %}</p>")),
    "placeholder": ("leftover-template", POLICY, put(POLICY, "<p>[Insert name]</p>")),
    "reference in an attribute": ("leftover-template", POLICY, put(POLICY, '<p title="{{ x }}">x</p>')),
    "words that the version does not have": ("altered-page", VERSION, change(VERSION, "90 days", "99 days")),
    "a sentence more": ("altered-page", VERSION, change(VERSION, r"90 days\.", "90 days. More.")),
    "a text that is gone": ("altered-page", VERSION, change(VERSION, 'class="tc-text"', 'class="text"')),
    "another address": ("altered-page", VERSION, change(VERSION, "mailto:privacy@", "mailto:evil@")),
    "words that the policy does not have": ("altered-page", POLICY, change(POLICY, "90 days", "99 days")),
    "altered file": ("wrong-sum", "SHA256SUMS", change("policies/privacy/2026-01-05.md", "90 days", "91 days")),
    "missing file": ("wrong-sum", "SHA256SUMS", remove("assets/images/favicon.png")),
    "file without a sum": ("wrong-sum", "more.txt", add("more.txt", "x")),
    "line that is no sum": ("wrong-sum", "SHA256SUMS", add("SHA256SUMS", "abc  index.html\n")),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_seeded_fault_is_found(site: Files, name: str) -> None:
    rule, file, fault = FAULTS[name]
    fault(site)
    assert (rule, file) in found_in(site if rule == "wrong-sum" else summed(site))


@pytest.mark.parametrize("rule", NAMES)
def test_there_is_a_seeded_fault_for_every_rule(rule: str) -> None:
    assert rule in {found for found, *_ in FAULTS.values()}


def test_a_fault_is_found_where_it_stands(site: Files) -> None:
    line = site[POLICY].split(b"</article>")[0].count(b"\n") + 3
    put(POLICY, '\n\n<a href="gone/">x</a>')(site)
    (problem,) = check_site(summed(site))
    assert (str(problem.where), problem.severity) == (f"{POLICY}:{line}:1", Severity.ERROR)
    assert problem.message == "`gone/` leads to nothing"


# What is no fault ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://elsewhere.example/gone#gone">x</a>', '<a href="mailto:a@b.example">x</a>',
        '<a href="tel:+1">x</a>', '<a href="">x</a>', '<a href="#">x</a>', '<a href="#top">x</a>',
        '<a href="?print">x</a>', '<a href="./#how-long">x</a>', '<a href="#how%2Dlong">x</a>',
        '<a href="../privacy/index.html">x</a>', '<a href="2026-01-05.md#L3">x</a>', '<a href="#:~:text=x">x</a>',
        '<a href="../..">x</a>', '<a href="/trust/">x</a>', f'<a href="{URL[:-1]}">x</a>', f'<a href="{URL}#">x</a>',
        '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "<p>one = two, on = off</p>",
        "<p><code>{{ first_name }}</code></p>", "<pre>[insert name]</pre>", "<p>[inserted: x]</p>", "<p>{ x }</p>",
        "<script>if (a) {{ b() }}</script>", "<style>a{background:url(data:x)}</style>",
    ],
)  # fmt: skip
def test_what_is_allowed_is_not_called_a_fault(site: Files, html: str) -> None:
    put(POLICY, html)(site)
    assert check_site(summed(site)) == ()


def at_the_end_of_the_text(markup: str) -> Fault:
    return change(VERSION, r'\n</div>\n<p class="tc-hash">', f'\n{markup}\n</div>\n<p class="tc-hash">')


def test_a_published_text_may_quote_what_looks_left_behind(site: Files) -> None:
    site["policies/privacy/2026-01-05.md"] += b"\nHello {{first_name}}, reply STOP.\n"
    at_the_end_of_the_text("<p>Hello {{first_name}}, reply STOP.</p>")(site)
    assert check_site(summed(site)) == ()
    put(VERSION, "<p>Hello {{last_name}}.</p>")(site)
    assert found_in(summed(site)) == {("leftover-template", VERSION)}


def test_an_anchor_that_a_published_text_names_is_a_warning_where_the_text_is_kept(site: Files) -> None:
    site["policies/privacy/2026-01-05.md"] += b"\nSee [there](../subprocessors/index.md#gone).\n"
    at_the_end_of_the_text('<p>See <a href="../../../policies/subprocessors/#gone">there</a>.</p>')(site)
    put(POLICY, '<a href="../../policies/subprocessors/#gone">x</a>')(site)
    assert {(problem.where.file, problem.severity) for problem in check_site(summed(site))} == {
        (VERSION, Severity.WARNING), (POLICY, Severity.ERROR),
    }  # fmt: skip


def test_a_demonstration_asks_for_no_index_and_still_has_a_sitemap(site: Files) -> None:
    demo = {
        path: data.replace(b"<head>", b'<head><meta name="robots" content="noindex">')
        if path.endswith(".html")
        else data
        for path, data in site.items()
    }
    assert check_site(summed(demo)) == ()


def test_a_page_that_asks_for_no_index_must_not_be_in_the_sitemap(site: Files) -> None:
    change(POLICY, "<head>", '<head><meta name="robots" content="noindex">')(site)
    assert ("wrong-listing", "sitemap.xml") in found_in(summed(site))


def test_a_site_without_sums_is_no_fault(site: Files) -> None:
    del site["SHA256SUMS"]
    assert check_site(site) == ()


def test_the_address_of_the_site_can_be_given(site: Files) -> None:
    assert check_site(site, site_url=URL) == ()
    assert {problem.rule for problem in check_site(site, site_url="https://example.net/")} >= {"wrong-listing"}


def test_a_site_below_this_one_is_its_own_affair_but_links_into_it_are_ours(site: Files) -> None:
    inner = {f"examples/one/{path}": data for path, data in site.items() if path != "SHA256SUMS"}
    whole = site | inner | {"examples/one/faulty/index.html": b'<a href="javascript:x">x</a>'}
    put("index.html", '<a href="examples/one/policies/privacy/#how-long">x</a>')(whole)
    whole = {path: data for path, data in whole.items() if path != "SHA256SUMS"}
    assert check_site(whole) == ()
    for wrong in ("examples/one/gone/", "examples/one/policies/privacy/#gone", "examples/two/"):
        again = dict(whole)
        put("index.html", f'<a href="{wrong}">x</a>')(again)
        assert found_in(again) == {("broken-link", "index.html")}


def test_nothing_at_all_is_no_site() -> None:
    assert check_site({}) == ()


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_finds_nothing_in_what_was_built_and_needs_no_center(built: Path, tmp_path: Path) -> None:
    result = sites.trustcenter(tmp_path, "check", "--site", str(built))
    assert (result.exit_code, result.output) == (0, "no problems found\n")


def test_the_command_tells_problems_in_every_format_and_ends_with_1(tmp_path: Path) -> None:
    sites.write(tmp_path, {"index.html": '<html lang="en"><title>x</title>\n<h1>x</h1><a href="gone/">x</a>'})
    result = sites.trustcenter(tmp_path, "check", "--site", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.startswith("index.html:2:1: error [broken-link] `gone/` leads to nothing")
    as_json = sites.trustcenter(tmp_path, "check", "--site", str(tmp_path), "--format", "json")
    assert [problem["rule"] for problem in json.loads(as_json.output)] == ["broken-link"]
    assert (
        "::error file=index.html,line=2"
        in sites.trustcenter(tmp_path, "check", "--site", str(tmp_path), "--format", "github").output
    )


def test_the_command_says_when_there_is_no_site(tmp_path: Path) -> None:
    result = sites.trustcenter(tmp_path, "check", "--site", str(tmp_path))
    assert (result.exit_code, "no built site here" in result.output) == (1, True)


def test_a_base_and_a_site_do_not_go_together(tmp_path: Path) -> None:
    result = sites.trustcenter(tmp_path, "check", "--site", str(tmp_path), "--base", "none")
    assert (result.exit_code, "--base goes with" in result.output) == (2, True)


# What we build ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root site with all examples below it."""
    root = tmp_path_factory.mktemp("ours")
    browser.build(REPOSITORY, root, day=DAY)
    for name in sites.EXAMPLES:
        browser.build(REPOSITORY / "examples" / name, root / "examples" / name, day=DAY)
    return root


@pytest.mark.parametrize("name", ["", *sites.EXAMPLES], ids=lambda name: name or "root")
def test_the_root_site_and_the_examples_have_no_problem(ours: Path, name: str) -> None:
    folder = ours / "examples" / name if name else ours
    assert problem_report.terminal(check_site(files.read_all(folder))) == "no problems found"


# The manual ---------------------------------------------------------------------------------------------------------


def tiny(title: str, body: str = "") -> str:
    return f'<html lang="en"><title>{title}</title><body><h1>{title}</h1>{body}'


TINY = {
    "index.html": tiny("Home", '<a href="faq/">x</a><a href="policies/privacy/">x</a>'),
    "404.html": tiny("Not found"),
    "faq/index.html": tiny("Questions"),
    "policies/privacy/index.html": tiny("Privacy", '<h2 id="contact">Contact</h2><a href="2025-06-29/">x</a>'),
    "policies/privacy/2025-06-29/index.html": tiny(
        "Privacy, version 1", '<div class="tc-text"><p>They are deleted after 90 days.</p></div>'
    ),
    "policies/privacy/2025-06-29.md": "# Privacy\n\nThey are deleted after 90 days.\n",
    "sitemap.xml": "<urlset>" + "".join(
        f"<url><loc>https://example.com/{url}</loc></url>" for url in ("", "faq/", "policies/privacy/")
    ) + "</urlset>",
    "feed.xml": '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://example.com/faq/"/></feed>',
}  # fmt: skip
"""The site that the bad examples of the manual are put into."""


def test_the_site_of_the_bad_examples_has_no_problem() -> None:
    assert check_site({path: text.encode() for path, text in TINY.items()}) == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_manual_shows_a_bad_example_of_a_rule_and_its_real_message(name: str) -> None:
    text = section(manual_page("rules"), name)
    ((path, written),) = re.findall(r"(?ms)^Bad, in `([^`]+)`:\n\n```\w+\n(.*?)^```$", text)
    shown = re.findall(r"(?ms)^```text\n(.*?)^```$", text)[-1]
    whole = not path.endswith(".html") or written.startswith("<html")
    texts = TINY | {path: written if whole else tiny("Questions", written)}
    site = {path: text.encode() for path, text in texts.items()}
    if path == "SHA256SUMS":
        site[path] += summed(site)[path]
    found = check_site(site)
    assert "".join(f"{problem_report.line(problem)}\n" for problem in found) == shown
    assert {problem.rule for problem in found} == {name}
    assert re.search(r"(?m)^\*\*Error\*\*", text)
    assert re.search(r"(?m)^To fix: .{20,}", text)


@pytest.mark.parametrize("rule", SITE_RULES, ids=rule_id)
def test_every_rule_says_in_its_docstring_what_holds(rule: Callable[..., object]) -> None:
    assert (rule.__doc__ or "").strip().splitlines()[0].endswith(".")


def test_no_rule_has_the_name_of_another() -> None:
    assert len({*NAMES, *map(rule_id, RULES)}) == len(NAMES) + len(RULES)


def test_files_that_a_company_has_copied_as_they_are_are_no_pages(site: Files) -> None:
    """Such as a file that proves who owns a site, or one that leads an old address on; their links still count."""
    proof, stub = b"google-site-verification: google123.html", "legal/privacy/index.html"
    refresh = b'<!doctype html><meta http-equiv="refresh" content="0; url=../../policies/privacy/">'
    copied = summed(site | {"google123.html": proof, stub: refresh})
    assert problem_report.terminal(check_site(copied)) == "no problems found"
    broken = summed(site | {stub: refresh + b'<a href="../../policies/nowhere/">x</a>'})
    assert found_in(broken) == {("broken-link", stub)}


def test_an_anchor_of_a_page_that_leads_on_is_one_of_the_page_where_it_leads(site: Files) -> None:
    site["old/index.html"] = b'<meta http-equiv="refresh" content="0; url=../policies/privacy/">'
    for anchor, broken in (("who-we-are", False), ("nowhere", True)):
        link = f'<p><a href="../old/#{anchor}">x</a> <a href="../old/">y</a></p></body>'.encode()
        told = found_in(summed({**site, "policies/index.html": site["policies/index.html"].replace(b"</body>", link)}))
        assert (("broken-link", "policies/index.html") in told) is broken
