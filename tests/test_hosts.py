"""The files of other hosts than GitHub: judged by the schemas of their hosts, and their steps run in scratch clones."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

import sites
import warm
import workflows
from test_hints import git
from test_published_site import served
from trustcenter import __version__
from trustcenter.disk import program_files
from trustcenter.site import csp
from trustcenter.starting import hosts, monorepo, new_repository
from trustcenter.starting import wheel as packing

OTHERS = [host for host in hosts.HOSTS if host != hosts.GITHUB]
GIVEN = {"name": "Lanternfish", "site": "https://trust.lanternfish.example", "timezone": "America/Chicago"}
DAY, LATER = "2026-01-05", "2026-01-06"


@pytest.fixture(scope="module")
def program():
    return program_files.program_files()


def made(program, host, inside=""):
    answers, problems = new_repository.answered({**GIVEN, "host": host})
    assert not problems
    packed = packing.wheel(program, program_files.program_metadata())
    return new_repository.repository(answers, program, version=__version__, wheel=packed, inside=inside)


@pytest.mark.parametrize("host", OTHERS)
def test_a_host_gets_its_files_and_nothing_of_github(program, host):
    repository = made(program, host)
    assert not [path for path in repository if path.startswith(".github/") or path == "manual/github.md"]
    assert {*hosts.HOSTS[host].values(), "manual/hosts.md"} <= set(repository)
    readme = repository["README.md"].decode()
    assert "manual/hosts.md" in readme
    assert ".github" not in readme
    assert "<<" not in "".join(repository[path].decode() for path in hosts.HOSTS[host].values())
    assert ("static: static" in repository["mkdocs.yml"].decode()) == ("static/_headers" in repository)


def test_github_gets_nothing_of_the_others(program):
    repository = made(program, "github")
    assert not {path for files in hosts.HOSTS.values() for path in files.values()} & set(repository)
    assert "manual/hosts.md" not in repository


def test_a_host_that_nobody_knows_is_told_with_those_that_are():
    _, [problem] = new_repository.answered({**GIVEN, "host": "netlfy"})
    assert problem.hint.startswith("did you mean netlify?")


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Berlin", 23), ("America/Chicago", 6), ("UTC", 0), ("Asia/Kolkata", 19), ("Pacific/Auckland", 12)],
)
def test_the_nightly_build_is_just_after_midnight_or_an_hour_later(zone, hour):
    assert hosts.midnight_in_utc(zone) == hour


# Judges ------------------------------------------------------------------------------------------------------------


def judged(schema, path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("inside", ["", "legal/trust/"])
def test_the_pipeline_of_gitlab_is_what_gitlab_takes(program, tmp_path, inside):
    text = made(program, "gitlab", inside)[".gitlab-ci.yml"].decode()
    sites.write(tmp_path, {"good.yml": text, "bad.yml": text.replace("paths:", "path:")})
    assert judged("vendor.gitlab-ci", tmp_path / "good.yml").returncode == 0
    assert judged("vendor.gitlab-ci", tmp_path / "bad.yml").returncode == 1


def test_the_settings_of_netlify_and_cloudflare_are_readable_and_name_what_is_there(program):
    repository = made(program, "netlify")
    settings = tomllib.loads(repository["netlify.toml"].decode())
    assert set(settings) <= {"build", "context", "functions", "headers", "redirects", "dev", "plugins"}
    assert set(settings["build"]) <= {"base", "command", "publish", "ignore", "environment"}
    assert f"{settings['functions']['directory']}/nightly.mjs" in repository
    cloudflare = tomllib.loads(made(program, "cloudflare")["wrangler.toml"].decode())
    assert set(cloudflare) == {"name", "compatibility_date", "pages_build_output_dir"}


def test_the_scripts_are_readable(program, tmp_path):
    (tmp_path / "deploy.sh").write_bytes(made(program, "static")["deploy.sh"])
    subprocess.run(["sh", "-n", str(tmp_path / "deploy.sh")], check=True)
    (tmp_path / "nightly.mjs").write_bytes(made(program, "netlify")["functions/nightly.mjs"])
    if node := shutil.which("node"):
        subprocess.run([node, "--check", str(tmp_path / "nightly.mjs")], check=True)


@pytest.mark.parametrize("inside", ["legal/trust"])
def test_the_workflows_of_a_larger_repository_are_what_github_takes(program, tmp_path, inside):
    top, rest = monorepo.split(made(program, "github", f"{inside}/"), inside)
    for path, data in top.items():
        sites.write(tmp_path, {path: data.decode()})
        assert judged("vendor.github-workflows", tmp_path / path).returncode == 0, path
    names = [sites.plain_yaml(data.decode())["name"] for data in top.values()]
    assert all(name.startswith("trust-center-") for name in names)
    assert not [path for path in rest if path.startswith(".github/workflows/")]


def test_the_headers_forbid_nothing_that_the_policy_of_a_page_allows(program):
    """A browser obeys both: a header that names what pages load would have to name all of it."""
    texts = [
        made(program, "netlify")["static/_headers"].decode(),
        made(program, "static")["hosting/nginx.conf"].decode(),
    ]
    own = {name for name, _ in csp.ALLOWED}
    for text in texts:
        [line] = [line for line in text.splitlines() if "Content-Security-Policy" in line]
        policy = re.search(r"Content-Security-Policy:? \"?([^\"]+)", line)[1]
        directives = {part.split()[0] for part in policy.split(";")}
        assert directives == {"frame-ancestors", "upgrade-insecure-requests"}
        assert not directives & own


# Steps -------------------------------------------------------------------------------------------------------------


def at_work(root, origin):
    """A clone of the center as a pipeline has it, with the tool in place of what `make setup` would install."""
    git(origin.parent, "clone", "-q", str(origin), str(root))
    programs = root / ".venv" / "bin"
    programs.mkdir(parents=True)
    warm.program(programs / "trustcenter", WARM, warm.TRUSTCENTER)
    (root / ".venv" / ".ready").touch()
    return root


def steps(root, script, **variables):
    environment = sites.environment({"TRUSTCENTER_AS_OF": DAY, "CI_PROJECT_DIR": str(root), **variables})
    environment["PATH"] = os.pathsep.join([str(root.parent / "bin"), environment["PATH"]])
    return subprocess.run(
        ["bash", "-e", "-c", "\n".join(script)], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


WARM = Path(tempfile.gettempdir(), f"hosts-{os.getpid()}")
"""Where the warm Python listens; the path of a socket is short."""


@pytest.fixture(scope="module", autouse=True)
def warm_python():
    with warm.server(WARM):
        yield


@pytest.fixture(scope="module")
def origin(program, tmp_path_factory):
    """A repository with a published center and the files of every host; `site` is its site, deployed the first time."""
    folder = tmp_path_factory.mktemp("hosts")
    desk = sites.published(folder / "desk")
    for host in OTHERS:
        repository = made(program, host)
        wanted = {
            *hosts.HOSTS[host].values(),
            "Makefile",
            ".gitignore",
            "requirements/site.txt",
            "requirements/tool.txt",
        }
        for path in wanted - {"static/_headers"}:
            (desk / path).parent.mkdir(parents=True, exist_ok=True)
            (desk / path).write_bytes(repository[path])
    git(desk, "init", "-q", "-b", "main")
    git(desk, "add", "-A")
    git(desk, "commit", "-q", "-m", "The beginning")
    git(folder, "clone", "-q", "--bare", str(desk), str(folder / "origin.git"))
    git(desk, "remote", "add", "origin", str(folder / "origin.git"))
    (folder / "bin").mkdir()
    (folder / "bin/rsync").write_text('#!/bin/sh\nmkdir -p "$5" && cp -R "$4." "$5"\n', "utf-8")
    (folder / "bin/rsync").chmod(0o755)
    first = at_work(folder / "first", folder / "origin.git")
    done = steps(first, ["make deployable BASE=none"])
    assert done.returncode == 0, done.stdout + done.stderr
    (first / "site").rename(folder / "site")
    return folder / "origin.git"


def gitlab(name):
    def script(root):
        pipeline = yaml.safe_load((root / ".gitlab-ci.yml").read_text("utf-8"))
        return [*pipeline["default"]["before_script"], *pipeline[name]["script"]]

    return script


def test_the_steps_of_a_deployment_build_what_was_merged_against_what_is_published(origin, tmp_path):
    root = at_work(tmp_path / "clone", origin)
    with served(origin.parent / "site") as address:
        done = steps(root, gitlab("pages")(root), BASE=address, TRUSTCENTER_AS_OF=LATER)
    assert done.returncode == 0, done.stdout + done.stderr
    about = json.loads((root / "public/api/center.json").read_text("utf-8"))
    assert (about["commit"], about["as_of"]) == (git(root, "rev-parse", "HEAD"), LATER)


def test_the_commands_that_cloudflare_is_given_build_the_site_and_a_preview(origin, tmp_path):
    """Its settings are in the browser; `wrangler.toml` says which commands to enter there."""
    root = at_work(tmp_path / "clone", origin)
    text = (root / "wrangler.toml").read_text("utf-8")
    [build, preview] = re.findall(r"`(make [^`]+)`", text)
    output = tomllib.loads(text)["pages_build_output_dir"]
    with served(origin.parent / "site") as address:
        for command, shows_drafts in ((build, False), (preview, True)):
            done = steps(root, [f"rm -rf {output}", command], BASE=address, TRUSTCENTER_AS_OF=LATER)
            assert done.returncode == 0, done.stdout + done.stderr
            assert (root / output / "policies/privacy/draft/index.html").exists() is shows_drafts
            assert f'"as_of": "{LATER}"' in (root / output / "api/center.json").read_text("utf-8")


@pytest.mark.parametrize(("first", "given"), [("", ["deployable"]), ("yes", ["deployable", "BASE=none"])])
def test_netlify_asks_the_site_but_the_first_time(origin, tmp_path, first, given):
    root = at_work(tmp_path / "clone", origin)
    make = recorder(root.parent / "bin/make")
    command = tomllib.loads((root / "netlify.toml").read_text("utf-8"))["build"]["command"]
    assert steps(root, [command], FIRST=first).returncode == 0
    assert make.read_text("utf-8").split() == given


def test_a_server_of_ones_own_gets_what_was_pulled_and_built(origin, tmp_path):
    root = at_work(tmp_path / "clone", origin)
    make = recorder(root.parent / "bin/make", "mkdir -p site && echo built > site/index.html")
    (root.parent / "bin/rsync").symlink_to(origin.parent / "bin/rsync")
    done = steps(root, ["sh deploy.sh ../served"])
    assert done.returncode == 0, done.stderr
    assert make.read_text("utf-8").split() == ["deployable", "announce", "refused"]
    assert (tmp_path / "served/index.html").read_text("utf-8") == "built\n"


def recorder(path, more=""):
    """Puts a program at a path that writes down its arguments; returns the file where they stand."""
    path.parent.mkdir(exist_ok=True)
    said = path.parent.parent / "said"
    path.write_text(f'#!/bin/sh\necho "$@" >> {said}\n{more}\n', "utf-8")
    path.chmod(0o755)
    return said


def test_a_published_file_that_was_rewritten_stops_the_steps_before_the_site_is_touched(origin, tmp_path):
    root = at_work(tmp_path / "clone", origin)
    sites.edit(root, "docs/policies/privacy/2026-01-05.md", "90 days", "91 days")
    with served(origin.parent / "site") as address:
        done = steps(root, gitlab("pages")(root), BASE=address)
    assert done.returncode != 0
    assert "altered-version" in done.stdout + done.stderr
    assert not (root / "public").exists()


def test_a_commit_that_does_not_hold_blocks_no_build_of_what_was_deployed(origin, tmp_path):
    """A change announced on 6 January and merged on the 8th: the site of the 8th is built from the commit before."""
    root = at_work(tmp_path / "clone", origin)
    good = git(root, "rev-parse", "HEAD")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("--class", "material", "--effective", "earliest")
    sites.done(sites.publish(root, *order, as_of=LATER, title="Recordings for 60 days"))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Late")
    with served(origin.parent / "site") as address, webhook() as hook:
        done = steps(root, gitlab("pages")(root), BASE=address, TRUSTCENTER_AS_OF="2026-01-08", ALERT_WEBHOOK=hook)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "backdated" in done.stdout
    about = json.loads((root / "public/api/center.json").read_text("utf-8"))
    assert (about["commit"], about["as_of"]) == (good, "2026-01-08")
    assert sites.holding(root / "public", "recordings-for-60-days") == []
    assert not list((root / "build/notices").glob("*"))
    refused = steps(root, gitlab("refused")(root))
    assert refused.returncode != 0
    [told] = Hook.posted
    assert good in told["text"]
    assert good in refused.stdout


def test_a_merge_request_is_checked_reported_and_previewed(origin, tmp_path):
    root = at_work(tmp_path / "clone", origin)
    git(root, "switch", "-q", "-c", "shorter")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    git(root, "commit", "-q", "-a", "-m", "Shorter")
    with served(origin.parent / "site") as address:
        done = steps(root, gitlab("check")(root), BASE=address, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "90 days" in (root / "build/report.md").read_text("utf-8")
    assert (root / "build/preview/policies/privacy/draft/index.html").exists()


class Hook(http.server.BaseHTTPRequestHandler):
    posted: list[dict[str, str]]

    def do_POST(self):
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def webhook():
    Hook.posted = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


def test_a_notice_is_written_as_a_mail_and_posted_once_it_is_new(origin, tmp_path):
    root = at_work(tmp_path / "clone", origin)
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("--class", "material", "--effective", "2026-03-01")
    sites.done(sites.publish(root, *order, as_of=LATER, title="Recordings for 60 days"))
    with served(origin.parent / "site") as address, webhook() as hook:
        listed = sites.done(
            sites.trustcenter(root, "notices", "--base-url", address, "--write", "build/notices", "--as-of", LATER)
        )
        done = steps(root, gitlab("announce")(root), NOTICE_WEBHOOK=hook)
    assert done.returncode == 0, done.stderr
    assert listed == "2026-01-06-recordings-for-60-days Notice: Recordings for 60 days (effective 1 March 2026)\n"
    mail = (root / "build/notices/2026-01-06-recordings-for-60-days.eml").read_bytes()
    assert b"Recordings for 60 days" in mail
    [told] = Hook.posted
    assert told["change"] == "2026-01-06-recordings-for-60-days"
    assert told["url"] in told["text"]


def test_the_workflows_work_in_a_folder_of_a_larger_repository(tmp_path, program):
    inside = "legal/trust"
    ours = {f".github/workflows/{p.name}": p.read_bytes() for p in workflows.FOLDER.glob("*.yml")}

    def center(desk):
        sites.published(desk / inside)
        top, _ = monorepo.split(ours, inside)
        for path, data in top.items():
            (desk / path).parent.mkdir(parents=True, exist_ok=True)
            (desk / path).write_bytes(data)
        shutil.copytree(workflows.REPO / ".github/scripts", desk / inside / ".github/scripts")
        for name in ("Makefile", "requirements"):
            part = workflows.REPO / name
            (shutil.copytree if part.is_dir() else shutil.copy)(part, desk / inside / name)
        sites.write(desk / inside, {"pyproject.toml": "", "examples/.keep": ""})
        return desk

    class Larger(workflows.World):
        inside = "legal/trust"

    workflows.IN_THE_REPOSITORY, before = (), workflows.IN_THE_REPOSITORY
    try:
        world = Larger(tmp_path, center, WARM)
    finally:
        workflows.IN_THE_REPOSITORY = before
    world.inside = inside
    run = world.run("trust-center-deploy", "push")
    assert not run.failed, run.said
    assert (world.site / "index.html").exists()
    sites.edit(
        world.desk / inside, "docs/policies/privacy/index.md", "asks you to write to", "asks you, please, to write to"
    )
    world.commit("please", "please")
    sites.write(world.desk, {"src/app.py": "print()"})
    world.commit("program", "a program beside the center")
    world.day = "2026-02-02"
    asked = {"action": "publish", "effective": "earliest", "class": "editorial", "title": "A kinder word"}
    for branch, done in (("please", True), ("program", False)):
        inputs = {**asked, "pull_request": str(world.pull_request(branch))}
        run = world.run("trust-center-publish", "workflow_dispatch", inputs=inputs)
        assert bool(run.failed) is not done, run.said
        assert done or "`src/app.py`" in run.summary
    listed = workflows.git(world.origin, "ls-tree", "-r", "--name-only", "please")
    assert f"{inside}/docs/policies/privacy/2026-02-05.md" in listed
    run = world.check(1, workflow="trust-center-check")
    assert not run.failed, run.said
