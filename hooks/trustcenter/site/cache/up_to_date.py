"""Whether the site that stands is the one that a build would make: then there is nothing to build.

A site follows from the published files, the facts, the company's own pages and files, `mkdocs.yml`, the day and the
programs.  Drafts are no part of it, so an edited draft alone changes nothing.  Where `mkdocs.yml` names what may read
something else (a plugin, an extension, a hook, the environment), nobody can know without building.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from trustcenter.model.cache import Keep
from trustcenter.model.records import sha256
from trustcenter.reading.site_settings import Settings
from trustcenter.site.cache.build_cache import opened, sealed

_DRAFT = re.compile(r"docs/policies/[^/]+/index\.md")
_OWN_HOOK = re.compile(rb'\s*"""[^"]*"""\s*from trustcenter_mkdocs import \*[^\n]*\s*')
_TAG = re.compile(r"(?m)(?:^|[\s,:\[{-])!")
_SETTINGS = frozenset({
    "site_name", "site_url", "site_description", "site_author", "copyright", "repo_url", "repo_name", "edit_uri",
    "docs_dir", "site_dir", "use_directory_urls", "exclude_docs", "draft_docs", "not_in_nav", "theme", "plugins",
    "hooks", "watch", "validation", "extra", "extra_css", "extra_javascript", "markdown_extensions", "dev_addr",
})  # fmt: skip
_PLUGINS = frozenset({"search", "material/search"})
_EXTENSIONS = frozenset({
    "abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "sane_lists", "tables",
    "toc", "pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.mark", "pymdownx.superfences",
    "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
})  # fmt: skip
"""What turns a page into HTML by looking at that page alone."""


def hooks(settings: Settings, text: str) -> tuple[str, ...] | None:
    """The files that `mkdocs.yml` (`text`) names as hooks, where it names nothing else that could shape the site.

    None where it does, or may: then nobody can tell without building.
    """
    said = settings.get()
    theme = settings.get("theme")
    known = (
        isinstance(said, Mapping)
        and {*said} <= _SETTINGS
        and not _TAG.search(text)
        and isinstance(theme, Mapping)
        and theme.get("name") == "material"
        and "custom_dir" not in theme
        and settings.get("docs_dir") in (None, "docs")
        and _names(settings.get("plugins")) <= _PLUGINS
        and _names(settings.get("markdown_extensions")) <= _EXTENSIONS
        and settings.hidden("policies/any/index.md")
    )
    return tuple(sorted(_names(settings.get("hooks")))) if known else None


def key(read: Mapping[str, bytes], day: date, programs: str) -> str | None:
    """A key of the site that a build would make on a day; None where a hook is not ours alone.

    `read` are all files of the center and the hooks, `programs` stands for the programs that build.
    """
    hooks = [data for path, data in read.items() if path.endswith(".py") and not path.startswith("docs/")]
    if not all(map(_OWN_HOOK.fullmatch, hooks)):
        return None
    said = [f"{sha256(data)} {path}" for path, data in sorted(read.items()) if not _DRAFT.fullmatch(path)]
    return sha256("\n".join(["standing", programs, day.isoformat(), *said]).encode("utf-8", "surrogateescape"))


def remembered(keep: Keep, place: str, key: str) -> Mapping[str, list[int]] | None:
    """The files, by path with their stamps, of the site that was built at a place and that a key stands for."""
    try:
        found, site = json.loads(opened(keep.get(_place(place)) or b""))
    except (ValueError, TypeError):  # none yet, or damaged
        return None
    return site if found == key else None


def remember(keep: Keep, place: str, key: str, site: Mapping[str, list[int]]) -> None:
    """Say that the site at a place, its files by path with their stamps, is the one that a key stands for."""
    keep.put(_place(place), sealed(json.dumps([key, site]).encode()))


def _place(place: str) -> str:
    return sha256(f"standing {place}".encode())


def _names(said: object) -> set[str]:
    """The names of plugins, extensions or hooks, which may have settings of their own."""
    entries = said if isinstance(said, list) else [] if said is None else [said]
    return {str(name) for entry in entries for name in (entry if isinstance(entry, Mapping) else [entry])}
