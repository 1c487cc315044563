"""Reads `extra.trustcenter.static` and `redirects`: files that the site serves as they are, and addresses that lead on.

`site_settings` reports what is wrong with the form of both; `site.own_addresses` makes the pages of the redirects and
says where one of these addresses is taken or leads to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trustcenter.model.problems import Problem
from trustcenter.reading.yaml_source import Route, Source

STATIC, REDIRECTS = "static", "redirects"
_FOLDER = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_TAKEN_FOLDERS = frozenset({
    "data", "docs", "hooks", "imports", "manual", "overrides", "requirements", "site", "tests", "wheels"
})  # fmt: skip
"""Folders of a center that hold something else."""
_FROM = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/?")
_PAGE_ENDINGS = (".html", ".htm", ".php", ".aspx")
_INSIDE = re.compile(r"(?:[A-Za-z0-9._~-]+/)*[A-Za-z0-9._~-]*(?:#[^\s\"'<>]*)?")
_OUTSIDE = re.compile(r"https://[^\s\"'<>]+")


class Redirect(NamedTuple):
    """An address of the site that leads on: the file that stands there, and where it leads.

    `to` is a URL below the root of the site, with an anchor perhaps, or an https address; `key` is as written.
    """

    path: str
    to: str
    key: str

    @property
    def leads_out(self) -> bool:
        return self.to.startswith("https://")


def static_folder(own: object) -> str:
    """The folder with files to be served as they are, relative to the center; empty if there is none."""
    folder = own.get(STATIC) if isinstance(own, Mapping) else None
    name = folder.rstrip("/") if isinstance(folder, str) else ""
    return name if _is_folder(name) else ""


def _is_folder(name: str) -> bool:
    return bool(_FOLDER.fullmatch(name)) and name.partition("/")[0] not in _TAKEN_FOLDERS


def redirects(own: object) -> tuple[Redirect, ...]:
    """The redirects of `extra.trustcenter`; what `problems` reports is left out."""
    setting = own.get(REDIRECTS) if isinstance(own, Mapping) else None
    pairs = setting.items() if isinstance(setting, Mapping) else ()
    return tuple(
        Redirect(_file(str(key)), _target(to), str(key)) for key, to in pairs if not (_wrong_from(key) or _wrong_to(to))
    )


def _file(key: str) -> str:
    """The file at an address: `privacy` → `privacy/index.html`, `legal/privacy.html` → itself."""
    address = key.strip("/")
    return address if address.endswith(_PAGE_ENDINGS) else f"{address}/index.html"


def _target(to: object) -> str:
    address = str(to)
    return address if address.startswith("https://") else address.removeprefix("/")


def _wrong_from(key: object) -> str:
    """Why no page can be put at an address; empty if one can."""
    address = str(key).removeprefix("/")
    last = address.rstrip("/").rpartition("/")[2]
    if not _FROM.fullmatch(address) or ".." in address.split("/") or address.startswith("."):
        return "is no address below the root of the site"
    if "." in last and not last.endswith(_PAGE_ENDINGS):
        return "is the address of a file, and only a page can lead readers on"
    return ""


def _wrong_to(to: object) -> bool:
    if not isinstance(to, str) or not to:
        return True
    return not (_OUTSIDE.fullmatch(to) or (_INSIDE.fullmatch(to.removeprefix("/")) and ".." not in to))


def problems(own: Mapping[str, object], file: Source, route: Route) -> Iterator[Problem]:
    """What is wrong with the form of both settings; `route` leads to `extra.trustcenter`."""
    folder = own.get(STATIC)
    if folder is not None and not (isinstance(folder, str) and static_folder(own)):
        hint = f"name a folder beside docs/ that holds nothing else, such as `{STATIC}: static`"
        yield Problem(file.where((*route, STATIC)), "bad-value", f"`{folder}` is no folder for files to serve", hint)
    setting = own.get(REDIRECTS)
    if setting is not None and not isinstance(setting, Mapping):
        hint = "write an address and where it leads: `old-privacy/: policies/privacy/`"
        yield Problem(file.where((*route, REDIRECTS)), "bad-value", f"`{REDIRECTS}` is not a mapping", hint)
        return
    for key, to in (setting or {}).items():
        here = (*route, REDIRECTS, str(key))
        if why := _wrong_from(key):
            hint = "write it as readers know it, from the root of the site: old-privacy/ or legal/privacy.html"
            yield Problem(file.where(here, key=True), "bad-value", f"`{key}` {why}", hint)
        if _wrong_to(to):
            hint = "write a page of this site, policies/privacy/, or an https address"
            yield Problem(file.where(here), "bad-value", f"`{to}` is nowhere to lead to", hint)
