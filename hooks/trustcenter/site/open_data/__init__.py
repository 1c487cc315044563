"""Makes the open data of a site: the center on one day as JSON and CSV, and the published files; one module each.

`site.build` calls `stated`, `on_day`, `schemas` and `published`, which return files by path, and `urls`. Only what
pages may show is exported: governed facts as the versions in effect state them, others as drafted, nothing that is not
announced. Ids are stable, lists are sorted, and the same day gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trustcenter.model.problems import Problem
from trustcenter.model.versions import Snapshot
from trustcenter.site.open_data import chains, citations, embed, for_machines, registration
from trustcenter.site.open_data.answers import answers, answers_csv
from trustcenter.site.open_data.as_of import days, on
from trustcenter.site.open_data.center import center, of_commit
from trustcenter.site.open_data.changes import changes
from trustcenter.site.open_data.coverage import coverage
from trustcenter.site.open_data.forms import written
from trustcenter.site.open_data.policies import policies
from trustcenter.site.open_data.published import published
from trustcenter.site.open_data.retention import retention
from trustcenter.site.open_data.schemas import NAMED, schemas
from trustcenter.site.open_data.subprocessors import subprocessors, subprocessors_csv
from trustcenter.site.open_data.sums import NAME as SUMS
from trustcenter.site.open_data.well_known import well_known
from trustcenter.site.pages import View
from trustcenter.site.pages.moved import former_paths

FILES: Mapping[str, Callable[[View], Any]] = {
    "center": center, "policies": policies, "subprocessors": subprocessors, "retention": retention, "changes": changes,
    "coverage": coverage, "answers": answers,
}  # fmt: skip
"""The function that makes `api/<name>.json`, by name."""
NAMES = tuple(FILES)
_CHAINS = ("api/chains.json", "api/chains.csv")


def stated(view: View) -> dict[str, bytes]:
    """The files about the day of the view, by path below the root of the site: `api/`, `.well-known/`, `llms.txt` …"""
    files = {}
    for name, make in FILES.items():
        path = f"api/{name}.json"
        files[path] = written(make(view), path=path, schema=name)
    files["api/subprocessors.csv"] = subprocessors_csv(view)
    files["api/answers.csv"] = answers_csv(view)
    if chains.stated(view):
        files[_CHAINS[0]] = written(chains.chains_file(view), path=_CHAINS[0], schema="chains")
        files[_CHAINS[1]] = chains.chains_csv(view)
    files |= citations.citations(view) | for_machines.for_machines(view) | well_known(view)[0]
    files |= registration.registrations(view) | embed.embed(view)
    return files | {former: data for path, data in files.items() for former in former_paths(view, path)}


def urls(view: View) -> set[str]:
    """The URLs of all open data, known before any file is made."""
    urls = {f"api/{name}.json" for name in FILES} | {
        "api/subprocessors.csv",
        "api/answers.csv",
        *NAMED,
        *well_known(view)[0],
    }
    urls |= {*_CHAINS} if chains.stated(view) else set()
    urls |= for_machines.paths(view) | citations.paths(view) | registration.paths(view) | embed.paths(view)
    urls |= {former for path in urls for former in former_paths(view, path)}
    return urls | {f"api/as-of/{day}.json" for day in days(view)} | {*published(view)}


def on_day(snapshot: Snapshot) -> dict[str, bytes]:
    """The file `api/as-of/<day>.json` of a snapshot, by path."""
    path = f"api/as-of/{snapshot.day}.json"
    return {path: written(on(snapshot), path=path, schema="as-of")}


def exports(view: View) -> dict[str, bytes]:
    """All open data by path, with the earlier days and the published files."""
    past = (on_day(view.center.archive.on(day)) for day in days(view))
    return stated(view) | schemas() | {path: data for files in past for path, data in files.items()} | published(view)


def problems(view: View) -> list[Problem]:
    """What was asked for and could not be exported, as problems."""
    return well_known(view)[1]


__all__ = [
    "NAMES",
    "SUMS",
    "days",
    "exports",
    "of_commit",
    "on_day",
    "problems",
    "published",
    "schemas",
    "stated",
    "urls",
]
