"""Building: a center and a day in, every page and file of the site out.

The site is a function of the published files and a date.  Nothing here knows
which generator will put a frame around the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from html import escape
from typing import TypeAlias

from trustcenter.markdown.to_html import Site, relative
from trustcenter.model import periods, phrases
from trustcenter.model.cache import Keep, Nothing, Recipe, Share, one_by_one
from trustcenter.model.problems import Problem, Severity, Where, in_order
from trustcenter.model.records import sha256
from trustcenter.reading import accent_colour
from trustcenter.reading.center import Center, fill_page, own_url
from trustcenter.reading.center import load as load
from trustcenter.reading.site_settings import wrong
from trustcenter.reading.translations import ENGLISH, Texts, english, of_site
from trustcenter.rules import around, check
from trustcenter.site import calendar, csp, feeds, open_data, pages
from trustcenter.site.cache import build_cache, cached_pages, page_cache
from trustcenter.site.page_frame import Body, Frame, Resting, Shape, body, cut, filled, resting, stand_in
from trustcenter.site.pages import Page, View, vendor
from trustcenter.site.pages.view import environment

FRAME = (
    "as_of.title", "changelog.title", "common.all_policies", "common.open_data", "frame.menu", "frame.not_found",
    "frame.not_found_about", "frame.not_found_changelog", "frame.not_found_home", "frame.on_this_page", "home.menu",
    "notices.title", "policies.title",
)  # fmt: skip
"""The texts that stand in the frame."""
TOGETHER = 20
"""The data of so many days are kept together."""
MANY = 50
"""From so many versions on, pages are made at the same time."""
DEEP = 2
"""Pages that lie so deep and are in no menu need nothing of a generator but its frame."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The site: generated pages by URL, filled ordinary pages by source file, files by path, and what to tell.

    `framed` are those of the pages that need no more of a generator than a frame; `alternates` are the feeds that
    pages announce to feed readers, `t` the words of the interface.
    """

    pages: Mapping[str, Page | Resting]
    framed: Mapping[str, Resting]
    filled: Mapping[str, str]
    files: Mapping[str, bytes]
    navigation: Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
    strip: str
    t: Texts
    updated: str
    alternates: tuple[feeds.Alternate, ...]
    infos: tuple[Problem, ...]

    def page(self, url: str) -> Page:
        """A generated page with its text."""
        found = self.pages[url]
        return found.page if isinstance(found, Resting) else found


class NoSuchDay(ValueError):  # noqa: N818 — it is no error of the program
    """The day to build for does not exist."""


def build_day(written: str | None, *, now: datetime, timezone: str) -> date:
    """The day to build for: the one asked for (YYYY-MM-DD), else today in the organization's time zone.

    Raises NoSuchDay for anything that is not an existing day.
    """
    try:
        return periods.parse_day(written) if written else periods.today(now, timezone)
    except ValueError as error:
        raise NoSuchDay(*error.args) from None


def shown(texts: Mapping[str, bytes], hidden: Callable[[str], bool]) -> dict[str, bytes]:
    """What a center holds without the ordinary pages that it keeps off its site: `hidden` judges paths below docs."""
    own = re.compile(r"docs/(?!policies/|changelog/)(.+\.md)")
    return {path: data for path, data in texts.items() if not ((found := own.fullmatch(path)) and hidden(found[1]))}


def checked(
    texts: Mapping[str, bytes], *, as_of: str | None, now: datetime, settings: object, drafts: bool,
    assets: Collection[str], site_url: str, repo_url: str, keep: Keep,
    share: Share = one_by_one, links: Collection[str] = (), language: str = ENGLISH,
) -> tuple[Outputs | None, tuple[Problem, ...]]:  # fmt: skip
    """The site and everything there is to say about it; no site but its errors, if there are any.

    `settings` is what stands under `extra.trustcenter` in mkdocs.yml, `language` is that of its theme, `links` are the
    symbolic links that lead out of the center; for the others see `build_day` and `outputs`.
    Raises NoSuchDay where `as_of` is not an existing day.
    """
    center = load(texts)
    day = build_day(as_of, now=now, timezone=center.timezone)
    t = of_site(language, center.texts)
    look = (*wrong(center.settings, settings), *around(center, paths=texts, assets=assets, links=links))
    found = (*in_order([*check(center, day), *look]), *_untranslated(language, t))
    if any(problem.is_error for problem in found):
        return None, tuple(problem for problem in found if problem.is_error)
    accent = settings.get("accent", "") if isinstance(settings, Mapping) else ""
    made = outputs(
        center, day, drafts=drafts, assets=assets, site_url=site_url, repo_url=repo_url, accent=accent, keep=keep,
        share=share, t=t,
    )  # fmt: skip
    return made, (*found, *made.infos)


def outputs(
    center: Center, day: date, *, drafts: bool = False, assets: Collection[str] = (), site_url: str = "",
    repo_url: str = "", accent: str = "", keep: Keep | None = None,
    share: Share = one_by_one, t: Texts | None = None,
) -> Outputs:  # fmt: skip
    """The whole site as it stands on a day, to be served at `site_url`.

    `assets` are the URLs of files that the site has besides; `repo_url` is where its sources can be seen, `accent` its
    colour (`#1f4e79`), where the company says so; `t` are the words of the interface.  What `keep` holds is
    not made again; where there is much, what it lacks is made as `share` says.
    """
    keep = Nothing() if keep is None else keep
    own = {own_url(file): file for file in center.pages if file != "docs/index.md"}
    t = t or of_site(ENGLISH, center.texts)
    view = View(center, center.archive.on(day), Site(frozenset()), site_url, repo_url, t=t)
    known = {
        *pages.urls(view, drafts=drafts),
        *own,
        *assets,
        *open_data.urls(cached_pages.public(view)),
        open_data.SUMS,
    }
    known |= {*feeds.urls(view), *calendar.urls(view)}
    view = replace(view, site=Site(frozenset(known)))
    strip = demonstration(center, t)
    few = len(view.snapshot.announced) < MANY
    works = _stated(cached_pages.public(view), keep, strip), page_cache.archive(view, keep)
    (present, data), archive = build_cache.done(*works, one_by_one if few else share)
    data |= {accent_colour.FILE: accent_colour.accent(accent).css.encode()} if accent else {}
    navigation, alternates = _navigation(view, sorted(own.values())), feeds.alternates(view)
    navigation += [(_titled(t, "draft.index"), source(pages.DRAFTS))] if drafts else []
    present += [body(page) for page in (pages.drafts(view) if drafts else ())]
    made: dict[str, Page | Resting] = {one.page.url: one.page for one in present}
    in_menu = {*_sources(navigation)}
    under = {part: [feed for feed in alternates if feed.under == part] for part in {feed.under for feed in alternates}}
    made |= {one.url: one for one in archive}
    return Outputs(
        pages=made,
        framed={
            one.url: _announced(one, under)
            for one in (*map(resting, present), *archive)
            if one.url.count("/") >= DEEP and source(one.url) not in in_menu
        },
        filled={file: fill_page(center, file, day)[0] for file in own.values()},
        files=data,
        navigation=navigation,
        strip=strip,
        t=t,
        alternates=alternates,
        updated=view.newest_change().isoformat(),
        infos=(*_unfollowed(view), *open_data.problems(view), *(_gone(page) for page in made.values() if page.gone)),
    )


Stated: TypeAlias = tuple[list[Body], dict[str, bytes]]


def _stated(view: View, keep: Keep, strip: str) -> build_cache.Work[Stated]:
    """What a public view states: pages of the present; open data of the day and of earlier ones, feeds, calendar.

    Each group is kept, and made again with whatever else is missing.
    """
    unlinked, shaped = replace(view, site=Site(frozenset())), cached_pages.everything(view)
    keys, archive, days = cached_pages.day_keys(view), view.center.archive, open_data.days(view)
    jobs: dict[str, Callable[[], Mapping[str, bytes]]] = {
        _key(f"present {group}", shaped, view): lambda group=group: page_cache.written(pages.present(view, group))  # type: ignore[misc]
        for group in pages.GROUPS
    }
    jobs[_key(f"feeds {strip}", shaped, view)] = lambda: feeds.feeds(view, strip=strip)
    jobs[_key(f"calendar {strip}", shaped, view)] = lambda: calendar.calendar(view, strip=strip)
    jobs[_key("data", shaped, unlinked)] = lambda: open_data.stated(unlinked)
    jobs[sha256(b"schemas")] = open_data.schemas
    for run in (days[place : place + TOGETHER] for place in range(0, len(days), TOGETHER)):
        key = sha256("\n".join(["data", *(keys[day] for day in run)]).encode())
        jobs[key] = lambda run=run: {p: data for day in run for p, data in open_data.on_day(archive.on(day)).items()}  # type: ignore[misc]
    groups = build_cache.groups(keep, jobs)

    def finish(results: Iterator[Mapping[str, bytes]]) -> Stated:
        found = groups.finish(results)
        texts, data = found[: len(pages.GROUPS)], found[len(pages.GROUPS) :]
        files = {path: content for group in data for path, content in group.items()}
        return [page for group in texts for page in page_cache.read(group)], files | open_data.published(view)

    return build_cache.Work(groups.jobs, finish)


def _key(what: str, shaped: str, view: View) -> str:
    """A key for what follows from all that is public (`shaped` is its hash, whatever the site holds) and the URLs."""
    return sha256("\n".join([what, shaped, *sorted(view.site.urls)]).encode())


def _sources(navigation: Sequence[tuple[str, str | Sequence[tuple[str, str]]]]) -> Iterator[str]:
    for _, target in navigation:
        yield from [target] if isinstance(target, str) else _sources(target)


def _announced(one: Resting, under: Mapping[str, Sequence[feeds.Alternate]]) -> Resting:
    """A page with the links to the feeds of its own part of the site in its head; the frame has those of all parts.

    `under` are the feeds by the beginning that the URLs of their part have in common.
    """
    ends = [place + 1 for place, sign in enumerate(one.url) if sign == "/"]
    lines = [
        f'<link rel="alternate" type="{feed.type}" title="{feed.title}" href="{relative(feed.url, page=one.url)}">'
        for end in ends
        for feed in under.get(one.url[:end], ())
    ]
    return replace(one, above="\n".join(lines)) if lines else one


def _navigation(view: View, own: Sequence[str]) -> list[tuple[str, str | Sequence[tuple[str, str]]]]:
    """Titles and sources for the menu: home, the policies, data, what changed when, then the company's own pages."""
    t = view.t
    policies = [(_titled(t, "common.all_policies"), "policies/index.md")]
    kept = [policy for policy in view.policies if policy not in view.snapshot.retired]
    policies += [(escape(view.title(policy)), f"policies/{policy}/index.md") for policy in kept]
    drawn = {url: escape(title) for url, title in pages.pictures(view).items()}
    data = [(drawn[url], source(url)) for url in ("retention/", "data-map/") if url in drawn]
    menu: list[tuple[str, str | Sequence[tuple[str, str]]]] = [(_titled(t, "home.menu"), "index.md")]
    menu += [(_titled(t, "frame.policies"), policies)]
    vendors = [(_titled(t, vendor.TITLE), "subprocessors/index.md")] if vendor.ids(view) or data else []
    menu += [(_titled(t, "frame.data"), [*vendors, *data])] if vendors else []
    menu += [(_titled(t, "changelog.title"), "changelog/index.md"), (_titled(t, "notices.title"), "notices/index.md")]
    menu += [(drawn[url], source(url)) for url in ("timeline/",) if url in drawn]
    menu += [(_titled(t, "as_of.title"), "as-of/index.md")]
    menu += [(_titled(t, pages.coverage.TITLE), source(pages.coverage.URL))] if pages.coverage.exists(view) else []
    return menu + [("", file.removeprefix("docs/")) for file in own]


def _titled(t: Texts, key: str) -> str:
    """A title for the menu, which prints titles as they are."""
    return escape(t.plain(key))


def demonstration(center: Center, t: Texts) -> str:
    """What every page of a demonstration says at its top."""
    organization = center.facts.one("organization")
    if organization.get("demo") is not True:
        return ""
    return organization.get("demo_text") or t.plain("common.demonstration")


def _untranslated(language: str, t: Texts) -> list[Problem]:
    """That nobody translated the words of the interface, if so."""
    if t.language == language:
        return []
    message = f"the language of the theme is `{language}`; the words of the site itself stay English"
    hint = f"translate them in `data/texts/{language}.yml`"
    return [Problem(Where("mkdocs.yml"), "missing-field", message, hint, Severity.INFO)]


def _unfollowed(view: View) -> list[Problem]:
    """Why nobody can follow the site, if so."""
    if view.site_url:
        return []
    message = "`site_url` is not set, so the site has no feeds and no calendar: they need its full address"
    hint = "set `site_url` to the address at which the site will be read"
    return [Problem(Where("mkdocs.yml"), "missing-field", message, hint, Severity.INFO)]


def _gone(page: Page | Resting) -> Problem:
    links = phrases.listed([f"`{link}`" for link in page.gone])
    message = f"links to {links}, which this site does not have on this day; shown as plain text"
    return Problem(Where(page.url or "index"), "broken-link", message, "", Severity.INFO)


# What a generator of pages needs to know of a URL -----------------------------------------------------------------


def source(url: str) -> str:
    """The Markdown file that stands for a URL in a generator of pages: `policies/` → `policies/index.md`."""
    return f"{url}index.md"


def url(path: str) -> str:
    return path.removesuffix("index.md")


def menu(site: Outputs | None) -> list[object] | None:
    """The navigation as MkDocs wants it; a source without a title here has one of its own."""
    return [_entry(*item) for item in site.navigation] if site else None


def _entry(title: str, target: str | Sequence[tuple[str, str]]) -> object:
    if isinstance(target, str):
        return {title: target} if title else target
    return {title: [_entry(*item) for item in target]}


def stubs(site: Outputs | None) -> list[tuple[str, str, bool]]:
    """The Markdown files, with their paths, that stand for generated pages, and whether the menu leads to them."""
    if site is None:
        return [("index.md", stub(english().plain("problems.title"), listed=False), False)]
    kept = [page for url, page in site.pages.items() if url not in site.framed]
    in_menu = {*_sources(site.navigation)}
    made = []
    for page in kept:
        path = source(page.url)
        weight = pages.weight(page.url, in_menu=path in in_menu)
        made.append((path, stub(page.title, listed=page.listed, weight=weight), path in in_menu))
    return made


def replaced(site: Outputs | None, sources: Collection[str]) -> list[str]:
    """The files of a company's own that are not shown: our pages take their place, or that of problems."""
    return [path for path in sources if site is None or url(path) in site.pages]


def linked(site: Outputs | None) -> list[str]:
    """The framed pages and the data to which an ordinary page may link; not one too few, a few too many."""
    if site is None:
        return []
    texts = "\n".join(site.filled.values())
    pages = [url for url in site.framed if url.removesuffix("/").rpartition("/")[2] in texts]
    return pages + [path for path in site.files if not path.endswith(".md") and path.rpartition("/")[2] in texts]


def stub(title: str, *, listed: bool, weight: float = 1) -> str:
    """The Markdown file of a generated page; its HTML takes the place of the body, `weight` is its own in a search.

    Themes print a title as it is, so it is escaped here.
    """
    lines = ["---", f"title: {json.dumps(escape(title), ensure_ascii=False)}"]
    lines += ["generated: true"]
    if not listed:
        lines += ["unlisted: true", "search:", "  exclude: true", "robots: noindex"]
    elif weight != 1:
        lines += ["search:", f"  boost: {weight}"]
    return "\n".join([*lines, "---", "", f"# {title}", ""])


def titled(meta: Mapping[str, object]) -> dict[str, str]:
    """The title that the front matter of an ordinary page has, if it has one; themes print it as it is."""
    return {"title": escape(str(meta["title"]))} if meta.get("title") is not None else {}


def framed(site: Outputs, frame: Callable[[Page], str], *, served: bool = False) -> dict[str, Recipe]:
    """The pages by path, finished when they are asked for.

    `frame` puts a generator's frame around a page and is asked once for each shape.
    """
    frames: dict[Shape, tuple[Frame, str]] = {}
    made: dict[str, Recipe] = {}
    for url, one in site.framed.items():
        if (shape := one.shape) not in frames:
            around = frame(stand_in(shape))
            ready = cut(_repaired(around), shape, policy=not served)
            frames[shape] = (ready, sha256(f"{served} {around}".encode()))
        ready, digest = frames[shape]
        key = sha256(f"{digest} {one.digest} {one.above}".encode()) if one.digest else ""
        made[f"{url}index.html"] = Recipe(key, partial(_finished, ready, one))
    return made


def _finished(around: Frame, one: Resting) -> bytes:
    """A page in its frame, as it is written."""
    return filled(around, one).encode("utf-8", errors="xmlcharrefreplace")


def mended(html: str, *, served: bool = False) -> str:
    """A page without the one error of Material's frame: a checkbox may not have `autocomplete`; and with its policy.

    A preview (`served`) has no content security policy: MkDocs adds a script that reloads it.
    """
    return _repaired(html) if served else csp.with_policy(_repaired(html))


def _repaired(html: str) -> str:
    return re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)


def frame(site: Outputs | None, problems: str = "") -> dict[str, object]:
    """What the frame of every page shows; with an empty site (None) the problems, also at addresses of other pages."""
    if site is None:
        nothing = {"strip": "", "alternates": (), "accent": False, "listed": ()}
        return {**nothing, "words": frame_words(english()), "problems": problems}
    listed = [(url, one.updated.isoformat()) for url, one in sorted(site.framed.items()) if one.listed]
    return {
        "strip": site.strip, "alternates": site.alternates, "accent": accent_colour.FILE in site.files,
        "listed": listed, "words": frame_words(site.t),
    }  # fmt: skip


def frame_words(t: Texts) -> dict[str, str]:
    """The texts that the frame shows by key, ready for HTML."""
    return {key: escape(t.plain(key)) for key in FRAME}


def problems_page(found: Sequence[Problem]) -> str:
    """The page a preview shows instead of the site while something is wrong."""
    title = english().plain("problems.title")
    return environment(english()).get_template("problems.html").render(title=title, problems=found)
