"""Makes `api/center.json`: the whole center on one day in one file.

`open_data.stated` calls `center` and gets a `CenterFile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from trustcenter.model.facts import Facts
from trustcenter.model.heads import head_on
from trustcenter.model.kinds import BY_NAME
from trustcenter.site.open_data.as_of import days
from trustcenter.site.open_data.changes import ChangeData, changes_on
from trustcenter.site.open_data.forms import Dated, FactsByKind, PolicyData, dated
from trustcenter.site.open_data.policies import policies_on
from trustcenter.site.pages import View


@dataclass(frozen=True, kw_only=True)
class CenterFile(Dated):
    """Everything public: facts by kind and id, policies, changes, and the days that have a file of their own."""

    timezone: str
    facts: FactsByKind
    policies: tuple[PolicyData, ...]
    changes: tuple[ChangeData, ...]
    head: Annotated[str, Field(description="one SHA-256 over every change, version and record public by the day")]
    days: Annotated[tuple[date, ...], Field(description="the days with a file api/as-of/<day>.json, oldest first")]
    commit: Annotated[str | None, Field(description="the commit from which the site was built, where that is known")]


def center(view: View) -> CenterFile:
    """The content of the file on the day of the view."""
    return CenterFile(
        **dated(view), timezone=view.center.timezone, facts=public(view.facts), policies=policies_on(view.snapshot),
        changes=changes_on(view.center.archive, view.snapshot),
        head=head_on(view.center.archive, view.snapshot.day), days=days(view), commit=None,
    )  # fmt: skip


PATH = "api/center.json"
_NO_COMMIT = b'"commit": null'


def of_commit(files: Mapping[str, bytes], commit: str) -> dict[str, bytes]:
    """Some files of a site, of which `api/center.json` names the commit that is built.

    It is put in afterwards, so that a commit which changes nothing makes nothing else anew.
    """
    if not commit:
        return dict(files)
    before, mark, after = files[PATH].partition(_NO_COMMIT)
    return {**files, PATH: before + f'"commit": "{commit}"'.encode() + after if mark else files[PATH]}


def public(facts: Facts) -> Mapping[str, Any]:
    """The facts without settings of this tool, and without kinds that only have settings."""
    kinds = {name: _without_settings(name, value) for name, value in facts.kinds.items()}
    return {name: value for name, value in kinds.items() if value or not _is_one(name)}


def _without_settings(name: str, value: Any) -> Any:
    settings = BY_NAME[name].settings if name in BY_NAME else frozenset()
    return {key: inner for key, inner in value.items() if key not in settings} if settings else value


def _is_one(name: str) -> bool:
    return name in BY_NAME and BY_NAME[name].shape == "one"
