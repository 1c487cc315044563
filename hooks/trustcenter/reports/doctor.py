"""Judges whether a repository is set up so that its trust center is checked, published and deployed every day.

`cli.doctor` gathers `Surroundings` and calls `examined`, which returns one `Finding` for each check; `as_text` and
`as_json` print them.  What could not be read is `unknown`, never `ok`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from trustcenter.model.phrases import day as in_words
from trustcenter.model.phrases import listed, plural
from trustcenter.reading import facts_loader, requirement_lists
from trustcenter.reading.center import Center
from trustcenter.rules import list_dates
from trustcenter.rules.requirement_findings import stale_list

State = Literal["ok", "problem", "unknown"]
CODEOWNERS = ".github/CODEOWNERS"
REQUIRED_CHECKS = ("Trust center", "Preview")
"""The names of the jobs of `check.yml` that branch protection should require."""
PLACEHOLDERS = ("@your-organization/", "@example-voice/")
BY_ITSELF = ("website", "feed")
"""Channels that a deployment serves; every other one needs somebody to send the notice and to record it."""
MOST_DAYS_WITHOUT_DEPLOYMENT = 2
"""The site is built every night; so many days without a deployment mean that the schedule does not run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `fix` says what to do, and is empty if nothing is."""

    check: str
    state: State
    message: str
    fix: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What a center does not say itself.

    `files` are contents by path, `inside` is the path of the center in a larger repository (empty if it is the
    repository), `site_url` that of mkdocs.yml, `tool` the running version, `github` the answers of `disk.github`.
    """

    files: Mapping[str, bytes]
    inside: str
    site_url: str
    tool: str
    github: Mapping[str, Any] | None


def examined(center: Center, around: Surroundings, today: date) -> tuple[Finding, ...]:
    """Every check of a repository as of a day."""
    return (
        _workflows(around), _codeowners(around), _sealed_bytes(around), _tool(around), _schemas(around),
        _site_url(around), _lists(center, today), _deliveries(center, today), *_on_github(around, today),
    )  # fmt: skip


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each finding, problems first, and what to do below it."""
    order = ("problem", "unknown", "ok")
    lines = []
    for finding in sorted(findings, key=lambda one: order.index(one.state)):
        lines.append(f"{finding.state:8} {finding.check}: {finding.message}")
        lines += [f"         {finding.fix}"] if finding.fix else []
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], indent=2)


# The repository -----------------------------------------------------------------------------------------------------


def _workflows(around: Surroundings) -> Finding:
    names = [path for path in around.files if path.startswith(".github/workflows/")]
    if around.inside:
        fix = f"move them there, with `defaults: {{run: {{working-directory: {around.inside}}}}}`"
        return Finding("workflows", "problem", "GitHub reads workflows at the top of the repository alone", fix)
    missing = [name for name in ("check", "deploy", "publish") if f".github/workflows/{name}.yml" not in names]
    if missing:
        fix = "copy them from the folder that `trustcenter new` writes"
        return Finding("workflows", "problem", f"{listed([f'{name}.yml' for name in missing])} missing", fix)
    return Finding("workflows", "ok", f"{len(names)} are there")


def _codeowners(around: Surroundings) -> Finding:
    text = around.files.get(CODEOWNERS, b"").decode("utf-8", "replace")
    if not text:
        return Finding("codeowners", "problem", f"there is no {CODEOWNERS}", "say who must approve which files")
    if any(name in text for name in PLACEHOLDERS):
        fix = "put your own teams or people; for one or two people leave it out, and do not require code owners"
        return Finding("codeowners", "problem", f"{CODEOWNERS} names teams that are not yours", fix)
    return Finding("codeowners", "ok", "names people of yours")


def _sealed_bytes(around: Surroundings) -> Finding:
    text = around.files.get(".gitattributes", b"").decode("utf-8", "replace")
    if "docs/changelog/" in text and "-text" in text:
        return Finding("sealed bytes", "ok", ".gitattributes keeps published files as they are")
    fix = "copy the lines of .gitattributes that `trustcenter new` writes"
    return Finding("sealed bytes", "problem", "git may change line ends of published files", fix)


def _tool(around: Surroundings) -> Finding:
    pinned = around.files.get("requirements/tool.txt", b"").decode("utf-8", "replace")
    if not pinned:
        return Finding("tool", "unknown", f"{around.tool} runs, and requirements/tool.txt pins none")
    if f"trustcenter-{around.tool}-" in pinned:
        return Finding("tool", "ok", f"{around.tool} runs, as requirements/tool.txt pins it")
    message = f"{around.tool} runs, and requirements/tool.txt pins another version"
    return Finding("tool", "problem", message, "run `make setup`, or take the newer wheel into the repository")


def _schemas(around: Surroundings) -> Finding:
    stale = [path for path, data in facts_loader.schemas().items() if around.files.get(path) != data]
    if stale:
        message = f"{len(stale)} of data/schemas/ are not those of this version"
        return Finding("schemas", "problem", message, "run `trustcenter schemas`")
    return Finding("schemas", "ok", "editors have the fields of this version")


def _site_url(around: Surroundings) -> Finding:
    pages = (around.github or {}).get("pages") or {}
    if not around.site_url:
        return Finding("address", "problem", "mkdocs.yml has no `site_url`", "feeds and notices need it")
    address = str(pages.get("html_url") or "")
    if address and address.rstrip("/") != around.site_url.rstrip("/"):
        message = f"`site_url` is {around.site_url}, and GitHub serves {address}"
        return Finding("address", "problem", message, "set one to the other: addresses of versions are for ever")
    return Finding("address", "ok" if address else "unknown", f"`site_url` is {around.site_url}")


# The center ---------------------------------------------------------------------------------------------------------


def _lists(center: Center, today: date) -> Finding:
    stale = [problem.message for problem in stale_list(center, today)]
    if stale:
        return Finding("lists", "problem", "; ".join(stale), "take a newer release of the tool")
    asserted = requirement_lists.asserted(center.facts, center.sources)
    coming = [one for one in list_dates.days(asserted) if one.day > today]
    then = f"; next: {coming[0].requirement.id} on {in_words(coming[0].day)} (`trustcenter lists`)" if coming else ""
    return Finding("lists", "ok", f"the requirement lists are fresh{then}")


def _deliveries(center: Center, today: date) -> Finding:
    """Every notice went out by each channel that is promised, from its announced day on."""
    promised = center.facts.one("notice").get("channels", ())
    channels = [c["id"] for c in promised if isinstance(c, dict) and c.get("by") not in BY_ITSELF]
    sent = {(d["change"], d["channel"]) for d in center.facts.records("deliveries").values()}
    upcoming = {version.change for version in center.archive.on(today).upcoming}
    due = [c for c in center.archive.on(today).changes if c.is_notice and c.id in upcoming]
    open_ = [f"{change.id} by {name}" for change in due for name in channels if (change.id, name) not in sent]
    if open_:
        fix = "send it (`trustcenter notice CHANGE`), and record it in data/deliveries.yml"
        return Finding("deliveries", "problem", f"not recorded: {listed(open_)}", fix)
    return Finding("deliveries", "ok", "every upcoming notice went out by every promised channel")


# GitHub -------------------------------------------------------------------------------------------------------------


def _on_github(around: Surroundings, today: date) -> Iterator[Finding]:
    if around.github is None:
        fix = "install `gh` and run `gh auth login`, in a clone of the repository"
        yield Finding("github", "unknown", "its settings could not be read", fix)
        return
    yield _pages(around.github)
    yield _pull_requests(around.github)
    yield _protection(around.github)
    yield _deployment(around.github, today)


def _pages(github: Mapping[str, Any]) -> Finding:
    pages = github.get("pages")
    if pages and pages.get("build_type") == "workflow":
        return Finding("pages", "ok", "deployed from GitHub Actions")
    fix = "Settings → Pages → Source: GitHub Actions"
    return Finding("pages", "problem", "Pages are not deployed from GitHub Actions", fix)


def _pull_requests(github: Mapping[str, Any]) -> Finding:
    permissions = github.get("permissions")
    if permissions is None:
        return Finding("pull requests", "unknown", "only an administrator can read this setting")
    if permissions.get("can_approve_pull_request_reviews"):
        return Finding("pull requests", "ok", "the publish workflow may open them")
    fix = "Settings → Actions → General: tick *Allow GitHub Actions to create and approve pull requests*"
    return Finding("pull requests", "problem", "the publish workflow may not open any", fix)


def _protection(github: Mapping[str, Any]) -> Finding:
    rules = github.get("rules")
    if rules is None:
        return Finding("protection", "unknown", "the rules of the branch could not be read")
    parameters = [rule.get("parameters") or {} for rule in rules if rule.get("type") == "required_status_checks"]
    required = {one.get("context") for each in parameters for one in each.get("required_status_checks", ())}
    if missing := [name for name in REQUIRED_CHECKS if name not in required]:
        named = listed([f"`{name}`" for name in missing])
        checks = plural(len(missing), "status check").partition(" ")[2]
        fix = f"Settings → Rules: require the {checks} {named}, and block force pushes"
        return Finding("protection", "problem", "the default branch takes what no check has seen", fix)
    return Finding("protection", "ok", f"requires {listed(sorted(f'`{name}`' for name in required))}")


def _deployment(github: Mapping[str, Any], today: date) -> Finding:
    runs = (github.get("deployed") or {}).get("workflow_runs")
    if runs is None:
        return Finding("deployment", "unknown", "the runs of deploy.yml could not be read")
    if not runs:
        return Finding("deployment", "problem", "deploy.yml never ran", "run it by hand: Actions → deploy")
    last = date.fromisoformat(str(runs[0]["created_at"])[:10])
    told = f"the last run of deploy.yml, of {in_words(last)}"
    if runs[0].get("conclusion") not in ("success", None):
        return Finding("deployment", "problem", f"{told}, ended as {runs[0]['conclusion']}", str(runs[0]["html_url"]))
    if (today - last).days > MOST_DAYS_WITHOUT_DEPLOYMENT:
        fix = "GitHub stops schedules of repositories without commits: Actions → deploy → Enable workflow"
        return Finding("deployment", "problem", f"{told}: the schedule does not run", fix)
    return Finding("deployment", "ok", f"{told}, succeeded")


__all__ = ["Finding", "Surroundings", "as_json", "as_text", "examined"]
