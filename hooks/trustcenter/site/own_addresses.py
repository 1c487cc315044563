"""The addresses that a company adds to its site: files served as they are, and pages that lead old addresses on.

`site.build` calls `files` for their bytes; `build` and `check` call `wrong_addresses`, which says where two things
would stand at one address and where a redirect leads to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from trustcenter.markdown.to_html import relative
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.reading.center import Center, own_url
from trustcenter.reading.own_addresses import REDIRECTS, Redirect, redirects
from trustcenter.reading.site_settings import OWN_SETTINGS, SiteSettings
from trustcenter.reading.translations import Texts
from trustcenter.site.own_menu import generated_sources

_GENERATED = re.compile(
    r"(?:api|schemas|packs|search|policies|changelog|as-of|since)/.*|(?:notices/)?feed(?:-\d+)?\.xml|feed(?:-\d+)?\.json"
    r"|calendar\.ics|SHA256SUMS|sitemap\.xml(?:\.gz)?|404\.html|llms\.txt|\.well-known/api-catalog"
)
"""The files that the site makes; `robots.txt` is not among them, because a company's own takes its place."""


def files(settings: SiteSettings, t: Texts) -> dict[str, bytes]:
    """The files served as they are, and a page for each redirect, by path."""
    pages = {one.path: _page(one, t).encode() for one in redirects(settings.own)}
    return pages | dict(settings.static)


def _page(one: Redirect, t: Texts) -> str:
    """A page that leads on at once, and holds a link for whoever is not led."""
    folder = one.path[: one.path.rfind("/") + 1]
    place, mark, anchor = one.to.partition("#")
    to = escape(one.to if one.leads_out else relative(place, page=folder) + mark + anchor)
    shown = escape(one.to)
    return (
        f'<!doctype html>\n<html lang="{escape(t.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{shown}</title>\n<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={to}">\n</head>\n'
        f'<body>\n<p><a href="{to}">{shown}</a></p>\n</body>\n</html>\n'
    )


def wrong_addresses(center: Center, settings: SiteSettings) -> Iterator[Problem]:
    """Files served as they are, and redirects, at an address that is taken; redirects that lead to nothing."""
    pages = {f"{source.removesuffix('.md')}.html" for source in generated_sources(center)}
    own = {f"{own_url(file)}index.html" for file in center.pages}
    made = {f".well-known/{name}" for name in center.facts.one("organization").get("well_known", ())}
    taken = dict.fromkeys(pages | made, "the site makes")
    taken |= dict.fromkeys(own, "a page of docs/ makes") | dict.fromkeys(settings.assets, "docs/ has")
    for path in sorted(settings.static):
        yield from _wrong_static(path, taken, settings.static_folder)
    known = {*taken, *settings.static}
    taken |= dict.fromkeys(settings.static, f"{settings.static_folder}/ has")
    for one in redirects(settings.own):
        where = center.settings.source.where((*OWN_SETTINGS, REDIRECTS, one.key), key=True)
        if who := _taken(one.path, taken):
            hint = "take the redirect out, or write another address"
            yield Problem(where, "taken-address", f"{who} /{one.path} itself, so nothing leads on from there", hint)
        elif not one.leads_out and not _exists(one.to, known):
            urls = [url for path in known if (url := path.removesuffix("index.html")) and url[0] != "."]
            yield Problem(where, "bad-value", f"`{one.to}` is no page of this site", one_of(one.to, urls))


def _wrong_static(path: str, taken: Mapping[str, str], folder: str) -> Iterator[Problem]:
    if any(name.startswith(".") and name != ".well-known" for name in path.split("/")):
        message = "a file that begins with a dot is not served, apart from those in .well-known/"
        yield Problem(Where(f"{folder}/{path}"), "bad-value", message, "rename it, or take it out")
    elif who := _taken(path, taken):
        message = f"{who} /{path} itself, so only one of the two would be served"
        yield Problem(Where(f"{folder}/{path}"), "taken-address", message, "rename the file")


def _taken(path: str, taken: Mapping[str, str]) -> str:
    """Who has a file at a path already, as the beginning of a sentence; empty if nobody has."""
    return taken.get(path, "the site makes" if _GENERATED.fullmatch(path) else "")


def _exists(to: str, known: set[str]) -> bool:
    path = to.partition("#")[0]
    return path in known or f"{path}index.html" in known or bool(_GENERATED.fullmatch(path) and "." in path)
