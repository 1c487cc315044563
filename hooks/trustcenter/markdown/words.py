"""Reduces Markdown to plain words: what a reader sees, without marks, escapes and link targets.

For comparing and searching, where rendering to HTML would cost too much; it knows no context beyond the line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:mailto:)?[^<>\s@]{1,100}@[^<>\s@]{1,200}|https?://[^<>\s]{1,2000})>")
_BREAK = re.compile(r"<br\s*/?>|(?:(?<! ) {2,}|\\)$", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
_MARKS = re.compile(
    r"(?<!\\)(?:\*\*|__|~~|`)|(?<![\w\\*])\*(?=[^\s*])|(?<=[^\s*])(?<!\\)\*(?![\w*])|(?<![\w\\_])_(?=[^\s_])|(?<=[^\s_\\])_(?![\w_])"
)
_LINE_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+|^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*$|\|",
    re.MULTILINE,
)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]+\S+.*$|^ {0,3}(?:```|~~~).*$", re.MULTILINE)
_REFERENCE = re.compile(r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]")


@lru_cache(maxsize=1 << 14)
def plain_words(markdown: str, *, keep_lines: bool = False) -> str:
    """The words of a piece of Markdown on one line, or with the lines it has (then also without marks of blocks)."""
    shown = _BREAK.sub(" ", _LINK.sub(r"\1", _LINK.sub(r"\1", markdown)))
    if keep_lines:
        shown = _LINE_MARKS.sub(" ", _REFERENCE.sub(r"\1", _DEFINITION.sub("", shown)))
    shown = _TAG.sub("", _AUTOLINK.sub(r"\1", shown))
    shown = unescape(re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", _MARKS.sub("", shown)))
    return shown if keep_lines else " ".join(shown.split())
