"""Turns a review that a person edited into the draft of a policy and facts in `data/`.

`cli.import_` calls `plan` with the files of the center and of `imports/<policy>/` and gets an `Accepted`: every file
to write, which of them comes last, and sentences about what was done.  Raises `Refused` with every problem at its line
of the review; then nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from trustcenter.importing.draft_references import Placed, with_references
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.placeholders import new_errors, without_placeholders
from trustcenter.importing.record_text import Clash, by_id, merged, plain
from trustcenter.importing.review_folder import LISTS, body_of, review_path, text_path
from trustcenter.importing.review_yaml import dump
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME, Kind
from trustcenter.model.kinds.fields import Fact, Flag, Slug, Text
from trustcenter.model.phrases import plural
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.publishing.sealing import Refused
from trustcenter.reading.center import load
from trustcenter.reading.drafts import is_untouched
from trustcenter.reading.facts_loader import explain
from trustcenter.reading.yaml_source import Route, Source, decode, parse


class ReviewedFact(Fact):
    """One proposed fact as a person left it; what only explains it is not looked at."""

    accept: Flag
    kind: Text
    id: Slug | None = None
    fields: dict[str, Any]
    replaces: dict[str, str] = Field(default_factory=dict)
    line: Text | None = None
    sentence: Text | None = None
    because: Text | None = None
    doubt: Text | None = None
    note: Text | None = None


class Review(Fact):
    """The review file; all but `facts` is for reading.  That of a list alone has no policy."""

    policy: Slug | None = None
    title: Text = ""
    source: dict[str, Any] = Field(default_factory=dict)
    fidelity: dict[str, Any] = Field(default_factory=dict)
    dates: tuple[dict[str, Any], ...] = ()
    facts: tuple[ReviewedFact, ...] = ()
    conflicts: tuple[dict[str, Any], ...] = ()
    problems: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting writes: the files, which of them comes last, and what is said about it."""

    writes: Mapping[str, bytes]
    last: str
    summary: str
    next_step: str


@dataclass(frozen=True, slots=True)
class _One:
    """An accepted fact with its place in the review file."""

    kind: Kind
    id: str
    fields: Mapping[str, Any]
    reviewed: ReviewedFact
    route: Route


def plan(texts: Mapping[str, bytes], folder: Mapping[str, bytes], policy: str) -> Accepted:
    """What an accepted review writes; `texts` are those of the center, `folder` those of `imports/<policy>/`.

    Raises NotImported where there is no review, and Refused with every problem of the review file, and with the
    problems that the facts would have in `data/`.
    """
    if set(folder) == {review_path(LISTS)}:
        return _of_list(texts, folder)
    _refuse_missing(policy, texts, folder)
    source = _readable(review_path(policy), folder[review_path(policy)])
    review = _review(source)
    _refuse_other(review, source, policy)
    accepted = _accepted(review, source, load(texts).facts)
    data = _merged(texts, accepted, source)
    text, problems = decode(text_path(policy), folder[text_path(policy)])
    if problems:
        raise Refused(*problems)
    draft, placed = _draft(review, text, accepted, {**texts, **data})
    path = f"docs/policies/{policy}/index.md"
    writes = {**data, path: draft}
    _refuse_new_problems(texts, {**texts, **writes})
    writes, gone = without_placeholders(texts, writes, [(one.kind, one.id) for one in accepted])
    summary = _summary(review, accepted, [name for name in writes if name != path], path, placed, gone)
    return Accepted(writes, path, summary, _next_step(review))


def _of_list(texts: Mapping[str, bytes], folder: Mapping[str, bytes]) -> Accepted:
    """What the accepted review of a list of vendors writes: facts, and no draft."""
    source = _readable(review_path(LISTS), folder[review_path(LISTS)])
    review = _review(source)
    accepted = _accepted(review, source, load(texts).facts)
    data = _merged(texts, accepted, source)
    if not data:
        raise NotImported(f"{review_path(LISTS)}: the data has all that is accepted there")
    _refuse_new_problems(texts, {**texts, **data})
    writes, gone = without_placeholders(texts, data, [(one.kind, one.id) for one in accepted])
    last = max(writes, key=lambda path: (path == BY_NAME["subprocessors"].path, path))
    return Accepted(
        writes, last, _summary(review, accepted, [*writes], "", (), gone), "read them, then run `trustcenter check`"
    )


def _refuse_other(review: Review, source: Source, policy: str) -> None:
    """A review is that of its folder, and has a title."""
    if review.policy != policy:
        where = source.where(("policy",) if review.policy else ())
        raise Refused(Problem(where, "bad-value", f"the folder is imports/{policy}", f"write `policy: {policy}`"))
    if not review.title:
        raise Refused(Problem(source.where(()), "missing-field", "`title` is missing", "write `title:`"))


def _refuse_missing(policy: str, texts: Mapping[str, bytes], folder: Mapping[str, bytes]) -> None:
    for path in (review_path(policy), text_path(policy)):
        if path not in folder:
            raise NotImported(f"{path} is missing; run `trustcenter import FILE --policy {policy}` first")
    path = f"docs/policies/{policy}/index.md"
    if path in texts and not is_untouched(texts[path]):
        raise NotImported(f"{path} exists already, and a draft is never overwritten; move it away first")


def _readable(path: str, data: bytes) -> Source:
    text, problems = decode(path, data)
    source, more = parse(path, text)
    if problems or more:
        raise Refused(*problems, *more)
    if not isinstance(source.value, dict):
        raise Refused(
            Problem(Where(path, 1, 1), "yaml-syntax", "this is no review file", "write `policy:`, `title:`, `facts:`")
        )
    return source


def _review(source: Source) -> Review:
    try:
        return Review.model_validate(source.value)
    except ValidationError as error:
        raise Refused(*(explain(Review, "review", source, source.value, (), one) for one in error.errors())) from None


# Facts --------------------------------------------------------------------------------------------------------------


def _accepted(review: Review, source: Source, facts: Facts) -> list[_One]:
    """The facts that are to be taken over; every one that its kind refuses is a problem at its place."""
    accepted_records: list[_One] = []
    problems: list[Problem] = []
    for place, fact in enumerate(review.facts):
        if fact.accept:
            one, wrong = _checked(fact, source, ("facts", place), facts)
            accepted_records += [one] if one else []
            problems += wrong
    problems += _twice(accepted_records, source)
    if problems:
        raise Refused(*problems)
    return accepted_records


def _checked(
    fact: ReviewedFact, source: Source, route: Route, facts: Facts
) -> tuple[_One | None, list[Problem]]:  # fmt: skip
    kind = BY_NAME.get(fact.kind)
    if kind is None or not kind.citable:
        allowed = [name for name, one in BY_NAME.items() if one.citable]
        where = source.where((*route, "kind"))
        return None, [
            Problem(where, "bad-value", f"`{fact.kind}` is not a kind of fact", one_of(fact.kind, allowed, most=30))
        ]
    if (kind.shape == "one") == bool(fact.id):
        what = "has no id: there is one record of it" if kind.shape == "one" else "needs an id"
        return None, [Problem(source.where(route), "bad-value", f"a fact of the kind `{kind.name}` {what}", "")]
    raw = {**({"id": fact.id} if kind.shape == "list" else {}), **fact.fields}
    partial = kind.shape == "one" or fact.id in facts.records(kind.name)  # the data may have the rest
    try:
        kind.model.model_validate(raw)
    except ValidationError as error:
        wrong = [one for one in error.errors() if not (partial and one["type"] == "missing")]
        problems = [explain(kind.model, kind.noun, source, raw, (*route, "fields"), one) for one in wrong]
        if problems:
            return None, problems
    return _One(kind, fact.id or "", fact.fields, fact, route), []


def _twice(accepted_records: Sequence[_One], source: Source) -> Iterator[Problem]:
    """Accepted facts that say one thing in two ways."""
    seen: dict[tuple[str, str, str], Any] = {}
    for one in accepted_records:
        for field, value in one.fields.items() if one.kind.shape == "one" else (("", one.fields),):
            key = (one.kind.name, one.id, field)
            if key in seen and seen[key] != value:
                name = ".".join(filter(None, key))
                where = source.where((*one.route, "fields", field) if field else (*one.route, "id"))
                yield Problem(
                    where, "duplicate-id", f"{name} is accepted twice", "accept one of them, or give another id"
                )
            seen.setdefault(key, value)


def _merged(texts: Mapping[str, bytes], accepted: Sequence[_One], source: Source) -> dict[str, bytes]:
    """The files of `data/` that change."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for one in accepted:
        path = one.kind.path
        if path not in files:
            text, wrong = decode(path, texts.get(path, b""))
            problems += wrong
            files[path] = text
        try:
            files[path] = merged(one.kind, files[path], one.id, one.fields)
        except Clash as clash:
            where = source.where((*one.route, "fields", clash.field) if clash.field else one.route)
            problems.append(Problem(where, "duplicate-id", clash.message, clash.hint))
    if problems:
        raise Refused(*problems)
    contents = {path: text.encode() for path, text in files.items()}
    _assert_kept(texts, contents, accepted)
    return {path: data for path, data in contents.items() if data != texts.get(path)}


def _assert_kept(texts: Mapping[str, bytes], after: Mapping[str, bytes], accepted: Sequence[_One]) -> None:
    """The files still say all they said, and what was accepted: else nothing may be written."""
    for path, data in after.items():
        before = parse(path, decode(path, texts.get(path, b""))[0])[0].value or ()
        now = parse(path, decode(path, data)[0])[0].value
        kind = next(one.kind for one in accepted if one.kind.path == path)
        old, new = by_id(kind, before), by_id(kind, now)
        kept = all(_holds(new.get(name, {}), record) for name, record in old.items())
        taken = all(set(one.fields) <= set(new.get(one.id, {})) for one in accepted if one.kind is kind)
        if not (kept and taken):
            hint = "write its records one below the other, without brackets"
            raise Refused(Problem(Where(path), "bad-value", "nothing can be added to this file as it is written", hint))


def _holds(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a record still states all that it stated; what was unknown may be known."""
    return all(
        new.get(field) == value or (isinstance(value, dict) and "unknown" in value) for field, value in old.items()
    )


# The draft ----------------------------------------------------------------------------------------------------------


def _draft(
    review: Review, text: str, accepted: Sequence[_One], texts: Mapping[str, bytes]
) -> tuple[bytes, tuple[Placed, ...]]:
    """The draft with its front matter, references where accepted values stood."""
    body, _ = body_of(text, str(review.policy))
    wanted = [
        (one.kind.name, one.id, field, words, one.reviewed.sentence or "")
        for one in accepted for field, words in one.reviewed.replaces.items()
        if field in one.fields and isinstance(plain(one.fields[field]), str)
    ]  # fmt: skip
    referring, placed = with_references(body, wanted, load(texts).facts)
    contacts = {one.id for one in accepted if one.kind.name == "contacts"}
    front: dict[str, Any] = {"title": review.title}
    if owner := next((name for name in ("privacy", "legal", "dpo") if name in contacts), ""):
        front["owner"] = owner
    return f"---\n{dump(front)}---\n\n{referring.strip()}\n".encode(), placed


def _refuse_new_problems(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Nothing is written that would add an error to the center."""
    if new := new_errors(before, after):
        raise Refused(*new)


# What is said -------------------------------------------------------------------------------------------------------


def _summary(
    review: Review, accepted: Sequence[_One], data: Sequence[str], path: str, placed: Sequence[Placed],
    gone: Sequence[str],
) -> str:  # fmt: skip
    left = len(review.facts) - len(accepted)
    lines = [f"{plural(len(accepted), 'fact')} accepted" + (f", {left} left out" if left else "")]
    lines += [f"  writes {name}" for name in (*sorted(data), path) if name]
    if gone:
        lines.append(f"  removes {', '.join(gone)}: nobody had filled them")
    for one in placed:
        now = f", which reads `{one.printed}`" if one.printed != one.words else ""
        lines.append(f"  line {one.line}: `{one.words}` is now {one.reference}{now}")
    return "\n".join(lines)


def _next_step(review: Review) -> str:
    stated = {str(one.get("what")): str(one.get("day")) for one in review.dates if isinstance(one.get("day"), str)}
    day = stated.get("effective") or stated.get("last_updated") or "DATE"
    day = day if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) else "DATE"
    title = re.sub(r"[\"$`\\]", "", review.title)
    return (
        f"the draft is docs/policies/{review.policy}/index.md: read it, run `trustcenter check`, then\n"
        f'  trustcenter publish {review.policy} --class recorded --effective {day} --title "{title}"'
    )
