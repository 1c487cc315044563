"""Where the site that stands is the one that would be built, `trustcenter build` leaves it; wherever not, it builds."""

import re
import shutil

import pytest

import sites
from trustcenter.disk import files
from trustcenter.reading.site_settings import SiteSettings, load_settings
from trustcenter.site import build
from trustcenter.site.cache import up_to_date

DAY = "2026-03-01"
PAGE = {"docs/faq.md": "# Questions\n\nWhen? {{ retention.recordings.period }}.\n", "docs/price.txt": "free\n"}


def built(root, *args, env=None):
    result = sites.run(root, "build", "--as-of", DAY, *args, env=env)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout + result.stderr == ""
    return root / "site"


def left(root, *args, env=None):
    """Whether the next build leaves the site as it is: MkDocs writes the first page at every build."""
    page = root / "site" / "index.html"
    before = page.stat()
    built(root, *args, env=env)
    return page.stat().st_ino == before.st_ino and page.stat().st_mtime_ns == before.st_mtime_ns


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    root = sites.published(tmp_path_factory.mktemp("center"), PAGE)
    built(root)
    return root


@pytest.fixture
def root(center, tmp_path):
    """A center whose site stands; other folder, so that it is built once more."""
    shutil.copytree(center, tmp_path / "root")
    built(tmp_path / "root")
    return tmp_path / "root"


def test_a_second_build_and_one_after_an_edited_draft_leave_the_site(root):
    assert left(root)
    sites.edit(root, "docs/policies/privacy/index.md", "asks you to write", "asks you to call or write")
    sites.write(root, {"docs/policies/new/index.md": "---\ntitle: New\n---\n\n## A draft\n\nWords.\n"})
    assert left(root)
    stood = sites.tree(root / "site")
    for gone in ("site", ".cache"):
        shutil.rmtree(root / gone)
    assert sites.tree(built(root)) == stood


@pytest.mark.parametrize("name", ["root", *sites.EXAMPLES])
def test_no_byte_of_a_site_comes_from_drafts(name):
    texts = files.read_tree(sites.REPO if name == "root" else sites.REPO / "examples" / name)
    drafts = [path for path in texts if re.fullmatch(r"docs/policies/[^/]+/index\.md", path)]
    more = {path: texts[path] + b"\n## More\n\nSomething of today.\n" for path in drafts}
    assert drafts
    one, other = (
        build.outputs(build.load(read), sites.TODAY, SiteSettings(site_url="https://example.com/"))
        for read in (texts, texts | more)
    )
    assert one.files == other.files
    assert {url: one.page(url) for url in one.pages} == {url: other.page(url) for url in other.pages}
    assert (one.filled, one.navigation, one.strip, one.infos) == (
        other.filled, other.navigation, other.strip, other.infos,
    )  # fmt: skip


EDITS = (
    ("mkdocs.yml", "Lanternfish trust", "Our trust"),
    ("data/contacts.yml", "Privacy questions", "Questions of privacy"),
    ("docs/faq.md", "When", "How long"),
    ("docs/price.txt", "free", "one euro"),
    ("site/index.html", "<", "<"),
    ("site/faq/index.html", "Questions", "Answers"),
    ("site/policies/privacy/index.html", "Privacy", "Piracy"),
)


def test_any_other_edit_is_built(root):
    for path, old, new in EDITS:
        sites.edit(root, path, old, new)
        assert not left(root), path
        assert new.encode() in (root / path).read_bytes() or path.startswith("site/")
    assert left(root)


def test_a_file_more_or_less_is_seen(root):
    for path in ("docs/more.md", "docs/sub/more.txt", "site/more.html"):
        sites.write(root, {path: "# More\n"})
        assert not left(root), path
    (root / "docs/more.md").unlink()
    assert not left(root)
    assert left(root)


def test_a_file_of_the_site_that_is_gone_comes_back(root):
    (root / "site/policies/privacy/index.html").unlink()
    assert not left(root)
    assert (root / "site/policies/privacy/index.html").is_file()


def test_another_day_another_folder_and_drafts_are_built(root):
    page = root / "site/index.html"
    before = page.read_bytes()
    sites.run(root, "build", "--as-of", "2026-03-02")
    assert page.read_bytes() != before
    built(root)
    assert not left(root, "--drafts")
    assert (root / "site/policies/privacy/draft/index.html").is_file()
    assert not left(root), "a preview with drafts was taken for the site"
    assert not (root / "site/policies/privacy/draft/index.html").exists()
    built(root, "--site-dir", str(root / "other"))
    assert sites.tree(root / "other") == sites.tree(root / "site")
    assert not left(root, env={"SOURCE_DATE_EPOCH": "1700000000"})


def test_a_draft_with_an_error_fails_although_the_site_stands(root):
    sites.edit(root, "docs/policies/privacy/index.md", "recordings.period", "recording.period")
    before = sites.tree(root / "site")
    result = sites.run(root, "build", "--as-of", DAY)
    assert result.returncode == 1
    assert "docs/policies/privacy/index.md:" in result.stderr
    assert "Traceback" not in result.stderr
    assert sites.tree(root / "site") == before


def test_a_build_that_failed_at_a_warning_fails_again(root):
    sites.write(root, {"docs/faq.md": "# Questions\n\n[gone](gone.md)\n"})
    for _ in range(2):
        result = sites.run(root, "build", "--as-of", DAY)
        assert result.returncode == 1
        assert "gone.md" in result.stderr


def test_what_was_remembered_is_believed_only_when_it_is_whole(root):
    for path in (root / ".cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-3])
    assert not left(root)
    assert left(root)


def test_a_linked_folder_is_never_taken_for_known(root, tmp_path):
    (tmp_path / "outside").mkdir()
    (root / "docs/linked").symlink_to(tmp_path / "outside")
    assert files.build_inputs(root, files.read_tree(root), []) is None


SAID = sites.MKDOCS.replace("HOOK", "hooks/mkdocs_hook.py")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plugins: [search]", "plugins: [search, redirects]"),
        ("plugins: [search]", "plugins:\n  - search\n  - social: {cards: true}"),
        ("plugins: [search]", "plugins:\n  search: {}\n  macros: {}"),
        ("plugins: [search]", "markdown_extensions: [pymdownx.snippets]"),
        ("plugins: [search]", "markdown_extensions:\n  - pymdownx.snippets: {base_path: /etc}"),
        ("  font: false", "  font: false\n  custom_dir: looks"),
        ("name: material", "name: readthedocs"),
        ("theme:\n  name: material\n  font: false", "theme: material"),
        ("site_name: Lanternfish trust center", "site_name: !ENV [NAME, Lanternfish]"),
        ("site_name: Lanternfish trust center", "site_name: !ENV NAME"),
        ("site_name:", "INHERIT: ../base.yml\nsite_name:"),
        ("site_name:", "docs_dir: texts\nsite_name:"),
        ("  /policies/\n", ""),
        ("site_name:", "a_setting_of_next_year: yes\nsite_name:"),
    ],
)
def test_settings_that_may_read_something_else_are_never_taken_for_known(old, new):
    assert old in SAID
    text = SAID.replace(old, new)
    assert up_to_date.hooks(load_settings({"mkdocs.yml": text.encode()})[0], text) is None


def test_settings_of_ours_are_known():
    more = "plugins:\n  - search: {lang: en}\nmarkdown_extensions:\n  - toc: {permalink: true}\n  - admonition"
    for text in (SAID, SAID.replace("plugins: [search]", more), SAID + "extra:\n  trustcenter: {accent: '#123456'}\n"):
        assert up_to_date.hooks(load_settings({"mkdocs.yml": text.encode()})[0], text) == ("hooks/mkdocs_hook.py",)
    for path in (sites.REPO / "mkdocs.yml", *sites.REPO.glob("examples/*/mkdocs.yml")):
        text = path.read_text("utf-8")
        assert up_to_date.hooks(load_settings({"mkdocs.yml": path.read_bytes()})[0], text), path


@pytest.mark.parametrize("more", ["import time", "def on_post_page(output, **_): return output + '<!-- mine -->'"])
def test_a_hook_of_somebody_else_is_never_taken_for_known(more):
    day = sites.TODAY
    ours = (sites.REPO / "hooks/mkdocs_hook.py").read_bytes()
    assert up_to_date.key({"hooks/mkdocs_hook.py": ours}, day, "programs")
    starter = (sites.REPO / "hooks/trustcenter/starter/hook.txt").read_bytes()
    assert up_to_date.key({"hooks/mkdocs_hook.py": starter}, day, "programs")
    assert up_to_date.key({"hooks/mkdocs_hook.py": ours + more.encode()}, day, "programs") is None
    assert up_to_date.key({"hooks/mkdocs_hook.py": ours, "hooks/mine.py": more.encode()}, day, "programs") is None


def test_the_key_follows_day_programs_and_every_text_but_drafts():
    read = {"data/a.yml": b"1", "docs/policies/x/2026-01-05.md": b"2", "docs/policies/x/index.md": b"3"}
    key = up_to_date.key(read, sites.TODAY, "programs")
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    assert up_to_date.key({**read, "docs/policies/x/index.md": b"4"}, sites.TODAY, "programs") == key
    others = [
        up_to_date.key({**read, "data/a.yml": b"4"}, sites.TODAY, "programs"),
        up_to_date.key({**read, "docs/policies/x/2026-01-05.md": b"4"}, sites.TODAY, "programs"),
        up_to_date.key({**read, "docs/index.md": b"3"}, sites.TODAY, "programs"),
        up_to_date.key({**read, "docs/policies/index.md": b"3"}, sites.TODAY, "programs"),
        up_to_date.key(read, sites.TODAY.replace(day=1), "programs"),
        up_to_date.key(read, sites.TODAY, "other programs"),
    ]
    assert len({key, *others}) == len(others) + 1
