"""Makes a whole site: a center and a day go in, every page and file comes out as an `Outputs` value.

`trustcenter_mkdocs` and `cli.render` call `checked`, which loads, checks and builds, and then ask the functions below
what a page generator needs to know: `stubs`, `framed`, `frame`. The site depends only on the published files,
the facts and the day; nothing here knows which generator adds the frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from html import escape
from typing import Any, TypeAlias

from trustcenter.markdown.to_html import Site, relative
from trustcenter.model import periods, phrases
from trustcenter.model.cache import Cache, NoCache, Recipe, Share, one_by_one
from trustcenter.model.problems import Problem, Severity, Where, in_order
from trustcenter.model.records import sha256
from trustcenter.model.typesetting import Typesetter
from trustcenter.reading import accent_colour
from trustcenter.reading.center import Center, fill_page, own_url
from trustcenter.reading.center import load as load
from trustcenter.reading.content_policy import Sources
from trustcenter.reading.site_settings import OWN_SETTINGS, SiteSettings, wrong
from trustcenter.reading.translations import Texts, english, of_site
from trustcenter.rules import check, check_settings_and_files
from trustcenter.site import (
    calendar,
    csp,
    evidence_pack,
    feeds,
    language_trees,
    open_data,
    own_addresses,
    pages,
    word_files,
)
from trustcenter.site.cache import build_cache, cached_pages, page_cache
from trustcenter.site.known_urls import KnownUrls
from trustcenter.site.menu import MenuEntry, menu, sources, spoken
from trustcenter.site.own_menu import wrong_nav
from trustcenter.site.page_frame import Frame, FrameShape, LazyPage, as_lazy, body, cut, filled, stand_in
from trustcenter.site.pages import Page, View
from trustcenter.site.pages.view import environment
from trustcenter.site.pdf import files as pdfs
from trustcenter.site.search_words import SearchWords, search_words

FRAME_TEXTS = (
    "as_of.title", "changelog.title", "common.all_policies", "common.open_data", "frame.menu", "frame.not_found",
    "frame.not_found_about", "frame.not_found_changelog", "frame.not_found_home", "frame.on_this_page", "home.menu",
    "notices.title", "policies.title",
)  # fmt: skip
"""The keys of the interface texts that the frame shows."""
DAYS_PER_CACHE_ENTRY = 20
"""How many days of open data share one cache entry."""
STORIES_PER_CACHE_ENTRY = 20
"""How many entries of feeds, or events of the calendar, share one cache entry."""
VERSIONS_FOR_PROCESSES = 50
"""From this number of versions on, pages are made by several processes."""
FRAMED_DEPTH = 2
"""Pages at this URL depth or deeper that are in no menu skip the generator's own rendering and only get its frame."""


@dataclass(frozen=True, slots=True)
class TreeFrame:
    """What the frame around the pages of one language needs, and the words of its search.

    `urls` are those that its tree has, below its folder; the menu leads out of it for all others.
    """

    t: Texts
    navigation: Sequence[MenuEntry]
    alternates: tuple[feeds.Alternate, ...]
    urls: frozenset[str]
    search_words: SearchWords


@dataclass(frozen=True, slots=True)
class Outputs:
    """The site: generated pages by URL, filled ordinary pages by source file, other files by path, and messages.

    `recipes` are further files, made only where the one of the last build is out of date; `framed` are the pages that
    only need a frame from the generator; `navigation` are (title, source or sub-menu);
    `spoken` are the attributes of titles in the menu that are in another language than the pages;
    `trees` are the languages that have pages below a folder of their own;
    `strip` is the notice of a demonstration; `alternates` are the feeds to announce in pages; `t` translates the
    interface; `updated` is the day of the last change; `search_words` are those of the search index; `infos` are
    problems of severity info; `sources` are the other hosts that pages may load from.
    """

    pages: Mapping[str, Page | LazyPage]
    trees: Mapping[str, TreeFrame]
    framed: Mapping[str, LazyPage]
    filled: Mapping[str, str]
    files: Mapping[str, bytes]
    recipes: Mapping[str, Recipe]
    navigation: Sequence[MenuEntry]
    spoken: Mapping[str, str]
    strip: str
    t: Texts
    updated: str
    alternates: tuple[feeds.Alternate, ...]
    search_words: SearchWords
    infos: tuple[Problem, ...]
    sources: Sources

    def page(self, url: str) -> Page:
        """A generated page with its text loaded."""
        page = self.pages[url]
        return page.page if isinstance(page, LazyPage) else page


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
    """The files of a center without ordinary pages kept off the site; `hidden` is called with paths below `docs/`."""
    own = re.compile(r"docs/(?!policies/|changelog/)(.+\.md)")
    return {path: data for path, data in texts.items() if not ((page := own.fullmatch(path)) and hidden(page[1]))}


def checked(
    texts: Mapping[str, bytes], settings: SiteSettings, *, as_of: str | None, now: datetime, drafts: bool,
    keep: Cache, share: Share = one_by_one, typesetter: Typesetter | None = None,
) -> tuple[Outputs | None, tuple[Problem, ...]]:  # fmt: skip
    """The site and everything there is to say about it; no site but its errors, if there are any.

    For the arguments see `build_day` and `outputs`.  Raises NoSuchDay where `as_of` is not an existing day.
    """
    center = load(texts)
    day = build_day(as_of, now=now, timezone=center.timezone)
    look = (*wrong(center.settings, settings.own), *check_settings_and_files(center, settings, paths=texts))
    look += (*wrong_nav(center, settings.nav, settings.assets), *own_addresses.wrong_addresses(center, settings))
    untranslated = _untranslated(settings.language, of_site(settings.language, center.texts))
    look += (*_no_typesetter(center, settings, typesetter),)
    problems = (*in_order([*check(center, day), *look]), *untranslated)
    if any(problem.is_error for problem in problems):
        return None, tuple(problem for problem in problems if problem.is_error)
    made = outputs(center, day, settings, drafts=drafts, keep=keep, share=share, typesetter=typesetter)
    return made, (*problems, *made.infos)


NO_SETTINGS = SiteSettings()


def outputs(
    center: Center, day: date, settings: SiteSettings = NO_SETTINGS, *, drafts: bool = False,
    keep: Cache | None = None, share: Share = one_by_one, typesetter: Typesetter | None = None,
) -> Outputs:  # fmt: skip
    """The whole site as it stands on a day; with `drafts`, also a preview of each draft.

    What `keep` holds is not made again; where there is much, what it lacks is made as `share` says.
    """
    keep = NoCache() if keep is None else keep
    own = {own_url(file): file for file in center.pages if file != "docs/index.md"}
    t = of_site(settings.language, center.texts)
    center = replace(center, archive=center.archive.as_known(day))
    view = View(center, center.archive.on(day), Site(frozenset()), settings.site_url, settings.repo_url, t=t)
    view = replace(view, full_coverage=settings.full_coverage, requirement_dates=settings.requirement_dates)
    beside = own_addresses.files(settings, t)
    printer = typesetter if settings.pdf and not drafts else None
    to_sign = [draft.id for draft in center.drafts.values() if draft.signature] if printer else []
    urls = all_urls(view, drafts=drafts, printed=printer is not None, to_sign=to_sign)
    filled = {file: fill_page(center, file, day)[0] for file in own.values()}
    own_texts = {f"{url.removesuffix('/')}.md": filled[file].encode() for url, file in own.items() if url not in urls}
    urls |= {*own, *settings.assets, *(path.removesuffix("index.html") for path in beside)}
    urls |= word_files.urls(view) if settings.docx else set()
    view = replace(view, site=Site(KnownUrls(frozenset(urls), view), moved=pages.addresses(view)))
    signed = pdfs.signed(view, to_sign, keep, printer, share) if printer else {}
    view = replace(view, to_sign={policy: sha256(pdf) for policy, pdf in signed.items()})
    strip = demonstration(center, t)
    few = len(view.snapshot.announced) < VERSIONS_FOR_PROCESSES
    seen = cached_pages.public(view)
    shaped = cached_pages.everything(seen)
    works = _stated(seen, shaped, keep, strip), page_cache.archive(seen, keep)
    (present, data), archive = build_cache.run_both(*works, one_by_one if few else share)
    data |= {accent_colour.FILE: accent_colour.accent(settings.accent).css.encode()} if settings.accent else {}
    data |= own_texts | {pdfs.signed_path(policy): pdf for policy, pdf in signed.items()}
    data = open_data.of_commit(data, settings.commit) | beside
    navigation, alternates = menu(view, sorted(own.values()), settings, drafts=drafts), feeds.alternates(view)
    previews = [as_lazy(body(page)) for page in (pages.drafts(view) if drafts else ())]
    lazy = [*present, *archive, *previews]
    made = Outputs(
        pages={one.url: one for one in lazy},
        trees={},
        framed=_in_frames(lazy, navigation, alternates),
        filled=filled,
        files=data,
        recipes=_recipes(seen, shaped, settings, printer, keep),
        navigation=navigation,
        spoken=spoken(view),
        strip=strip,
        t=t,
        alternates=alternates,
        updated=view.newest_change().isoformat(),
        search_words=search_words(view),
        infos=(*_unfollowed(view), *open_data.problems(view), *(_gone(page) for page in lazy if page.gone)),
        sources=settings.sources,
    )
    return made if drafts else _with_trees(made, view, sorted(own.values()), settings, keep=keep, share=share)


def _in_frames(
    made: Sequence[LazyPage], navigation: Sequence[MenuEntry], alternates: Sequence[feeds.Alternate]
) -> dict[str, LazyPage]:  # fmt: skip
    """The pages that only need a frame, each with the feeds that it announces."""
    in_menu = {*sources(navigation)}
    under = {part: [feed for feed in alternates if feed.under == part] for part in {feed.under for feed in alternates}}
    deep = [one for one in made if one.url.count("/") >= FRAMED_DEPTH]
    return {one.url: _announced(one, under) for one in deep if source(one.url) not in in_menu}


def _recipes(
    seen: View, shaped: str, settings: SiteSettings, printer: Typesetter | None, keep: Cache
) -> dict[str, Recipe]:  # fmt: skip
    """The files that are made only where they are out of date: packs, PDFs and Word files."""
    made = _pack(seen, shaped, pdfs.keeping(printer, keep) if printer else None)
    made |= pdfs.recipes(seen, shaped, keep, printer, accent=settings.accent) if printer else {}
    return made | (word_files.recipes(seen) if settings.docx else {})


def _with_trees(
    made: Outputs, view: View, own: Sequence[str], settings: SiteSettings, *, keep: Cache, share: Share
) -> Outputs:  # fmt: skip
    """The site with its pages in other languages, and on every page links to it in them; `own` are own pages."""
    languages = language_trees.trees(view)
    if not languages:
        return made
    switched = partial(language_trees.with_switch, view, languages)
    trees = [
        language_trees.tree(language_trees.in_language(view, language), languages, keep, share, made.strip)
        for language in languages
    ]
    in_trees = {page.url: page for one in trees for page in one.pages}
    pages_outside = {url: switched(as_lazy_page(page)) for url, page in made.pages.items()}
    framed_outside = {url: switched(page) for url, page in made.framed.items()}
    return replace(
        made, pages={**pages_outside, **in_trees}, framed={**framed_outside, **in_trees},
        files={**made.files, **{path: data for one in trees for path, data in one.files.items()}},
        trees={one.view.language: _tree_frame(one.view, own, settings) for one in trees},
    )  # fmt: skip


def as_lazy_page(page: Page | LazyPage) -> LazyPage:
    """A page in the lazy type."""
    return page if isinstance(page, LazyPage) else as_lazy(body(page))


def _tree_frame(view: View, own: Sequence[str], settings: SiteSettings) -> TreeFrame:
    navigation = menu(view, own, replace(settings, nav=None), drafts=False)
    urls = frozenset(language_trees.urls(view))
    return TreeFrame(view.t, navigation, feeds.alternates(view), urls, search_words(view))


def all_urls(view: View, *, drafts: bool = False, printed: bool = False, to_sign: Collection[str] = ()) -> set[str]:
    """The URLs of all pages and files that are made; with `printed`, also of PDFs, and of those policies `to_sign`."""
    data = pdfs.urls(view, to_sign) if printed else set()
    data |= {*open_data.urls(cached_pages.public(view)), open_data.SUMS}
    data |= {evidence_pack.path(view.snapshot.day)} if view.snapshot.announced else set()
    return {*pages.urls(view, drafts=drafts), *data, *feeds.urls(view), *calendar.urls(view)}


Jobs: TypeAlias = dict[str, build_cache.Job]
HEAD = "head"
"""Where the calendar without its events stands among them."""
Stated: TypeAlias = tuple[list[LazyPage], dict[str, bytes]]


def _stated(view: View, shaped: str, keep: Cache, strip: str) -> build_cache.Batch[Stated]:
    """The batch that makes what a public view states: pages about the present, open data, feeds and calendar.

    Each group of files has its own cache entry; `shaped` is a hash of everything in the view.
    """
    unlinked = replace(view, site=Site(frozenset()))
    present: Jobs = {_key("present", group, shaped): partial(_present, view, group) for group in pages.GROUPS}
    data: Jobs = {
        _key("data", shaped): lambda _: open_data.stated(unlinked),
        _key("schemas"): lambda _: open_data.schemas(),
        **_days(view),
    }
    parts = (present, _entries(view), _events(view, strip), data)
    groups = build_cache.cached_groups(keep, {key: job for part in parts for key, job in part.items()}, view.site.urls)

    def finish(results: Iterator[Any]) -> Stated:
        made = iter(groups.finish(results))
        texts, entries, events, rest = ([next(made) for _ in part] for part in parts)
        files = _joined(rest) | feeds.feeds(view, _joined(entries), strip=strip)
        if parsed := _joined(events):
            files |= calendar.calendar(view, parsed[HEAD], parsed)
        return [page for group in texts for page in page_cache.read(group, view)], files | open_data.published(view)

    return build_cache.Batch(groups.jobs, finish)


def _pack(view: View, shaped: str, typesetter: Typesetter | None) -> dict[str, Recipe]:
    """The evidence pack of the day, which holds the whole archive once more."""
    key = _key("pack", shaped, typesetter.name if typesetter else "")
    make = partial(evidence_pack.pack, view, typesetter)
    return {evidence_pack.path(view.snapshot.day): Recipe(key, make)} if view.snapshot.announced else {}


def _joined(groups: Iterable[build_cache.Files]) -> dict[str, bytes]:
    return {path: content for group in groups for path, content in group.items()}


def _present(view: View, group: str, urls: Collection[str]) -> Mapping[str, bytes]:
    return page_cache.written(pages.present(replace(view, site=Site(urls, moved=view.site.moved)), group))


def _entries(view: View) -> Jobs:
    """The jobs that make the entries of all feeds, in runs, so that a new entry makes only its run again."""
    stories, setting = list(feeds.stories_by_key(view).items()), cached_pages.setting(view)
    runs = [dict(stories[at : at + STORIES_PER_CACHE_ENTRY]) for at in range(0, len(stories), STORIES_PER_CACHE_ENTRY)]
    return {_key("entries", setting, *run): partial(feeds.entries, view, run) for run in runs}


def _events(view: View, strip: str) -> Jobs:
    """The jobs that make the calendar without its events, and those in runs: only runs that the calendar shows."""
    if not calendar.urls(view):
        return {}
    days, shown, setting = list(calendar.days_by_key(view).items()), {*calendar.shown(view)}, cached_pages.setting(view)
    runs = [dict(days[at : at + STORIES_PER_CACHE_ENTRY]) for at in range(0, len(days), STORIES_PER_CACHE_ENTRY)]
    jobs: Jobs = {_key("calendar", setting, view.name, strip): lambda _: {HEAD: calendar.head(view, strip)}}
    return jobs | {
        _key("events", setting, *run): lambda _, run=run: calendar.events(view, run) for run in runs if shown & {*run}
    }


def _days(view: View) -> Jobs:
    """The jobs that make the open data of each day, in runs of days."""
    keys, days = cached_pages.day_keys(view), open_data.days(view)
    runs = [days[place : place + DAYS_PER_CACHE_ENTRY] for place in range(0, len(days), DAYS_PER_CACHE_ENTRY)]
    return {_key("data", *(keys[day] for day in run)): partial(_on_days, view, run) for run in runs}


def _on_days(view: View, days: Sequence[date], _: Collection[str]) -> dict[str, bytes]:
    by_day = (open_data.on_day(view.center.archive.on(day)) for day in days)
    return {path: data for files in by_day for path, data in files.items()}


def _key(*said: str) -> str:
    return sha256("\n".join(said).encode())


def _announced(one: LazyPage, under: Mapping[str, Sequence[feeds.Alternate]]) -> LazyPage:
    """A page with links to the feeds of its own part of the site; the frame links those of the whole site.

    `under` are the feeds by the URL prefix of their part.
    """
    ends = [place + 1 for place, sign in enumerate(one.url) if sign == "/"]
    lines = [
        f'<link rel="alternate" type="{feed.type}" title="{feed.title}" href="{relative(feed.url, page=one.url)}">'
        for end in ends
        for feed in under.get(one.url[:end], ())
    ]
    return replace(one, above="\n".join(lines)) if lines else one


def demonstration(center: Center, t: Texts) -> str:
    """The notice on top of every page of a demonstration; empty for any other organization."""
    organization = center.facts.one("organization")
    if organization.get("demo") is not True:
        return ""
    return organization.get("demo_text") or t.plain("common.demonstration")


def _untranslated(language: str, t: Texts) -> list[Problem]:
    """An info if the interface is not translated into the language of the theme."""
    if t.language == language:
        return []
    message = f"the language of the theme is `{language}`; the words of the site itself stay English"
    hint = f"translate them in `data/texts/{language}.yml`"
    return [Problem(Where("mkdocs.yml"), "missing-field", message, hint, Severity.INFO)]


def _no_typesetter(center: Center, settings: SiteSettings, typesetter: Typesetter | None) -> list[Problem]:
    """An error if PDFs are switched on and what makes them is not installed."""
    if not settings.pdf or typesetter:
        return []
    where = center.settings.source.where((*OWN_SETTINGS, "pdf"))
    hint = "install the tool with its extra `pdf` (`pip install 'trustcenter[pdf]'`), or leave `pdf` out"
    return [Problem(where, "bad-value", "`pdf: true`, but what makes PDFs (Typst) is not installed", hint)]


def _unfollowed(view: View) -> list[Problem]:
    """An info if the site has no feeds and no calendar because its address is not known."""
    if view.site_url:
        return []
    message = "`site_url` is not set, so the site has no feeds and no calendar: they need its full address"
    hint = "set `site_url` to the address at which the site will be read"
    return [Problem(Where("mkdocs.yml"), "missing-field", message, hint, Severity.INFO)]


def _gone(page: Page | LazyPage) -> Problem:
    links = phrases.listed([f"`{link}`" for link in page.gone])
    message = (
        f"links to {links}, which this site does not have on this day; shown as a link to the page, or as plain text"
    )
    return Problem(Where(page.url or "index"), "broken-link", message, "", Severity.INFO)


# What a generator of pages needs to know of a URL -----------------------------------------------------------------


def source(url: str) -> str:
    """The source file that stands for a URL in a page generator: `policies/` → `policies/index.md`."""
    return f"{url}index.md"


def url(path: str) -> str:
    """The URL of a source file."""
    return path.removesuffix("index.md")


def stubs(site: Outputs | None) -> list[tuple[str, str, bool]]:
    """(path, Markdown, in the menu?) of a source file for each generated page that the generator has to render."""
    if site is None:
        return [("index.md", stub(english().plain("problems.title"), listed=False), False)]
    kept = [page for url, page in site.pages.items() if url not in site.framed]
    in_menu = {*sources(site.navigation)}
    made = []
    for page in kept:
        path = source(page.url)
        weight = pages.weight(page.url, in_menu=path in in_menu)
        made.append((path, stub(page.title, listed=page.listed, weight=weight), path in in_menu))
    return made


def replaced(site: Outputs | None, sources: Collection[str]) -> list[str]:
    """The company's own pages that are not shown because a generated page, or the problems, take their URL."""
    return [path for path in sources if site is None or url(path) in site.pages]


def linked(site: Outputs | None) -> list[str]:
    """The framed pages and files that the menu or an ordinary page may link to; a superset is acceptable."""
    if site is None:
        return []
    texts, in_menu = "\n".join(site.filled.values()), {*sources(site.navigation)}
    pages = [url for url in site.framed if url.removesuffix("/").rpartition("/")[2] in texts]
    files = [path for path in (*site.files, *site.recipes) if not path.endswith(".md")]
    return pages + [path for path in files if path in in_menu or path.rpartition("/")[2] in texts]


def stub(title: str, *, listed: bool, weight: float = 1) -> str:
    """The Markdown file of a generated page; its HTML takes the place of the body.

    `weight` is its own in a search, 0 where no search looks.  Themes print a title as it is, so it is escaped here.
    """
    lines = ["---", f"title: {json.dumps(escape(title), ensure_ascii=False)}"]
    lines += ["generated: true"]
    if not listed:
        lines += ["unlisted: true", "search:", "  exclude: true", "robots: noindex"]
    elif not weight:
        lines += ["search:", "  exclude: true"]
    elif weight != 1:
        lines += ["search:", f"  boost: {weight}"]
    return "\n".join([*lines, "---", "", f"# {title}", ""])


def titled(meta: Mapping[str, object]) -> dict[str, str]:
    """The escaped title from the front matter of an ordinary page, if it has one, as themes print it as it is."""
    return {"title": escape(str(meta["title"]))} if meta.get("title") is not None else {}


def framed(
    site: Outputs, frame: Callable[[Page], str], *, served: bool = False, each: bool = False
) -> dict[str, Recipe]:
    """The framed pages by path, each as a recipe that makes it when it is needed.

    `frame` puts the generator's frame around a page.  It is called once for each shape; for every page if `each`, or
    if the placeholders of a stand-in cannot all be found in what it returned.
    """
    frames: dict[FrameShape, tuple[Frame, str]] = {}
    made: dict[str, Recipe] = {}
    for url, one in site.framed.items():
        if not each and (shape := one.shape) not in frames:
            around = frame(stand_in(shape))
            ready = cut(_repaired(around), shape, policy=not served, sources=site.sources)
            frames[shape] = (ready, sha256(f"{served} {site.sources} {around}".encode()))
        if each or not frames[one.shape][0].is_whole:
            made[f"{url}index.html"] = Recipe("", partial(_alone, frame, one, site.sources, served=served))
            continue
        ready, digest = frames[one.shape]
        key = sha256(f"{digest} {one.digest} {one.above}".encode()) if one.digest else ""
        made[f"{url}index.html"] = Recipe(key, partial(_finished, ready, one))
    return made


def _alone(frame: Callable[[Page], str], one: LazyPage, sources: Sources, *, served: bool) -> bytes:
    """A page in a frame rendered for it alone, encoded.  Such a frame links the feeds of the page's part by itself."""
    return _encoded(mended(frame(one.load().page), sources, served=served))


def _finished(around: Frame, one: LazyPage) -> bytes:
    """A page in its frame, encoded."""
    return _encoded(filled(around, one))


def _encoded(html: str) -> bytes:
    return html.encode("utf-8", errors="xmlcharrefreplace")


def mended(html: str, sources: Sources = (), *, served: bool = False) -> str:
    """A page with an HTML error of Material's removed (`autocomplete` on a checkbox) and with its CSP.

    `sources` are further hosts that its policy allows.  A preview (`served`) has no CSP, because MkDocs adds a script
    that reloads the page.
    """
    return _repaired(html) if served else csp.with_policy(_repaired(html), sources)


def _repaired(html: str) -> str:
    return re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)


def frame(site: Outputs | None, problems: str = "") -> dict[str, object]:
    """What the frame's templates read from `extra.trustcenter`; without a site (None), the problems to show instead."""
    if site is None:
        nothing = {"strip": "", "alternates": (), "accent": False, "listed": (), "spoken": {}}
        return {**nothing, **frame_words(english()), "problems": problems}
    listed = [(url, one.updated.isoformat()) for url, one in sorted(site.framed.items()) if one.listed]
    return {
        "strip": site.strip, "alternates": site.alternates, "accent": accent_colour.FILE in site.files,
        "listed": listed, "spoken": dict(site.spoken), **frame_words(site.t),
    }  # fmt: skip


def tree_frame(site: Outputs, language: str) -> dict[str, object]:
    """What the frame's templates read for the pages of one language."""
    tree = site.trees[language]
    feeds_of = tuple(replace(a, url=f"{language}/{a.url}", under=f"{language}/{a.under}") for a in tree.alternates)
    menu_words = str(tree.t.attributes(tree.t.language))
    return {**frame(site), "alternates": feeds_of, "menu": menu_words, "listed": (), **frame_words(tree.t)}


def frame_words(t: Texts) -> dict[str, dict[str, str]]:
    """The interface texts of the frame by key: `words` as HTML, `plain` for attributes, escaped."""
    return {
        "words": {key: str(t(key)) for key in FRAME_TEXTS},
        "plain": {key: escape(t.plain(key)) for key in FRAME_TEXTS},
    }


def problems_page(errors: Sequence[Problem]) -> str:
    """The HTML that a preview shows instead of the site while there are errors."""
    title = english().plain("problems.title")
    return environment(english()).get_template("problems.html").render(title=title, problems=errors)
