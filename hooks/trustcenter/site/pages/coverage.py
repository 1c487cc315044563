"""`/coverage/`: each requirement that the organization asserts, and what of the texts in effect answers it.

It states the present: drafts have no part in it, and neither what the company
wrote for itself about a waiver or an attestation nor why something is missing,
which `trustcenter check` tells.  Of nothing it says that it is lawful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from trustcenter.model.kinds.requirements import Requirement, RequirementList
from trustcenter.reading.requirement_lists import ALWAYS
from trustcenter.rules.coverage import Answer, ListCoverage, State
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, contents, taken, template

URL, TITLE, LEAD = "coverage/", "coverage.title", "coverage.lead"
WORDS: Mapping[State, str] = {
    State.CLAUSE: "answered", State.FACTS: "answered", State.MISSING: "not covered", State.WAIVED: "waived",
    State.ATTESTED: "attested", State.COUNSEL: "for counsel", State.NOT_DUE: "not due", State.ENDED: "ended",
    State.MOOT: "does not apply",
}  # fmt: skip
"""How readers are told of a state; "until" or "on" a day follows where one belongs to it."""
COUNTED = ("answered", "not covered", "waived", "attested", "for counsel", "not due", "ended", "does not apply")
ALWAYS_COUNTED = COUNTED[:2]
_HEADING = re.compile(r'<h([1-6]) id="([^"]*)".*?</h\1>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as the page shows it.

    `clauses` are (title of the policy, heading, URL), `stated_in` (title, URL); `why` it does not apply.
    """

    requirement: Requirement
    state: str
    word: str
    until: date | None
    clauses: tuple[tuple[str, str, str], ...]
    stated_in: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """One list: its anchor, its rows, and how many of them stand how."""

    list: RequirementList
    anchor: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]


def exists(view: View) -> bool:
    """Whether the page is ours and not one of the company's own."""
    return not taken(view, URL)


def page(view: View) -> Page:
    groups = [_group(view, found) for found in _in_order(view.coverage.lists)]
    html = template("coverage.html", view, URL).render(
        title=view.t.plain(TITLE), lead=view.t(LEAD), groups=groups,
        counts=_counts(view.coverage.answers, ALWAYS_COUNTED), sentence=_sentence(view),
    )  # fmt: skip
    toc = contents(*((group.anchor, group.list.title) for group in groups))
    return Page(
        URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=description(view.t.plain(LEAD)),
    )  # fmt: skip


def _sentence(view: View) -> str:
    """How many checks ran and what they found."""
    found, t = view.coverage, view.t
    checks, findings = t("coverage.checks", count=found.ran), t("coverage.findings", count=found.found)
    return t("coverage.ran", checks=checks, findings=findings, unchecked=found.unchecked)


def link_of(requirement: Requirement) -> str:
    """The place of a requirement on the page, below the root of the site."""
    return f"{URL}#{requirement.id}"


def clause_url(policy: str, anchor: str) -> str:
    """The place of a clause in the text in effect, below the root of the site."""
    return f"policies/{policy}/#{anchor}"


def _in_order(lists: Sequence[ListCoverage]) -> list[ListCoverage]:
    """The regimes, then the own promises."""
    return sorted(lists, key=lambda found: found.list.regime == ALWAYS)


def _group(view: View, found: ListCoverage) -> Group:
    rows = tuple(_row(view, answer) for answer in found.answers)
    anchor = f"list_{found.list.regime}"  # no id of a requirement has an underscore
    return Group(found.list, anchor, rows, tuple(_counts(found.answers)))


def _row(view: View, answer: Answer) -> Row:
    answered = answer.state in (State.CLAUSE, State.ATTESTED)
    named = answer.clauses if answered else ()
    by_facts = answer.stated_in if answer.state is State.FACTS else ()
    return Row(
        answer.requirement, answer.state.value, WORDS[answer.state], answer.until,
        tuple((clause.title, clause.heading, clause_url(clause.policy, clause.anchor)) for clause in named),
        tuple((view.title(policy), f"policies/{policy}/") for policy in by_facts),
        answer.note if answer.state is State.MOOT else "",
    )  # fmt: skip


def _counts(answers: Iterator[Answer] | Sequence[Answer], always: Sequence[str] = ()) -> list[tuple[str, int]]:
    """How many requirements stand how, of those states that occur, and of those that are always told."""
    found = Counter(WORDS[answer.state] for answer in answers)
    return [(word, found[word]) for word in COUNTED if found[word] or word in always]


# Back-links -------------------------------------------------------------------------------------------------------


def with_back_links(view: View, policy: str, html: str, url: str) -> str:
    """The text of a policy in effect with a small line below each clause that answers a requirement."""
    by_anchor = _answered(view, policy) if exists(view) else {}
    if not by_anchor:
        return html
    line = template("answers.html", view, url)

    def below(heading: re.Match[str]) -> str:
        links = by_anchor.get(heading[2])
        return f"{heading[0]}\n{line.render(links=links)}" if links else heading[0]

    return _HEADING.sub(below, html)


def _answered(view: View, policy: str) -> dict[str, dict[str, str]]:
    """By anchor, what the clauses of a policy answer: basis and URL; what has the same basis has one link."""
    found: dict[str, dict[str, str]] = {}
    for answer in view.coverage.answers:
        for clause in answer.clauses if answer.state in (State.CLAUSE, State.ATTESTED) else ():
            if clause.policy == policy:
                name = answer.requirement.basis or answer.requirement.id
                found.setdefault(escape(clause.anchor), {}).setdefault(name, link_of(answer.requirement))
    return found
