"""Reads proposals made elsewhere, by a person, a script or a language model (`import FILE --proposals JSON`).

`cli.import_` calls `read_given` and gets a `Given`, which `review_folder` adds to its own proposals; `schema` is the
JSON Schema of the file.  Each proposal must quote a sentence that stands in the text, word for word, and be a fact
that its kind allows.  What is not is left out and told.  Nothing of it is accepted by default.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from trustcenter.importing.input_file import NotImported
from trustcenter.importing.passages import sentences
from trustcenter.markdown.words import plain_words
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.kinds.fields import Fact, Slug, Text
from trustcenter.model.problems import Problem, Severity, Where

SCHEMA_URL = "https://json-schema.org/draft/2020-12/schema"


class GivenFact(Fact):
    """One proposed fact: a kind of fact, the id of its record, its fields, and the sentence that states it."""

    kind: Text = Field(description="A kind of fact: contacts, retention, subprocessors, notice, organization …")
    id: Slug | None = Field(default=None, description="The id of the record; left out for kinds that have one record.")
    fields: dict[str, Any] = Field(description="The fields of the record as data/schemas/<kind>.json has them.")
    sentence: Text = Field(description="The sentence of text.md that states it, word for word.")
    because: Text | None = Field(default=None, description="The words of the sentence that say so.")
    replaces: dict[str, str] = Field(default_factory=dict, description="Words of the sentence that a field stands for.")


class GivenProposals(Fact):
    """A file of proposals; `by` says who or what made it, and is shown in the review."""

    by: Text = Field(description="Who or what made these proposals, for example the name of a model.")
    facts: tuple[GivenFact, ...]


def schema() -> str:
    """The JSON Schema of a file of proposals."""
    made = {"$schema": SCHEMA_URL, "title": "Proposals for `trustcenter import`", **GivenProposals.model_json_schema()}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Given:
    """Proposals as they were given, and the name of their file."""

    file: str
    proposals: GivenProposals

    def verified(self, body: str, *, above: int, path: str) -> tuple[list[dict[str, Any]], list[Problem]]:
        """The records for the review, and a problem for each proposal that is left out."""
        lines = [(one.line, plain_words(one.text)) for one in sentences(body, above=above)]
        whole = plain_words(body, keep_lines=True)
        text = " ".join(whole.split())
        records, problems = [], []
        for number, fact in enumerate(self.proposals.facts, start=1):
            quote = plain_words(fact.sentence)
            wrong = next(self._wrong(fact, quote, text), "")
            if wrong:
                message = f"{self.file}, proposal {number} ({fact.kind}): {wrong}"
                problems.append(Problem(Where(path), "unproved-proposal", message, "it is left out", Severity.WARNING))
                continue
            line = next((line for line, said in lines if quote in said or said in quote), above + 1)
            records.append(self._record(fact, line))
        return records, problems

    def _record(self, fact: GivenFact, line: int) -> dict[str, Any]:
        return {
            "accept": False, "kind": fact.kind, **({"id": fact.id} if fact.id else {}), "fields": dict(fact.fields),
            **({"replaces": dict(fact.replaces)} if fact.replaces else {}), "line": line, "sentence": fact.sentence,
            **({"because": fact.because} if fact.because else {}), "note": f"proposed by {self.proposals.by}",
        }  # fmt: skip

    @staticmethod
    def _wrong(fact: GivenFact, quote: str, text: str) -> Iterator[str]:
        kind = BY_NAME.get(fact.kind)
        if kind is None or not kind.citable:
            yield f"`{fact.kind}` is not a kind of fact"
            return
        if (kind.shape == "one") == bool(fact.id):
            yield "its kind has one record and no id" if kind.shape == "one" else "it needs an id"
        if len(quote) < 3 or quote not in text:
            yield f"the text does not say `{quote[:120]}`"
        for field, said in fact.replaces.items():
            if field not in fact.fields or plain_words(said) not in quote:
                yield f"`replaces` names `{said[:60]}`, which its sentence or fields do not have"
        try:
            kind.model.model_validate({**({"id": fact.id} if kind.shape == "list" else {}), **fact.fields})
        except ValidationError as error:
            first = [one for one in error.errors() if not (kind.shape == "one" and one["type"] == "missing")]
            if first:
                where = ".".join(map(str, first[0]["loc"]))
                yield f"`{where}`: {first[0].get('ctx', {}).get('found') or first[0]['msg']}"


def read_given(file: str, data: bytes) -> Given:
    """A file of proposals; raises NotImported where it is not what the schema asks for."""
    try:
        return Given(file, GivenProposals.model_validate(json.loads(data)))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValidationError):
            wrong = error.errors()[0]
            reason = f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
        else:
            reason = str(error)
        raise NotImported(
            f"{file} is not a file of proposals ({reason}); `trustcenter import --schema` prints its form"
        ) from None
