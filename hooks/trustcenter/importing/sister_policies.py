"""Turns links of an imported text to other policies of the company into links between drafts of this trust center.

`review_folder` calls `linked` and gets the body and the links that were dropped.  A link leads to a policy that is
here if its address ends in the id, or its words are the title of that policy.  A relative link to anything else can
lead nowhere: its words stay, and it is listed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote, urlsplit

from trustcenter.importing.formats.imported_text import Dropped
from trustcenter.markdown.words import plain_words

_LINK = re.compile(r"(?<!!)\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\((?P<href>[^()\s]+)\)")
_ALSO = {
    "dpa": ("data processing agreement", "data processing addendum"),
    "terms": ("terms of service", "terms of use", "terms and conditions"),
    "privacy": ("privacy policy", "privacy notice", "privacy statement"),
    "cookies": ("cookie policy", "cookie notice"),
    "subprocessors": ("subprocessor list", "list of subprocessors", "sub-processors"),
    "sms-terms": ("sms terms",),
}
"""What policies with these ids are commonly called."""


def linked(body: str, titles: Mapping[str, str], hosts: Collection[str], *, policy: str) -> tuple[str, list[Dropped]]:
    """The body with its links settled; `titles` are those of the policies that are here by id, `hosts` our domains."""
    dropped: list[Dropped] = []
    names = {_key(name): own for own, title in titles.items() for name in (title, own, *_ALSO.get(own, ()))}

    def settled(match: re.Match[str]) -> str:
        href = match["href"]
        try:
            parts = urlsplit(href)
        except ValueError:
            return match[0]
        host = parts.netloc.lower().removeprefix("www.")
        if href.startswith("#") or parts.scheme in ("mailto", "tel") or (host and not _is_ours(host, hosts)):
            return match[0]
        own = _policy(parts.path, match["words"], names)
        if own and own != policy:
            anchor = f"#{parts.fragment}" if parts.fragment else ""
            return f"[{match['words']}](../{own}/index.md{anchor})"
        if host:
            return match[0]
        line = body.count("\n", 0, match.start()) + 1
        dropped.append(Dropped("link", "", f"line {line}: `{plain_words(match['words'])}` led to {href[:200]}"))
        return match["words"]

    return _LINK.sub(settled, body), dropped


def _is_ours(host: str, hosts: Collection[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") or one.endswith(f".{host}") for one in hosts)


def _policy(path: str, words: str, names: Mapping[str, str]) -> str:
    last = re.sub(r"\.(?:html?|md|php|aspx)\Z", "", unquote(path).rstrip("/").rpartition("/")[2])
    return names.get(_key(last)) or names.get(_key(plain_words(words))) or ""


def _key(words: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()
    return re.sub(r"\A(?:our|the) ", "", plain)
