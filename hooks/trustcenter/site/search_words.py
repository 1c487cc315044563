"""Words by which people search for something and which its text may not have, such as "DPA" or "delete".

`site.build` calls `search_words` and `trustcenter_mkdocs.search` asks the result for the words of each entry of the
index.  They rank above everything else, so there are few of them and none that is common.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trustcenter.site.pages import View

Words = tuple[str, ...]
_SECTION = re.compile(r"policies/([^/]+)/#.+")
_POLICY = re.compile(r"policies/([^/]+)/")
_INTENTS: tuple[tuple[re.Pattern[str], Words], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"\b(your|individual|data subject|privacy) (rights|choices)\b", ("delete", "erase", "erasure", "deletion")),
        (r"\bbreach|\bincident", ("breach", "incident")),
        (r"\b(you|to|I|we) stop\b|\bopt(ing)?[ -]out\b|\bunsubscrib", ("unsubscribe", "opt-out")),
        (r"\btrain(s|ing)?\b.*\bmodels?\b|\bmodels?\b.*\btrain", ("train", "training")),
    )
)
"""The headings of sections that answer a question, and the words in which the question comes."""
_CERTIFICATES = re.compile(r"certif", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The words of a site: `policies` by the URL of a policy's page, `certificates` those of its certificates."""

    policies: Mapping[str, Words]
    certificates: Words

    def of(self, location: str, title: str) -> Words:
        """The words of an entry of the index, by its URL with anchor and its heading."""
        if _POLICY.fullmatch(location):
            return self.policies.get(location, ())
        words = self.certificates if location == "#certifications" else ()
        if _SECTION.fullmatch(location):
            words += tuple(word for heading, own in _INTENTS if heading.search(title) for word in own)
            words += self.certificates if _CERTIFICATES.search(title) else ()
        return words


def search_words(view: View) -> SearchWords:
    """The words of the site on the day of a view."""
    labels = [record["label"] for record in view.facts.records("certifications").values()]
    return SearchWords(
        {f"policies/{policy}/": _names(policy, view.title(policy)) for policy in view.policies},
        tuple(label for label in labels if isinstance(label, str)),
    )


def _names(policy: str, title: str) -> Words:
    """What people call a policy and its title does not say: its id (`dpa`) and the initials of three words (`DPA`)."""
    said = re.findall(r"[^\W\d_]+", title)
    initials = "".join(word[0] for word in said).lower()
    is_said = {*policy.split("-")} <= {word.lower() for word in said}
    return tuple(dict.fromkeys([*([] if is_said else [policy]), *([initials] if len(initials) > 2 else [])]))
