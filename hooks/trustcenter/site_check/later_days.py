"""Checks the site of every later day before that day comes, as `check --site` would when it is built.

The commands that check or publish call `problems_ahead(center, today, settings)`, which returns the errors that a later
day would bring and today does not have: links and anchors, ids, what a template left behind, pages that say something
else than their text, what feeds and calendar newly say, and pages of the company at an address that the site takes.
The rules of the center itself are rehearsed by `rules.rehearsal`.

Left out is what no later day can make wrong: the sitemap, the index of the search, the lists of sums and the open data
name what was made, and are written by libraries; PDFs and Word files are made from texts that were checked, and
`check --site` does not judge them; the words of own pages are the same on all days, but for their links and references.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from trustcenter.markdown.code import without_code
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, in_order, line_and_column
from trustcenter.reading.center import Center, own_url
from trustcenter.reading.own_addresses import REDIRECTS, redirects
from trustcenter.reading.site_settings import OWN_SETTINGS, SiteSettings
from trustcenter.rules.rehearsal import later_days
from trustcenter.site.ahead import DayAhead, days_ahead
from trustcenter.site.pages import Page
from trustcenter.site_check import check
from trustcenter.site_check.built_site import Built, read_others, read_page

PAGE_RULES: tuple[check.SiteRule, ...] = (
    check.unreadable_file, check.duplicate_anchor, check.leftover_template, check.broken_link, check.unsafe_link,
    check.third_party, check.inline_handler,
)  # fmt: skip
"""The rules for a built site that look at one file and at what the site has; the others look at lists of all pages."""


def problems_ahead(center: Center, today: date, settings: SiteSettings) -> tuple[Problem, ...]:
    """The errors of the site of every later day that the site of today does not have, each at the first such day."""
    days = later_days(center.archive, today)
    if not days:
        return ()
    now, *later = _sites(center, today, days, settings)
    links, problems, told = (
        [*_links(center.pages), *_redirects(center, settings)],
        list[Problem](),
        set[tuple[str, str, str]](),
    )
    for site in later:
        for problem in (*_takeovers(center, site, now), *_lost(links, site, now), *_of_pages(site, now)):
            if _key(problem) not in told:
                told.add(_key(problem))
                problems.append(replace(problem, message=f"from {in_words(site.day)} on: {problem.message}"))
    return in_order(problems)


def _sites(center: Center, today: date, days: Iterable[date], settings: SiteSettings) -> Iterator[_Rehearsed]:
    """The sites of today and of some later days; each entry of a feed belongs to the first day that has it."""
    told = set[str]()
    for ahead in days_ahead(center, today, (today, *days), settings):
        yield _Rehearsed(ahead, told=frozenset(told))
        told |= {*ahead.entries}


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.where.file, problem.message


@dataclass(frozen=True)
class _Rehearsed:
    """The site of one day with the pages made for it, and `also` some others, as `check --site` reads them.

    Its feeds and calendar are without the entries whose keys are in `told`.
    """

    ahead: DayAhead
    also: tuple[Page, ...] = ()
    told: Collection[str] = ()

    @property
    def day(self) -> date:
        return self.ahead.day

    @cached_property
    def pages(self) -> Mapping[str, bytes]:
        """The pages that are made for the day, by path."""
        return {
            f"{page.url}index.html": _html(page) for page in (*self.ahead.overviews, *self.ahead.changed, *self.also)
        }

    @cached_property
    def built(self) -> Built:
        """The site with these pages; of every other address it only says that it is there."""
        read = [read_page(path, data) for path, data in self.pages.items()]
        files = {**dict.fromkeys(self.ahead.urls, b""), **self.ahead.texts, **self.pages}
        site_url = self.ahead.view.site_url
        mentions, unreadable = read_others(self.ahead.feeds(self.told))
        pages = {page.url: page for page in read}
        return Built(files, pages, mentions, (), (), site_url, (), tuple(unreadable))

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        problems = [problem for rule in PAGE_RULES for problem in rule(self.built)]
        problems += check.altered({**self.pages, **self.ahead.texts})
        return tuple(problem for problem in problems if problem.is_error)


def _html(page: Page) -> bytes:
    """The body of a page; what stands in its head leads to files of the theme."""
    return f"<html><body>{page.html}</body></html>".encode()


def _of_pages(site: _Rehearsed, now: _Rehearsed) -> Iterator[Problem]:
    """The errors of the pages that are made for a day, without those that a page has today already."""
    if site.errors:
        today = {_key(problem) for problem in _Rehearsed(now.ahead, now.ahead.like(site.ahead)).errors}
        yield from (problem for problem in site.errors if _key(problem) not in today)


# The company's own pages --------------------------------------------------------------------------------------------


def _takeovers(center: Center, site: _Rehearsed, now: _Rehearsed) -> Iterator[Problem]:
    """Pages of the company at the address of a page that the site makes from a later day on."""
    generated, today = site.ahead.generated, now.ahead.generated
    for file in center.pages:
        if file != "docs/index.md" and own_url(file) in generated and own_url(file) not in today:
            message = f"the site makes the page at /{own_url(file)} itself, so only one of the two would be shown"
            yield Problem(Where(file, 1, 1), "taken-address", message, "rename the file")


_TARGET = re.compile(
    r"""\]\(\s*<?(?P<inline>[^\s)>]+)|(?m:^)[ ]{0,3}\[[^\]\n]+\]:\s*<?(?P<named>[^\s>]+)"""
    r"""|\shref\s*=\s*["']?(?P<raw>[^\s"'>]+)"""
)
"""Where a link of a page leads: `[text](target)`, `[name]: target` or `<a href="target">`."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of a page of the company: where it stands, its target, and the folders from which that may lead."""

    where: Where
    target: str
    folders: tuple[str, ...]


def _links(pages: Mapping[str, str]) -> Iterator[_Link]:
    for file, text in pages.items():
        folders = tuple(dict.fromkeys((file.removeprefix("docs/").rpartition("/")[0], own_url(file).rstrip("/"))))
        for match in _TARGET.finditer(without_code(text)) if "](" in text or "]:" in text or "href" in text else ():
            group = match.lastgroup or ""
            if "://" not in match[group] and not match[group].startswith(("#", "mailto:", "tel:")):
                yield _Link(Where(file, *line_and_column(text, match.start(group))), match[group], folders)


def _redirects(center: Center, settings: SiteSettings) -> Iterator[_Link]:
    """The links of the redirects that the company set."""
    for one in redirects(settings.own):
        if not one.leads_out:
            where = center.settings.source.where((*OWN_SETTINGS, REDIRECTS, one.key), key=True)
            yield _Link(where, one.to, ("",))


def _lost(links: Iterable[_Link], site: _Rehearsed, now: _Rehearsed) -> Iterator[Problem]:
    """Links of the company's pages and redirects to what the site has today and does not have on a later day."""
    for link in links:
        if (reason := _missing(link, site)) and not _missing(link, now):
            hint = "link to what the site has on all days, such as the page of the policy"
            yield Problem(link.where, "broken-link", f"`{link.target}`: {reason}", hint)


def _missing(link: _Link, site: _Rehearsed) -> str:
    """What a link leads to and the site of a day does not have; empty if it has that."""
    to = next(
        (url for folder in link.folders if (url := site.ahead.view.site.target(link.target, source=folder))), None
    )
    if to is None:
        return "the site has no such page"
    page, _, anchor = to.partition("#")
    if not anchor:
        return ""
    return f"/{page} has no anchor {anchor}" if site.ahead.view.site.settled(to) == page else ""
