"""What `mkdocs.yml` says of a trust center is judged by `check` and by a build alike, with its place."""

import os

import pytest

import sites
from trustcenter.model.problems import Where
from trustcenter.reading.site_settings import Settings, load_settings, wrong_logo
from trustcenter.reports import problem_report

LOOK = "theme:\n  name: material\n  logo: {logo}\nextra:\n  trustcenter:\n    accent: {accent}\n"


def told(text):
    """The problems of a `mkdocs.yml`, as they are printed."""
    return [problem_report.line(problem) for problem in load_settings({"mkdocs.yml": text.encode()})[1]]


def settings(text) -> Settings:
    return load_settings({"mkdocs.yml": text.encode()})[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extra:\n  trustcenter: {accent: '#ffcc00'}\n", "mkdocs.yml:2:25: error [bad-value] the accent `#ffcc00` has"),
        ("extra:\n  trustcenter:\n    accent: #1f4e79\n", "mkdocs.yml:3:12: error [bad-value] the accent `` is not"),
        ("extra:\n  trustcenter:\n    acent: '#123'\n", "mkdocs.yml:3:5: error [unknown-field] `extra.trustcenter`"),
        ("extra:\n  trustcenter: blue\n", "mkdocs.yml:2:16: error [bad-value] `extra.trustcenter` is not a mapping"),
        ("use_directory_urls: false\n", "mkdocs.yml:1:21: error [bad-value] without `use_directory_urls`"),
        ("theme: [\n", "mkdocs.yml:2:1: error [yaml-syntax] not readable as YAML"),
    ],
    ids=["unreadable", "a comment", "misspelt", "no mapping", "addresses", "syntax"],
)
def test_a_bad_setting_is_told_where_it_stands(text, said):
    [line] = told(text)
    assert line.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "", "site_name: A\n", "extra: {trustcenter: {accent: '#1f4e79'}}\n", "extra: {mine: 1}\n",
        "use_directory_urls: true\n", "x: &a [1]\ny: *a\nmarkdown_extensions:\n  - a: !!python/name:os.path\n",
        "extra:\n  trustcenter:\n    accent: !ENV [ACCENT, '#1f4e79']\n",
    ],
)  # fmt: skip
def test_good_settings_and_those_of_mkdocs_itself_are_no_problem(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        ("assets/logo.png", "the logo `assets/logo.png` is no file below docs/"),
        ("https://cdn.example/logo.svg", "the logo `https://cdn.example/logo.svg` would be loaded from another host"),
    ],
)
def test_a_logo_that_the_site_will_not_have_is_told(logo, said):
    [problem] = wrong_logo(settings(LOOK.format(logo=logo, accent="'#123'")), ["assets/logo.svg", "api/a.json"])
    assert (problem.where, problem.message) == (Where("mkdocs.yml", 3, 9), said)
    assert "assets/logo.svg" in problem.hint or "put it below docs/" in problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "theme: {logo: assets/logo.svg}\n", "theme: material\n", "theme: {logo: assets/images/favicon.png}\n",
        "theme: {custom_dir: over, logo: assets/other.svg}\n", "",
    ],
)  # fmt: skip
def test_a_logo_that_is_there_or_may_be_in_the_theme_is_no_problem(text):
    assert list(wrong_logo(settings(text), ["assets/logo.svg"])) == []


def test_pages_that_the_settings_keep_off_the_site_are_hidden():
    hidden = settings("exclude_docs: |\n  /policies/\n  drafted.md\ndraft_docs: later/\n").hidden
    shown = ["faq.md", "notes/a.md"]
    assert [
        path for path in (*shown, "drafted.md", "later/a.md", ".x/a.md", "policies/a.md") if not hidden(path)
    ] == shown


# A center ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path):
    return sites.published(tmp_path / "root")


def look(root, *, logo="assets/logo.svg", accent="'#1f4e79'"):
    """Give a center a look."""
    sites.edit(root, "mkdocs.yml", "  font: false\n", f"  font: false\n  logo: {logo}\n")
    extra = f"extra:\n  trustcenter:\n    accent: {accent}\n"
    sites.edit(root, "mkdocs.yml", "plugins: [search]\n", f"plugins: [search]\n{extra}")


def test_check_and_build_tell_the_same_of_a_bad_look_each_once(root):
    look(root, logo="assets/none.svg", accent="'#ffcc00'")
    checked = sites.trustcenter(root, "check", "--as-of", "2026-03-01")
    built = sites.run(root, "build", "--as-of", "2026-03-01")
    assert (checked.exit_code, built.returncode) == (1, 1)
    for said in (checked.output, built.stdout + built.stderr):
        assert said.count("mkdocs.yml:9:9: error [bad-value] the logo `assets/none.svg` is no file below docs/") == 1
        assert said.count("mkdocs.yml:13:13: error [bad-value] the accent `#ffcc00` has a contrast of 1.4") == 1


def test_a_good_look_is_no_problem(root):
    look(root)
    sites.write(root, {"docs/assets/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    assert "mkdocs.yml" not in sites.done(sites.trustcenter(root, "check", "--as-of", "2026-03-01"))
    sites.build(root, "2026-03-01")


def test_a_build_judges_what_mkdocs_makes_of_a_setting(root):
    look(root, logo="assets/images/favicon.png", accent="!ENV [NO_SUCH_ACCENT, '#ffcc00']")
    assert "accent" not in sites.trustcenter(root, "check", "--as-of", "2026-03-01").output
    built = sites.run(root, "build", "--as-of", "2026-03-01")
    assert built.returncode == 1
    assert "mkdocs.yml:13:13: error [bad-value] the accent `#ffcc00` has" in built.stdout + built.stderr


def test_a_page_of_the_company_at_an_address_of_ours_stops_check_and_build_unless_it_is_kept_off_the_site(root):
    sites.write(root, {"docs/notices.md": "# Our own notices\n"})
    said = "docs/notices.md:1:1: error [taken-address] the site makes the page at /notices/ itself"
    assert said in sites.trustcenter(root, "check", "--as-of", "2026-03-01").output
    built = sites.run(root, "build", "--as-of", "2026-03-01")
    assert built.returncode == 1
    assert said in built.stdout + built.stderr
    sites.edit(root, "mkdocs.yml", "  /changelog/\n", "  /changelog/\n  /notices.md\n")
    sites.done(sites.trustcenter(root, "check", "--as-of", "2026-03-01"))
    assert "Our own notices" not in (sites.build(root, "2026-03-01") / "notices/index.html").read_text("utf-8")


def test_a_page_that_is_kept_off_the_site_is_not_checked(root):
    sites.write(root, {"docs/notes.md": "{{ retention.nothing.period }}\n"})
    assert "unknown-reference" in sites.trustcenter(root, "check", "--as-of", "2026-03-01").output
    sites.edit(root, "mkdocs.yml", "  /changelog/\n", "  /changelog/\n  /notes.md\n")
    sites.done(sites.trustcenter(root, "check", "--as-of", "2026-03-01"))


@pytest.mark.parametrize("url", ["retention/", "data-map/", "timeline/", "coverage/"])
def test_a_page_of_the_company_may_take_the_place_of_a_picture(root, url):
    sites.write(root, {f"docs/{url}index.md": "# A page of our own\n"})
    sites.done(sites.trustcenter(root, "check", "--as-of", "2026-03-01"))
    assert "A page of our own" in sites.text(sites.build(root, "2026-03-01"), url)


@pytest.mark.parametrize("path", ["feed.xml", "notices/feed.xml", "calendar.ics", "api/center.json", "SHA256SUMS"])
def test_a_file_of_the_company_at_an_address_of_ours_is_an_error(root, path):
    sites.write(root, {f"docs/{path}": "ours?"})
    said = f"docs/{path}: error [taken-address] the site makes /{path} itself"
    assert said in sites.trustcenter(root, "check", "--as-of", "2026-03-01").output


def test_a_build_tells_of_such_a_file_as_well_and_of_no_other(root):
    sites.write(root, {"docs/feed.json": "{}", "docs/files/feed.xml": "<a/>", "docs/apis/a.txt": "a"})
    built = sites.run(root, "build", "--as-of", "2026-03-01")
    assert built.returncode == 1
    assert (built.stdout + built.stderr).count("[taken-address]") == 1


def test_a_setting_that_comes_from_another_file_is_judged_by_the_build(root):
    (root / "mkdocs.yml").rename(root / "base.yml")
    sites.edit(
        root, "base.yml", "plugins: [search]\n", "plugins: [search]\nextra: {trustcenter: {accent: '#ffcc00'}}\n"
    )
    sites.write(root, {"mkdocs.yml": "INHERIT: base.yml\nsite_name: Another\n"})
    built = sites.run(root, "build", "--as-of", "2026-03-01")
    assert built.returncode == 1
    assert "mkdocs.yml:1:1: error [bad-value] the accent `#ffcc00` has" in built.stdout + built.stderr


@pytest.mark.parametrize("target", ["/etc/hostname", "/etc", "/nowhere", "../outside.txt"])
@pytest.mark.parametrize("path", ["docs/host.txt", "docs/host.md", "docs/assets/host", "data/offices.yml"])
def test_a_link_that_leads_out_of_the_center_stops_everything(root, path, target):
    """MkDocs would follow it and publish what it finds on the machine that builds."""
    (root.parent / "outside.txt").write_text("quagga\n", "utf-8")
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).symlink_to(target)
    said = f"{path}: error [bad-value] this is no file of the trust center: a link out of it or to nothing, a pipe, a socket or a device"
    assert said in sites.trustcenter(root, "check", "--as-of", "2026-03-01").output
    assert said in sites.trustcenter(root, "render", str(root.parent / "plain"), "--as-of", "2026-03-01").output


def test_a_build_does_not_follow_such_a_link_and_one_within_is_a_file_like_others(root):
    sites.write(root, {"docs/a.txt": "a\n"})
    (root / "docs/b.txt").symlink_to("a.txt")
    assert (sites.build(root, "2026-03-01") / "b.txt").read_text("utf-8") == "a\n"
    (root / "docs/passwd.txt").symlink_to("/etc/passwd")
    built = sites.run(root, "build", "--as-of", "2026-03-01")
    assert built.returncode == 1
    assert "docs/passwd.txt: error [bad-value]" in built.stdout + built.stderr
    assert not (root / "site/passwd.txt").exists()


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"caf\xe9.txt"])
def test_a_name_that_is_no_utf_8_is_a_problem_and_no_crash(root, name):
    try:
        (root / "docs" / os.fsdecode(name)).write_text("# A\n", "utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    for command in (["check"], ["build"]):
        done = sites.run(root, *command, "--as-of", "2026-03-01")
        assert done.returncode == 1
        assert "error [not-utf-8] the name of this file is not UTF-8" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
