"""Makes `api/as-of/<date>.json`: the center on each day on which something changed.

`open_data.on_day` calls `on` and gets an `AsOfFile`. Made from the archive as known on that day, without drafts and
later announcements, so a file never changes once its day has come. For any other day, the last file before it applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from trustcenter.model.versions import Snapshot
from trustcenter.site.open_data.forms import EXACT, FactsByKind, PolicyData
from trustcenter.site.open_data.policies import policies_on
from trustcenter.site.pages import View


@dataclass(frozen=True, kw_only=True)
class AsOfFile:
    """The policies on a day and the facts that the versions in effect stated."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    as_of: Annotated[date, Field(description="the day that the file states")]
    policies: tuple[PolicyData, ...]
    facts: FactsByKind


def days(view: View) -> tuple[date, ...]:
    """The days with a file: those on which something changed, up to the day of the view, oldest first."""
    return tuple(day for day in view.center.archive.days() if day <= view.snapshot.day)


def on(snapshot: Snapshot) -> AsOfFile:
    """The content of the file of a day."""
    return AsOfFile(as_of=snapshot.day, policies=policies_on(snapshot), facts=snapshot.facts.kinds)
