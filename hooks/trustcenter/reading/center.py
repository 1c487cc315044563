"""Reads a whole trust center: `load(texts)` takes file contents by path and returns a `Center`.

Every command and the MkDocs adapter begin with it.  A `Center` holds the facts, the drafts with references filled, the
archive, the company's own pages, settings and translations, and every problem met while reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property

from trustcenter.markdown import own_pages
from trustcenter.markdown.gfm import Excess, excess
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.paths import DRAFT, is_published, record_path
from trustcenter.model.problems import Problem, Severity, Where, line_and_column, one_of
from trustcenter.model.versions import Archive, public_facts
from trustcenter.reading import languages as texts_by_language
from trustcenter.reading.archive import load_archive
from trustcenter.reading.draft_translations import (
    NO_WORDS,
    DraftTranslation,
    Words,
    binding_language,
    load_translations,
)
from trustcenter.reading.drafts import Draft, load_drafts, policy_ids
from trustcenter.reading.facts_loader import FactSources, facts_in, load_facts
from trustcenter.reading.references import Filled, fill, titled
from trustcenter.reading.site_settings import Settings, load_settings
from trustcenter.reading.translations import ENGLISH, Texts, english, is_english, load_texts, of_site
from trustcenter.reading.yaml_source import decode, front_matter


@dataclass(frozen=True)
class Base:
    """The last deployment, for comparison: its archive, the date it was built for, and the deliveries recorded.

    `ref` is the commit it was built from, as it was given; empty if it is not known.
    """

    archive: Archive
    date: date
    deliveries: tuple[Plain, ...] = ()
    ref: str = ""

    @property
    def options(self) -> str:
        """The options that name it in a command: ` --base REF --base-date DAY`; empty if the commit is not known."""
        return f" --base {self.ref} --base-date {self.date}" if self.ref else ""

    @cached_property
    def sealed(self) -> Mapping[str, bytes]:
        """The files that the deployment showed: those of every change announced by its date."""
        files: dict[str, bytes] = {}
        for change in self.archive.changes.values():
            if change.public_from <= self.date:
                names = () if change.about else change.versions
                paths = [change.path, *(f"docs/policies/{name}.md" for name in names)]
                own = [file for path in paths for file in (path, record_path(path))]
                own += self.archive.translation_paths(change)
                files |= {file: self.archive.published[file] for file in own if file in self.archive.published}
        return files


@dataclass(frozen=True)
class Center:
    """Everything one repository holds, and every problem met while reading it.

    `filled` has the text of each draft that could be filled; `pages` the ordinary pages of `docs/` by file; `texts` the
    company's own words for the interface by language, `settings` what `mkdocs.yml` says.  `words` are what policies
    are printed with, `translated` the drafts in other languages by policy and language.
    """

    facts: Facts = field(default_factory=Facts)
    sources: FactSources = field(default_factory=FactSources)
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    filled: Mapping[str, Filled] = field(default_factory=dict)
    archive: Archive = field(default_factory=Archive)
    pages: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    base: Base | None = None
    texts: Mapping[str, Texts] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    words: Words = NO_WORDS
    translated: Mapping[str, Mapping[str, DraftTranslation]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the policies, the binding one first; empty if the organization names none."""
        return tuple(self.words.languages)

    def binding_language(self, policy: str) -> str:
        """The language of the binding draft of a policy; empty if neither it nor the center names one."""
        return binding_language(self.drafts[policy], self.languages)

    @property
    def timezone(self) -> str:
        """The organization's time zone; UTC while `data/organization.yml` cannot be read."""
        return str(self.facts.one("organization").get("timezone", "UTC"))

    @property
    def name(self) -> str:
        """What the organization calls itself towards readers."""
        organization = self.facts.one("organization")
        name = organization.get("brand") or organization.get("legal_name")
        return name if isinstance(name, str) else "This organization"


def load(texts: Mapping[str, bytes]) -> Center:
    """Read a trust center; `texts` maps the paths below its root (`data/…`, `docs/…`) to bytes."""
    archive, archive_problems = load_archive(texts)
    ids = {"policies": policy_ids(texts), "changes": archive.changes}
    facts, sources, fact_problems = load_facts(texts, ids=ids)
    drafts, draft_problems = load_drafts(texts, facts=facts, unread=sources.unread)
    problems = [*archive_problems, *fact_problems, *draft_problems, *_unshown(texts)]
    own, text_problems = load_texts(texts)
    words = _words(texts, facts, own)
    problems += _without_interface(words.languages, own, sources)
    filled: dict[str, Filled] = {}
    drafts, refused, limit_problems = _within_limits(drafts)
    problems += limit_problems
    for draft in drafts:
        lang = binding_language(draft, words.languages) if words.languages else ENGLISH
        text, fill_problems = fill(
            draft.body, words.facts(lang), file=draft.file, above=draft.above, unread=sources.unread,
            t=words.texts(lang),
        )  # fmt: skip
        problems += fill_problems
        if text and draft.id not in refused:
            problems += _unknown_cites(draft, facts)
            filled[draft.id] = titled(draft.title, replace(text, cites=tuple(sorted({*text.cites, *draft.cites}))))
    settings, setting_problems = load_settings(texts)
    pages, page_problems = _pages(texts, settings)
    by_id = {draft.id: draft for draft in drafts}
    translated, translation_problems = load_translations(texts, by_id, filled, words, unread=sources.unread)
    return Center(
        facts, sources, by_id, filled, archive, pages,
        (*problems, *translation_problems, *setting_problems, *page_problems, *text_problems), texts=own,
        settings=settings, words=words, translated=translated,
    )  # fmt: skip


def _words(texts: Mapping[str, bytes], facts: Facts, own: Mapping[str, Texts]) -> Words:
    """The languages of the center, and what each needs: its facts and its words."""
    languages = texts_by_language.declared(texts)
    binding = languages[0] if languages else ENGLISH

    @cache
    def stated(language: str) -> Facts:
        return facts if language in ("", binding) else facts_in(texts, language)

    @cache
    def words(language: str) -> Texts:
        return english() if language == ENGLISH else of_site(language, own)

    return Words(languages, stated, words)


def _without_interface(languages: Sequence[str], own: Mapping[str, Texts], sources: FactSources) -> Iterator[Problem]:
    """A language of the policies for which there are no words of the interface."""
    for place, language in enumerate(languages):
        if of_site(language, own).language == ENGLISH and not is_english(language):
            where = sources.where("organization", ("languages", place))
            message = f"there are no texts of the interface in `{language}`"
            hint = f"write them in data/texts/{language}.yml: dates, headings and menus would be English"
            yield Problem(where, "missing-field", message, hint)


def _within_limits(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], set[str], list[Problem]]:
    """The drafts, the ids of those beyond the limits of `markdown.gfm`, and a problem for each of these.

    A draft beyond them comes back without its text, so that no rule reads it and no page shows it.
    """
    kept, refused, problems = list[Draft](), set[str](), list[Problem]()
    for draft in drafts:
        beyond = excess(draft.body)
        kept.append(replace(draft, body="") if beyond else draft)
        if beyond:
            refused.add(draft.id)
            hint = f"{beyond.allowed}; split the text, or nest less"
            problems.append(_too_complex(draft.file, draft.body, beyond, hint, above=draft.above))
    return tuple(kept), refused, problems


def _too_complex(file: str, text: str, beyond: Excess, hint: str, *, above: int = 0) -> Problem:
    line, column = line_and_column(text, beyond.offset)
    return Problem(Where(file, line + above, column), "too-complex", beyond.what, hint)


def _unknown_cites(draft: Draft, facts: Facts) -> list[Problem]:
    """A problem for each name under `cites` that is no kind of fact, or no record of one."""
    problems = []
    for cite in draft.cites:
        kind, _, record = cite.partition(".")
        if kind not in facts.kinds or (record and record not in facts.records(kind)):
            hint = one_of(kind, facts.kinds) if kind not in facts.kinds else one_of(record, facts.records(kind))
            problems.append(Problem(draft.where("cites"), "unknown-reference", f"there is no fact `{cite}`", hint))
    return problems


def _pages(texts: Mapping[str, bytes], settings: Settings) -> tuple[dict[str, str], list[Problem]]:
    """The company's own pages by path, without those that `exclude_docs` and the like keep off the site."""
    pages: dict[str, str] = {}
    problems: list[Problem] = []
    hidden = settings.hidden
    for file in sorted(texts):
        own = re.fullmatch(r"docs/(?!policies/|changelog/)(.*\.md)", file)
        if own and not hidden(own[1]):
            text, decode_problems = decode(file, texts[file])
            problems += decode_problems
            beyond = own_pages.excess(text)
            if beyond:
                problems.append(_too_complex(file, text, beyond, f"{beyond.allowed}; split the page"))
            elif not decode_problems:
                pages[file] = text
    return pages, problems


def _unshown(texts: Mapping[str, bytes]) -> Iterator[Problem]:
    """Warnings about Markdown files below `docs/policies/` that are neither a draft nor a version."""
    for file in texts:
        is_shown = is_published(file) or DRAFT.fullmatch(file)
        if file.startswith("docs/policies/") and file.endswith(".md") and not is_shown:
            message = "no page shows this text: it is neither a draft nor a version"
            hint = "the draft of a policy is docs/policies/<id>/index.md; put other pages outside of docs/policies/"
            yield Problem(Where(file), "unshown-text", message, hint, Severity.WARNING)


def own_url(file: str) -> str:
    """The URL of one of the company's own pages: `docs/faq.md` → `faq/`."""
    path = re.sub(r"(?:(?<=/)|^)(?:index|README)$", "", file.removeprefix("docs/").removesuffix(".md"))
    return path if not path or path.endswith("/") else f"{path}/"


def fill_page(center: Center, file: str, on: date) -> tuple[str, list[Problem]]:
    """The body of an ordinary page of `docs/`, filled with the facts that are public on a day."""
    matter, problems = front_matter(file, center.pages[file])
    public = public_facts(center.facts, center.archive, on)
    filled, fill_problems = fill(matter.body, public, file=file, above=matter.above, unread=center.sources.unread)
    return filled.text if filled else "", problems + fill_problems
