"""The values and helpers shared by all page modules: `View` (their input), `Page` (their output) and the templates.

`site.build` makes a `View` from a center, a day and the URLs of the site; a page module turns it into HTML with
`template(name, view, url).render(…)` and returns a `Page`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from itertools import chain, count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from trustcenter.comparing import change_stories
from trustcenter.markdown.table_labels import labelled
from trustcenter.markdown.to_html import Rendered, Site, relative, render
from trustcenter.model.facts import Facts
from trustcenter.model.languages import named, own_name
from trustcenter.model.versions import Change, InForce, Snapshot, Version, public_facts
from trustcenter.reading.center import Center
from trustcenter.reading.translations import Texts, english
from trustcenter.rules.coverage import Coverage, coverage
from trustcenter.site import audience_days, objection
from trustcenter.site.cache.template_cache import keep_compiled
from trustcenter.site.pages.added_words import translated
from trustcenter.site.pages.pictures import percent
from trustcenter.site.pages.print_foot import print_foot

_TAGS = re.compile(r"(?:<[^>]*>)+")
_ID = re.compile(r'\sid="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page: its URL below the site's root, its HTML, and how the site may list it.

    `updated` is the day its content last changed according to the records; `toc` its table of contents as MkDocs
    describes it; only `listed` pages are in search and sitemap; `gone` are links whose target does not exist on this
    day; `head` is HTML for the page's `<head>`.
    """

    url: str
    title: str
    html: str
    updated: date
    toc: Sequence[dict[str, Any]] = ()
    listed: bool = True
    gone: tuple[str, ...] = field(default=(), compare=False)
    head: str = ""


@dataclass(frozen=True)
class View:
    """The input of every page: the center, a day (`snapshot`), and the URLs that exist on the site that day.

    `site_url` is the address of the site, ending in `/`, and `repo_url` that of its repository; both empty if
    `mkdocs.yml` does not set them. `stated` are the public facts if they are already computed. `t` translates the
    interface; `answered` is what the clauses of a policy answer, if that is already computed, see `coverage.answered`.
    `full_coverage`: the company publishes what is not covered too, and the ids of requirements;
    `requirement_dates`: its calendar has the days of the requirement lists that it asserts;
    `to_sign` has the SHA-256 of the PDF of each policy that customers sign.
    `language` is that of the tree that the page is in, see `site.language_trees`; empty outside of any.
    """

    center: Center
    snapshot: Snapshot
    site: Site
    site_url: str = ""
    repo_url: str = ""
    stated: Facts | None = None
    t: Texts = field(default_factory=english)
    answered: Mapping[str, Mapping[str, str]] | None = None
    full_coverage: bool = False
    requirement_dates: bool = False
    to_sign: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    @cached_property
    def facts(self) -> Facts:
        """The facts the site may show: governed facts as the versions in effect state them, others as drafted."""
        if self.stated is not None:
            return self.stated
        return public_facts(self.center.facts, self.center.archive, self.snapshot.day)

    @cached_property
    def coverage(self) -> Coverage:
        """How the versions in effect that day answer the requirements that the organization asserts."""
        return coverage(self.center, self.snapshot.day)

    @property
    def name(self) -> str:
        """The name of the organization as shown to readers: its brand, else its legal name."""
        organization = self.facts.one("organization")
        name = organization.get("brand") or organization.get("legal_name")
        return name if isinstance(name, str) else self.t.plain("frame.this_organization")

    @property
    def policies(self) -> list[str]:
        """The ids of the policies announced by that day."""
        return sorted({version.policy for version in self.snapshot.announced})

    def title(self, policy: str) -> str:
        """The title of a policy on that day."""
        return self.titling(policy).title

    def titling(self, policy: str) -> Version:
        """The version that gives a policy its title on that day: the one in effect, else the last one announced."""
        announced = (v for v in self.snapshot.announced if v.policy == policy)
        return self.snapshot.in_effect.get(policy) or max(announced, key=lambda v: v.order)

    def state(self, version: Version) -> str:
        """The state of a version on that day: in effect, upcoming, superseded, never in effect, withdrawn, retired."""
        if version.name in self.snapshot.withdrawn:
            return "withdrawn"
        if self.snapshot.in_effect.get(version.policy) == version:
            return "in effect"
        if version in self.snapshot.upcoming:
            return "upcoming"
        if version.retires and version.policy in self.snapshot.retired:
            return "retired"
        return "superseded" if self.in_force(version) else "never in effect"

    def in_force(self, version: Version) -> InForce | None:
        """From when until when a version is in force, as known on that day; None for one that never was."""
        return self.center.archive.in_force(version, self.snapshot.day)

    def corrected(self, version: Version) -> Version | None:
        """The correction that replaced a version before it applied, as known on that day; None if it was or will be.

        Of several, the one that was announced last.
        """
        if version.name in self.snapshot.withdrawn or self.in_force(version):
            return None
        archive, day = self.center.archive, self.snapshot.day
        later = (v for v in archive.by_effective_day[version.policy, version.effective] if v.number > version.number)
        public = [v for v in later if v.public_from <= day and v.name not in self.snapshot.withdrawn]
        return max(public, key=lambda v: v.order, default=None)

    def has_redline(self, version: Version) -> bool:
        """Whether a version has a predecessor to be compared with."""
        before = self.center.archive.predecessor(version, announced_by=self.snapshot.day)
        if before is None or version.retires:
            return False
        return not self.language or before.lang == version.lang  # texts in two languages differ in every word

    def announcing(self, version: Version) -> Change:
        """The change that first announced what takes effect with a version: of a correction, the change it corrects."""
        return change_stories.announcing(self.center.archive, version, self.snapshot.day)

    def upcoming(self, policy: str) -> list[Version]:
        return [version for version in self.snapshot.upcoming if version.policy == policy]

    def newest_change(self) -> date:
        """The last day on which something was announced or took effect."""
        days = [version.public_from for version in self.snapshot.announced]
        days += [version.binds_from for version in self.snapshot.in_effect.values()]
        return max(days, default=self.snapshot.day)


def taken(view: View, url: str) -> bool:
    """Whether the company has a page of its own at the URL of an optional page."""
    file = f"docs/{url.removesuffix('/')}"
    return any(name in view.center.pages for name in (f"{file}.md", f"{file}/index.md", f"{file}/README.md"))


def text_of(view: View, version: Version, url: str) -> Rendered:
    """The text of a version, without its title, as HTML for the page at `url`."""
    return render(body_of(version.text), source=f"policies/{version.policy}/", page=url, site=view.site)


def body_of(text: str) -> str:
    """A version's text without its title line, which pages print themselves."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith("# ") else text


def inline(markdown: str, view: View, url: str = "") -> Markup:
    """One line of Markdown as inline HTML for the page at `url`."""
    html = render(markdown, source="", page=url, site=view.site).html.strip()
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def table_of(markdown: str, view: View, url: str, *, called: str) -> Markup:
    """A Markdown table as HTML for the page at `url`, with `called` as its accessible name (`aria-label`)."""
    html = render(markdown, source="", page=url, site=view.site).html
    return Markup(html.replace('aria-label="Table 1"', f'aria-label="{escape(called)}"', 1))


def ids_beside(html: str) -> Callable[[str], str]:
    """A function that gives unused ids for parts of a page beside the text `html`: `name`, else `name-2`, `name-3` …

    The ids of a text are public addresses and stay; ids of the frame begin with `__`, which none in a text does.
    """
    taken = frozenset(_ID.findall(html))

    def free(name: str) -> str:
        named = chain([name], (f"{name}-{number}" for number in count(2)))
        return next(candidate for candidate in named if candidate not in taken)

    return free


def contents(*headings: tuple[str, str]) -> tuple[dict[str, Any], ...]:
    """A table of contents with one entry for each (anchor, heading)."""
    return tuple({"level": 2, "id": anchor, "name": name, "children": []} for anchor, name in headings)


class _Context(Context):
    """Speeds up calls in templates: only macros are given the evaluation context."""

    def call(self, wanted: Any, /, *args: Any, **named: Any) -> Any:
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return wanted(self.eval_ctx, *args, **named) if type(wanted) is Macro else wanted(*args, **named)


@lru_cache(maxsize=8)
def environment(t: Texts) -> Environment:
    """The Jinja environment of the page templates, with the interface in the language of `t`."""
    environment = keep_compiled(Environment(
        loader=PackageLoader("trustcenter", "theme/pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    ))  # fmt: skip
    environment.context_class = _Context
    environment.globals |= {"t": t, "a": _link, "strong": _marked("strong"), "code": _marked("code")}
    environment.globals["written_in"] = partial(written_in, t)
    environment.filters |= {"percent": percent, "word": t.word, "raised": raised, "own": t.isolated}
    environment.filters["day"] = lru_cache(maxsize=1 << 14)(t.time)
    environment.globals |= _pieces(t, environment.filters["day"])
    environment.filters["own_language"] = own_name
    environment.filters["language"] = lambda code: named(code, t.page or t.language)
    environment.globals |= {"objection": objection.line, "objection_length": objection.length}
    on = environment.filters["day"]
    environment.globals |= {
        "audience_rows": partial(audience_days.rows, t, on), "audience_list": partial(audience_days.listed, t, on),
        "audiences_waiting": audience_days.waiting,
    }  # fmt: skip
    return environment


def written_in(t: Texts, version: Version | None) -> Markup:
    """The attributes of an element with words of a version: its language, or the direction that its letters show."""
    if version is None or not version.lang:
        return Markup(' dir="auto"')
    return t.attributes(version.lang)


def _pieces(t: Texts, on: Callable[[date], Markup]) -> dict[str, Callable[..., Markup]]:
    """Small HTML fragments used thousands of times, as functions for templates: macros take ten times as long."""

    def announced(thing: Version | Change) -> Markup:
        return on(thing.announced) if thing.announced else t("common.not_recorded")

    @lru_cache(maxsize=64)
    def chip(name: str) -> Markup:
        return Markup('<span class="tc-chip tc-chip--{}">{}</span>').format(name.replace(" ", "-"), t.word(name))

    def named_only(version: Version) -> Markup:
        return t("common.version_of", policy=version.title, number=version.number)

    def named(version: Version, link: Callable[[str], str]) -> Markup:
        return _link(link(f"policies/{version.name}/"), named_only(version))

    return {"announced": announced, "chip": chip, "named": named, "named_only": named_only}


def _link(href: str, text: str) -> Markup:
    return Markup(f'<a href="{escape(href)}">{escape(text)}</a>')


def _marked(tag: str) -> Callable[[str], Markup]:
    return lambda text: Markup(f"<{tag}>{escape(text)}</{tag}>")


def raised(text: str) -> str:
    """The text with its first letter in upper case, that behind its first tags if it is HTML."""
    start = (_TAGS.match(text) or [""])[0] if isinstance(text, Markup) else ""
    rest = text[len(start) :]
    return text[: len(start)] + rest[:1].upper() + rest[1:]


def lowered(text: str) -> str:
    """A label within a sentence: its first letter in lower case, unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


AS_OF, DAY, PRINTED = Markup("<!--as of-->"), Markup("<!--day-->"), "<!--printed-->"
"""Placeholders in a cached page for the day of the site: the "as of" line, the date alone, the foot of printed sheets.

No text contains them, because comments are removed from texts.
"""


def printed(page: Page) -> Page:
    """A page with the placeholder for the foot of its printed sheets, if it has no foot of its own."""
    return page if "@page" in page.head else replace(page, head=page.head + PRINTED)


def is_dated(page: Page) -> bool:
    """Whether a page has a placeholder for the day of the site."""
    return AS_OF in page.html or PRINTED in page.head


def dated(page: Page, view: View) -> Page:
    """A page with its placeholders replaced for the day of the view."""
    macros: Any = environment(view.t).get_template("macros.html").module
    day = view.snapshot.day
    html = page.html.replace(AS_OF, macros.as_of_line(day).strip()).replace(DAY, day.isoformat())
    if PRINTED not in page.head:
        return replace(page, html=html)
    foot = view.t.plain("common.printed", title=page.title, name=view.name, day=view.t.day(day))
    return replace(page, html=html, head=page.head.replace(PRINTED, print_foot(foot)))


class Template:
    """A page template bound to the page it renders: `known` are values that every template gets."""

    def __init__(self, name: str, t: Texts, known: Mapping[str, Any]) -> None:
        self.name = name
        self.t = t
        self.known = known

    def render(self, **values: Any) -> str:
        html = environment(self.t).get_template(self.name).render(**self.known, **values)
        return translated(labelled(html), self.t)


def template(name: str, view: View, url: str) -> Template:
    """The template `name` for the page at `url`; `link(target)` in it gives a relative URL.

    `outside(target)` is the same from a page in the tree of a language to one outside of it.
    """
    link: Callable[[str], str] = lambda target: relative(target, page=url)  # noqa: E731
    outside: Callable[[str], str] = lambda target: relative(target, page=f"{view.language}/{url}")  # noqa: E731
    return Template(
        name,
        view.t,
        {
            "view": view,
            "link": link,
            "outside": outside,
            "as_of": view.snapshot.day,
            "as_of_mark": AS_OF,
            "day_mark": DAY,
        },
    )
