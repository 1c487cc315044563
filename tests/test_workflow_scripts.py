"""The scripts beside the workflows, where running a whole workflow would show too little; and the days for review."""

import runpy
import subprocess
import sys

import pytest

import sites
from conftest import REPOSITORY

SCRIPTS = REPOSITORY / ".github" / "scripts"
HOME = "https://example.com/trust/"
CHANGE = "2026-02-02-recordings-are-kept-for-60-days"


def page(*links: str) -> str:
    head = f'<!doctype html><html lang="en"><head><title>x</title><link rel="canonical" href="{HOME}"></head>'
    return head + "<body><h1>x</h1>" + "".join(f'<a href="{link}">x</a>' for link in links) + "</body></html>"


def site(tmp_path, **pages):
    """A site whose pages of the present are the home page and `now/`; `old/` is archive."""
    urls = "".join(f"<url><loc>{HOME}{path}</loc></url>" for path in ("", "now/"))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    made = {"index.html": page("now/", "old/"), "now/index.html": page("../"), "old/index.html": page("../"), **pages}
    sites.write(tmp_path / "site", {"sitemap.xml": sitemap, **made})
    return tmp_path / "site"


def links(what, folder):
    command = [sys.executable, "-I", str(SCRIPTS), "links", what, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_link_to_nowhere_on_a_page_of_the_present_is_found_with_its_place(tmp_path):
    done = links("own", site(tmp_path, **{"now/index.html": page("../gone/", "../old/")}))
    assert done.returncode == 1, done.stderr
    (error,) = [line for line in done.stdout.splitlines() if line.startswith("::error::")]
    assert "/now/:1: ../gone/:" in error
    assert "404" in error


def test_a_link_to_nowhere_in_the_archive_is_none_of_its_business(tmp_path):
    done = links("own", site(tmp_path, **{"old/index.html": page("../gone/")}))
    assert (done.returncode, done.stdout) == (0, "0 broken links on pages of the present\n")


def test_links_to_the_site_itself_and_to_hosts_that_never_exist_are_not_asked(tmp_path):
    own, never = (
        f"{HOME}now/",
        ("https://vendor.example/dpa", "https://example.org/", "http://localhost:1/", "mailto:a@b.c"),
    )
    done = links("external", site(tmp_path, **{"now/index.html": page(own, *never)}))
    assert (done.returncode, done.stdout) == (0, "[]\n")


@pytest.mark.parametrize(("present", "code"), [("true", 1), ("false", 0)])
def test_the_verdict_is_about_pages_of_the_present(tmp_path, present, code):
    sites.write(
        tmp_path, {"links.json": f'[{{"url": "https://x.y/", "result": "404", "pages": ["a/"], "present": {present}}}]'}
    )
    assert links("verdict", tmp_path / "links.json").returncode == code


# The days for review ------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path):
    """Published on 5 January 2026, with a draft that says 60 days."""
    made = sites.published(tmp_path)
    sites.edit(made, "data/retention.yml", "90 days", "60 days")
    return made


def publish(root, *more, as_of="2026-02-02"):
    title = "Recordings are kept for 60 days"
    return sites.publish(root, "--class", "material", "--effective", "earliest", *more, as_of=as_of, title=title)


@pytest.mark.parametrize(
    ("days", "announced", "effective"),
    [("", "5 February 2026", "8 March 2026"), ("review_days: 10\n", "12 February 2026", "15 March 2026"),
     ("review_days: 0\n", "2 February 2026", "5 March 2026")],
)  # fmt: skip
def test_review_announces_so_many_days_ahead_and_counts_from_there(root, days, announced, effective):
    sites.write(root, {"data/notice.yml": sites.SMALL["data/notice.yml"] + days})
    said = sites.done(publish(root, "--announce", "review", "--dry-run"))
    assert f"announced {announced}, effective {effective}" in said


def test_today_is_a_day_that_can_be_asked_for(root):
    assert "announced 2 February 2026" in sites.done(publish(root, "--announce", "today", "--dry-run"))


@pytest.mark.parametrize(
    ("planned", "announced"), [("2026-02-03", "5 February 2026"), ("2026-02-20", "20 February 2026")]
)
def test_redo_for_review_never_brings_the_day_forward(root, planned, announced):
    sites.done(publish(root, "--announce", planned))
    change = f"{planned}-recordings-are-kept-for-60-days"
    said = sites.done(
        sites.trustcenter(root, "publish", "--redo", change, "--announce", "review", "--as-of", "2026-02-02")
    )
    assert f"announced {announced}" in said


def withdraw(root, *more, as_of="2026-02-10"):
    return sites.trustcenter(root, "withdraw", CHANGE, "--reason", "Too short.", "--as-of", as_of, *more)


def test_a_withdrawal_can_be_announced_later_and_counts_from_then(root):
    sites.done(publish(root))
    sites.done(withdraw(root, "--announce", "2026-02-13"))
    for day, withdrawn in (("2026-02-12", False), ("2026-02-13", True)):
        site = sites.build(root, day)
        assert bool(sites.holding(site, "Too short.")) == withdrawn
    assert "90 days" in sites.text(sites.build(root, "2026-03-06"), "policies/privacy")


@pytest.mark.parametrize(
    ("announce", "said"), [("2026-02-09", "is past"), ("2026-03-05", "would be in effect from 5 March 2026")]
)
def test_a_withdrawal_that_is_announced_in_the_past_or_too_late_is_refused(root, announce, said):
    sites.done(publish(root))
    before = sites.source(root)
    refused = withdraw(root, "--announce", announce)
    assert refused.exit_code == 1
    assert said in refused.output
    assert sites.source(root) == before


@pytest.mark.parametrize("demo", ["", "demo: true\n"], ids=["real", "demonstration"])
def test_previews_have_a_list_of_drafts_and_public_sites_have_none(root, demo):
    sites.write(root, {"data/organization.yml": sites.SMALL["data/organization.yml"] + demo})
    assert not (sites.build(root, "2026-02-02") / "drafts").exists()
    preview = sites.build(root, "2026-02-02", env={"TRUSTCENTER_DRAFTS": "1"})
    assert "Privacy policy" in sites.text(preview, "drafts")
    assert sites.done(sites.trustcenter(root, "check", "--site", str(preview)))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("--announce: error [backdated] 2026-01-01 is in the past — announce it on 2026-02-02 or later", "`announce`: error"),
        ("x — publish it with `--pending keep`, or later", "with the action `publish, keep what is pending`, or"),
        ("x — `trustcenter repair --base 1f --base-date 2026-01-01` redoes all", "x — the action `repair` redoes all"),
        ("x — `trustcenter publish --redo 2026-02-01-a --announce 2026-02-03`", "the action `redo` with the change `2026-02-01-a`"),
        ("x — remove it: `trustcenter publish --drop 2026-02-01-a`", "the action `drop` with the change `2026-02-01-a`"),
        ("CHANGE: error [bad-value] `a` is no change", "`change`: error [bad-value] `a` is no change"),
        ("POLICY: error [bad-value] `a` has no draft", "`policies`: error"),
        ("x — name it in --reason or --summary", "name it in `reason` or `summary`"),
    ],
)  # fmt: skip
def test_a_refusal_speaks_of_the_fields_and_actions_of_the_form(said, read, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    told = runpy.run_path(str(SCRIPTS / "publish.py"))["in_words_of_the_form"](said)
    assert read in told
    assert "--" not in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"ACTION": "drop", "CHANGE": ""}, "in `change`, write the name of its file in docs/changelog/ without `.md`; the newest are `2026-"),
        ({"ACTION": "redo", "CHANGE": "The New One"}, "without `.md`; the newest are `2026-"),
        ({"ACTION": "publish", "CLASS": "minor", "TITLE": "x", "POLICIES": "Privacy!"}, "the ids are `privacy`"),
        ({"ACTION": "rename", "POLICIES": "privacy New"}, "`policies`: `New` is not the id of a policy; the ids are `privacy`"),
    ],
)  # fmt: skip
def test_a_form_that_names_nothing_is_told_what_can_be_named(root, asked, told, monkeypatch):
    """The workflow runs the script beside the folder `center/`, with the answers in the environment."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    for name, value in {
        **{f"ASKED_{field}": text for field, text in asked.items()},
        "BASE": "none",
        "BASE_DATE": "",
    }.items():
        monkeypatch.setenv(name, value)
    script = runpy.run_path(str(SCRIPTS / "publish.py"))
    script["arguments"].__globals__["CENTER"] = str(root)
    with pytest.raises(script["Refused"]) as refusal:
        script["arguments"]()
    assert told in str(refusal.value)
