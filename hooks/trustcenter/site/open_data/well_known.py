"""Makes `/.well-known/security.txt` (RFC 9116) and `gpc.json` (Global Privacy Control).

`open_data` calls `well_known` and gets the files by path and problems. They are written only if
`organization.well_known` asserts them and the site is at the root of an origin, as nobody looks for them elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from trustcenter.model.facts import Plain
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.model.records import canonical
from trustcenter.rules.upkeep import SECURITY_TXT_LIFETIME
from trustcenter.site.pages import View

GPC_CLAUSE = "ccpa-gpc"
"""The requirement that a clause about Global Privacy Control answers."""
DISCLOSURE = ("vulnerability-disclosure", "disclosure", "security")
"""Policies that say how to report a vulnerability, in order of preference."""


def well_known(view: View) -> tuple[dict[str, bytes], list[Problem]]:
    """The asserted files below `.well-known/`, and problems that say why some are not written."""
    asserted = view.center.facts.one("organization").get("well_known", [])
    if not asserted:
        return {}, []
    if reason := _not_here(view.site_url):
        names = " and ".join(f".well-known/{name}" for name in asserted)
        hint = "publish them on the main site, or serve the trust center from a host of its own"
        return {}, [Problem(Where("mkdocs.yml"), "well-known", f"no {names}: {reason}", hint, Severity.INFO)]
    made = {f".well-known/{name}": _MADE[name](view) for name in sorted(asserted)}
    return {path: data for path, data in made.items() if data}, _without_contact(made)


def _not_here(site_url: str) -> str:
    """Why nobody would look for the files on this site; empty if somebody would."""
    address = urlsplit(site_url)
    if not site_url:
        return "`site_url` does not say where the site is served"
    if address.scheme != "https":
        return f"`site_url` is {site_url}, and they are looked for by https"
    return f"`site_url` is {site_url}, which is not the root of an origin" if address.path.strip("/") else ""


def _without_contact(made: Mapping[str, bytes]) -> list[Problem]:
    if made.get(".well-known/security.txt", b"x"):
        return []
    message = "no .well-known/security.txt: the contact `security` has no address that anyone may see"
    hint = "give it an email, url or phone"
    return [Problem(Where("data/contacts.yml"), "well-known", message, hint, Severity.WARNING)]


def security_txt(view: View) -> bytes:
    """The contact for reports of vulnerabilities (RFC 9116); empty if no contact is known."""
    ways = contacts(view.facts.records("contacts").get("security", {}))
    if not ways:
        return b""
    root = view.site_url.rstrip("/")
    lines = [f"Contact: {way}" for way in ways]
    lines.append(f"Expires: {view.snapshot.day + SECURITY_TXT_LIFETIME}T00:00:00Z")
    lines += [f"Policy: {root}/policies/{policy}/" for policy in DISCLOSURE if policy in view.snapshot.in_effect][:1]
    lines += ["Preferred-Languages: en", f"Canonical: {root}/.well-known/security.txt"]
    return ("\n".join(lines) + "\n").encode()


def contacts(record: Plain) -> list[str]:
    """The ways to reach a contact as URIs, in order of preference."""
    forms = {"email": "mailto:{}", "url": "{}", "phone": "tel:{}"}
    return [form.format(record[name]) for name, form in forms.items() if isinstance(record.get(name), str)]


def gpc_json(view: View) -> bytes:
    """The statement that the organization honours Global Privacy Control.

    Its day is the one on which the newest clause about it took effect; without such a clause, that of the last change.
    """
    covering = [v.binds_from for v in view.snapshot.in_effect.values() if GPC_CLAUSE in v.covers]
    return canonical({"gpc": True, "lastUpdate": max(covering, default=view.newest_change()).isoformat()})


_MADE: Mapping[str, Callable[[View], bytes]] = {"security.txt": security_txt, "gpc.json": gpc_json}
