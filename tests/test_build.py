"""The site is a function of the published files and a date: what stands on it when, and that nothing else decides."""

import json
import textwrap
from datetime import date

import pytest
from lxml import html

import sites

PRIVACY = "docs/policies/privacy/index.md"
BEFORE = "2022-10-02"
PRESENT = (
    "index.html", "policies/", "changelog/index.html", "as-of/index.html", "subprocessors/", "feed.", "notices/",
    "calendar.ics", "api/", "sitemap.xml", "search/", "SHA256SUMS", "retention/", "data-map/", "timeline/", "coverage/",
    "since/", "answers/", "packs/", "llms.txt",
)  # fmt: skip
"""Where a site states the present."""


@pytest.fixture(scope="module")
def root_site(tmp_path_factory):
    """The root site as of a day with history and an upcoming version; built by plain `mkdocs build --strict`."""
    return sites.build(sites.copy_root(tmp_path_factory.mktemp("root")), sites.TODAY)


@pytest.fixture
def built(tmp_path):
    """A function that builds a center as of a day into a folder of its own."""

    def build(root, as_of, **env):
        site = tmp_path / "sites" / str(as_of)
        result = sites.mkdocs(
            root,
            "build",
            "--strict",
            "-d",
            str(site),
            env={"TRUSTCENTER_AS_OF": str(as_of), "TRUSTCENTER_QUIET": "1", **env},
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return site

    return build


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory):
    """Privacy: version 1 of 5 January, version 2 announced on 1 February for 4 March 2026."""
    root = sites.published(tmp_path_factory.mktemp("two"))
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    sites.done(
        sites.publish(root, "--class", "material", "--effective", "earliest", as_of="2026-02-01", title="Sooner")
    )
    return root


# What stands on the site -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        "index.html", "404.html", "policies/index.html", "changelog/index.html",
        "policies/privacy/index.html", "policies/privacy/2022-10-03/index.html", "policies/privacy/2025-10-13/index.html",
        "policies/retention/index.html", "policies/sms-terms/index.html", "policies/subprocessors/index.html",
        "api/center.json", "api/policies.json", "api/subprocessors.json", "api/retention.json",
        "search/search_index.json", "sitemap.xml",
    ],
)  # fmt: skip
def test_the_root_site_has_its_pages_and_files(root_site, file):
    assert (root_site / file).stat().st_size > 50


def test_every_version_and_change_of_the_root_has_its_page_and_its_bytes(root_site):
    published = sorted(sites.REPO.glob("docs/policies/*/2*.*")) + sorted(sites.REPO.glob("docs/changelog/*.md"))
    assert len(published) > 12
    for file in published:
        path = file.relative_to(sites.REPO / "docs")
        assert (root_site / path).read_bytes() == file.read_bytes()
        assert (root_site / path.with_suffix("") / "index.html").is_file()


def test_the_page_of_a_policy_shows_the_version_in_effect_and_never_the_draft(two_versions, built):
    sites.edit(two_versions, PRIVACY, "We keep little.", "We keep zebras.")
    try:
        site = built(two_versions, "2026-02-15")
    finally:
        sites.edit(two_versions, PRIVACY, "We keep zebras.", "We keep little.")
    text = sites.text(site, "policies/privacy")
    assert "Recordings are kept for 90 days." in text
    assert "60 days" not in text
    assert "A new version takes effect on 4 March 2026" in text
    assert "Sooner" in text
    assert sites.holding(site, "zebras") == []


def test_the_page_of_a_version_is_that_version(two_versions, built):
    site = built(two_versions, "2026-02-15")
    assert "kept for 90 days." in sites.text(site, "policies/privacy/2026-01-05")
    assert "kept for 60 days." in sites.text(site, "policies/privacy/2026-03-04")


def test_home_tells_what_is_in_effect_upcoming_and_new(two_versions, built):
    text = sites.text(built(two_versions, "2026-02-15"), "")
    for words in (
        "upcoming Sooner Effective 4 March 2026",
        "Privacy policy, version 2",
        "in effect since 5 January 2026",
    ):
        assert words in text
    assert "As of 15 February 2026" in text


def test_the_changelog_is_newest_first_and_has_a_page_for_each_change(two_versions, built):
    site = built(two_versions, "2026-02-15")
    text = sites.text(site, "changelog")
    assert text.index("Sooner") < text.rindex("A change of ours")
    entry = sites.text(site, "changelog/2026-02-01-sooner")
    assert "retention of Call recordings: 90 days → 60 days" in entry
    assert "1 February 2026" in entry
    assert "4 March 2026" in entry


def test_the_open_data_states_what_binds(two_versions, built):
    before, after = (built(two_versions, day) / "api" for day in ("2026-03-03", "2026-03-04"))
    read = lambda folder, name: json.loads((folder / name).read_bytes())  # noqa: E731
    policy = next(p for p in read(before, "policies.json")["policies"] if p["id"] == "privacy")
    assert policy["in_effect"]["version"] == "2026-01-05"
    assert [version["version"] for version in policy["upcoming"]] == ["2026-03-04"]
    assert policy["upcoming"][0]["binds_from"] == "2026-03-04T06:00:00Z"
    policy = next(p for p in read(after, "policies.json")["policies"] if p["id"] == "privacy")
    assert (policy["in_effect"]["version"], policy["upcoming"]) == ("2026-03-04", [])
    periods = [
        next(rule["period"] for rule in read(folder, "retention.json")["retention"] if rule["id"] == "recordings")
        for folder in (before, after)
    ]
    assert periods == ["90 days", "60 days"]
    assert read(after, "center.json")["facts"]["retention"]["recordings"]["period"] == "60 days"
    assert [vendor["id"] for vendor in read(after, "subprocessors.json")["subprocessors"]] == ["harbor"]


# As of a day -------------------------------------------------------------------------------------------------------


def test_before_the_first_version_there_is_a_site_without_policies(tmp_path, built):
    site = built(sites.copy_root(tmp_path / "root"), BEFORE)
    assert "No policy had been published by this day." in sites.text(site, "")
    assert sorted(path for path in sites.tree(site) if path.startswith(("policies/", "changelog/"))) == [
        "changelog/index.html",
        "policies/index.html",
    ]


@pytest.mark.parametrize(
    ("day", "period", "upcoming"),
    [("2026-01-31", "90", False), ("2026-02-01", "90", True), ("2026-03-03", "90", True), ("2026-03-04", "60", False)],
)
def test_a_version_is_announced_and_binds_from_its_very_days(two_versions, built, day, period, upcoming):
    site = built(two_versions, day)
    text = sites.text(site, "policies/privacy")
    assert f"kept for {period} days" in text
    assert ("A new version takes effect" in text) is upcoming
    assert (site / "policies/privacy/2026-03-04.md").exists() is (day >= "2026-02-01")


def test_the_day_begins_in_the_time_zone_of_the_organization(tmp_path):
    """In Kiritimati it is already the next day for a clock that shows ten hours past noon in UTC."""
    root = sites.published(
        tmp_path,
        {
            "data/organization.yml": sites.SMALL["data/organization.yml"].replace(
                "America/Chicago", "Pacific/Kiritimati"
            )
        },
    )
    result = sites.mkdocs(root, "build", "-q", env=at(tmp_path, "2026-02-01T22:00:00+00:00"))
    assert result.returncode == 0, result.stderr
    assert "As of 2 February 2026" in sites.text(root / "site", "")


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "20260201", "2026-2-1", " "])
def test_a_day_that_does_not_exist_is_refused_before_anything_is_touched(tmp_path, day):
    root = sites.published(tmp_path)
    sites.write(root, {"site/404.html": "the old site"})
    result = sites.mkdocs(root, "build", env={"TRUSTCENTER_AS_OF": day})
    assert result.returncode == 1
    assert "TRUSTCENTER_AS_OF" in result.stderr
    assert "YYYY-MM-DD" in result.stderr
    assert "Traceback" not in result.stderr
    assert sites.tree(root / "site") == {"404.html": b"the old site"}


# The same bytes ----------------------------------------------------------------------------------------------------


def at(folder, moment):
    """An environment in which every clock of a Python process shows another moment."""
    hook = f"""
        import datetime, time
        shift = datetime.datetime.fromisoformat({moment!r}).timestamp() - time.time()
        really, really_ns, struct, here, local = time.time, time.time_ns, time.gmtime, time.localtime, time.strftime
        time.time = lambda: really() + shift
        time.time_ns = lambda: really_ns() + int(shift * 1e9)
        time.gmtime = lambda seconds=None: struct(time.time() if seconds is None else seconds)
        time.localtime = lambda seconds=None: here(time.time() if seconds is None else seconds)
        time.strftime = lambda form, when=None: local(form, time.localtime() if when is None else when)
        class Shifted(type(datetime.datetime)):
            def __instancecheck__(cls, value):
                return isinstance(value, plain)
        plain = datetime.datetime
        class Moved(plain, metaclass=Shifted):
            @classmethod
            def now(cls, tz=None):
                return plain.fromtimestamp(time.time(), tz)
            @classmethod
            def utcnow(cls):
                return plain.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
            @classmethod
            def today(cls):
                return plain.fromtimestamp(time.time())
        datetime.datetime = Moved
    """
    (folder / "clock").mkdir(parents=True, exist_ok=True)
    (folder / "clock" / "sitecustomize.py").write_text(textwrap.dedent(hook))
    return {"PYTHONPATH": str(folder / "clock")}


def test_folder_zone_locale_hash_seed_and_clock_change_no_byte(tmp_path):
    one = sites.copy_root(tmp_path / "one")
    other = sites.copy_root(tmp_path / "another folder" / "deeper")
    for path in sorted(other.rglob("*.md"), reverse=True):
        path.touch()
    first = sites.build(
        one, sites.TODAY, env={"TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}
    )
    second = sites.build(
        other, sites.TODAY,
        env={"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4711",
             **at(tmp_path, "2031-07-05T23:30:00+00:00")},
    )  # fmt: skip
    a, b = sites.tree(first), sites.tree(second)
    assert {"sitemap.xml.gz", "search/search_index.json"} <= set(a)
    assert [path for path in sorted({*a, *b}) if a.get(path) != b.get(path)] == []


def test_the_moved_clock_is_seen(tmp_path):
    root = sites.published(tmp_path)
    assert sites.mkdocs(root, "build", "-q", env=at(tmp_path, "2031-07-05T23:30:00+00:00")).returncode == 0
    assert "As of 5 July 2031" in sites.text(root / "site", "")


def test_a_build_writes_nothing_into_the_sources(tmp_path):
    root = sites.copy_root(tmp_path)
    before = sites.source(root)
    sites.build(root, sites.TODAY)
    assert sites.source(root) == before


def states_the_present(path):
    of_a_version = path.startswith("policies/") and "/2" in path
    return path.startswith(PRESENT) and (not of_a_version or path.endswith("/since/index.html"))


@pytest.mark.parametrize("days", [("2026-03-03", "2026-03-04"), ("2026-03-04", "2027-03-04")])
def test_a_new_day_changes_only_what_states_the_present(two_versions, built, days):
    before, after = (sites.tree(built(two_versions, day)) for day in days)
    of_that_day = tuple(f"{start}{days[1]}" for start in ("as-of/", "api/as-of/", "since/", "packs/"))
    new = {path for path in after.keys() - before.keys() if not path.startswith(of_that_day)}
    assert {path for path in new if not path.endswith("/since/index.html")} == set()
    assert before.keys() - after.keys() == {f"packs/{days[0]}.zip"}
    differing = {path for path in before if path in after and before[path] != after[path]}
    assert {path for path in differing if not states_the_present(path)} == set()
    assert {"index.html", "policies/privacy/index.html", "api/policies.json"} <= differing


def test_an_announcement_changes_no_page_of_an_older_version_or_change(two_versions, built):
    before, after = (sites.tree(built(two_versions, day)) for day in ("2026-01-31", "2026-02-01"))
    kept = {path for path in before if not states_the_present(path)}
    assert "policies/privacy/2026-01-05/index.html" in kept
    assert {path for path in kept if sites.on_screen(before[path]) != sites.on_screen(after.get(path, b""))} == set()


def test_a_new_title_or_policy_changes_no_page_of_an_older_version(tmp_path, built):
    root = sites.published(tmp_path / "root")
    sites.edit(root, PRIVACY, "title: Privacy policy", "title: Privacy notice")
    sites.write(root, {"docs/policies/cookies/index.md": "---\ntitle: Cookies\n---\n\nNone.\n"})
    sites.done(sites.publish(root, "privacy", "--class", "minor", "--effective", "2026-02-01", as_of="2026-02-01"))
    sites.done(sites.publish(root, "cookies", "--class", "initial", "--effective", "2026-02-01", as_of="2026-02-01"))
    before, after = (sites.tree(built(root, day)) for day in ("2026-01-31", "2026-02-01"))
    kept = {path for path in before if path.startswith("policies/") and not states_the_present(path)}
    assert "policies/privacy/2026-01-05/index.html" in kept
    assert {path for path in kept if sites.on_screen(before[path]) != sites.on_screen(after.get(path, b""))} == set()


# Hostile texts and the company's own pages -------------------------------------------------------------------------

HOSTILE = """\
---
title: "Privacy <script>alert('title')</script> & [more](javascript:alert(0))"
summary: "<img src=x onerror=alert('summary')>"
---

## Scripts <script>alert('heading')</script>

<script>alert('text')</script>
<img src="https://evil.example/pixel.png" onerror="alert('image')">
<iframe src="https://evil.example/"></iframe>
<a href="javascript:alert('link')" onclick="alert('click')">a link</a>
<svg onload="alert('svg')"></svg><style>body { display: none }</style>
<form action="https://evil.example/"><input name="password"></form>
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">

[plain](javascript:alert('markdown')) ![pixel](https://evil.example/markdown.png) <javascript:alert('auto')>
[data](data:text/html,<script>alert('data')</script>) [away](//evil.example/away) [http](http://evil.example/)

{: onclick="alert('attribute')" style="position: fixed" }

A quoted {% raw %}{{ first_name }}{% endraw %} and a [missing page](../nowhere/index.md).
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A site with a hostile text in its archive: one that was sealed without the check that refuses it today."""
    root = sites.small(tmp_path_factory.mktemp("hostile"), {PRIVACY: HOSTILE})
    order = ("--class", "initial", "--effective", "2026-01-05", "--summary", "<script>alert('change')</script>")
    title = "<script>alert('change title')</script>"
    assert "[unseen-text]" in sites.publish(root, *order, as_of="2026-01-05", title=title).output
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trustcenter.publishing.publish.refused_content", lambda *_: [])
        sites.done(sites.publish(root, *order, as_of="2026-01-05", title=title))
    return sites.build(root, "2026-01-05")


def pages_of(site):
    """The pages in a frame; the one for an `<iframe>` is tried in test_embed.py."""
    return [one for one in sorted(site.rglob("*.html")) if one.name != "404.html" and one.parent.name != "embed"]


def test_a_hostile_text_builds_pages_that_do_nothing(hostile):
    pages = pages_of(hostile)
    assert len(pages) >= 7
    for page in pages:
        top = html.fromstring(page.read_bytes())
        [article] = top.xpath("//article[contains(@class, 'md-content__inner')]")
        active = ("script", "iframe", "style", "object", "embed", "base", "meta", "form", "input", "img")
        own = {*article.xpath(".//form[@class='tc-filter' and not(@action)]/descendant-or-self::*")}
        assert [element.tag for element in article.iter(*active) if element not in own] == [], page
        assert article.xpath(".//svg[not(contains(@class, 'tc-drawing'))]") == [], page  # pictures are drawn by us
        assert top.xpath("//iframe | //base | //meta[@http-equiv!='Content-Security-Policy']") == [], page
        assert len(top.xpath("//meta[@http-equiv='Content-Security-Policy']")) == 1, page
        handlers = [name for element in top.iter("*") for name in element.attrib if str(name).startswith("on")]
        assert handlers == [], page
        schemes = {element.get("href").split(":")[0] for element in top.xpath("//*[@href][contains(@href, ':')]")}
        assert schemes <= {"https", "mailto", "tel"}, page
        loaded = top.xpath("//@src | //link[@rel='stylesheet']/@href | //form/@action")
        assert [address for address in loaded if "evil" in address] == []
        for script in top.xpath("//script[not(@type='application/ld+json')]"):
            assert "alert" not in (script.text or "")
        for data in top.xpath("//script[@type='application/ld+json']"):  # a title may say so, and stays inside
            assert not set("<>&") & set(data.text)


def test_what_a_hostile_text_says_is_still_read(hostile):
    text = sites.text(hostile, "policies/privacy")
    assert "A quoted {{ first_name }} and a missing page." in text
    assert "alert('title')" in text


OWN = {
    "docs/index.md": "---\ntitle: Trust at Lanternfish\n---\n\nWelcome. Ask {{ contacts.privacy.email | link }}.\n",
    "docs/faq.md": "# Questions\n\nRecordings stay {{ retention.recordings.period }}; see the [privacy policy](policies/privacy/index.md).\n",
    "docs/about/team.md": "# Team\n\nWe are {{ organization.legal_name }}. [Questions](../faq.md)\n",
}


@pytest.fixture
def company(tmp_path):
    return sites.published(tmp_path / "company", OWN)


def test_index_is_the_introduction_of_the_home_page(company, built):
    site = built(company, "2026-01-05")
    text = sites.text(site, "")
    assert "Trust at Lanternfish" in text
    assert "Welcome. Ask privacy@lanternfish.example." in text
    assert "in effect since 5 January 2026" in text
    assert html.fromstring((site / "index.html").read_bytes()).xpath("//h1[normalize-space()='Trust at Lanternfish']")


def test_ordinary_pages_get_the_facts_that_are_public(company, built):
    sites.edit(company, "data/retention.yml", "90 days", "60 days")
    order = ("--class", "material", "--effective", "2026-03-04")
    sites.done(sites.publish(company, *order, as_of="2026-02-01", title="Sooner"))
    sites.edit(company, "data/retention.yml", "60 days", "7 days")
    for day, period in (("2026-03-03", "90 days"), ("2026-03-04", "60 days")):
        site = built(company, day)
        assert f"Recordings stay {period};" in sites.text(site, "faq")
        assert sites.holding(site, "7 days") == []
        links = html.fromstring((site / "faq" / "index.html").read_bytes()).xpath("//article//a/@href")
        assert "../policies/privacy/" in links
    assert "We are Lanternfish Software, Inc." in sites.text(site, "about/team")


def test_the_title_of_an_ordinary_page_is_shown_as_it_is_written(company, built):
    sites.edit(company, "docs/faq.md", "# Questions", "---\ntitle: A <b>bold</b> Q & A\n---\n\n# Questions")
    page = html.fromstring((built(company, "2026-01-05") / "faq" / "index.html").read_bytes())
    assert page.xpath("string(//title)").startswith("A <b>bold</b> Q & A")
    assert "A <b>bold</b> Q & A" in [" ".join(link.text_content().split()) for link in page.xpath("//nav//a")]


def test_ordinary_pages_come_and_go(company, built):
    assert (built(company, "2026-01-05") / "about" / "team" / "index.html").exists()
    (company / "docs/about/team.md").rename(company / "docs/people.md")
    (company / "docs/faq.md").unlink()
    sites.write(company, {"docs/people.md": "# People\n\nWe are {{ organization.legal_name }}.\n"})
    site = built(company, "2026-01-06")
    assert "We are Lanternfish Software, Inc." in sites.text(site, "people")
    for gone in ("faq", "about/team"):
        assert not (site / gone).exists()
    assert sites.holding(site, "Recordings stay") == []


def test_an_unknown_reference_on_an_ordinary_page_stops_the_build(company):
    sites.edit(company, "docs/faq.md", "retention.recordings", "retention.recording")
    result = sites.mkdocs(company, "build", env={"TRUSTCENTER_AS_OF": "2026-01-05"})
    assert result.returncode == 1
    assert "docs/faq.md:3:" in result.stderr
    assert "unknown-reference" in result.stderr


def test_a_link_of_an_ordinary_page_that_leads_nowhere_stops_the_build(company):
    sites.edit(company, "docs/faq.md", "\n", "\n[Gone](policies/nowhere/index.md)\n")
    result = sites.run(company, "build", "--as-of", "2026-02-01")
    assert result.returncode == 1
    assert "policies/nowhere/index.md" in result.stdout + result.stderr


def test_an_ordinary_page_may_link_to_sections_versions_and_data(company, built):
    text = "\n[A](policies/privacy/index.md#how-long) [B](policies/privacy/2026-01-05/index.md) [C](api/center.json)\n"
    sites.edit(company, "docs/faq.md", "\n", text)
    page = (built(company, "2026-02-01") / "faq/index.html").read_text("utf-8")
    for link in ("../policies/privacy/#how-long", "../policies/privacy/2026-01-05/", "../api/center.json"):
        assert f'href="{link}"' in page


def test_a_page_that_the_settings_keep_off_the_site_is_not_in_the_menu(company, built):
    sites.edit(company, "mkdocs.yml", "  /changelog/\n", "  /changelog/\n  /quagga.md\n")
    sites.write(company, {"docs/quagga.md": "# Quagga\n"})
    assert sites.holding(built(company, "2026-02-01"), "quagga") == []


def test_a_build_without_any_version_works(tmp_path, built):
    site = built(sites.small(tmp_path / "new"), date(2026, 1, 5))
    assert "No policy had been published by this day." in sites.text(site, "")
    assert sites.holding(site, "We keep little") == []
