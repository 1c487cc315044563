"""Coverage: for each asserted requirement, whether and how the statement of a day answers it.

`coverage(center, day)` returns a plain `Coverage`; the coverage page, open data, links beside clauses, reports on pull
requests and the rule `requirement-missing` are made from it.  It counts checks and findings and never says that
anything is lawful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trustcenter.markdown.headings import Clause
from trustcenter.model.facts import Plain
from trustcenter.model.kinds.requirements import Requirement, RequirementList
from trustcenter.model.periods import parse_day
from trustcenter.model.phrases import listed, plural
from trustcenter.model.problems import Where
from trustcenter.model.versions import Version
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import Center
from trustcenter.rules import claims
from trustcenter.rules.claims import PolicyText, Statement, fold, is_stated
from trustcenter.rules.requirement_checks import CHECKS, Finding, ForCounsel, Moot
from trustcenter.rules.requirement_checks.finding import lacking


class State(StrEnum):
    """The result for one requirement."""

    CLAUSE = "clause"  # a policy names the clause that answers it, and the facts agree
    FACTS = "facts"  # the facts answer it
    MOOT = "not applicable"
    MISSING = "missing"
    WAIVED = "waived"  # missing, and accepted until a day
    ATTESTED = "attested"  # decided by counsel, until a day
    COUNSEL = "counsel"  # nobody has attested what no machine can decide
    NOT_DUE = "not due"  # its law applies from a later day on
    ENDED = "ended"  # its law no longer applies


@dataclass(frozen=True, slots=True)
class AnsweringClause:
    """The clause of a policy that answers a requirement; `version` is None in a draft."""

    policy: str
    title: str
    version: Version | None
    anchor: str
    heading: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How one requirement is answered.

    `clauses` answer it in words; `stated_in` are the policies that state the facts which answer it; `until` is the last
    day of a waiver or an attestation, or the day from or up to which the law applies; `by` and `note` say who decided
    and why.
    """

    requirement: Requirement
    state: State
    clauses: tuple[AnsweringClause, ...] = ()
    stated_in: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    until: date | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListCoverage:
    """The answers to one requirement list, in its order."""

    list: RequirementList
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answers to every asserted list, as of a day."""

    on: date
    lists: tuple[ListCoverage, ...]

    @property
    def answers(self) -> Iterator[Answer]:
        return (answer for listed_answers in self.lists for answer in listed_answers.answers)

    def answer(self, requirement: str) -> Answer | None:
        """The answer to one requirement, if it is asserted."""
        return next((answer for answer in self.answers if answer.requirement.id == requirement), None)

    @property
    def ran(self) -> int:
        """The number of requirements checked by machine: all but those for counsel, not due or ended."""
        unchecked = (State.COUNSEL, State.ATTESTED, State.NOT_DUE, State.ENDED)
        return sum(answer.state not in unchecked for answer in self.answers)

    @property
    def finding_count(self) -> int:
        """The number of requirements that are not answered."""
        return sum(answer.state is State.MISSING for answer in self.answers)

    @property
    def unchecked(self) -> int:
        """The number of requirements that only counsel can decide, attested or not."""
        return sum(answer.state in (State.COUNSEL, State.ATTESTED) for answer in self.answers)

    @property
    def sentence(self) -> str:
        """The first line of every report."""
        return (
            f"{plural(self.ran, 'check')} ran, {plural(self.finding_count, 'finding')}, {self.unchecked} not checked."
            " These checks do not establish legal compliance."
        )


def coverage(center: Center, day: date, *, draft: bool = False) -> Coverage:
    """The coverage of the versions in effect on a day or, with `draft`, of the drafts as of that day."""
    statement = claims.of_draft(center, day) if draft else claims.in_effect(center, day)
    return cover(statement, attestations=center.facts.records("attestations"), waivers=center.facts.records("waivers"))


def cover(statement: Statement, *, attestations: Mapping[str, Plain], waivers: Mapping[str, Plain]) -> Coverage:
    """The coverage of a statement; `attestations` and `waivers` are records by id."""
    decisions = _Decisions(
        _current(attestations, statement.on, since="signed"),
        _current(waivers, statement.on),
    )
    lists = tuple(
        ListCoverage(
            item.list, tuple(_answer(r, item.list.regime, statement, decisions) for r in item.list.requirements)
        )
        for item in requirement_lists.asserted(statement.facts, statement.sources)
    )
    return Coverage(statement.on, lists)


def lost(before: Coverage, after: Coverage) -> Iterator[tuple[Requirement, AnsweringClause]]:
    """The clauses that answered a requirement in `before` and not in `after`, if their policy has no other for it."""
    now = {answer.requirement.id: answer for answer in after.answers}
    for answer in before.answers:
        left = now.get(answer.requirement.id)
        if left is not None:
            kept = {clause.policy for clause in left.clauses}
            yield from ((answer.requirement, clause) for clause in answer.clauses if clause.policy not in kept)


@dataclass(frozen=True, slots=True)
class _Decisions:
    """Attestations and waivers that are valid on the day, by requirement."""

    attested: Mapping[str, Plain]
    waived: Mapping[str, Plain]


def _current(records: Mapping[str, Plain], on: date, *, since: str = "") -> dict[str, Plain]:
    """The records valid on a day by requirement; of several, the one that expires last."""
    held = [
        record
        for record in records.values()
        if on <= parse_day(record["expires"]) and (not since or parse_day(record[since]) <= on)
    ]
    return {record["requirement"]: record for record in sorted(held, key=lambda record: str(record["expires"]))}


def _answer(requirement: Requirement, regime: str, statement: Statement, decisions: _Decisions) -> Answer:
    if requirement.valid_from and statement.on < requirement.valid_from:
        return Answer(requirement, State.NOT_DUE, until=requirement.valid_from)
    if requirement.valid_to and statement.on > requirement.valid_to:
        return Answer(requirement, State.ENDED, until=requirement.valid_to)
    findings, moot, asked = decided(requirement, regime, statement)
    clauses = tuple(_clauses(requirement, statement))
    stated = _stated_in(requirement, findings, statement)
    attested = decisions.attested.get(requirement.id)
    if attested and "counsel" in requirement.decided_by:
        return _by(Answer(requirement, State.ATTESTED, clauses, stated), attested, attested["statement"])
    if findings:
        waived = decisions.waived.get(requirement.id)
        answer = Answer(requirement, State.WAIVED if waived else State.MISSING, clauses, stated, findings)
        return _by(answer, waived, waived["reason"]) if waived else answer
    if asked:
        return Answer(requirement, State.COUNSEL, clauses, stated, note=asked)
    if moot:
        return Answer(requirement, State.MOOT, clauses, note=moot)
    return Answer(requirement, State.CLAUSE if clauses else State.FACTS, clauses, stated)


def _by(answer: Answer, decision: Plain, note: str) -> Answer:
    until = parse_day(decision["expires"])
    return Answer(
        answer.requirement, answer.state, answer.clauses, answer.stated_in, answer.findings, until, decision["by"], note
    )


def decided(requirement: Requirement, regime: str, statement: Statement) -> tuple[tuple[Finding, ...], str, str]:
    """Findings, why the requirement does not apply, the question for counsel: at most one of the three is not empty."""
    check = CHECKS.get(requirement.id)
    outcomes = list(check(statement)) if check else []
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    moot = next((outcome.reason for outcome in outcomes if isinstance(outcome, Moot)), "")
    asked = next((outcome.question for outcome in outcomes if isinstance(outcome, ForCounsel)), "")
    if requirement.decided_by == "counsel":
        return (), "", requirement.must
    if not findings and not moot:
        findings += _facts(requirement, statement)
        findings += _clause(requirement, regime, statement, needed=_needs_clause(requirement))
    return tuple(findings), "" if findings else moot, "" if findings or moot else asked


def _needs_clause(requirement: Requirement) -> bool:
    """Whether `covers` must name a clause: if the list says so, or if neither a check nor facts can answer."""
    return requirement.clause or (requirement.id not in CHECKS and not requirement.facts)


def _facts(requirement: Requirement, statement: Statement) -> Iterator[Finding]:
    """Findings for the `facts` of a requirement: fields that every record of their kind must state."""
    for field in requirement.facts:
        kind, _, name = field.partition(".")
        records = statement.records(kind)
        if not records:
            yield Finding(statement.where(kind), f"data/{kind}.yml has no record")
        elif isinstance(next(iter(records.values())), Mapping):
            without = [i for i, record in records.items() if not is_stated(record.get(name))]
            yield from lacking(statement, kind, without, f"no {name}", at=(name,))
        elif not is_stated(statement.one(kind).get(name)):
            yield Finding(statement.where(kind, (name,)), f"{kind}: no {name}")


def _clause(requirement: Requirement, regime: str, statement: Statement, *, needed: bool) -> Iterator[Finding]:
    """Findings for clauses: none is named although one is needed, or none of those named has the required words."""
    named = [(text, clause) for text in statement.texts.values() if (clause := text.answer(requirement.id))]
    if not named:
        empty = next((text for text in statement.texts.values() if requirement.id in text.covers), None)
        if empty is not None:
            message = (
                f"`covers` names the heading `{empty.covers[requirement.id]}`, which is absent or has no text below"
            )
            yield Finding(empty.matter(f"covers.{requirement.id}"), message)
        elif needed:
            yield Finding(_home(requirement, regime, statement), "no policy names a clause that answers it")
        return
    wanting = [(text, clause, _wanting(requirement, clause)) for text, clause in named]
    if all(words for _, _, words in wanting):
        text, clause, words = wanting[0]
        yield Finding(text.where(clause.offset), f'the clause "{clause.heading}" does not say it: {words}')


def _wanting(requirement: Requirement, clause: Clause) -> str:
    """The required words that a clause lacks, for a message; empty if it has all."""
    held = fold(clause.heading) + "\n" + fold(clause.body)
    absent = [f"`{pattern}`" for pattern in requirement.words if not re.search(pattern, held, re.IGNORECASE)]
    return f"nothing in it matches {listed(absent, last='nor')}" if absent else ""


def _home(requirement: Requirement, regime: str, statement: Statement) -> Where:
    """The position where a clause would be named: in the policy it belongs to, else `privacy`, else any policy."""
    order = (*requirement.belongs, "privacy", *sorted(statement.texts))
    text = next((statement.texts[policy] for policy in order if policy in statement.texts), None)
    if text is not None:
        return text.matter("covers" if text.covers else "title")
    return statement.asserts(regime)


def _clauses(requirement: Requirement, statement: Statement) -> Iterator[AnsweringClause]:
    for policy, text in sorted(statement.texts.items()):
        if clause := text.answer(requirement.id):
            yield AnsweringClause(
                policy, text.title, None if _is_draft(text) else text.version, clause.anchor, clause.heading
            )


def _is_draft(text: PolicyText) -> bool:
    return text.draft is not None


_FACT = re.compile(r"(?:`([a-z_]+)`[^;]*? in )?data/([a-z_]+)\.yml")


def _stated_in(requirement: Requirement, findings: tuple[Finding, ...], statement: Statement) -> tuple[str, ...]:
    """The policies that state the facts of a requirement (its `facts`, or the files that `where` names).

    Those that state all of these facts or, if there are none, those that state some.
    """
    if findings:
        return ()
    wanted = {(field.partition(".")[0], "") for field in requirement.facts}
    wanted |= {(kind, name if kind == "contacts" else "") for name, kind in _FACT.findall(requirement.where or "")}
    stating = [set(statement.stating(kind, record)) for kind, record in sorted(wanted)]
    if not stating:
        return ()
    return tuple(sorted(set.intersection(*stating) or set.union(*stating)))
