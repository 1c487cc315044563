"""Makes `api/coverage.json`: which clauses in effect answer the requirements that the organization asserts.

`open_data.stated` calls `coverage` and gets a `CoverageFile`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from trustcenter.reading.translations import english
from trustcenter.rules.coverage import Answer, State
from trustcenter.site.open_data.forms import EXACT, Dated, Link, dated
from trustcenter.site.pages import View
from trustcenter.site.pages.coverage import clause_url, exists, link_of, shown_lists

Count = Annotated[int, Field(ge=0)] | None
NULL = "null unless the organization publishes its whole coverage"
DecidedBy = Literal["machine", "heuristic", "machine or counsel", "counsel"]


@dataclass(frozen=True, kw_only=True)
class ClauseData:
    """A clause in effect that answers a requirement."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    policy: str
    version: Annotated[str, Field(description="policy/version that is in effect")]
    heading: str
    url: Link


@dataclass(frozen=True, kw_only=True)
class RequirementData:
    """One requirement and how it stands."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    id: str
    basis: Annotated[str | None, Field(description="where it is asked for")]
    must: Annotated[str, Field(description="what must be there")]
    decided_by: DecidedBy
    source: Annotated[str | None, Field(description="where the basis can be read")]
    state: Annotated[
        State,
        Field(
            description="clause: a clause answers it; facts: the facts do; missing: not covered; waived and attested:"
            " by the organization, up to the day `until`; counsel: for counsel to decide; not due: applies from"
            " `until` on; ended: applied up to `until`; not applicable: asks for nothing here"
        ),
    ]
    until: Annotated[date | None, Field(description="the day that belongs to the state; null where none does")]
    clauses: Annotated[tuple[ClauseData, ...], Field(description="the clauses in effect that policies name for it")]
    stated_in: Annotated[tuple[str, ...], Field(description="ids of the policies that state the facts it is about")]
    url: Annotated[str | None, Field(description="its place below the root of the site; null where there is no page")]


@dataclass(frozen=True, kw_only=True)
class ListData:
    """One list of requirements."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    regime: str
    title: str
    checked_on: Annotated[date, Field(description="the day on which it was last compared with its sources")]
    requirements: tuple[RequirementData, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageFile(Dated):
    """What was checked and what answers it; nothing here establishes that a law is obeyed."""

    sentence: str
    checks: Annotated[Count, Field(description=f"how many checks a machine made; {NULL}")]
    findings: Annotated[Count, Field(description=f"how many of them found something missing; {NULL}")]
    not_checked: Annotated[Count, Field(description=f"how many requirements only counsel can decide; {NULL}")]
    lists: tuple[ListData, ...]


def coverage(view: View) -> CoverageFile:
    """The content of the file: lists by regime, requirements in the order of their list."""
    result, full = view.coverage, view.full_coverage
    return CoverageFile(
        **dated(view), sentence=result.sentence if full else english().plain("coverage.no_compliance"),
        checks=result.ran if full else None, findings=result.finding_count if full else None,
        not_checked=result.unchecked if full else None,
        lists=tuple(
            ListData(
                regime=one.list.regime, title=one.list.title, checked_on=one.list.checked_on,
                requirements=tuple(_requirement(view, answer) for answer in one.answers),
            )
            for one in shown_lists(view)
        ),
    )  # fmt: skip


def _requirement(view: View, answer: Answer) -> RequirementData:
    asked = answer.requirement
    return RequirementData(
        id=asked.id, basis=asked.basis, must=asked.must, decided_by=asked.decided_by, source=asked.source,
        state=answer.state, until=answer.until, clauses=tuple(_clauses(answer)), stated_in=answer.stated_in,
        url=link_of(asked) if exists(view) else None,
    )  # fmt: skip


def _clauses(answer: Answer) -> Iterator[ClauseData]:
    for clause in answer.clauses:
        if clause.version:
            url = clause_url(clause.policy, clause.anchor)
            yield ClauseData(policy=clause.policy, version=clause.version.name, heading=clause.heading, url=url)
