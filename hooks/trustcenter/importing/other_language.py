"""Brings in a text in another language: `trustcenter import FILE --policy privacy --language de`.

`cli.import_` calls `bring_in`, which returns the file to write.  Facts are found by English sentences only, so none
are looked for: the text becomes a draft as it is, and the summary says what a person has to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trustcenter.importing.formats import ImportedText
from trustcenter.importing.formats.markdown_text import without_references
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.review_yaml import dump
from trustcenter.model.languages import in_english, wrong_language
from trustcenter.model.paths import DRAFT
from trustcenter.model.phrases import plural
from trustcenter.reading import languages
from trustcenter.reading.center import load


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """The file that a text becomes, and what is said about it."""

    path: str
    data: bytes
    summary: str


def bring_in(texts: Mapping[str, bytes], text: ImportedText, *, policy: str, language: str, title: str) -> BroughtIn:
    """The draft of a policy in a language: beside the binding text, or as that text where there is none yet.

    Raises NotImported for a language that does not exist, and for a draft that is there already.
    """
    if hint := wrong_language(language):
        raise NotImported(f"`{language}` is not the code of a language; {hint}")
    binding = f"docs/policies/{policy}/index.md"
    declared = languages.declared(texts)
    is_binding = binding not in texts
    path = binding if is_binding else f"docs/policies/{policy}/index.{language}.md"
    if path in texts or not DRAFT.fullmatch(path):
        raise NotImported(f"{path} exists already, and a draft is never overwritten; move it away first")
    if not is_binding and language == load(texts).binding_language(policy):
        raise NotImported(f"`{language}` is the language of the binding text, {binding}")
    front = {"title": title.strip() or text.title or policy.replace("-", " ").capitalize()}
    if is_binding:
        front["lang"] = language
    data = f"---\n{dump(front)}---\n\n{without_references(text.body).strip()}\n".encode()
    lines = [f"{path}: a text in {in_english(language)}", *_to_do(text, language, declared, is_binding=is_binding)]
    return BroughtIn(path, data, "\n".join([*lines, *_problems({**texts, path: data}, path)]))


def _to_do(text: ImportedText, language: str, declared: tuple[str, ...], *, is_binding: bool) -> list[str]:
    """What a person has to do: nothing of a text in another language is understood."""
    lines = [
        "  facts: none were looked for, because only English sentences are understood;"
        " replace periods, addresses and names by references",
        *(f"  left out: {plural(1, dropped.kind)}: {dropped.text[:60]}" for dropped in text.dropped[:10]),
        *(f"  to settle in the source: {problem}" for problem in text.problems),
    ]
    if language not in declared:
        wanted = ", ".join([*(declared or (() if is_binding else ("en",))), language])
        lines.append(f"  write `languages: [{wanted}]` into data/organization.yml")
    return lines


def _problems(after: Mapping[str, bytes], path: str) -> list[str]:
    """The problems that the new draft has, such as headings that the binding text does not have."""
    problems = [problem for problem in load(after).problems if problem.where.file == path]
    return [f"  {problem.where}: {problem.message}" for problem in problems[:10]]
