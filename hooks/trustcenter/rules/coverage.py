"""Coverage: for each asserted requirement, how what is said on a day answers it.

A pure value: the coverage page, the open data, the back-links beside clauses,
redlines, reports on pull requests and the rule `requirement-missing` are all
made from it.  It says what was checked, and of nothing that it is lawful.
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
from trustcenter.rules.claims import Said, Statement, fold, known
from trustcenter.rules.requirement_checks import CHECKS, Finding, ForCounsel, Moot
from trustcenter.rules.requirement_checks.finding import lacking


class State(StrEnum):
    """How a requirement stands."""

    CLAUSE = "clause"  # a policy names the clause that answers it, and the facts agree
    FACTS = "facts"  # the facts answer it
    MOOT = "not applicable"
    MISSING = "missing"
    WAIVED = "waived"  # missing, and accepted until a day
    ATTESTED = "attested"  # decided by counsel, until a day
    COUNSEL = "counsel"  # nobody has attested what no machine can decide
    NOT_DUE = "not due"  # its law applies only from a later day
    ENDED = "ended"  # its law applies no more


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

    `clauses` answer it in words; `stated_in` are the policies that state the facts which do; `until` is the last day
    of a waiver or an attestation, or the day from or up to which the law applies; `by` and `note` say who decided
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
        """How many checks were made: by a machine, of what is due."""
        unchecked = (State.COUNSEL, State.ATTESTED, State.NOT_DUE, State.ENDED)
        return sum(answer.state not in unchecked for answer in self.answers)

    @property
    def found(self) -> int:
        return sum(answer.state is State.MISSING for answer in self.answers)

    @property
    def unchecked(self) -> int:
        """How many requirements only counsel can decide, attested or not."""
        return sum(answer.state in (State.COUNSEL, State.ATTESTED) for answer in self.answers)

    @property
    def sentence(self) -> str:
        """The first line of every report."""
        return (
            f"{plural(self.ran, 'check')} ran, {plural(self.found, 'finding')}, {self.unchecked} not checked."
            " These checks do not establish legal compliance."
        )


def coverage(center: Center, day: date, *, draft: bool = False) -> Coverage:
    """How the versions in effect on a day, or the drafts as of that day, answer the asserted requirements."""
    said = claims.of_draft(center, day) if draft else claims.in_effect(center, day)
    return cover(said, attestations=center.facts.records("attestations"), waivers=center.facts.records("waivers"))


def cover(said: Statement, *, attestations: Mapping[str, Plain], waivers: Mapping[str, Plain]) -> Coverage:
    """How a statement answers the requirements that its organization asserts."""
    decisions = _Decisions(
        _current(attestations, said.on, since="signed"),
        _current(waivers, said.on),
    )
    lists = tuple(
        ListCoverage(item.list, tuple(_answer(r, item.list.regime, said, decisions) for r in item.list.requirements))
        for item in requirement_lists.asserted(said.facts, said.sources)
    )
    return Coverage(said.on, lists)


def lost(before: Coverage, after: Coverage) -> Iterator[tuple[Requirement, AnsweringClause]]:
    """The clauses that answered a requirement before and do no longer, where their policy has no other one for it."""
    now = {answer.requirement.id: answer for answer in after.answers}
    for answer in before.answers:
        left = now.get(answer.requirement.id)
        if left is not None:
            kept = {clause.policy for clause in left.clauses}
            yield from ((answer.requirement, clause) for clause in answer.clauses if clause.policy not in kept)


@dataclass(frozen=True, slots=True)
class _Decisions:
    """Attestations and waivers that hold on the day, by requirement."""

    attested: Mapping[str, Plain]
    waived: Mapping[str, Plain]


def _current(records: Mapping[str, Plain], on: date, *, since: str = "") -> dict[str, Plain]:
    """The records that hold on a day, by requirement; of several the one that holds longest."""
    held = [
        record
        for record in records.values()
        if on <= parse_day(record["expires"]) and (not since or parse_day(record[since]) <= on)
    ]
    return {record["requirement"]: record for record in sorted(held, key=lambda record: str(record["expires"]))}


def _answer(requirement: Requirement, regime: str, said: Statement, decisions: _Decisions) -> Answer:
    if requirement.valid_from and said.on < requirement.valid_from:
        return Answer(requirement, State.NOT_DUE, until=requirement.valid_from)
    if requirement.valid_to and said.on > requirement.valid_to:
        return Answer(requirement, State.ENDED, until=requirement.valid_to)
    findings, moot, asked = _decided(requirement, regime, said)
    clauses = tuple(_clauses(requirement, said))
    stated = _stated_in(requirement, findings, said)
    attested = decisions.attested.get(requirement.id)
    if attested and "counsel" in requirement.decided_by:
        return _by(Answer(requirement, State.ATTESTED, clauses, stated), attested, attested["statement"])
    if findings:
        waived = decisions.waived.get(requirement.id)
        found = Answer(requirement, State.WAIVED if waived else State.MISSING, clauses, stated, findings)
        return _by(found, waived, waived["reason"]) if waived else found
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


def _decided(requirement: Requirement, regime: str, said: Statement) -> tuple[tuple[Finding, ...], str, str]:
    """What is found, why the requirement does not apply, and what only counsel can say: the first that is not empty."""
    check = CHECKS.get(requirement.id)
    outcomes = list(check(said)) if check else []
    found = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    moot = next((outcome.reason for outcome in outcomes if isinstance(outcome, Moot)), "")
    asked = next((outcome.question for outcome in outcomes if isinstance(outcome, ForCounsel)), "")
    if requirement.decided_by == "counsel":
        return (), "", requirement.must
    if not found and not moot:
        found += _facts(requirement, said)
        found += _clause(requirement, regime, said, needed=_needs_clause(requirement))
    return tuple(found), "" if found else moot, "" if found or moot else asked


def _needs_clause(requirement: Requirement) -> bool:
    """Whether a clause must be named: where the list says so, and where nothing else could answer."""
    return requirement.clause or (requirement.id not in CHECKS and not requirement.facts)


def _facts(requirement: Requirement, said: Statement) -> Iterator[Finding]:
    """The fields that every record of their kind must state."""
    for field in requirement.facts:
        kind, _, name = field.partition(".")
        records = said.records(kind)
        if not records:
            yield Finding(said.where(kind), f"data/{kind}.yml has no record")
        elif isinstance(next(iter(records.values())), Mapping):
            without = [i for i, record in records.items() if not known(record.get(name))]
            yield from lacking(said, kind, without, f"no {name}", at=(name,))
        elif not known(said.one(kind).get(name)):
            yield Finding(said.where(kind, (name,)), f"{kind}: no {name}")


def _clause(requirement: Requirement, regime: str, said: Statement, *, needed: bool) -> Iterator[Finding]:
    """That a clause is named where one is needed, and that one of those named holds the words it must hold."""
    named = [(text, clause) for text in said.texts.values() if (clause := text.answer(requirement.id))]
    if not named:
        empty = next((text for text in said.texts.values() if requirement.id in text.covers), None)
        if empty is not None:
            message = (
                f"`covers` names the heading `{empty.covers[requirement.id]}`, which is absent or has no text below"
            )
            yield Finding(empty.matter(f"covers.{requirement.id}"), message)
        elif needed:
            yield Finding(_home(requirement, regime, said), "no policy names a clause that answers it")
        return
    wanting = [(text, clause, _wanting(requirement, clause)) for text, clause in named]
    if all(words for _, _, words in wanting):
        text, clause, words = wanting[0]
        yield Finding(text.where(clause.offset), f'the clause "{clause.heading}" does not say it: {words}')


def _wanting(requirement: Requirement, clause: Clause) -> str:
    """Which of the words that a clause must hold it does not hold."""
    held = fold(clause.heading) + "\n" + fold(clause.body)
    absent = [f"`{pattern}`" for pattern in requirement.words if not re.search(pattern, held, re.IGNORECASE)]
    return f"nothing in it matches {listed(absent, last='nor')}" if absent else ""


def _home(requirement: Requirement, regime: str, said: Statement) -> Where:
    """Where a clause would be named: in the policy it belongs to, else in the privacy policy, else in any."""
    order = (*requirement.belongs, "privacy", *sorted(said.texts))
    text = next((said.texts[policy] for policy in order if policy in said.texts), None)
    if text is not None:
        return text.matter("covers" if text.covers else "title")
    return said.asserts(regime)


def _clauses(requirement: Requirement, said: Statement) -> Iterator[AnsweringClause]:
    for policy, text in sorted(said.texts.items()):
        if clause := text.answer(requirement.id):
            yield AnsweringClause(
                policy, text.title, None if _is_draft(text) else text.version, clause.anchor, clause.heading
            )


def _is_draft(text: Said) -> bool:
    return text.draft is not None


_FACT = re.compile(r"(?:`([a-z_]+)`[^;]*? in )?data/([a-z_]+)\.yml")


def _stated_in(requirement: Requirement, findings: tuple[Finding, ...], said: Statement) -> tuple[str, ...]:
    """The policies that state the facts a requirement is about: those of its `facts`, or of the files it points to.

    Those that state all of them if there are any, else those that state some.
    """
    if findings:
        return ()
    wanted = {(field.partition(".")[0], "") for field in requirement.facts}
    wanted |= {(kind, name if kind == "contacts" else "") for name, kind in _FACT.findall(requirement.where or "")}
    stating = [set(said.stating(kind, record)) for kind, record in sorted(wanted)]
    if not stating:
        return ()
    return tuple(sorted(set.intersection(*stating) or set.union(*stating)))
