"""A company's own files and redirects, and the other hosts it allows: what the site serves, and what is refused."""

import re

import pytest

import sites
from test_csp import directives, page
from trustcenter.disk import files
from trustcenter.reading import content_policy, own_addresses
from trustcenter.reading.yaml_source import Source
from trustcenter.site import csp
from trustcenter.site_check.check import check_site

DAY = "2026-01-06"
ASSOCIATION = '{"applinks": {"details": [{"url": "not an address"}]}}\n'
STATIC = {
    "static/.well-known/apple-app-site-association.json": ASSOCIATION,
    "static/google123.html": "google-site-verification: google123.html",
    "static/ads.txt": "example.com, 1, DIRECT\n",
}
SETTINGS = """\
extra:
  analytics: {provider: google, property: G-1}
  trustcenter:
    static: static
    redirects:
      old: policies/privacy/
      legal/privacy.html: /policies/privacy/#how-long
      jobs/: https://example.com/jobs/
    content_policy:
      script-src: [https://www.googletagmanager.com]
      connect-src: https://*.google-analytics.com https://stats.example/api/
"""
LOADED = "static/js/count.js"


def center(to, settings=SETTINGS, more=STATIC):
    root = sites.published(to)
    (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text("utf-8") + settings, "utf-8")
    sites.write(root, more)
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return files.read_all(sites.build(center(tmp_path_factory.mktemp("own") / "center"), DAY))


def test_files_are_served_as_they_are_and_are_among_the_sums(built):
    for path, text in STATIC.items():
        served = path.removeprefix("static/")
        assert built[served] == text.encode()
        assert f"  {served}\n".encode() in built["SHA256SUMS"]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("old/index.html", "../policies/privacy/"),
        ("legal/privacy.html", "../policies/privacy/#how-long"),
        ("jobs/index.html", "https://example.com/jobs/"),
    ],
)
def test_a_redirect_is_a_page_that_leads_on(built, path, to):
    text = built[path].decode()
    assert f'<meta http-equiv="refresh" content="0; url={to}">' in text
    assert f'<a href="{to}">' in text
    assert 'name="robots" content="noindex"' in text
    assert path.encode() not in built["sitemap.xml"]


def test_the_check_of_a_built_site_respects_them_and_says_who_learns_of_readers(built):
    [said] = check_site(built)
    assert (said.rule, said.severity.value) == ("third-party", "info")
    assert "www.googletagmanager.com" in said.message


def test_what_the_policy_does_not_allow_is_found_because_it_cannot_work(built):
    without = {
        path: data.replace(b" https://www.googletagmanager.com", b"") if path.endswith(".html") else data
        for path, data in built.items()
    }
    errors = [one for one in check_site(without) if one.rule == "third-party"]
    assert {one.where.file for one in errors} >= {"index.html", "policies/privacy/2026-01-05/index.html"}
    assert all("https://www.googletagmanager.com/gtag/js" in one.message and one.is_error for one in errors)
    assert all("extra.trustcenter.content_policy" in one.hint for one in errors)


def test_every_page_carries_the_sources_in_its_policy(built):
    for path in ("index.html", "policies/privacy/2026-01-05/index.html", "404.html"):
        policy = re.search(rb'Content-Security-Policy" content="([^"]*)"', built[path])[1].decode()
        assert "connect-src &#x27;self&#x27; https://*.google-analytics.com https://stats.example/api/;" in policy


def test_a_directive_that_no_page_has_by_itself_is_added():
    allowed = csp.policy(
        page(), content_policy.sources({"frame-src": ["https://a.example"], "img-src": "https://b.ex"})
    )
    assert "frame-src 'self' https://a.example" in allowed
    assert "img-src 'self' data: https://b.ex;" in allowed
    assert directives(page())["script-src"] == "'self'"


@pytest.mark.parametrize(
    ("source", "address", "allowed"),
    [
        ("https://a.example", "https://a.example/x.js", True),
        ("https://a.example", "//a.example/x.js", True),
        ("https://a.example", "http://a.example/x.js", False),
        ("https://a.example", "https://b.a.example/x.js", False),
        ("https://*.a.example", "https://b.a.example/x.js", True),
        ("https://*.a.example", "https://a.example/x.js", False),
        ("https://*.a.example", "https://evila.example/x.js", False),
        ("https://a.example/js/", "https://a.example/js/x.js", True),
        ("https://a.example/js/", "https://a.example/jsx", False),
        ("https://a.example/x.js", "https://a.example/x.js?v=1", True),
        ("https://a.example/x.js", "https://a.example/x.js/y", False),
        ("https://a.example:8443", "https://a.example/x.js", False),
        ("'self'", "https://a.example/", False),
    ],
)
def test_a_source_allows_what_browsers_let_through(source, address, allowed):
    assert content_policy.allows([source], address) == allowed


def problems_of(setting, judge):
    return [problem.message for problem in judge(setting, Source("mkdocs.yml", None, None), ("x",))]


@pytest.mark.parametrize(
    "source", ["*", "http://a.example", "'unsafe-inline'", "data:", "https://a.example; script-src *"]
)
def test_a_policy_is_not_widened_to_everything(source):
    [message] = problems_of({"script-src": [source]}, content_policy.problems)
    assert "is no source that `script-src` may name" in message
    assert content_policy.sources({"script-src": [source]}) == ()


@pytest.mark.parametrize("key", ["../x/", "/../x", ".git/", "a b", "a.pdf", "", "/", "a//b", "a?b"])
def test_a_redirect_stands_at_an_address_of_a_page(key):
    assert problems_of({"redirects": {key: "policies/"}}, own_addresses.problems)
    assert own_addresses.redirects({"redirects": {key: "policies/"}}) == ()


@pytest.mark.parametrize("to", ["", "../x", "http://a.example/", "javascript:alert(1)", 'x" onload="y', None, ["x"]])
def test_a_redirect_leads_to_a_page_or_an_https_address(to):
    assert problems_of({"redirects": {"old/": to}}, own_addresses.problems)
    assert own_addresses.redirects({"redirects": {"old/": to}}) == ()


@pytest.mark.parametrize("folder", ["docs", "data", "../up", "/etc", ".github", "site/x", "a b", ["x"]])
def test_files_to_serve_have_a_folder_of_their_own(folder):
    assert problems_of({"static": folder}, own_addresses.problems)
    assert own_addresses.static_folder({"static": folder}) == ""


TAKEN = """\
extra:
  trustcenter:
    static: static
    redirects:
      policies/privacy/: https://example.com/
      ads: policies/privcy/
      faq/: policies/
"""


def test_an_address_has_one_thing_and_a_redirect_leads_to_something(tmp_path):
    more = {
        "static/policies/terms/index.html": "x", "static/api/center.json": "{}", "static/.hidden": "x",
        "static/proof.html": "x", "docs/proof.html": "y", "docs/faq.md": "# Questions\n", "static/sub/index.html": "x",
    }  # fmt: skip
    result = sites.trustcenter(center(tmp_path, TAKEN, more), "check", "--as-of", DAY)
    lines = result.output.splitlines()[1:-1]
    assert result.exit_code == 1
    assert [line.partition(" — ")[0] for line in lines] == [
        "mkdocs.yml:21:7: error [taken-address] the site makes /policies/privacy/index.html itself, so nothing leads on from there",
        "mkdocs.yml:22:7: error [bad-value] `policies/privcy/` is no page of this site",
        "mkdocs.yml:23:7: error [taken-address] a page of docs/ makes /faq/index.html itself, so nothing leads on from there",
        "static/.hidden: error [bad-value] a file that begins with a dot is not served, apart from those in .well-known/",
        "static/api/center.json: error [taken-address] the site makes /api/center.json itself, so only one of the two would be served",
        "static/policies/terms/index.html: error [taken-address] the site makes /policies/terms/index.html itself, so only one of the two would be served",
        "static/proof.html: error [taken-address] docs/ has /proof.html itself, so only one of the two would be served",
    ]
    assert "did you mean policies/privacy/?" in lines[1]


def test_a_link_out_of_the_folder_is_not_served(tmp_path):
    root = center(tmp_path / "center")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (root / "static" / "secret.txt").symlink_to(tmp_path / "secret.txt")
    assert "secret.txt" not in files.static_files(root, "static")
    assert "static/secret.txt: error [bad-value]" in sites.trustcenter(root, "check", "--as-of", DAY).output


def test_a_change_of_such_a_file_is_a_reason_to_build_anew(tmp_path):
    root = center(tmp_path)
    for text in ("one", "two"):
        sites.write(root, {"static/ads.txt": text})
        assert sites.run(root, "build", "--as-of", DAY).returncode == 0
        assert (root / "site/ads.txt").read_text("utf-8") == text


def test_a_script_of_a_host_that_is_allowed_may_be_named(tmp_path):
    allowed = "extra_javascript: [https://stats.example/a.js]\nextra:\n  trustcenter:\n    content_policy:\n      {}\n"
    for directive, expected in (("script-src", 0), ("img-src", 1)):
        root = center(tmp_path / directive, allowed.format(f"{directive}: https://stats.example"), {})
        result = sites.trustcenter(root, "check", "--as-of", DAY)
        assert result.exit_code == expected, result.output


def test_the_report_prints_what_is_wrong_with_the_form(tmp_path):
    root = center(tmp_path, "extra:\n  trustcenter:\n    static: docs\n    content_policy: {scripts: x}\n", {})
    output = sites.trustcenter(root, "check", "--as-of", DAY).output
    assert "mkdocs.yml:19:13: error [bad-value] `docs` is no folder for files to serve" in output
    assert "did you mean script-src?" in output
