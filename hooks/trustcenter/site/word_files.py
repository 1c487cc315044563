"""The Word files of a site: the redline of each version with tracked changes, where `extra.trustcenter.docx` is on.

`site.build` calls `recipes` for the files and `urls` for their paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urljoin

from trustcenter.comparing.redline import redline
from trustcenter.markdown.to_html import render
from trustcenter.model.cache import Recipe
from trustcenter.model.records import sha256
from trustcenter.model.versions import Version
from trustcenter.site.pages.version import site_then
from trustcenter.site.pages.view import View, body_of
from trustcenter.site.word_redline import Signed, word_redline


def path(version: Version) -> str:
    """The path of the Word file with what a version changed."""
    return f"policies/{version.name}/redline.docx"


def urls(view: View) -> set[str]:
    """The paths of the Word files that a site has."""
    return {path(version) for version, _ in _compared(view)}


def recipes(view: View) -> dict[str, Recipe]:
    """How to make each Word file; its key covers both texts, their titles and the address of the site."""
    return {
        path(version): Recipe(_key(view, version, before), partial(_made, view, version, before))
        for version, before in _compared(view)
    }


def _compared(view: View) -> Iterator[tuple[Version, Version]]:
    """Each announced version with the one before it."""
    for version in view.snapshot.announced:
        before = view.center.archive.predecessor(version, announced_by=view.snapshot.day)
        if before is not None and not version.retires:
            yield version, before


def _key(view: View, version: Version, before: Version) -> str:
    sides = [f"{one.seal} {one.served_sha256}" for one in (before, version)]
    then = sorted((page, there[0]) for page, there in site_then(view, version, before).then.items())
    return sha256("\n".join(["docx", view.site_url, view.name, *sides, repr(then)]).encode())


def _made(view: View, version: Version, before: Version) -> bytes:
    url, source = f"policies/{version.name}/redline/", f"policies/{version.policy}/"
    site = site_then(view, version, before)
    texts = [render(body_of(one.text), source=source, page=url, site=site) for one in (before, version)]

    def address(href: str) -> str:
        full = urljoin(view.site_url + url, href) if view.site_url else href
        return full if full.startswith(("https://", "mailto:", "tel:")) else ""

    return word_redline(
        redline(texts[0].parts, texts[1].parts), old_title=before.title, new_title=version.title,
        signed=Signed(view.name, version.public_from), address=address,
    )  # fmt: skip
