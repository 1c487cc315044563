"""Makes `/coverage/`: each requirement that the organization asserts, and the clause in effect that answers it.

`pages.present` calls `page` and gets a `Page`; `pages.policy` calls `with_back_links` to link clauses back to
requirements. Drafts, internal notes on waivers and attestations, and reasons why something is missing are not shown
(`trustcenter check` prints those); nor is what nothing answers, and no id of a requirement, unless the company
publishes its whole coverage. The page never says that anything is lawful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from trustcenter.model.kinds.requirements import Element, Requirement, RequirementList
from trustcenter.reading.requirement_lists import ALWAYS
from trustcenter.rules.coverage import Answer, ListCoverage, State
from trustcenter.rules.requirement_findings import element_of
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, contents, taken, template

URL, TITLE, LEAD = "coverage/", "coverage.title", "coverage.lead"
WORDS: Mapping[State, str] = {
    State.CLAUSE: "answered", State.FACTS: "answered", State.MISSING: "not covered", State.WAIVED: "waived",
    State.ATTESTED: "attested", State.COUNSEL: "for counsel", State.NOT_DUE: "not due", State.ENDED: "ended",
    State.MOOT: "does not apply",
}  # fmt: skip
"""The word that readers see for each state; a date ("until …", "on …") may follow it."""
COUNTED = ("answered", "not covered", "waived", "attested", "for counsel", "not due", "ended", "does not apply")
ALWAYS_COUNTED = COUNTED[:2]
UNANSWERED = frozenset({State.MISSING, State.WAIVED, State.COUNSEL})
"""The states that the public sees only where the company publishes its whole coverage."""
_HEADING = re.compile(r'<h([1-6]) id="([^"]*)".*?</h\1>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as the page shows it.

    `clauses` are (policy title, heading, URL) and `stated_in` (policy title, URL) of what answers it; `why` says why it
    does not apply; `lacking` are the elements of pages or fields that are missing.
    """

    requirement: Requirement
    state: str
    word: str
    until: date | None
    clauses: tuple[tuple[str, str, str], ...]
    stated_in: tuple[tuple[str, str], ...]
    why: str
    lacking: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One requirement list: its anchor on the page, its rows, and the number of requirements in each state."""

    list: RequirementList
    anchor: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]


def exists(view: View) -> bool:
    """Whether the page is generated; False if the company has a page of its own at this URL."""
    return not taken(view, URL)


def page(view: View) -> Page:
    groups = [_group(view, coverage_of_list) for coverage_of_list in _in_order(shown_lists(view))]
    answers = [answer for one in shown_lists(view) for answer in one.answers]
    html = template("coverage.html", view, URL).render(
        title=view.t(TITLE), lead=view.t(LEAD), groups=groups,
        counts=_counts(answers, ALWAYS_COUNTED if view.full_coverage else ()), sentence=_sentence(view),
    )  # fmt: skip
    toc = contents(*((group.anchor, group.list.title) for group in groups))
    return Page(
        URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=description(view.t.plain(LEAD)),
    )  # fmt: skip


def shown_lists(view: View) -> list[ListCoverage]:
    """The lists with the answers that the public sees; a list with none is left out."""
    if view.full_coverage:
        return [*view.coverage.lists]
    answered = (
        replace(one, answers=tuple(answer for answer in one.answers if answer.state not in UNANSWERED))
        for one in view.coverage.lists
    )
    return [one for one in answered if one.answers]


def _sentence(view: View) -> str:
    """What the checks establish; with the number of checks and findings where the whole coverage is public."""
    if not view.full_coverage:
        return view.t("coverage.no_compliance")
    coverage, t = view.coverage, view.t
    checks, findings = t("coverage.checks", count=coverage.ran), t("coverage.findings", count=coverage.finding_count)
    return t("coverage.ran", checks=checks, findings=findings, unchecked=coverage.unchecked)


def link_of(requirement: Requirement) -> str:
    """The URL of a requirement on this page, below the root of the site."""
    return f"{URL}#{requirement.id}"


def clause_url(policy: str, anchor: str) -> str:
    """The URL of a clause in the text in effect, below the root of the site."""
    return f"policies/{policy}/#{anchor}"


def _in_order(lists: Sequence[ListCoverage]) -> list[ListCoverage]:
    """The lists of the asserted regimes, then the list of the company's own promises."""
    return sorted(lists, key=lambda coverage_of_list: coverage_of_list.list.regime == ALWAYS)


def _group(view: View, coverage_of_list: ListCoverage) -> Group:
    rows = tuple(_row(view, answer) for answer in coverage_of_list.answers)
    anchor = f"list_{coverage_of_list.list.regime}"  # no id of a requirement has an underscore
    return Group(coverage_of_list.list, anchor, rows, tuple(_counts(coverage_of_list.answers)))


def _row(view: View, answer: Answer) -> Row:
    answered = answer.state in (State.CLAUSE, State.ATTESTED)
    named = answer.clauses if answered else ()
    by_facts = answer.stated_in if answer.state is State.FACTS else ()
    return Row(
        answer.requirement, answer.state.value, WORDS[answer.state], answer.until,
        tuple((clause.title, clause.heading, clause_url(clause.policy, clause.anchor)) for clause in named),
        tuple((view.title(policy), f"policies/{policy}/") for policy in by_facts),
        answer.note if answer.state is State.MOOT else "", _lacking(answer),
    )  # fmt: skip


def _lacking(answer: Answer) -> tuple[Element, ...]:
    """The elements that the findings of an unanswered requirement name, each once."""
    findings = answer.findings if answer.state is State.MISSING else ()
    named = (element_of(answer.requirement, finding) for finding in findings)
    return tuple({element.id: element for element in named if element}.values())


def _counts(answers: Iterator[Answer] | Sequence[Answer], always: Sequence[str] = ()) -> list[tuple[str, int]]:
    """The number of requirements by word, leaving out words with none except those in `always`."""
    counted = Counter(WORDS[answer.state] for answer in answers)
    return [(word, counted[word]) for word in COUNTED if counted[word] or word in always]


# Back-links -------------------------------------------------------------------------------------------------------


def with_back_links(view: View, policy: str, html: str, url: str) -> str:
    """The HTML of a policy in effect with a line of links below each heading that answers a requirement."""
    by_anchor = answered(view, policy)
    if not by_anchor:
        return html
    line = template("answers.html", view, url)

    def below(heading: re.Match[str]) -> str:
        links = by_anchor.get(heading[2])
        return f"{heading[0]}\n{line.render(links=links)}" if links else heading[0]

    return _HEADING.sub(below, html)


def answered(view: View, policy: str) -> Mapping[str, Mapping[str, str]]:
    """By heading anchor: the name of the requirement's legal basis and its URL; requirements with one basis share a
    link.
    """
    if view.answered is not None:
        return view.answered
    if not exists(view):
        return {}
    links_by_anchor: dict[str, dict[str, str]] = {}
    for answer in view.coverage.answers:
        for clause in answer.clauses if answer.state in (State.CLAUSE, State.ATTESTED) else ():
            if clause.policy == policy:
                name = answer.requirement.basis or (answer.requirement.id if view.full_coverage else "")
                if not name:
                    continue
                links_by_anchor.setdefault(escape(clause.anchor), {}).setdefault(name, link_of(answer.requirement))
    return links_by_anchor


CENTER_PAGE = CenterPage(URL, TITLE, "end", exists, page)
