"""`data/requirements/*.yml`: a company's own requirement lists, in the form of the shipped ones."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from trustcenter.model.kinds.fields import Day, Fact, Flag, Slug, Text, Url, bad, shape


def _pattern(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise bad(f"found {shape(value)}", "write a regular expression")
    try:
        return re.compile(value).pattern
    except re.error as error:
        raise bad(
            f"`{value}` is not a regular expression: {error}", "escape signs that are meant literally: \\."
        ) from None


def _field(value: object) -> str:
    if not re.fullmatch(r"[a-z_]+\.[a-z_]+", str(value)):
        raise bad(f"`{value}` is not a field of a kind", "write kind and field: subprocessors.contact")
    return str(value)


Pattern = Annotated[str, BeforeValidator(_pattern), WithJsonSchema({"type": "string", "format": "regex"})]
Field = Annotated[str, BeforeValidator(_field), WithJsonSchema({"type": "string", "pattern": r"^[a-z_]+\.[a-z_]+$"})]


class Requirement(Fact):
    """One thing a policy or the facts must say; `decided_by` says whether a machine can tell.

    `clause`: a policy must name the section that answers it (`covers` in its front matter).  `words` are regular
    expressions, each of which that section must match; `facts` are fields (`subprocessors.contact`) that every record
    of their kind must state.  With neither `clause` nor `facts`, a machine asks for a clause.
    `belongs` names the policies in which the clause is looked for first, `where` says in words where it would go.
    """

    id: Slug
    basis: Text | None = None
    must: Text
    why: Text | None = None
    where: Text | None = None
    decided_by: Literal["machine", "heuristic", "machine or counsel", "counsel"]
    clause: Flag = False
    belongs: tuple[Slug, ...] = ()
    words: tuple[Pattern, ...] = ()
    facts: tuple[Field, ...] = ()
    valid_from: Day | None = None
    valid_to: Day | None = None
    source: Url | None = None


class RequirementList(Fact):
    """The requirements of one regime, as checked against their sources on `checked_on`.

    `includes` names other lists that an organization asserts with this one.
    """

    regime: Slug
    title: Text
    checked_on: Day
    includes: tuple[Slug, ...] = ()
    requirements: tuple[Requirement, ...]
