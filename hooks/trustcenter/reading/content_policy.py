"""Reads `extra.trustcenter.content_policy`: the other hosts from which pages may load something, by CSP directive.

`site_settings` reports what is wrong with it, `site.csp` adds the sources to the policy of every page, and
`site_check` asks `allows` whether what a page names can work under the policy that the page carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from trustcenter.model.problems import Problem, one_of
from trustcenter.reading.yaml_source import Route, Source

SETTING = "content_policy"
DIRECTIVES = (
    "connect-src", "font-src", "form-action", "frame-src", "img-src", "media-src", "script-src", "style-src",
)  # fmt: skip
"""The directives (CSP Level 3) that a company may widen."""
Sources: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""The further sources of each directive, sorted: `(("script-src", ("https://stats.example",)),)`."""
_HOST = r"(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?"
_SOURCE = re.compile(rf"https://{_HOST}(?:/[A-Za-z0-9._~/%@:+-]*)?")
_DEFAULT_PORT = {"https": 443, "http": 80}


def sources(setting: object) -> Sources:
    """The further sources that the setting names; what `problems` reports is left out."""
    named = {
        name: tuple(dict.fromkeys(source for source in _listed(value) if _SOURCE.fullmatch(source)))
        for name, value in (setting.items() if isinstance(setting, Mapping) else ())
        if name in DIRECTIVES
    }
    return tuple(sorted((name, listed) for name, listed in named.items() if listed))


def problems(setting: object, file: Source, route: Route) -> Iterator[Problem]:
    """What is wrong with the setting, which stands at `route` of `mkdocs.yml`."""
    if setting is None:
        return
    if not isinstance(setting, Mapping):
        hint = "write a directive and its sources below it: `script-src: [https://stats.example]`"
        yield Problem(file.where(route), "bad-value", f"`{SETTING}` is not a mapping", hint)
        return
    for name, value in setting.items():
        if name not in DIRECTIVES:
            where, hint = file.where((*route, str(name)), key=True), one_of(str(name), DIRECTIVES)
            yield Problem(where, "unknown-field", f"`{SETTING}` has no directive `{name}`", hint)
            continue
        for source in _listed(value):
            if not _SOURCE.fullmatch(source):
                message = f"`{source}` is no source that `{name}` may name"
                hint = "write the https address of a host, with a path if you like: https://stats.example/js/"
                yield Problem(file.where((*route, str(name))), "bad-value", message, hint)


def _listed(value: object) -> list[str]:
    return [str(source) for source in value] if isinstance(value, list) else str(value or "").split()


def allows(sources: Iterable[str], address: str) -> bool:
    """Whether a list of CSP sources lets a page use an absolute address (CSP Level 3, 6.7.2.8).

    >>> allows(["'self'", "https://*.stats.example/js/"], "https://eu.stats.example/js/a.js")
    True
    """
    wanted = _parts(address)
    return wanted is not None and any(_matches(source, wanted) for source in sources if not source.startswith("'"))


def _parts(address: str) -> tuple[str, str, int, str] | None:
    """(scheme, host, port, path) of an address without a scheme or with http or https; None for any other."""
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        port = parts.port or _DEFAULT_PORT.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, (parts.hostname or "").lower(), port, parts.path or "/") if port else None


def _matches(source: str, wanted: tuple[str, str, int, str]) -> bool:
    allowed = _parts(source)
    if allowed is None:
        return False
    (scheme, host, port, path), (wanted_scheme, wanted_host, wanted_port, wanted_path) = allowed, wanted
    same_host = wanted_host.endswith(host[1:]) if host.startswith("*.") else wanted_host == host
    below = wanted_path.startswith(path) if path.endswith("/") else wanted_path == path
    return scheme == wanted_scheme and same_host and port == wanted_port and below
