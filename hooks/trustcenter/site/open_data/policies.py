"""Makes `api/policies.json`: what is in effect, what is upcoming, and the instants at which versions take over.

`open_data.stated` calls `policies` and gets a `PoliciesFile`. An app can store the version and hash that a user
accepted, and switch on time even if a site is built late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from trustcenter.model.versions import Snapshot, Version
from trustcenter.site.open_data.forms import (
    BoundData,
    Dated,
    PolicyData,
    RedactionData,
    TranslationData,
    VersionData,
    audiences_of,
    dated,
    instant,
)
from trustcenter.site.pages import View


@dataclass(frozen=True, kw_only=True)
class PoliciesFile(Dated):
    """Every policy that had been announced by the day."""

    policies: tuple[PolicyData, ...]


def policies(view: View) -> PoliciesFile:
    return PoliciesFile(**dated(view), policies=policies_on(view.snapshot))


def policies_on(snapshot: Snapshot) -> tuple[PolicyData, ...]:
    """The policies on a day, by id; nothing in it depends on what is announced later."""
    return tuple(_policy(snapshot, name) for name in sorted({version.policy for version in snapshot.announced}))


def _policy(snapshot: Snapshot, name: str) -> PolicyData:
    current = snapshot.in_effect.get(name)
    upcoming = [version for version in snapshot.upcoming if version.policy == name]
    line = [*([current] if current else []), *upcoming]
    ends = [_binds(after) for _, after in pairwise(line)]
    made = [_version(version, until, snapshot.day) for version, until in zip(line, [*ends, None], strict=bool(line))]
    shown = current or max((v for v in snapshot.announced if v.policy == name), key=lambda v: v.order)
    former = {version.home for version in snapshot.announced if version.policy == name and version.home}
    return PolicyData(
        id=name, former_ids=tuple(sorted(former)), title=shown.title, url=f"policies/{name}/",
        retired=name in snapshot.retired, in_effect=made[0] if current else None,
        upcoming=tuple(made[1:] if current else made),
        audiences=tuple(
            BoundData(id=name_, label=label, version=version.id, sha256=version.text_sha256)
            for name_, label, version in snapshot.apart
            if version.policy == name
        ),
    )  # fmt: skip


def _binds(version: Version) -> datetime:
    return instant(version.binds_from, version.timezone)


def _version(version: Version, until: datetime | None, day: date) -> VersionData:
    return VersionData(
        version=version.id, number=version.number, title=version.title, lang=version.lang,
        class_=version.class_, change=version.change,
        announced=version.announced, effective=version.effective, planned=version.planned, timezone=version.timezone,
        binds_from=_binds(version), bound_until=until, retires=version.retires, sha256=version.text_sha256,
        redactions=tuple(RedactionData(change=r.change, announced=r.announced, reason=r.reason, sha256=r.text_sha256)
                         for r in version.redactions),
        seal=version.seal, url=f"policies/{version.name}/", markdown=f"policies/{version.name}.md",
        record=f"policies/{version.name}.json", translations=tuple(_translations(version, day)),
        audiences=audiences_of(version),
    )  # fmt: skip


def _translations(version: Version, day: date) -> Iterator[TranslationData]:
    for lang in version.languages(day):
        if text := version.translation(lang, day):
            yield TranslationData(
                lang=lang, title=text.title, sha256=text.text_sha256, url=f"{lang}/policies/{version.name}/",
                markdown=text.path.removeprefix("docs/"),
            )  # fmt: skip
