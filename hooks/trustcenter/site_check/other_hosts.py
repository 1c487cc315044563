"""What the pages of a built site load from other hosts: what their content security policy blocks, and what it allows.

`check.third_party` calls `blocked` and `used`.  A company allows hosts with `extra.trustcenter.content_policy`
(`reading.content_policy`), and everything else that a page names does not work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.reading.content_policy import DIRECTIVES, SETTING, allows
from trustcenter.site_check.built_site import Built, Link, Page, every_link, target

RULE = "third-party"
_BY_ELEMENT: Mapping[str, tuple[str, ...]] = {
    "audio": ("media-src",), "embed": ("object-src",), "form": ("form-action",), "iframe": ("frame-src",),
    "image": ("img-src",), "img": ("img-src",), "input": ("img-src",), "link": ("style-src",),
    "object": ("object-src",), "script": ("script-src",), "source": ("media-src", "img-src"),
    "style": ("style-src", "font-src", "img-src"), "track": ("media-src",), "use": ("img-src",),
    "video": ("media-src", "img-src"),
}  # fmt: skip
"""Which directives decide on what an element loads or sends without anybody following a link."""
_BY_RELATION: Mapping[str, tuple[str, ...]] = {
    "apple-touch-icon": ("img-src",), "dns-prefetch": DIRECTIVES, "icon": ("img-src",), "manifest": ("manifest-src",),
    "mask-icon": ("img-src",), "modulepreload": ("script-src",), "preconnect": DIRECTIVES, "prefetch": DIRECTIVES,
    "preload": DIRECTIVES, "shortcut": ("img-src",), "stylesheet": ("style-src",),
}  # fmt: skip
"""The same for the relations of a `link`."""
_ADDRESS = re.compile(r"""["'`]((?:https?:)?//[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[^"'`\s]*)""")
"""An address of another host that a script has as a text of its own."""
_HINT = f"serve it from this site, or allow that host in `extra.trustcenter.{SETTING}` of mkdocs.yml"


def is_loaded(link: Link) -> bool:
    """Whether a page loads what a link names, or sends something there, without anybody following it."""
    return bool(_directives(link))


def _directives(link: Link) -> tuple[str, ...]:
    if link.tag != "link":
        return _BY_ELEMENT.get(link.tag, ())
    relations = [_BY_RELATION[name] for name in link.rel.lower().split() if name in _BY_RELATION]
    return relations[-1] if relations else ()


def blocked(site: Built) -> Iterator[Problem]:
    """What a page names on another host although its policy does not allow it, so that it does not work.

    A file of the company's own that has no frame has no policy either: what it loads works, and is a warning.
    """
    own = {page.path for page in site.judged()}
    for path, link in _from_others(site):
        page = _page(site, path)
        if page and page.path not in own and page.policy is None:
            message = f"<{link.tag}> of this file, which is served as it is, loads `{link.href}` from another host"
            yield Problem(Where(path, link.line), RULE, message, "serve that from this site", Severity.WARNING)
        elif not allows(_sources(page, _directives(link)), link.href):
            why = ", and the content security policy of the page blocks it" if page and page.policy else ""
            message = f"<{link.tag}> loads `{link.href}` from another host{why}"
            yield Problem(Where(path, link.line), RULE, message, _HINT)
    for page in site.judged():
        for address, line in _named_by_scripts(site, page):
            if not allows(_sources(page, DIRECTIVES), address):
                message = f"a script uses `{address}`, and the content security policy of the page blocks that host"
                yield Problem(Where(page.path, line), RULE, message, _HINT)


def used(site: Built) -> Iterator[Problem]:
    """One info about the other hosts that pages do load from, because each of them learns who reads."""
    hosts = {
        urlsplit(link.href).hostname or "" for path, link in _from_others(site)
        if (page := _page(site, path)) and page.policy and allows(_sources(page, _directives(link)), link.href)
    }  # fmt: skip
    for page in site.judged():
        named = _named_by_scripts(site, page) if page.policy else ()
        hosts |= {
            urlsplit(address).hostname or "" for address, _ in named if allows(_sources(page, DIRECTIVES), address)
        }
    if hosts:
        message = f"pages load from {listed(sorted(hosts))}, which learns the address of every reader and the page"
        hint = "say so in the privacy policy and among the subprocessors, or serve the files from this site"
        yield Problem(Where("index.html"), RULE, message, hint, Severity.INFO)


def _from_others(site: Built) -> Iterator[tuple[str, Link]]:
    """(file, link) for everything that pages and style sheets load from another host."""
    for at, path, link in every_link(site):
        if is_loaded(link) and target(link.href, at=at, site_url=site.site_url).kind == "host":
            yield path, link


def _page(site: Built, path: str) -> Page | None:
    """The page in a file; of a style sheet the home page, whose policy is like that of all."""
    return site.pages.get(path.removesuffix("index.html"), site.pages.get(""))


def _sources(page: Page | None, directives: tuple[str, ...]) -> list[str]:
    policy = page.policy if page else None
    return [source for name in directives for source in (policy or {}).get(name, ())]


def _named_by_scripts(site: Built, page: Page) -> Iterator[tuple[str, int]]:
    """(address, line) for each address on another host that an inline script of a page has as a text."""
    for script in page.scripts if page.policy is not None else ():
        for address in dict.fromkeys(_ADDRESS.findall(script.words)):
            if target(address, at=page.url, site_url=site.site_url).kind == "host":
                yield address, script.line
