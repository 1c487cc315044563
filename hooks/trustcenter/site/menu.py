"""Makes the menu of the site: the pages of the trust center, in the order of a company's own `nav` if it has one.

`build.outputs` calls `menu`; the result is a list of (title, source file, address or sub-menu), which `nav_of` turns
into the form of MkDocs' `nav`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from html import escape
from typing import TypeAlias

from trustcenter.reading.navigation import ALL_POLICIES, NavEntry, every_entry, nav_entries
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reading.translations import ENGLISH, Texts
from trustcenter.site import pages
from trustcenter.site.own_menu import generated_sources
from trustcenter.site.pages import View, vendor
from trustcenter.site.pages.center_page import Section

MenuEntry: TypeAlias = tuple[str, "str | Sequence[MenuEntry]"]
"""A title, which may be empty, and a source file, an address, or a sub-menu."""
_USUAL_TITLES = (
    "common.all_policies", "home.menu", "frame.policies", "frame.data", vendor.TITLE, "changelog.title",
    "notices.title", "as_of.title", "draft.index",
)  # fmt: skip
"""The keys of the titles in the usual menu, without those of `pages.of_center`."""
_LIST_OF_POLICIES = "policies/index.md"
_LIST_OF_VENDORS = "subprocessors/index.md"


def menu(view: View, own: Collection[str], settings: SiteSettings, *, drafts: bool) -> list[MenuEntry]:
    """The menu of a day; `own` are the source files of the company's own pages, `docs/faq.md`.

    A company's own `nav` comes first and as it is, without pages of ours that the site does not have on this day.
    Pages of ours that it does not name follow.  What `not_in_nav` matches is in the menu only if `nav` names it.
    """
    entries = nav_entries(settings.nav)
    usual = _usual(view, [] if entries else own, left_out=settings.left_out)
    named = {entry.source for entry in every_entry(entries)}
    missing = generated_sources(view.center) - {f"{url}index.md" for url in view.site.urls} if entries else frozenset()
    policies = _without(_policies(usual), lambda source: source in named)
    if any(entry.target == ALL_POLICIES for entry in every_entry(entries)):
        named |= {*sources(policies)}
    made = _placed(entries, missing - {file.removeprefix("docs/") for file in own}, policies)
    made += _without(usual, lambda source: source in named or settings.left_out(source))
    return made + ([(titled(view.t, "draft.index"), f"{pages.DRAFTS}index.md")] if drafts else [])


def _usual(view: View, own: Collection[str], left_out: Callable[[str], bool]) -> list[MenuEntry]:
    """Home, the policies, data, what changed when, then the company's own pages.

    A policy that is the list of subprocessors is not named beside that list, which leads to it.
    """
    t = view.t
    policies: list[MenuEntry] = [(titled(t, "common.all_policies"), _LIST_OF_POLICIES)]
    kept = [policy for policy in view.policies if policy not in view.snapshot.retired]
    if vendor.ids(view) and not left_out(_LIST_OF_VENDORS):
        kept = [policy for policy in kept if not _lists_vendors(view, policy)]
    policies += [(escape(view.title(policy)), f"policies/{policy}/index.md") for policy in kept]
    data = _of_center(view, "data")
    made: list[MenuEntry] = [(titled(t, "home.menu"), "index.md")]
    made += [(titled(t, "frame.policies"), policies)]
    vendors = [(titled(t, vendor.TITLE), _LIST_OF_VENDORS)] if vendor.ids(view) or data else []
    made += [(titled(t, "frame.data"), [*vendors, *data])] if vendors else []
    made += [(titled(t, "changelog.title"), "changelog/index.md"), (titled(t, "notices.title"), "notices/index.md")]
    made += _of_center(view, "history")
    made += [(titled(t, "as_of.title"), "as-of/index.md")]
    return [*made, *_of_center(view, "end"), *(("", file.removeprefix("docs/")) for file in own)]


def _lists_vendors(view: View, policy: str) -> bool:
    """Whether a policy is the binding list of subprocessors, by its id (`sub-processors`) or its title."""
    is_named_so = policy.replace("-", "").startswith("subprocessor")
    return is_named_so or view.title(policy).casefold() == view.t.plain(vendor.TITLE).casefold()


def _of_center(view: View, section: Section) -> list[MenuEntry]:
    return [(titled(view.t, page.title), f"{page.url}index.md") for page in pages.of_center(view, section)]


def spoken(view: View) -> dict[str, str]:
    """By title in the menu, the attributes of those in another language than the page: `lang` and `dir`.

    Such are texts of the interface that are not translated, and titles of policies in a language of their own.
    """
    t = view.t
    keys = [*_USUAL_TITLES, *(page.title for page in pages.of_center(view))]
    attributes = {titled(t, key): t.attributes(ENGLISH) for key in keys if key in t.untranslated}
    policies = [version for policy in view.policies if (version := view.titling(policy)).lang]
    attributes |= {escape(version.title): t.attributes(version.lang) for version in policies}
    return {title: str(said) for title, said in attributes.items() if said}


def titled(t: Texts, key: str) -> str:
    """An interface text as an HTML-escaped title, as the menu does not escape it."""
    return escape(t.plain(key))


def _policies(usual: Sequence[MenuEntry]) -> list[MenuEntry]:
    """The section of the usual menu that holds the list of policies."""
    return [entry for entry in usual if not isinstance(entry[1], str) and _LIST_OF_POLICIES in sources([entry])]


def _placed(entries: Sequence[NavEntry], missing: Collection[str], policies: Sequence[MenuEntry]) -> list[MenuEntry]:
    """The entries of a company's own menu, without those that name a missing page and without empty sections."""
    made: list[MenuEntry] = []
    for entry in entries:
        if entry.target == ALL_POLICIES:
            made += [(entry.title or title, below) for title, below in policies]
        elif entry.target and entry.source not in missing:
            made.append((entry.title, entry.source or entry.target))
        elif below := _placed(entry.children, missing, policies):
            made.append((entry.title, below))
    return made


def _without(entries: Sequence[MenuEntry], left_out: Callable[[str], bool]) -> list[MenuEntry]:
    """A menu without some source files, and without sections that this leaves empty."""
    made: list[MenuEntry] = []
    for title, target in entries:
        if isinstance(target, str):
            made += [] if left_out(target) else [(title, target)]
        elif below := _without(target, left_out):
            made.append((title, below))
    return made


def sources(entries: Sequence[MenuEntry]) -> Iterator[str]:
    """Every source file and address of a menu."""
    for _, target in entries:
        yield from [target] if isinstance(target, str) else sources(target)


def nav_of(entries: Sequence[MenuEntry], source_of: Callable[[str], str] = str) -> list[object]:
    """A menu as MkDocs' `nav`; `source_of` says where a source file lies for the generator.

    An entry without a title takes the title of its page.
    """
    return [_nav_entry(title, target, source_of) for title, target in entries]


def _nav_entry(title: str, target: str | Sequence[MenuEntry], source_of: Callable[[str], str]) -> object:
    if isinstance(target, str):
        return {title: source_of(target)} if title else source_of(target)
    return {title: nav_of(target, source_of)}
