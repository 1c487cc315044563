"""Decides whether a build can be skipped because the site on disk is the one it would make.

`cli.build` calls `hooks` and `key` for a key of all inputs, and compares it with the one that `remember` stored after
the last build. A site depends on the published files, the facts, the company's own pages and files, `mkdocs.yml`, the
day and the programs, but not on drafts. If `mkdocs.yml` names something that may read other inputs (a plugin, an
extension, a hook, the environment), there is no key and the site is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from trustcenter.model.cache import Cache
from trustcenter.model.records import sha256
from trustcenter.reading.site_settings import Settings
from trustcenter.site.cache.build_cache import checked_content, with_checksum

_DRAFT = re.compile(r"docs/policies/[^/]+/index\.md")
_OWN_HOOK = re.compile(rb'\s*"""[^"]*"""\s*from trustcenter_mkdocs import \*[^\n]*\s*')
_TAG = re.compile(r"(?m)(?:^|[\s,:\[{-])!")
_SETTINGS = frozenset({
    "site_name", "site_url", "site_description", "site_author", "copyright", "repo_url", "repo_name", "edit_uri",
    "docs_dir", "site_dir", "nav", "use_directory_urls", "exclude_docs", "draft_docs", "not_in_nav", "theme", "plugins",
    "hooks", "watch", "validation", "extra", "extra_css", "extra_javascript", "markdown_extensions", "dev_addr",
})  # fmt: skip
_PLUGINS = frozenset({"search", "material/search"})
_EXTENSIONS = frozenset({
    "abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "sane_lists", "tables",
    "toc", "pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.mark", "pymdownx.superfences",
    "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
})  # fmt: skip
"""Markdown extensions whose output depends on nothing but the page."""


def hooks(settings: Settings, text: str) -> tuple[str, ...] | None:
    """The files that `mkdocs.yml` (`text`) names as hooks, or None if it names anything that may read other inputs."""
    values = settings.get()
    theme = settings.get("theme")
    is_known = (
        isinstance(values, Mapping)
        and {*values} <= _SETTINGS
        and not _TAG.search(text)
        and isinstance(theme, Mapping)
        and theme.get("name") == "material"
        and "custom_dir" not in theme
        and settings.get("docs_dir") in (None, "docs")
        and _names(settings.get("plugins")) <= _PLUGINS
        and _names(settings.get("markdown_extensions")) <= _EXTENSIONS
        and settings.hidden("policies/any/index.md")
    )
    return tuple(sorted(_names(settings.get("hooks")))) if is_known else None


def key(read: Mapping[str, bytes], day: date, programs: str) -> str | None:
    """A key of the site that a build for `day` would make; None if a hook is not only ours.

    Args:

      read: Every file of the center and every hook, by path.
      programs: Identifies the versions of the programs that build.
    """
    hooks = [data for path, data in read.items() if path.endswith(".py") and not path.startswith("docs/")]
    if not all(map(_OWN_HOOK.fullmatch, hooks)):
        return None
    inputs = [f"{sha256(data)} {path}" for path, data in sorted(read.items()) if not _DRAFT.fullmatch(path)]
    return sha256("\n".join(["standing", programs, day.isoformat(), *inputs]).encode("utf-8", "surrogateescape"))


def remembered(cache: Cache, place: str, key: str) -> Mapping[str, list[int]] | None:
    """The files (path → stamp) of the site last built at `place`, if it was built under `key`."""
    try:
        stored_key, site = json.loads(checked_content(cache.get(_place(place)) or b""))
    except (ValueError, TypeError):  # none yet, or damaged
        return None
    return site if stored_key == key else None


def remember(cache: Cache, place: str, key: str, site: Mapping[str, list[int]]) -> None:
    """Stores that the site at `place`, with these files (path → stamp), was built under `key`."""
    cache.put(_place(place), with_checksum(json.dumps([key, site]).encode()))


def _place(place: str) -> str:
    return sha256(f"standing {place}".encode())


def _names(value: object) -> set[str]:
    """The names of plugins, extensions or hooks, which may have settings of their own."""
    entries = value if isinstance(value, list) else [] if value is None else [value]
    return {str(name) for entry in entries for name in (entry if isinstance(entry, Mapping) else [entry])}
