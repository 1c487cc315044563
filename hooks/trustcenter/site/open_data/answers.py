"""Makes `api/answers.json` and `.csv`: the questions that reviewers send, answered from the facts.

`open_data.stated` calls `answers` and `answers_csv`.  Numbers of public sets of questions are keys, so that the answers
can be copied into a filled-in set; the CSV is for spreadsheets, like that of the subprocessors.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from trustcenter.site.open_data.forms import EXACT, Dated, Link, dated
from trustcenter.site.open_data.subprocessors import cell
from trustcenter.site.pages import View
from trustcenter.site.pages.answers import SETS, Answer
from trustcenter.site.pages.answers import answers as answered

COLUMNS = ("id", "question", "answer", "policy", "version", "in_force_from", "clause", "url", *SETS)


@dataclass(frozen=True, kw_only=True)
class SourceData:
    """Where an answer is binding."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    policy: str
    version: Annotated[int, Field(ge=1, description="the number of the version")]
    in_force_from: date
    clause: Annotated[str, Field(description="its heading; empty: the whole text")]
    url: Link


@dataclass(frozen=True, kw_only=True)
class AnswerData:
    """One question; no statements mean that the facts do not say."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    id: str
    question: str
    statements: tuple[str, ...]
    sources: tuple[SourceData, ...]
    caiq: Annotated[tuple[str, ...], Field(description="numbers in CAIQ 4 of the Cloud Security Alliance")]
    mvsp: Annotated[tuple[str, ...], Field(description="numbers in MVSP 2")]


@dataclass(frozen=True, kw_only=True)
class AnswersFile(Dated):
    """The questions in the order of the page."""

    answers: tuple[AnswerData, ...]


def answers(view: View) -> AnswersFile:
    return AnswersFile(**dated(view), answers=tuple(map(_data, answered(view))))


def _data(answer: Answer) -> AnswerData:
    sources = tuple(
        SourceData(
            policy=source.version.policy, version=source.version.number, in_force_from=source.since,
            clause=source.clause, url=source.url,
        )
        for source in answer.sources
    )  # fmt: skip
    statements = tuple(" ".join(line.striptags().split()) for line in answer.lines)
    return AnswerData(
        id=answer.id, question=answer.question, statements=statements, sources=sources,
        caiq=answer.keys["caiq"], mvsp=answer.keys["mvsp"],
    )  # fmt: skip


def answers_csv(view: View) -> bytes:
    """The same, one question per line; several statements and sources are separated by semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in answers(view).answers:
        said = [*one.statements] or [view.t.plain("common.not_stated")]
        columns = ([str(getattr(s, name)) for s in one.sources] for name in COLUMNS[3:8])
        writer.writerow([cell(v) for v in (one.id, one.question, said, *columns, [*one.caiq], [*one.mvsp])])
    return text.getvalue().encode("utf-8-sig")
