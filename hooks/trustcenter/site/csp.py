"""The content security policy that every page carries: nothing but this site, and no script that a text could bring.

A page allows its own files and, by hash, the inline scripts and styles of its
frame.  What stands inside the main `<article>`, where texts are shown, is
never allowed, so a script that got into a text would not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from html import escape
from typing import TypeAlias

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
"""What every page may load, by directive; pictures as data are the icons of the style sheets."""
Inline: TypeAlias = frozenset[tuple[str, str]]
"""Inline scripts and styles: which of both, and what stands between the tags."""
_ARTICLE = re.compile(r'<article class="md-content__inner.*</article>', re.DOTALL)
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_DATA = re.compile(r"""\bsrc=|\btype=["']?(?:application/(?:ld\+)?json)\b""")
_KINDS = ("script", "style")
_CHARSET = '<meta charset="utf-8">'


def with_policy(html: str) -> str:
    """A finished page with its policy in the head; text without a head comes back as it is."""
    return placed(html, meta(inline(html)))


def placed(html: str, what: str) -> str:
    """A page with something in its head, where a policy has to stand; text without a head comes back as it is."""
    before, charset, after = html.partition(_CHARSET)
    return f"{before}{charset}{what}{after}" if charset else html


def meta(found: Inline) -> str:
    """The policy that allows some inline parts, as it stands in the head of a page."""
    return f'\n<meta http-equiv="Content-Security-Policy" content="{escape(_policy(found), quote=True)}">'


def policy(html: str) -> str:
    """The policy for a page: the files of the site, and the inline parts of the page's frame by their hashes."""
    return _policy(inline(html))


def inline(html: str) -> Inline:
    """The scripts and styles of a page's frame that a browser has to be allowed to use."""
    found = _INLINE.findall(_ARTICLE.sub("", html))
    return frozenset((kind, content) for kind, attributes, content in found if not _DATA.search(attributes))


def _policy(found: Inline) -> str:
    hashes = {f"{name}-src": sorted({_hash(part) for kind, part in found if kind == name}) for name in _KINDS}
    return "; ".join([" ".join([name, value, *hashes.get(name, ())]) for name, value in ALLOWED])


@lru_cache(maxsize=4096)
def _hash(content: str) -> str:
    """How a policy names an inline script or style: the SHA-256 of exactly what stands between its tags."""
    digest = hashlib.sha256(content.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
