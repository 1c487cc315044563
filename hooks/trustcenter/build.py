"""Building: a center and a day in, every page and file of the site out.

The site is a function of the published files and a date.  Nothing here knows
which generator will put a frame around the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from jinja2 import Environment, PackageLoader

from trustcenter import calendar_file, exports, feeds, pages, periods, words
from trustcenter.center import Center, fill_page
from trustcenter.center import load as load
from trustcenter.markup import Site
from trustcenter.pages import Page, View
from trustcenter.problems import Problem, Severity, Where


@dataclass(frozen=True, slots=True)
class Outputs:
    """The site: generated pages by URL, filled ordinary pages by source file, files by path, and what to tell.

    `alternates` are the feeds that pages announce to feed readers.
    """

    pages: Mapping[str, Page]
    filled: Mapping[str, str]
    files: Mapping[str, bytes]
    navigation: Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
    strip: str
    updated: str
    alternates: tuple[feeds.Alternate, ...]
    infos: tuple[Problem, ...]


def build_day(written: str | None, *, now: datetime, timezone: str) -> date:
    """The day to build for: the one asked for (YYYY-MM-DD), else today in the organization's time zone.

    Raises ValueError for anything that is not an existing day.
    """
    return periods.parse_day(written) if written else periods.today(now, timezone)


def outputs(
    center: Center, day: date, *, drafts: bool = False, assets: Collection[str] = (), site_url: str = ""
) -> Outputs:
    """The whole site as it stands on a day, to be served at `site_url`.

    `assets` are the URLs of files that the site has besides.
    """
    snapshot = center.archive.on(day)
    own = {_url(file): file for file in center.pages if file != "docs/index.md"}
    view = View(center, snapshot, Site(frozenset()), site_url)
    data = exports.exports(view)
    known = {*pages.urls(view, drafts=drafts), *own, *assets}
    known |= {*data, exports.SUMS, *feeds.urls(view), *calendar_file.urls(view)}
    view = View(center, snapshot, Site(frozenset(known)), site_url)
    strip = _strip(center)
    made = {page.url: page for page in pages.pages(view, drafts=drafts)}
    return Outputs(
        pages=made,
        filled={file: fill_page(center, file, day)[0] for file in own.values()},
        files=data | feeds.feeds(view, strip=strip) | calendar_file.calendar(view, strip=strip),
        navigation=_navigation(view, sorted(own.values())),
        strip=strip,
        alternates=feeds.alternates(view),
        updated=view.newest_change().isoformat(),
        infos=(*_unfollowed(view), *exports.problems(view), *(_gone(page) for page in made.values() if page.gone)),
    )


def _url(file: str) -> str:
    """The URL of an ordinary page: `docs/faq.md` → `faq/`."""
    path = file.removeprefix("docs/").removesuffix(".md")
    return "" if path == "index" else path.removesuffix("/index").removesuffix("/README") + "/"


def _navigation(view: View, own: Sequence[str]) -> list[tuple[str, str | Sequence[tuple[str, str]]]]:
    """Titles and sources for the menu: home, the policies, changelog, notices, days, then the company's own pages."""
    policies = [("All policies", "policies/index.md")]
    kept = [policy for policy in view.policies if policy not in view.snapshot.retired]
    policies += [(escape(view.title(policy)), f"policies/{policy}/index.md") for policy in kept]
    menu: list[tuple[str, str | Sequence[tuple[str, str]]]] = [("Home", "index.md"), ("Policies", policies)]
    menu += [("Changelog", "changelog/index.md"), ("Notices", "notices/index.md"), ("As of a day", "as-of/index.md")]
    return menu + [("", file.removeprefix("docs/")) for file in own]


def _strip(center: Center) -> str:
    """What every page of a demonstration says at its top."""
    organization = center.facts.one("organization")
    if organization.get("demo") is not True:
        return ""
    return (
        organization.get("demo_text") or "This site is a demonstration; it is not an organization's own trust center."
    )


def _unfollowed(view: View) -> list[Problem]:
    """Why nobody can follow the site, if so."""
    if view.site_url:
        return []
    message = "`site_url` is not set, so the site has no feeds and no calendar: they need its full address"
    hint = "set `site_url` to the address at which the site will be read"
    return [Problem(Where("mkdocs.yml"), "missing-field", message, hint, Severity.INFO)]


def _gone(page: Page) -> Problem:
    links = words.listed([f"`{link}`" for link in page.gone])
    message = f"links to {links}, which this site does not have on this day; shown as plain text"
    return Problem(Where(page.url or "index"), "broken-link", message, "", Severity.INFO)


# What a generator of pages needs to know of a URL -----------------------------------------------------------------


def source(url: str) -> str:
    """The Markdown file that stands for a URL in a generator of pages: `policies/` → `policies/index.md`."""
    return f"{url}index.md"


def url(path: str) -> str:
    return path.removesuffix("index.md")


def stub(title: str, *, listed: bool) -> str:
    """The Markdown file of a generated page; its HTML takes the place of the body.

    Themes print a title as it is, so it is escaped here.
    """
    lines = ["---", f"title: {json.dumps(escape(title), ensure_ascii=False)}"]
    if not listed:
        lines += ["unlisted: true", "search:", "  exclude: true", "robots: noindex"]
    return "\n".join([*lines, "---", "", f"# {title}", ""])


def mended(html: str) -> str:
    """A page without the one error of Material's frame: a checkbox may not have `autocomplete`."""
    return re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)


def problems_page(found: Sequence[Problem]) -> str:
    """The page a preview shows instead of the site while something is wrong."""
    environment = Environment(loader=PackageLoader("trustcenter", "theme/pages"), autoescape=True)
    return environment.get_template("problems.html").render(title="Problems", problems=found)
