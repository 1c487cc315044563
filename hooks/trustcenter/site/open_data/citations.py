"""Makes `policies/<policy>/citation.json`: a citation of every version of a policy, in the form CSL-JSON.

`open_data` calls `citations` and gets the files by path; reference managers such as Zotero import them.  The page of a
version has the same words to copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urljoin

from trustcenter.model.records import canonical
from trustcenter.model.versions import Version
from trustcenter.site.pages import View
from trustcenter.site.pages.version_print import in_force


def citations(view: View) -> dict[str, bytes]:
    """The citations of the announced versions, newest first, by path; none if the site's address is not known."""
    by_policy: dict[str, list[Mapping[str, Any]]] = {policy: [] for policy in view.policies if view.site_url}
    for version in reversed(view.snapshot.announced) if view.site_url else ():
        by_policy[version.policy].append(_citation(view, version))
    return {_path(policy): canonical(cited) for policy, cited in by_policy.items()}


def paths(view: View) -> set[str]:
    """The paths of these files, known before any is made."""
    return {_path(policy) for policy in view.policies} if view.site_url else set()


def _path(policy: str) -> str:
    return f"policies/{policy}/citation.json"


def _citation(view: View, version: Version) -> Mapping[str, Any]:
    """One version as an item of CSL-JSON; `note` says when it was in force, and the hash of its text."""
    note = f"{in_force(view, version)}; SHA-256 {version.text_sha256}"
    return {
        "id": version.name, "type": "document", "title": version.title, "author": [{"literal": view.name}],
        "version": str(version.number), "issued": _parts(version.binds_from),
        "accessed": _parts(view.snapshot.day), "URL": urljoin(view.site_url, f"policies/{version.name}/"), "note": note,
    }  # fmt: skip


def _parts(day: date) -> Mapping[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
