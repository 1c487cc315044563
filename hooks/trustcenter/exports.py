"""Open data: the center on one day as JSON, and the published bytes themselves.

Only what pages may say is exported: governed facts as the versions in effect
state them, the others as drafted, and nothing that is not announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from trustcenter.archive import record_path
from trustcenter.facts import Facts
from trustcenter.kinds import BY_NAME
from trustcenter.model import Change, Version
from trustcenter.pages import View
from trustcenter.periods import begins, parse_period
from trustcenter.records import canonical
from trustcenter.tables import add_up, longest

NAMES = ("center", "policies", "subprocessors", "retention")


def exports(view: View) -> dict[str, bytes]:
    """Files below the site's root: `api/*.json` and the very bytes of everything announced."""
    facts = view.facts
    published = view.center.archive.published
    files = {
        "api/center.json": canonical(center_json(view, facts)),
        "api/policies.json": canonical(policies_json(view)),
        "api/subprocessors.json": canonical(_dated(view) | {"subprocessors": _listed(facts, "subprocessors")}),
        "api/retention.json": canonical(_dated(view) | {"retention": _retention(facts)}),
    }
    for version in view.snapshot.announced:
        paths = (version.path, record_path(version.path))
        files |= {path.removeprefix("docs/"): published[path] for path in paths}
    for change in view.snapshot.changes:
        entry = [change.path, *([record_path(change.path)] if change.withdraws else [])]
        files |= {path.removeprefix("docs/"): published[path] for path in entry}
    return files


def urls(view: View) -> set[str]:
    """The paths of all exported files, known before any page is made so that pages can link to them."""
    found = {f"api/{name}.json" for name in NAMES}
    for version in view.snapshot.announced:
        found |= {f"policies/{version.name}.md", f"policies/{version.name}.json"}
    found |= {f"changelog/{change.id}.json" for change in view.snapshot.changes if change.withdraws}
    return found | {f"changelog/{change.id}.md" for change in view.snapshot.changes}


def _dated(view: View) -> dict[str, Any]:
    return {"as_of": view.snapshot.day.isoformat(), "organization": view.name}


def center_json(view: View, facts: Facts) -> dict[str, Any]:
    """The whole center: every public fact by kind and id, the policies and the changes."""
    kinds = {name: _without_settings(name, value) for name, value in facts.kinds.items()}
    changes = [_change(change) for change in view.snapshot.changes]
    return _dated(view) | {"timezone": view.center.timezone, "facts": kinds, "changes": changes} | policies_json(view)


def _without_settings(name: str, value: Any) -> Any:
    settings = BY_NAME[name].settings if name in BY_NAME else frozenset()
    return {key: inner for key, inner in value.items() if key not in settings} if settings else value


def policies_json(view: View) -> dict[str, Any]:
    """Every policy with the version in effect and the upcoming ones, and the instants (UTC) from which they bind."""
    listed = []
    for policy in view.policies:
        current = view.snapshot.in_effect.get(policy)
        listed.append({
            "id": policy, "title": view.title(policy), "url": f"policies/{policy}/",
            "in_effect": _version(current) if current else None, "retired": policy in view.snapshot.retired,
            "upcoming": [_version(version) for version in view.upcoming(policy)],
        })  # fmt: skip
    return _dated(view) | {"policies": listed}


def _version(version: Version) -> dict[str, Any]:
    return {
        "version": version.id, "number": version.number, "class": version.class_, "change": version.change,
        "effective": version.effective.isoformat(), "announced": _iso(version.announced),
        "binds_from": begins(version.binds_from, version.timezone).isoformat().replace("+00:00", "Z"),
        "sha256": version.text_sha256, "seal": version.seal, "url": f"policies/{version.name}/",
        "markdown": f"policies/{version.name}.md", "record": f"policies/{version.name}.json",
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id, "title": change.title, "class": change.class_, "announced": _iso(change.announced),
        "effective": change.effective.isoformat(), "summary": change.summary, "versions": list(change.versions),
        "withdraws": change.withdraws or None,
        "url": f"changelog/{change.id}/",
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _listed(facts: Facts, kind: str) -> list[Mapping[str, Any]]:
    return [record for _, record in sorted(facts.records(kind).items())]


def _retention(facts: Facts) -> list[dict[str, Any]]:
    """The rules with their periods as written and, where ISO 8601 can express them, as durations."""
    rules = facts.records("retention")
    return [
        {**rule, "period_iso": _duration(rule.get("period")), "longest_total": _total(rules, rule)}
        for _, rule in sorted(rules.items())
    ]


def _duration(written: Any) -> str | None:
    return parse_period(written).iso if isinstance(written, str) else None


def _total(rules: Mapping[str, Mapping[str, Any]], rule: Mapping[str, Any]) -> str | None:
    """The worst case of the chain of rules that begins here, where its periods can be added."""
    chain, seen = [rule], {rule["id"]}
    while (following := str(chain[-1].get("then"))) in rules and following not in seen:
        seen.add(following)
        chain.append(rules[following])
    total = add_up([longest(link) for link in chain])
    return str(total) if total else None
