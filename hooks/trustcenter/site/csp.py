"""Makes the content security policy (CSP Level 3) of a page: its own origin, inline scripts of the frame by hash.

`site.build` calls `with_policy` for pages that MkDocs frames, and `site.page_frame` calls `inline`, `placed` and
`meta`. Scripts inside the main `<article>`, where company texts are shown, are never allowed. `sources` are the other
hosts that a company allows in `mkdocs.yml` (`reading.content_policy`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import TypeAlias

from trustcenter.reading.content_policy import Sources

ALLOWED = (
    ("default-src", "'none'"),
    ("base-uri", "'none'"),
    ("connect-src", "'self'"),
    ("font-src", "'self'"),
    ("form-action", "'self'"),
    ("img-src", "'self' data:"),
    ("manifest-src", "'self'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("worker-src", "'self'"),
)
"""What every page may load, by directive; `data:` images are the icons of the style sheets."""
Inline: TypeAlias = frozenset[tuple[str, str]]
"""Inline scripts and styles: (`script` or `style`, the text between the tags)."""
_ARTICLE, _ARTICLE_END = '<article class="md-content__inner', "</article>"
_OPENING = re.compile(r"<(script|style)\b")
_DATA = re.compile(r"""\bsrc=|\btype=["']?(?:application/(?:ld\+)?json)\b""")
_REFERRER = '<meta name="referrer" content="same-origin">'
"""Other sites that a page links to do not learn which page a reader came from."""
_KINDS = ("script", "style")
_CHARSET = '<meta charset="utf-8">'


def with_policy(html: str, sources: Sources = ()) -> str:
    """A finished page with its policy in the head; unchanged if it has no head."""
    return placed(html, meta(inline(html), sources))


def placed(html: str, what: str) -> str:
    """A page with HTML inserted where a policy has to be, after the charset; unchanged if it has no head."""
    before, charset, after = html.partition(_CHARSET)
    return f"{before}{charset}{what}{after}" if charset else html


def meta(allowed: Inline, sources: Sources = ()) -> str:
    """The `<meta>` element with a policy that allows some inline scripts and styles, and further sources."""
    content = escape(_policy(allowed, sources), quote=True)
    policy_element = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return f"\n{policy_element}\n{_REFERRER}"


def policy(html: str, sources: Sources = ()) -> str:
    """The policy of a page: files of the site, the inline scripts and styles of its frame by hash, further sources."""
    return _policy(inline(html), sources)


def inline(html: str) -> Inline:
    """The inline scripts and styles of a page's frame, without data blocks such as JSON-LD."""
    start, end = html.find(_ARTICLE), html.rfind(_ARTICLE_END)
    frame = html[:start] + html[end:] if 0 <= start < end else html
    return frozenset((kind, content) for kind, attributes, content in _elements(frame) if not _DATA.search(attributes))


def _elements(html: str) -> Iterator[tuple[str, str, str]]:
    """(name, attributes, content) of each script and style, in one pass over the page."""
    last = {kind: html.rfind(f"</{kind}>") for kind in _KINDS}
    at = opened = 0
    while opening := _OPENING.search(html, at):
        kind, at = opening[1], opening.end()
        if opened < at:  # the end of this tag was not looked for yet
            opened = html.find(">", at)
            if opened < 0:
                return
        if opened < last[kind]:
            closed = html.index(f"</{kind}>", opened)
            yield kind, html[at:opened], html[opened + 1 : closed]
            at = closed


def _policy(allowed: Inline, sources: Sources) -> str:
    hashes = {f"{name}-src": sorted({_hash(part) for kind, part in allowed if kind == name}) for name in _KINDS}
    more = dict(sources)
    own = [" ".join([name, value, *hashes.get(name, ()), *more.pop(name, ())]) for name, value in ALLOWED]
    return "; ".join([*own, *(" ".join([name, "'self'", *hosts]) for name, hosts in more.items())])


@lru_cache(maxsize=4096)
def _hash(content: str) -> str:
    """The CSP source expression of an inline script or style: the SHA-256 of its text."""
    digest = hashlib.sha256(content.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
