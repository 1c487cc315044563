"""Checks a company's own `nav` of `mkdocs.yml`: every page that it names is one, on this day or on another.

`build` and `check` call `wrong_nav`; `site.menu` asks `generated_sources` which entries to leave out on a day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from trustcenter.model.problems import Problem, one_of
from trustcenter.reading.center import Center
from trustcenter.reading.navigation import ALL_POLICIES, every_entry, nav_entries
from trustcenter.site.pages.center_page import center_pages

_PAGES = (
    "", "policies/", "changelog/", "notices/", "as-of/", "subprocessors/", "drafts/",
    *(page.url for page in center_pages()),
)  # fmt: skip
"""The URLs of the pages that a site may have, whatever the center holds."""
_FILES = re.compile(r"(?:api|schemas)/.*|(?:(?:notices|policies/[^/]+)/)?feed\.xml|feed\.json|calendar\.ics|SHA256SUMS")


def generated_sources(center: Center) -> frozenset[str]:
    """The source file (`policies/privacy/index.md`) of every page that the site has on any day."""
    archive = center.archive
    policies = {*center.drafts, *archive.versions}
    vendors = {name for version in archive.all_versions for name in version.facts.records("subprocessors")}
    urls = {*_PAGES, *(f"policies/{name}/{part}" for name in policies for part in ("", "history/", "draft/"))}
    urls |= {f"policies/{one.name}/{part}" for one in archive.all_versions for part in ("", "redline/", "since/")}
    urls |= {f"changelog/{name}/" for name in archive.changes}
    urls |= {f"{part}/{day}/" for day in archive.days() for part in ("as-of", "since")}
    urls |= {f"subprocessors/{name}/" for name in vendors}
    urls |= {f"messaging/{name}/" for name in center.facts.records("messaging")}
    return frozenset(f"{url}index.md" for url in urls)


def wrong_nav(center: Center, nav: object, assets: Collection[str]) -> Iterator[Problem]:
    """Entries of `nav` that name no page or file of the site; `assets` are the URLs of the files of `docs/`."""
    entries = [entry for entry in every_entry(nav_entries(nav)) if entry.source]
    if not entries:
        return
    own = {file.removeprefix("docs/") for file in center.pages}
    known = generated_sources(center) | own | {*assets}
    for entry in entries:
        path = entry.source
        if entry.target == ALL_POLICIES or path in known or _FILES.fullmatch(path) or center.settings.hidden(path):
            continue
        message = f"`nav` names `{entry.target}`, which is no page of this site"
        yield Problem(
            center.settings.source.where(entry.route), "bad-value", message, one_of(path, _offered(center, own))
        )


def _offered(center: Center, own: Collection[str]) -> set[str]:
    """The pages that somebody would put into a menu."""
    policies = {f"policies/{name}/index.md" for name in {*center.drafts, *center.archive.versions}}
    return {*own, *policies, *(f"{url}index.md" for url in _PAGES if url != "drafts/")}
