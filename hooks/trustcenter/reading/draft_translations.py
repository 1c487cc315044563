"""Reads drafts in other languages (`docs/policies/<id>/index.de.md` beside `index.md`) and fills their references.

`center.load` calls `load_translations`, which returns for each policy its texts by language, ready to be published, and
the problems: languages that the center does not have, references that cannot be filled, other headings than the
binding text has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError

from trustcenter.markdown.gfm import excess
from trustcenter.markdown.headings import clauses
from trustcenter.model.facts import Facts
from trustcenter.model.kinds.fields import Fact, Line, Text
from trustcenter.model.languages import wrong_language
from trustcenter.model.paths import DRAFT
from trustcenter.model.problems import Problem, Severity, Where, line_and_column, one_of
from trustcenter.model.versions import Version
from trustcenter.reading.drafts import Draft, places_in, second_title
from trustcenter.reading.facts_loader import explain
from trustcenter.reading.references import Filled, fill, titled
from trustcenter.reading.translations import Texts, english
from trustcenter.reading.yaml_source import decode, front_matter


class TranslationFrontMatter(Fact):
    """The front matter of a draft in another language; everything else is that of the binding text."""

    title: Line
    summary: Annotated[Text | None, Field(default=None)]


@dataclass(frozen=True, slots=True)
class DraftTranslation:
    """A draft in another language; `filled` is its text with its title, None if it could not be filled."""

    draft: Draft
    filled: Filled | None


@dataclass(frozen=True, slots=True)
class Words:
    """The languages of a center, and what texts are filled with: facts (binding if empty) and words of a language."""

    languages: Sequence[str]
    facts: Callable[[str], Facts]
    texts: Callable[[str], Texts]


def binding_language(draft: Draft, languages: Sequence[str]) -> str:
    """The language of the binding text: the one its front matter names, else the first of the center."""
    return draft.lang or (languages[0] if languages else "")


def load_translations(
    texts: Mapping[str, bytes], drafts: Mapping[str, Draft], binding: Mapping[str, Filled], words: Words, *,
    unread: Collection[str],
) -> tuple[dict[str, dict[str, DraftTranslation]], list[Problem]]:  # fmt: skip
    """The drafts in other languages by policy and language; `binding` are the filled texts that bind."""
    made: dict[str, dict[str, DraftTranslation]] = {}
    problems: list[Problem] = []
    for file in sorted(texts):
        match = DRAFT.fullmatch(file)
        if not match or not match["lang"]:
            continue
        policy, lang = match["policy"], match["lang"]
        misplaced = list(_misplaced(file, lang, drafts.get(policy), words.languages))
        draft, wrong = (None, misplaced) if misplaced else _draft(policy, file, texts[file], lang)
        problems += wrong
        if draft is None:
            continue
        text, wrong = fill(
            draft.body, words.facts(lang), file=file, above=draft.above, unread=unread, t=words.texts(lang)
        )
        filled = titled(draft.title, text) if text else None
        problems += [*wrong, *(_words_missing(draft, text) if text else ())]
        if filled and policy in binding:
            problems += _other_headings(draft, filled, binding[policy])
        made.setdefault(policy, {})[lang] = DraftTranslation(draft, filled)
    return made, problems


NO_WORDS = Words((), lambda _: Facts(), lambda _: english())


def refilled(words: Words, one: DraftTranslation, version: Version) -> tuple[DraftTranslation, list[Problem]]:
    """A draft in another language, filled with the facts of a published version, and whether its headings fit."""
    draft = one.draft
    text, problems = fill(
        draft.body, Facts(_worded(version.facts.kinds, words.facts("").kinds, words.facts(draft.lang).kinds)),
        file=draft.file, above=draft.above, t=words.texts(draft.lang),
    )  # fmt: skip
    if text is None:
        return DraftTranslation(draft, None), problems
    filled = titled(draft.title, text)
    binding = Filled(version.text, ())
    return DraftTranslation(draft, filled), [*problems, *_other_headings(draft, filled, binding)]


def _worded(sealed: Any, binding: Any, other: Any) -> Any:
    """The sealed facts, in the words of another language wherever the facts of today still state the same."""
    if sealed == binding:
        return sealed if other is None else other
    if not isinstance(sealed, dict):
        return sealed
    here, there = (value if isinstance(value, dict) else {} for value in (binding, other))
    return {name: _worded(value, here.get(name), there.get(name)) for name, value in sealed.items()}


def _misplaced(file: str, lang: str, draft: Draft | None, languages: Sequence[str]) -> Iterator[Problem]:
    """A file whose name says a language that does not exist, that the center does not have, or that binds already."""
    if hint := wrong_language(lang):
        yield Problem(Where(file), "bad-value", f"`{lang}` is not the code of a language", f"rename it; {hint}")
    elif draft is None:
        binding = f"{file.rpartition('/')[0]}/index.md"
        yield Problem(Where(file), "unshown-text", f"there is no text that binds: {binding} is missing", "write it")
    elif lang == binding_language(draft, languages):
        message = f"`{lang}` is the language of the binding text, {draft.file}"
        yield Problem(Where(file), "bad-value", message, "keep one of the two")
    elif lang not in languages:
        hint = f"add it to `languages` of data/organization.yml; {one_of(lang, languages) if languages else 'none yet'}"
        yield Problem(Where(file), "bad-value", f"`{lang}` is not a language of this center", hint)


def _draft(policy: str, file: str, data: bytes, lang: str) -> tuple[Draft | None, list[Problem]]:
    text, problems = decode(file, data)
    if problems:
        return None, problems
    matter, problems = front_matter(file, text)
    problems += second_title(file, matter)
    if any(problem.rule == "yaml-syntax" for problem in problems):
        return None, problems
    try:
        front = TranslationFrontMatter.model_validate(matter.source.value)
    except ValidationError as error:
        source = matter.source
        wrong = [explain(TranslationFrontMatter, "translation", source, source.value, (), e) for e in error.errors()]
        return None, problems + wrong
    if beyond := excess(matter.body):
        line, column = line_and_column(matter.body, beyond.offset)
        hint = f"{beyond.allowed}; split the text, or nest less"
        problems.append(Problem(Where(file, line + matter.above, column), "too-complex", beyond.what, hint))
        return None, problems
    return Draft(
        id=policy, file=file, title=front.title, summary=front.summary or "", owner="", reviewed=None, review_every="",
        covers={}, body=matter.body, above=matter.above, places=places_in(matter.source), lang=lang,
    ), problems  # fmt: skip


def _words_missing(draft: Draft, text: Filled) -> Iterator[Problem]:
    """A warning for words of the tool that the text prints in English because they are not translated."""
    if text.untranslated:
        keys = ", ".join(f"`{key}`" for key in text.untranslated[:6]) + (" …" if len(text.untranslated) > 6 else "")
        message = f"words that references print here stay English: {keys}"
        hint = f"translate them in data/texts/{draft.lang}.yml"
        yield Problem(Where(draft.file), "missing-field", message, hint, Severity.WARNING)


def _other_headings(draft: Draft, filled: Filled, binding: Filled) -> Iterator[Problem]:
    """The first heading where the two texts part: what the binding text covers is looked for at the same heading."""
    own, wanted = clauses(filled.text), clauses(binding.text)
    for mine, theirs in zip(own, wanted, strict=False):
        if mine.level != theirs.level:
            message = f"`{mine.heading}` is a heading of level {mine.level}, `{theirs.heading}` of the binding text of"
            yield _heading(draft, filled, mine.offset, f"{message} level {theirs.level}")
            return
    if len(own) > len(wanted):
        extra = own[len(wanted)]
        yield _heading(draft, filled, extra.offset, f"the binding text has no heading for `{extra.heading}`")
    elif len(own) < len(wanted):
        message = f"the heading for `{wanted[len(own)].heading}` of the binding text is missing"
        yield _heading(draft, filled, len(filled.text) - 1, message)


def _heading(draft: Draft, filled: Filled, offset: int, message: str) -> Problem:
    line, column = line_and_column(draft.body, min(max(filled.source(offset), 0), len(draft.body)))
    hint = "a translation has the headings of the binding text, in the same order: `covers` points to them"
    return Problem(Where(draft.file, line + draft.above, column), "bad-value", message, hint)
