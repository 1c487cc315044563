"""Plans a publication of texts in other languages for versions that stay as they are.

`publish.plan` calls `plan` where no text that binds differs from its newest version: a translation that came later, or
a correction of one, becomes a change of class `editorial` with a sealed record beside it.  No byte of the versions it
translates changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.languages import in_english
from trustcenter.model.paths import translation_path
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Severity, Where, one_of
from trustcenter.model.records import sha256
from trustcenter.model.versions import Change, Translation, Version
from trustcenter.publishing.sealing import (
    REFUSED_WARNINGS,
    Plan,
    Refused,
    applied,
    change_id,
    refuse,
    text_redline,
    written_beside,
)
from trustcenter.reading.center import Center, load
from trustcenter.reading.draft_translations import DraftTranslation, refilled
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed

_TARGET = Where("--translation-of")
TranslationPairs = list[tuple[Version, Translation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: texts in other languages `of` one version, else of the newest one of each policy named."""

    policies: tuple[str, ...]
    of: str
    class_: str
    title: str
    summary: str
    announced: date
    today: date


def plan(texts: Mapping[str, bytes], center: Center, wanted: Wanted) -> Plan | None:
    """The plan for publishing the drafts in other languages that differ from what is published; None if none does.

    Raises `Refused` with every reason against it.
    """
    pairs = _of_version(center, wanted.of) if wanted.of else list(_retranslated(center, wanted.policies))
    pairs = [(v, t) for v, t in pairs if not _is_same(v, t)]
    if not pairs:
        return None
    announced, today = wanted.announced, wanted.today
    refuse([*_wrong_class(pairs, wanted.class_), *_refused_content(center, pairs, today)])
    versions = list(dict.fromkeys(version.name for version, _ in pairs))
    name = change_id(center.archive, announced, wanted.title)
    change = Change(
        id=name, title=wanted.title, class_="editorial", announced=announced, effective=announced,
        versions=tuple(versions), summary=wanted.summary, reason="", body=_body(pairs),
        translates=", ".join(sorted({translation.lang for _, translation in pairs})),
    )  # fmt: skip
    writes = _written(center, change, pairs)
    after = load(applied(texts, writes))
    problems = (*check(after, today), *rehearsed(after, today))
    refuse([problem for problem in problems if problem.is_error])
    redlines = {f"{v.name}.{t.lang}": _redline(v, t, announced) for v, t in pairs}
    return Plan(change, (), writes, change.path, (), redlines, None, problems)


def _retranslated(center: Center, policies: tuple[str, ...]) -> Iterator[tuple[Version, Translation]]:
    """For each draft in another language, the newest version of its policy and the text to publish."""
    for policy, drafts in sorted(center.translated.items()):
        newest = center.archive.newest(policy)
        if (policies and policy not in policies) or newest is None or newest.retires:
            continue
        yield from ((newest, _made(one)) for _, one in sorted(drafts.items()) if one.filled)


def _of_version(center: Center, name: str) -> TranslationPairs:
    """The drafts of a policy in other languages, filled with the facts that one version of it states."""
    version = center.archive.by_name.get(name)
    if version is None:
        raise Refused(Problem(_TARGET, "bad-value", f"`{name}` is no version", one_of(name, center.archive.by_name)))
    if center.archive.withdrawn(version, date.max):
        message = f"{name} was withdrawn and never takes effect, so nobody needs it in another language"
        raise Refused(Problem(_TARGET, "bad-value", message, "name a version that is in effect or upcoming"))
    if version.retires:
        raise Refused(Problem(_TARGET, "bad-value", f"{name} retired its policy", "name a version with a text"))
    drafts = center.translated.get(version.policy, {})
    if not drafts:
        hint = f"write docs/policies/{version.policy}/index.<language>.md"
        raise Refused(Problem(_TARGET, "bad-value", f"{version.policy} has no draft in another language", hint))
    made: TranslationPairs = []
    problems: list[Problem] = []
    for _, one in sorted(drafts.items()):
        again, wrong = refilled(center.words, one, version)
        problems += [problem for problem in wrong if problem.is_error]
        made += [(version, _made(again))] if again.filled else []
    refuse(problems)
    return made


def _made(one: DraftTranslation) -> Translation:
    text = one.filled.text if one.filled else ""
    return Translation(one.draft.lang, one.draft.title, one.draft.summary, text, sha256(text.encode()))


def _is_same(version: Version, translation: Translation) -> bool:
    """Whether a text in another language says what its version already says in that language."""
    now = version.translation(translation.lang, date.max)
    return now is not None and (now.title, now.summary.split(), now.text_sha256) == (
        translation.title, translation.summary.split(), translation.text_sha256,
    )  # fmt: skip


def _wrong_class(pairs: TranslationPairs, class_: str) -> Iterator[Problem]:
    if class_ != "editorial":
        names = listed(sorted({f"{v.policy} ({t.lang})" for v, t in pairs}))
        message = f"nothing that binds differs, only a text in another language: {names}"
        yield Problem(Where("--class"), "bad-value", message, "publish it as `editorial`: it changes no duty")


def _refused_content(center: Center, pairs: TranslationPairs, today: date) -> Iterator[Problem]:
    files = {f"docs/policies/{v.policy}/index.{t.lang}.md" for v, t in pairs}
    for problem in check(center, today):
        if problem.rule in REFUSED_WARNINGS and problem.where.file in files:
            yield replace(problem, severity=Severity.ERROR)


def _place(version: Version, lang: str) -> int:
    """Where a new text stands among those of its language, counted from 1."""
    return 1 + sum(translation.lang == lang for translation in version.translations)


def _written(center: Center, change: Change, pairs: TranslationPairs) -> dict[str, bytes | None]:
    """The files of the change by path: the texts, its record and, last, its changelog entry."""
    placed = [(v, t, translation_path(v.name, t.lang, _place(v, t.lang))) for v, t in pairs]
    sealed = [
        {"version": v.name, "lang": t.lang, "path": path, "title": t.title, "summary": t.summary,
         "text_sha256": t.text_sha256}
        for v, t, path in placed
    ]  # fmt: skip
    own = {"format": records.TRANSLATION_FORMAT, "translates": change.translates, "translations": sealed}
    texts = {path: t.text.encode() for _, t, path in placed}
    return {**texts, **written_beside(center, change, list({v.name: v for v, _ in pairs}.values()), own)}


def _body(pairs: TranslationPairs) -> str:
    lines = [
        f"- **{escape(version.title)}**, version {version.number}: {in_english(translation.lang)}"
        + (", corrected" if _place(version, translation.lang) > 1 else "")
        for version, translation in pairs
    ]
    return "Texts in other languages; the binding texts stay as they are:\n\n" + "\n".join(lines)


def _redline(version: Version, translation: Translation, announced: date) -> str:
    """The redline of a corrected text for a terminal; empty for the first one in its language."""
    before = version.translation(translation.lang, announced)
    return text_redline(before.text, translation.text) if before else ""


__all__ = ["plan"]
