"""What is kept between builds is never stale, can be lost or damaged at any time, and changes no byte."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import fields, replace
from datetime import date
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grown
import sites
from trustcenter.disk import files, processes, site_folder
from trustcenter.markdown.to_html import Site
from trustcenter.model.cache import NoCache, Recipe, one_by_one
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Snapshot
from trustcenter.reading.center import Center
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build, pages
from trustcenter.site.cache import build_cache, cached_pages, page_cache
from trustcenter.site.open_data.sums import listing
from trustcenter.site.pages import View
from trustcenter.site.pages.head import announced_to_chats
from trustcenter.site.pages.version import linked

ADDRESS = "https://example.com/trust/"
DAYS = (date(2026, 1, 20), date(2026, 2, 10), date(2026, 3, 4), date(2026, 4, 1))


class Dict(dict):
    """Keeps in memory."""

    def put(self, key, data):
        self[key] = data
        return True

    def part(self, key, at, size):
        return self[key][at : at + size] if key in self else None

    def use(self, key):
        pass


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """One center at several moments of its life: each differs from others by one thing that somebody did."""
    root = sites.published(tmp_path_factory.mktemp("states"))
    found = {"published": files.read_tree(root)}

    def keep(name):
        found[name] = files.read_tree(root)

    sites.edit(root, "docs/policies/privacy/index.md", "asks you to write", "wants you to write")
    keep("draft edited")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    keep("fact edited")
    as_of = {"as_of": "2026-02-01"}
    sites.done(sites.publish(root, "--class", "material", "--effective", "2026-03-04", title="Shorter", **as_of))
    keep("second version")
    sites.write(root, {"docs/faq.md": "# Questions\n\nKept for {{ retention.recordings.period }}.\n"})
    keep("page added")
    sites.write(
        root,
        {"data/deliveries.yml": "- {change: 2026-02-01-shorter, channel: site, sent: 2026-02-01, evidence: seen}\n"},
    )
    sites.edit(
        root, "data/notice.yml", "objection:", "channels: [{id: site, label: The site, by: website}]\nobjection:"
    )
    keep("delivered")
    sites.done(sites.trustcenter(root, "withdraw", "2026-02-01-shorter", "--reason", "No.", "--as-of", "2026-02-05"))
    keep("withdrawn")
    sites.edit(root, "data/organization.yml", "Lanternfish Software, Inc.", "Lanternfish Software Inc.")
    keep("renamed")
    return {name: build.load(texts) for name, texts in found.items()}


def outputs(center, day, keep=None, *, drafts=False, share=one_by_one, **more):
    return build.outputs(
        center, day, SiteSettings(**{"site_url": ADDRESS, **more}), drafts=drafts, keep=keep, share=share
    )


def differing(one, other):
    """The parts in which two sites differ; pages and files by name."""
    names = {field.name for field in fields(one)} - {"pages", "framed", "files", "recipes"}
    parts = [name for name in sorted(names) if getattr(one, name) != getattr(other, name)]
    for name in ("pages", "framed", "files"):
        a, b = getattr(one, name), getattr(other, name)
        parts += [f"{name}: {path}" for path in sorted({*a, *b}) if a.get(path) != b.get(path)]
    made = [{path: recipe.make() for path, recipe in site.recipes.items()} for site in (one, other)]
    return parts + ["recipes"] * (made[0] != made[1] or one.recipes != other.recipes)


# Never stale -------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(data=st.data())
def test_whatever_is_edited_a_warm_build_is_the_cold_one(states, data):
    keep = Dict()
    step = st.tuples(
        st.sampled_from(sorted(states)), st.sampled_from(DAYS), st.sampled_from((ADDRESS, "https://other.example/", "")),
        st.booleans(), st.sampled_from(("", "#1f4e79", "#7a1f5c")), st.sampled_from(("", "https://code.example/x")),
        st.sampled_from(((), ("assets/logo.svg",))),
    )  # fmt: skip
    for name, day, site_url, drafts, accent, repo_url, assets in data.draw(st.lists(step, min_size=2, max_size=5)):
        wanted = {
            "site_url": site_url, "drafts": drafts, "own": {"accent": accent}, "repo_url": repo_url, "assets": assets,
        }  # fmt: skip
        warm = outputs(states[name], day, keep, **wanted)
        assert differing(warm, outputs(states[name], day, **wanted)) == []


def test_the_same_site_again_makes_no_page_and_no_file(states, monkeypatch):
    monkeypatch.setattr(build, "VERSIONS_FOR_PROCESSES", 0)
    keep, asked = Dict(), []

    def counted(work, count):
        asked.append(count)
        return map(work, range(count))

    first = outputs(states["delivered"], DAYS[1], keep, share=counted)
    assert differing(outputs(states["delivered"], DAYS[1], keep, share=counted), first) == []
    assert asked[0] > 10
    assert asked[1:] == [0]


def test_a_new_version_makes_its_own_pages_and_those_of_the_versions_whose_state_it_changed(monkeypatch):
    keep, urls, made_before = Dict(), [], page_cache._made

    def told(view, run, keep):
        urls.extend(task.url for task in run)
        return made_before(view, run, keep)

    center = build.load(grown.grown(60, words=300))
    last = max(center.archive.changes.values(), key=lambda change: change.public_from)
    before = date.fromordinal(last.public_from.toordinal() - 1)
    outputs(center, before, keep)
    monkeypatch.setattr(page_cache, "_made", told)
    outputs(center, last.public_from, keep)
    policies = {name.split("/")[0] for name in last.versions}
    replaced = [center.archive.on(before).in_effect[policy] for policy in policies]
    changes = {last.id, *(version.change for version in replaced)}
    expected = {f"as-of/{last.public_from}/", *(f"changelog/{name}/" for name in changes)}
    for name in (*last.versions, *(version.name for version in replaced)):
        expected |= {f"policies/{name}/", f"policies/{name}/redline/"}
    expected |= {f"policies/{policy}/{page}" for policy in policies for page in ("", "history/")}
    made = {url for url in urls if "since/" not in url}  # every day is compared with the present
    assert {f"policies/{name}/redline/" for name in last.versions} <= made <= expected
    assert {url.split("/")[1] for url in urls if "/since/" in url} == policies


def test_a_page_whose_link_loses_its_target_is_made_again(states):
    keep = Dict()
    center = states["published"]
    page = "policies/privacy/2026-01-05/"
    assert 'href="../../subprocessors/2026-01-05/"' in outputs(center, DAYS[0], keep).pages[page].html
    alone = Archive(
        {"privacy": center.archive.versions["privacy"]}, center.archive.changes, {}, center.archive.published
    )
    lonely = replace(center, archive=alone, drafts={}, filled={})
    assert 'href="../../subprocessors/2026-01-05/"' not in outputs(lonely, DAYS[0], keep).pages[page].html


def test_the_key_of_a_view_covers_every_field_that_it_has():
    """Whoever adds a field says here that `once.digest` and `once.everything` cover it, or that it is always empty."""
    names = {kind: {field.name for field in fields(kind)} for kind in (View, Center, Archive, Snapshot)}
    assert names == {
        View: {
            "center",
            "snapshot",
            "site",
            "site_url",
            "repo_url",
            "stated",
            "t",
            "answered",
            "full_coverage",
            "requirement_dates",
            "to_sign",
            "language",
        },
        Center: {
            "facts",
            "sources",
            "drafts",
            "filled",
            "archive",
            "pages",
            "problems",
            "base",
            "texts",
            "settings",
            "translated",
            "words",
        },
        Archive: {
            "versions",
            "changes",
            "withdrawals",
            "published",
            "postponements",
            "redactions",
            "renames",
            "translated",
            "spoken_from",
        },
        Snapshot: {"day", "in_effect", "upcoming", "retired", "announced", "withdrawn", "changes", "facts", "apart"},
    }


# Narrow views ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["root", *sites.EXAMPLES])
def test_a_page_made_from_its_narrow_view_says_what_it_says_made_from_everything(name):
    folder = sites.REPO if name == "root" else sites.REPO / "examples" / name
    center = build.load(files.read_tree(folder))
    for day in (sites.TODAY, *center.archive.days()[-2:]):
        view = View(center, center.archive.on(day), Site(frozenset()), ADDRESS)
        view = replace(view, site=Site(frozenset(pages.urls(view, drafts=False))))
        wanted = cached_pages.tasks(view)
        assert len({task.key for task in wanted}) == len(wanted)
        for task in wanted:
            whole = announced_to_chats(cached_pages._MAKERS[task.kind](view, task.subject), view)
            assert cached_pages.make(view, task)[0] == whole, task.url


def test_the_key_of_a_policy_follows_what_its_clauses_answer(states):
    seen = cached_pages.narrow(_view(states["delivered"], DAYS[-1]), "policy", "privacy")
    texts = {name: repr(change) for name, change in seen.center.archive.changes.items()}
    answering = replace(seen, answered={"why": {"GDPR Art. 13": "coverage/#gdpr"}})
    assert cached_pages.digest(seen, texts) != cached_pages.digest(answering, texts)


def test_a_version_and_its_redline_see_the_same_with_the_texts_that_their_links_lead_to(states):
    """Both have one key; a page made from less than its key covers is never stale."""
    view, with_links = _view(states["delivered"], DAYS[-1]), 0
    for version in view.snapshot.announced:
        seen, redline = (cached_pages.narrow(view, kind, version) for kind in ("version", "redline"))
        then = linked(view.center.archive, version, known=DAYS[-1])
        with_links += bool(then)
        assert all(seen.center.archive.versions[policy] == (one,) for policy, one in then.items())
        assert seen == redline
    assert with_links


def test_a_change_by_any_of_its_fields_shapes_the_keys_of_the_pages_that_see_it(states):
    center = states["delivered"]
    before = {
        task.url: task.key for task in cached_pages.tasks(View(center, center.archive.on(DAYS[-1]), Site(frozenset())))
    }
    name, change = next(iter(center.archive.changes.items()))
    archive = replace(center.archive, changes={**center.archive.changes, name: replace(change, title="Other")})
    other = replace(center, archive=archive)
    after = {task.url: task.key for task in cached_pages.tasks(View(other, archive.on(DAYS[-1]), Site(frozenset())))}
    changed = {url for url, key in after.items() if key != before[url]}
    assert f"changelog/{name}/" in changed
    assert {f"policies/{version}/" for version in change.versions} <= changed
    assert changed < {*after}


def test_the_urls_of_a_site_can_only_be_asked_for_one_by_one():
    asked = build_cache.RecordedLookups({"a/"})
    assert "a/" in asked
    assert "b/" not in asked
    assert asked.answers == {"a/": True, "b/": False}
    for whole in (list, len):
        with pytest.raises(TypeError, match=r"single URLs|their number"):
            whole(asked)


# Lost, damaged, shared ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff" * 80])
def test_what_is_damaged_is_made_again(states, damage):
    keep = Dict()
    first = outputs(states["delivered"], DAYS[1], keep)
    for place, key in enumerate(sorted(keep)):
        keep[key] = damage if place % 2 else keep[key][:-1] + damage
    again = outputs(states["delivered"], DAYS[1], keep)
    assert differing(again, first) == []
    plain = outputs(states["delivered"], DAYS[1])
    assert {url: again.page(url) for url in again.pages} == {url: plain.page(url) for url in plain.pages}


def test_what_is_kept_under_a_wrong_name_is_not_used(states):
    keep = Dict()
    first = outputs(states["delivered"], DAYS[1], keep)
    names = sorted({entry["pack"] for entry in page_cache._catalogue(keep).values()})
    for name, data in zip([*names[1:], names[0]], [keep[name] for name in names], strict=True):
        keep[name] = data
    again = outputs(states["delivered"], DAYS[1], keep)
    assert differing(again, first) == []
    assert {url: again.page(url) for url in again.pages} == {url: first.page(url) for url in first.pages}


def test_a_page_whose_bytes_are_lost_before_it_is_framed_is_made_again(states):
    keep = Dict()
    outputs(states["delivered"], DAYS[1], keep)
    second = outputs(states["delivered"], DAYS[1], keep)
    keep.clear()
    plain = outputs(states["delivered"], DAYS[1])
    assert {url: second.page(url) for url in second.pages} == {url: plain.page(url) for url in plain.pages}


def _view(center, day):
    return View(center, center.archive.on(day), Site(frozenset()), ADDRESS)


def test_bytes_are_kept_in_a_folder_and_by_program(tmp_path, monkeypatch):
    kept = files.FolderCache(tmp_path)
    kept.put("ab" * 32, b"one")
    assert files.FolderCache(tmp_path).get("ab" * 32) == b"one"
    assert files.FolderCache(tmp_path).get("cd" * 32) is None
    assert [path.parts[0] for path in (p.relative_to(tmp_path) for p in tmp_path.iterdir())] == [".cache"]
    monkeypatch.setattr(files, "program", lambda: "another program entirely")
    other = files.FolderCache(tmp_path)
    assert other.get("ab" * 32) is None
    other.put("ef" * 32, b"two")
    other.tidy()
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"two"]


def test_where_nothing_can_be_kept_the_site_is_built_all_the_same(tmp_path, states):
    (tmp_path / ".cache").write_text("a file stands in the way")
    kept = files.FolderCache(tmp_path)
    assert differing(outputs(states["published"], DAYS[0], kept), outputs(states["published"], DAYS[0])) == []
    kept.tidy()


def test_what_no_build_asks_for_any_more_goes_once_it_is_the_most(tmp_path):
    old = files.FolderCache(tmp_path)
    for number in range(1200):
        old.put(f"{number:064x}", b"old")
    new = files.FolderCache(tmp_path)
    new.put("f" * 64, b"new")
    new.get(f"{7:064x}")
    new.tidy()
    assert sorted(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()) == [b"new", b"old"]


@pytest.mark.parametrize(
    "path", ["trustcenter/model/phrases.py", "trustcenter/theme/pages/version.html", "trustcenter_mkdocs/search.py"]
)
def test_every_file_of_the_program_counts(monkeypatch, tmp_path, path):
    shutil.copytree(sites.REPO / "hooks", tmp_path / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(files, "__file__", str(tmp_path / "hooks/trustcenter/disk/files.py"))
    before = files.program.__wrapped__()
    edited = tmp_path / "hooks" / path
    edited.write_text(edited.read_text("utf-8") + "\n", "utf-8")
    assert files.program.__wrapped__() != before


def test_the_program_is_its_source_its_templates_and_its_libraries(monkeypatch):
    before = files.program()
    files.program.cache_clear()
    monkeypatch.setattr(files, "version", lambda _name: "another")
    try:
        assert files.program() != before
    finally:
        files.program.cache_clear()


# Several processes -------------------------------------------------------------------------------------------------


@pytest.fixture
def two_processors(monkeypatch):
    monkeypatch.setattr(page_cache, "PAGES_PER_RUN", 3)
    monkeypatch.setattr(processes, "_processes", lambda: 2)


def made(view, keep, share):
    """What the jobs of the archive make, in their order."""
    jobs = page_cache.archive(view, keep).jobs
    assert len(jobs) > 3
    return [*share(lambda place: jobs[place](), len(jobs))]


def test_two_processes_make_what_one_makes(two_processors, states, tmp_path):
    view = _view(states["delivered"], DAYS[1])
    assert made(view, NoCache(), processes.shared) == made(view, NoCache(), one_by_one)
    one, other = files.FolderCache(tmp_path / "one"), files.FolderCache(tmp_path / "other")
    assert made(view, one, processes.shared) == made(view, other, one_by_one)
    assert sites.tree(one.folder) == sites.tree(other.folder)
    assert sites.tree(one.folder)


def test_a_site_that_two_processes_make_is_that_of_one(two_processors, states, monkeypatch):
    monkeypatch.setattr(build, "VERSIONS_FOR_PROCESSES", 0)
    both = [outputs(states["delivered"], DAYS[1], Dict(), share=share) for share in (processes.shared, one_by_one)]
    assert differing(*both) == []


def test_a_terminal_is_told_how_far_it_has_come_and_nothing_else_is(monkeypatch, two_processors, states, capsys):
    view = _view(states["delivered"], DAYS[1])
    expected = made(view, NoCache(), one_by_one)
    assert made(view, NoCache(), processes.making) == expected
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(processes.sys.stderr, "isatty", lambda: True)
    assert made(view, NoCache(), processes.making) == expected
    assert "making pages: 0 %" in capsys.readouterr().err


def test_runs_hold_every_task_once_and_keep_a_policy_together():
    view = _view(build.load(grown.grown(60, words=150)), grown.TODAY)
    wanted = cached_pages.tasks(view)
    runs = page_cache.runs(wanted)
    assert [task for run in runs for task in run] == wanted
    policies = [{task.url.split("/")[1] for task in run if task.url.startswith("policies/")} for run in runs]
    assert all(len(found) <= 1 for found in policies)
    assert max(map(len, runs)) <= page_cache.PAGES_PER_RUN


def test_what_goes_wrong_in_another_process_stops_the_build(two_processors, states):
    view = _view(states["delivered"], DAYS[1])

    class Broken(NoCache):
        def put(self, _key, data):
            raise ZeroDivisionError(f"{len(data)} bytes cannot be kept")

    with pytest.raises(ZeroDivisionError):
        made(view, Broken(), processes.shared)


def test_a_process_that_is_killed_stops_the_build_with_a_reason(two_processors):
    with pytest.raises(RuntimeError, match="is there enough memory"):
        [*processes.shared(lambda _: os.kill(os.getpid(), signal.SIGKILL), 3)]


def test_after_some_work_was_shared_more_can_be_shared():
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from trustcenter.disk import processes as workers; import os\n"
        "workers.os.sched_getaffinity = lambda _: {0, 1}\n"
        "for _ in range(3): print(os.getpid() not in workers.shared(lambda _: os.getpid(), 4))"
    )
    command = [sys.executable, "-c", script, str(sites.REPO / "hooks")]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert run.stdout == "True\n" * 3 or sys.platform != "linux", run.stderr


def test_a_program_with_threads_is_not_forked():
    assert processes._processes() >= 1
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert processes._processes() == 1
        assert [*processes.shared(lambda place: place * 2, 3)] == [0, 2, 4]
    finally:
        stop.set()
        other.join()


# The finished site -------------------------------------------------------------------------------------------------

OLD = {"a/index.html": b"one", "a/b/index.html": b"two", "top.txt": b"three", "gone/x.html": b"four"}


def generate(site, made):
    """What a generator of pages does: empty the folder but for names with a dot, then write its own."""
    for path in site.iterdir() if site.is_dir() else ():
        if path.name[0] != ".":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    files.write_all(site, made)


def settled(site, keep, ours, theirs):
    """One build: the tree that it leaves, and the inodes of its files."""
    site_folder.set_aside(site)
    generate(site, theirs)
    site_folder.settle(site, ours, keep, sums=listing)
    tree = sites.tree(site)
    sums = tree.pop("SHA256SUMS").decode().splitlines()
    assert sums == [f"{sha256(data)}  {path}" for path, data in sorted(tree.items())]
    assert tree == {**theirs, **ours}
    return {path: (site / path).stat().st_ino for path in tree}


def test_only_what_changed_is_written_again(tmp_path):
    keep, site, theirs = Dict(), tmp_path / "site", {"a/page.html": b"generator", "index.html": b"home"}
    first = settled(site, keep, OLD, theirs)
    new = {"a/index.html": b"one", "a/b/index.html": b"2", "top.txt": b"three", "new/y.html": b"five"}
    second = settled(site, keep, new, theirs)
    assert second["a/index.html"] == first["a/index.html"]
    assert (site / "a/b/index.html").read_bytes() == b"2"
    assert not (site / "gone").exists()
    assert not (site / ".aside").exists()


@pytest.mark.parametrize("spoil", ["bytes", "time", "gone", "link", "extra", "cache", "aside", "folder"])
def test_a_file_that_somebody_touched_is_written_again(tmp_path, spoil):
    keep, site, theirs = Dict(), tmp_path / "site", {"index.html": b"home"}
    settled(site, keep, OLD, theirs)
    target = site / "a/b/index.html"
    if spoil == "bytes":
        target.write_bytes(b"owt")
    elif spoil == "time":
        os.utime(target, ns=(1, 1))
    elif spoil == "gone":
        target.unlink()
    elif spoil == "link":
        target.rename(tmp_path / "elsewhere")
        target.symlink_to(tmp_path / "elsewhere")
    elif spoil == "extra":
        (site / "a/b/extra.html").write_bytes(b"left over")
    elif spoil == "cache":
        keep.update(dict.fromkeys(keep, b"["))
    elif spoil == "aside":
        site_folder.set_aside(site)
    else:
        shutil.rmtree(site / "a")
        (site / "a").write_bytes(b"a file where a folder was")
    settled(site, keep, OLD, theirs)


@pytest.mark.parametrize(
    ("spoil", "again"),
    [("", False), ("bytes", True), ("time", True), ("gone", True), ("cache", True), ("recipe", True), ("no key", True)],
)
def test_a_page_is_finished_again_only_where_it_does_not_stand_as_its_recipe_says(tmp_path, spoil, again):
    keep, site, asked = Dict(), tmp_path / "site", []
    key = "" if spoil == "no key" else "key"

    def build_with(key, data):
        site_folder.set_aside(site)
        generate(site, {"index.html": b"home"})
        recipe = Recipe(key, lambda: asked.append(key) or data)
        site_folder.settle(site, {"x.txt": b"file"}, keep, {"a/index.html": recipe}, sums=listing)

    build_with(key, b"one")
    if spoil == "bytes":
        (site / "a/index.html").write_bytes(b"owt")
    elif spoil == "time":
        os.utime(site / "a/index.html", ns=(1, 1))
    elif spoil == "gone":
        shutil.rmtree(site / "a")
    elif spoil == "cache":
        keep.update(dict.fromkeys(keep, b'{"a/index.html": ["key"]}'))
    new = ("other", b"two") if spoil == "recipe" else (key, b"one")
    build_with(*new)
    assert len(asked) == 1 + again
    tree = sites.tree(site)
    sums = tree.pop("SHA256SUMS").decode()
    assert tree == {"index.html": b"home", "x.txt": b"file", "a/index.html": new[1]}
    assert f"{sha256(new[1])}  a/index.html\n" in sums


# Whole sites -------------------------------------------------------------------------------------------------------

WHOLE = "from trustcenter.site import build\nbuild.FRAMED_DEPTH = 99\n"
"""A hook after which every page goes through all of MkDocs."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = sites.copy_root(tmp_path_factory.mktemp("root"))
    sites.build(root, sites.TODAY)
    return root


@pytest.fixture(scope="module")
def lean(tmp_path_factory):
    """A small center with the program beside it, whose site and cache stand."""
    lean = sites.published(tmp_path_factory.mktemp("lean"), {"mkdocs.yml": sites.MKDOCS.replace("HOOK", HOOK)})
    shutil.copytree(sites.REPO / "hooks", lean / "hooks", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    assert "policies/privacy/2026-01-05/index.html" in built(lean, "before")
    return lean


HOOK = "hooks/mkdocs_hook.py"


def built(root, name, **env):
    """A site built into a folder of its own."""
    site = root / name
    run = ("build", "--strict", "-d", str(site))
    result = sites.mkdocs(root, *run, env={"TRUSTCENTER_AS_OF": str(sites.TODAY), **env})
    assert result.returncode == 0, result.stdout + result.stderr
    return sites.tree(site)


def test_deleting_site_or_cache_or_both_changes_no_byte(root):
    first = sites.tree(root / "site")
    assert len(list((root / ".cache").rglob("*"))) > 25
    for gone in (("site",), (".cache",), ("site", ".cache")):
        for name in gone:
            shutil.rmtree(root / name)
        assert sites.tree(sites.build(root, sites.TODAY)) == first


def test_two_builds_at_once_are_both_whole(root):
    first = sites.tree(root / "site")
    shutil.rmtree(root / ".cache")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d"]
    env = sites.environment({"TRUSTCENTER_AS_OF": str(sites.TODAY)})
    both = [subprocess.Popen([*command, str(root / name)], cwd=root, env=env) for name in ("one", "two")]
    assert [process.wait(timeout=240) for process in both] == [0, 0]
    assert sites.tree(root / "one") == sites.tree(root / "two") == first


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("mkdocs.yml", "site_name: ", "site_name: The very "),
        ("mkdocs.yml", "site_url: https://example.com/", "site_url: https://elsewhere.example/"),
        ("hooks/trustcenter/theme/pages/version.html", "<h1", '<h1 class="changed"'),
        ("hooks/trustcenter/theme/material/trustcenter.html", "{% block extrahead %}", "{% block extrahead %}<!-- new -->"),
        ("hooks/trustcenter/model/phrases.py", '"""', '"""Changed.  '),
    ],
)  # fmt: skip
def test_settings_templates_and_source_are_part_of_the_key(lean, path, old, new):
    text = (lean / path).read_text("utf-8")
    try:
        (lean / path).write_text(text.replace(old, new, 1), "utf-8")
        assert text != (lean / path).read_text("utf-8")
        warm = built(lean, "edited")
        assert (warm == sites.tree(lean / "before")) is path.endswith("phrases.py")
        shutil.rmtree(lean / ".cache")
        assert built(lean, "edited-cold") == warm
    finally:
        (lean / path).write_text(text, "utf-8")


def test_a_framed_page_is_what_the_whole_of_mkdocs_would_make_of_it(root):
    """But for how links are written: within the frame they are not shortened for each page."""
    (root / "whole.py").write_text(WHOLE, "utf-8")
    settings_text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "whole.yml").write_text(settings_text.replace("hooks: [", "hooks: [whole.py, "), "utf-8")
    run = ("build", "--strict", "-f", "whole.yml", "-d", str(root / "whole"))
    env = {"TRUSTCENTER_AS_OF": str(sites.TODAY), "PYTHONPATH": str(root / "hooks")}
    result = sites.mkdocs(root, *run, env=env)
    assert result.returncode == 0, result.stderr
    framed, whole = sites.tree(root / "site"), sites.tree(root / "whole")
    assert framed.keys() == whole.keys()
    html = [path for path in framed if path.endswith(".html")]
    assert [path for path in html if resolved(path, framed[path]) != resolved(path, whole[path])] == []
    locations = [sorted(re.findall(rb"<loc>[^<]*</loc>", tree["sitemap.xml"])) for tree in (framed, whole)]
    assert locations[0] == locations[1]
    assert sum(framed[path] == whole[path] for path in html) < len(html)  # the switch did something


def resolved(path, page):
    """A page with every link in full; the policy of inline scripts stays as it is."""
    base = urljoin("https://x.example/", path.removesuffix("index.html"))
    return re.sub(r'(href|src)="([^"]*)"', lambda found: f'{found[1]}="{urljoin(base, found[2])}"', page.decode())


def test_an_ordinary_page_can_link_to_pages_that_mkdocs_does_not_write(tmp_path):
    link = "[then](policies/privacy/2026-01-05/index.md) [list](subprocessors/index.md)"
    root = sites.published(tmp_path, {"docs/faq.md": f"# Questions\n\n{link}\n"})
    site = sites.build(root, "2026-02-01")
    assert 'href="../policies/privacy/2026-01-05/"' in (site / "faq/index.html").read_text("utf-8")
