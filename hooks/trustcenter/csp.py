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
_ARTICLE = re.compile(r'<article class="md-content__inner.*</article>', re.DOTALL)
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_DATA = re.compile(r"""\bsrc=|\btype=["']?(?:application/(?:ld\+)?json)\b""")
_CHARSET = '<meta charset="utf-8">'


def with_policy(html: str) -> str:
    """A finished page with its policy in the head; text without a head comes back as it is."""
    before, charset, after = html.partition(_CHARSET)
    return f"{before}{charset}{_meta(html)}{after}" if charset else html


def policy(html: str) -> str:
    """The policy for a page: the files of the site, and the inline parts of the page's frame by their hashes."""
    found: dict[str, set[str]] = {"script": set(), "style": set()}
    for kind, attributes, content in _INLINE.findall(_ARTICLE.sub("", html)):
        if not _DATA.search(attributes):
            found[kind].add(_hash(content))
    allowed = ((name, " ".join([value, *sorted(found.get(name.removesuffix("-src"), ()))])) for name, value in ALLOWED)
    return "; ".join(f"{name} {value}" for name, value in allowed)


def _meta(html: str) -> str:
    return f'\n<meta http-equiv="Content-Security-Policy" content="{escape(policy(html), quote=True)}">'


@lru_cache(maxsize=4096)
def _hash(content: str) -> str:
    """How a policy names an inline script or style: the SHA-256 of exactly what stands between its tags."""
    digest = hashlib.sha256(content.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
