"""Says in the language of the interface what rendering adds to a text: titles of links, and words for screen readers.

A text is rendered once, in English, and kept for all pages; `view.Template` calls `translated` with a finished page.
"""

from __future__ import annotations

import re
from html import escape

from trustcenter.comparing.redline import MOVED, MOVED_AND, TAGS
from trustcenter.reading.translations import Texts

_KEYS = {
    TAGS["+"][1]: "added.inserted",
    TAGS["-"][1]: "added.deleted",
    MOVED["+"]: "added.moved_here",
    MOVED["-"]: "added.moved_away",
}
"""What a redline says before marked words, and the keys of the texts for it."""
_ADDED = re.compile(
    r'title="(?:(?P<section>Link to this section)|Back to reference (?P<number>[0-9]+) in the text)"'
    rf'|(?<=<span class="tc-sr">)\[(?P<mark>{"|".join(map(re.escape, _KEYS))}): '
    rf'|(?<=<small class="tc-note">){re.escape(MOVED_AND)} (?P<edits>[^<]*)'
)
_EDIT = re.compile(r"(?<=” )(?P<mark>inserted|deleted)(?=;|$)")
"""What became of words that a passage gained or lost when it was moved."""


def translated(html: str, t: Texts) -> str:
    """The HTML of a page with these words in the language of `t`; as it is where that is English."""
    return html if t.language.partition("-")[0] == "en" else _ADDED.sub(lambda match: _said(match, t), html)


def _said(match: re.Match[str], t: Texts) -> str:
    if match["section"]:
        return f'title="{escape(t.plain("added.section"))}"'
    if match["number"]:
        return f'title="{escape(t.plain("added.reference", number=match["number"]))}"'
    if match["mark"]:
        return f"[{escape(t.plain(_KEYS[match['mark']]))}: "
    edits = _EDIT.sub(lambda edit: escape(t.plain(_KEYS[edit["mark"]])), match["edits"])
    return f"{escape(t.plain('added.moved_and'))} {edits}"
