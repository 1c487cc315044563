"""Rules of requirements: asserted lists are answered, and waivers and attestations have not expired.

`rules.coverage` decides how requirements are answered; the rules here turn its results into problems.  None of them is
an error for a published version, so that a new release of a list never stops an archive from being built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from trustcenter.markdown.headings import by_anchor
from trustcenter.model.kinds.requirements import Element, Requirement
from trustcenter.model.periods import parse_day
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Severity, Where, one_of
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import Center
from trustcenter.rules import list_dates
from trustcenter.rules.coverage import Answer, Coverage, State, coverage, lost
from trustcenter.rules.requirement_checks import Finding

ATTESTATION_REMINDER = timedelta(days=30)
"""How long before an attestation expires it is reported."""


def requirement_missing(center: Center, today: date) -> Iterator[Problem]:
    """What a requirement list asks for is said by the facts or by a clause; only the lists that are asserted count.

    Judged are the drafts; of what is in effect or upcoming, only what the drafts have mended since.
    A draft that drops the clause by which its newest version answers a requirement says where it went.
    What no machine can decide is asked for as an attestation.
    """
    if center.sources.unread:
        return
    drafted = coverage(center, today, draft=True)
    empty_places = {problem.where for problem in empty_clause(center, today)}
    for list_, answer in _answers(drafted):
        if answer.state is State.MISSING:
            for finding in _to_report(answer.findings):
                if finding.where not in empty_places:
                    yield _problem(answer.requirement, finding)
        elif answer.state is State.COUNSEL:
            where = center.sources.where("organization", _place(center, list_))
            yield _for_counsel(answer, where)
    yield from _in_effect(center, today, drafted)
    yield from _lost(center, today, drafted)


def _to_report(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """The first finding, and every other one that concerns an element."""
    yield from findings[:1]
    yield from (finding for finding in findings[1:] if finding.element)


def _lost(center: Center, today: date, drafted: Coverage) -> Iterator[Problem]:
    """Clauses of the newest versions that answer a requirement and that the draft drops; infos if others answer it."""
    last = max([today, *(version.binds_from for version in center.archive.on(today).upcoming)])
    if last > today:  # requirements due by then count for both
        drafted = coverage(center, last, draft=True)
    answered = {answer.requirement.id: answer for answer in drafted.answers}
    for requirement, clause in lost(coverage(center, last), drafted):
        draft, left = center.drafts.get(clause.policy), answered[requirement.id]
        if draft is None or clause.version is None or left.findings:
            continue
        what = f'the clause "{clause.heading}" of {clause.version.name}, which answers it'
        hint = "name the clause that answers it now in `covers`, or put it back"
        where = draft.where("covers" if draft.covers else "title")
        severity = Severity.INFO if left.clauses else Severity.WARNING
        message = f"{requirement.id}: the draft drops {what}"
        yield Problem(where, "requirement-missing", message, hint, severity)


def _in_effect(center: Center, today: date, drafted: Coverage) -> Iterator[Problem]:
    """Requirements that the versions in effect, today or once an upcoming one is, do not answer and that are due."""
    reported = {answer.requirement.id for answer in drafted.answers if answer.findings}
    for on in sorted({today, *(version.binds_from for version in center.archive.on(today).upcoming)}):
        effective = [version.effective for version in center.archive.on(on).in_effect.values()]
        for answer in coverage(center, on).answers if effective else ():
            due = answer.requirement.valid_from is None or answer.requirement.valid_from <= max(effective)
            if answer.state is State.MISSING and due and answer.requirement.id not in reported:
                reported.add(answer.requirement.id)
                yield _unanswered(center, answer, on, today)


def _unanswered(center: Center, answer: Answer, on: date, today: date) -> Problem:
    """The problem that a version does not answer a requirement: an info if publishing the drafts would solve it."""
    requirement, finding = answer.requirement, answer.findings[0]
    when = "what is in effect" if on == today else f"what takes effect on {in_words(on)}"
    message = f"{requirement.id}: {when} does not answer it: {finding.message}"
    then = coverage(center, on, draft=True).answer(requirement.id)
    if then is None or then.state is not State.MISSING:
        hint = "the drafts and the facts do: publish them"
        return Problem(finding.where, "requirement-missing", message, hint, Severity.INFO)
    since = f", due from {in_words(requirement.valid_from)} on" if requirement.valid_from else ""
    hint = f"mend it before{since}: {requirement.where or requirement.must}"
    return Problem(finding.where, "requirement-missing", message, hint, Severity.WARNING)


def _answers(result: Coverage) -> Iterator[tuple[str, Answer]]:
    return ((item.list.regime, answer) for item in result.lists for answer in item.answers)


def _problem(requirement: Requirement, finding: Finding) -> Problem:
    element = element_of(requirement, finding)
    rejected = _rejected(element) if element else ""
    basis = ", ".join(word for word in (requirement.basis, rejected, _heuristic(requirement)) if word)
    message = f"{requirement.id}: {finding.message}" + (f" ({basis})" if basis else "")
    message += f"; {requirement.why}" if requirement.why else ""
    hint = f"mend it here: {requirement.where}" if requirement.where else f"what is asked for: {requirement.must}"
    hint += f"; what to write: {element.write}" if element else ""
    return Problem(finding.where, "requirement-missing", message, hint, Severity.WARNING)


def element_of(requirement: Requirement, finding: Finding) -> Element | None:
    """The element that a finding names; the first one if it names none."""
    named = (element for element in requirement.elements if element.id == finding.element)
    return next(named, next(iter(requirement.elements), None) if not finding.element else None)


def _rejected(element: Element) -> str:
    """The codes of an element: `rejected as Twilio 30545, Bandwidth 2135 (codes seen in stored copies)`."""
    if not element.codes:
        return ""
    seen = "; codes seen in stored copies" if element.seen_in == "stored copy" else ""
    return f"{element.asked_of}: rejected as {', '.join(element.codes)}{seen}"


def _heuristic(requirement: Requirement) -> str:
    return "a heuristic: judge for yourself" if requirement.decided_by == "heuristic" else ""


def _for_counsel(answer: Answer, where: Where) -> Problem:
    basis = f" ({answer.requirement.basis})" if answer.requirement.basis else ""
    message = f"{answer.requirement.id}: for counsel to decide{basis}: {answer.note}"
    hint = "have it attested in data/attestations.yml, with a name, a date and an expiry"
    return Problem(where, "requirement-missing", message, hint, Severity.INFO)


def _place(center: Center, regime: str) -> tuple[str | int, ...]:
    asserted = list(center.facts.one("organization").get("regimes", ()))
    return ("regimes", asserted.index(regime)) if regime in asserted else ("regimes",)


def unknown_requirement(center: Center, today: date) -> Iterator[Problem]:
    """An id in `covers`, in a waiver or an attestation is that of a requirement, and an asserted regime has a list.

    An id stands in one list only.  A waiver may name a rule instead.
    """
    if "requirements" in center.sources.unread:
        return
    ids = requirement_lists.requirements_by_id(center.sources)
    for draft in center.drafts.values():
        for name in draft.covers:
            if name not in ids:
                yield _unknown(draft.where(f"covers.{name}"), name, ids)
    for kind, allowed in (("attestations", set(ids)), ("waivers", {*ids, *_rules()})):
        for record_id, record in center.facts.records(kind).items():
            if record["requirement"] not in allowed:
                yield _unknown(center.sources.where(kind, (record_id, "requirement")), record["requirement"], allowed)
    for where, name in requirement_lists.repeated(center.sources):
        message = f"another list has a requirement `{name}` already"
        yield Problem(where, "unknown-requirement", message, "give this one another id")
    regimes = requirement_lists.regimes(center.sources)
    for place, regime in enumerate(center.facts.one("organization").get("regimes", ())):
        if regime not in regimes:
            where = center.sources.where("organization", ("regimes", place))
            hint = f"{one_of(regime, regimes)}; or write the list: data/requirements/{regime}.yml"
            message = f"nothing is checked for `{regime}`: there is no requirement list of this name"
            yield Problem(where, "unknown-requirement", message, hint, Severity.WARNING)


def _unknown(where: Where, name: str, allowed: Iterable[str]) -> Problem:
    return Problem(
        where, "unknown-requirement", f"`{name}` is no requirement of any list", one_of(name, allowed, most=6)
    )


def _rules() -> set[str]:
    from trustcenter.rules import RULES, rule_id  # imported late: it imports this module

    return {rule_id(rule) for rule in RULES}


def empty_clause(center: Center, today: date) -> Iterator[Problem]:
    """The heading that `covers` names exists in the draft, and there is text below it."""
    for policy, draft in center.drafts.items():
        if policy not in center.filled or not draft.covers:
            continue
        named = by_anchor(center.filled[policy].text)
        for name, anchor in draft.covers.items():
            clause = named.get(anchor.removeprefix("#"))
            if clause is None:
                sections = [section for section, other in named.items() if other.level > 1 and section != other.old]
                message, hint = f"{name}: no heading has the anchor `{anchor}`", one_of(anchor, sections)
            elif clause.is_empty:
                message, hint = f'{name}: there is no text below the heading "{clause.heading}"', "write the clause"
            else:
                continue
            yield Problem(draft.where(f"covers.{name}"), "empty-clause", message, hint)


def expired_waiver(center: Center, today: date) -> Iterator[Problem]:
    """A waiver that has expired is renewed, with its reason thought over, or removed.

    A warning, as what it accepted is one again: no center may fail on a later day without a change of its files.
    """
    for record_id, waiver in center.facts.records("waivers").items():
        if parse_day(waiver["expires"]) < today:
            where = center.sources.where("waivers", (record_id, "expires"))
            message = f"the waiver of `{waiver['requirement']}` by {waiver['by']} expired on {_day(waiver['expires'])}"
            hint = "mend what it accepted, or renew it with a later day"
            yield Problem(where, "expired-waiver", message, hint, Severity.WARNING)


def expired_attestation(center: Center, today: date) -> Iterator[Problem]:
    """An attestation is renewed before it expires; until then its requirement counts as decided."""
    last = {a["requirement"]: a["expires"] for a in sorted(_attestations(center), key=lambda a: str(a["expires"]))}
    for record_id, attestation in center.facts.records("attestations").items():
        expires = parse_day(attestation["expires"])
        if attestation["expires"] != last[attestation["requirement"]] or expires > today + ATTESTATION_REMINDER:
            continue
        where = center.sources.where("attestations", (record_id, "expires"))
        who = f"what {attestation['by']} attested for `{attestation['requirement']}`"
        hint = "have it attested anew"
        if expires < today:
            message = f"{who} expired on {in_words(expires)}"
            yield Problem(where, "expired-attestation", message, hint, Severity.WARNING)
        else:
            yield Problem(where, "expired-attestation", f"{who} expires on {in_words(expires)}", hint, Severity.INFO)


def _attestations(center: Center) -> list[dict[str, str]]:
    return [dict(record) for record in center.facts.records("attestations").values()]


def stale_list(center: Center, today: date) -> Iterator[Problem]:
    """A requirement list was compared with its sources within the last 180 days, and after each day it awaits.

    An entry whose awaited day has come, such as the end of a transition, is an info until it is compared again.
    """
    for listed in requirement_lists.asserted(center.facts, center.sources):
        if listed.file:
            where, hint = center.sources.where(listed.file, ("checked_on",)), "compare it and set `checked_on`"
        else:
            where = center.sources.where("organization", _place(center, listed.list.regime))
            hint = "install a newer release of this tool"
        if old := list_dates.age(listed.list, today):
            yield Problem(where, "stale-list", f"{listed.list.title}: {old}", hint, Severity.WARNING)
        for entry, why in list_dates.overtaken(listed.list, today):
            yield Problem(where, "stale-list", f"{entry.id}: {why}", hint, Severity.INFO)


def accepted(problems: Iterable[Problem], center: Center, today: date) -> Iterator[Problem]:
    """The problems, with warnings of waived rules turned into infos; errors cannot be waived."""
    waived = {
        waiver["requirement"]: waiver
        for waiver in center.facts.records("waivers").values()
        if today <= parse_day(waiver["expires"])
    }
    for problem in problems:
        if problem.severity is Severity.WARNING and problem.rule in waived:
            waiver = waived[problem.rule]
            message = f"{problem.message} (accepted by {waiver['by']} until {_day(waiver['expires'])})"
            yield replace(problem, message=message, severity=Severity.INFO)
        else:
            yield problem


def _day(written: str) -> str:
    return in_words(parse_day(written))


RULES = (requirement_missing, empty_clause, unknown_requirement, expired_waiver, expired_attestation, stale_list)
