"""`data/requirements/*.yml`: a company's own requirement lists, in the form of the shipped ones."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from trustcenter.model.kinds.fields import Day, Fact, Flag, Slug, Text, Url, bad, shape
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.marks import Form, Says


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


Pattern = Annotated[
    str,
    BeforeValidator(_pattern),
    WithJsonSchema({"type": "string", "format": "regex"}),
    Form("regular expression", "some words"),
]
Field = Annotated[
    str,
    BeforeValidator(_field),
    WithJsonSchema({"type": "string", "pattern": r"^[a-z_]+\.[a-z_]+$"}),
    Form("field of a kind", "subprocessors.contact"),
]


class Element(Fact):
    """One thing that a page or field must have for a requirement, with the codes under which registrars reject it.

    `seen_in` says whether the codes were read on the registrar's own page or in a stored copy of it.
    """

    id: Annotated[Slug, Says("how a finding names it")]
    asked_of: Annotated[Text, Says("the page or field that is read")]
    must: Annotated[Text, Says("what that page or field must say")]
    write: Annotated[Text, Says("words to write, or what to do")]
    codes: Annotated[tuple[Text, ...], Says("registrar and code of a rejection: `Twilio 30545`")] = ()
    seen_in: Annotated[Literal["source", "stored copy"], Says("where the codes were read")] = "stored copy"


class NextDate(Fact):
    """A day that is already known, on which something about a requirement changes or is decided."""

    on: Annotated[Day, Says("the day")]
    what: Annotated[Text, Says("what happens then")]


class Requirement(Fact):
    """One thing a policy or the facts must say; `decided_by` says whether a machine can tell.

    `clause`: a policy must name the section that answers it (`covers` in its front matter).  `words` are regular
    expressions, each of which that section must match; `facts` are fields (`subprocessors.contact`) that every record
    of their kind must state.  With neither `clause` nor `facts`, a machine asks for a clause.
    `elements` are what single pages or fields must have; a finding that names none of them concerns the first.
    `belongs` names the policies in which the clause is looked for first, `where` says in words where it would go.
    `source` is a page that must speak of what `speaks_of` matches; `seen_in` says whether that page was read on
    `checked_on`, or a copy of it or an account by others, or whether the entry was written from general knowledge.
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    basis: Annotated[Text | None, Says("article or clause")] = None
    must: Annotated[Text, Says("what a policy or the facts must say")]
    why: Annotated[Text | None, Says("the harm it prevents")] = None
    where: Annotated[Text | None, Says("where it would go")] = None
    decided_by: Annotated[
        Literal["machine", "heuristic", "machine or counsel", "counsel"],
        Says("whether a machine can tell; counsel attests in `data/attestations.yml`"),
    ]
    clause: Annotated[Flag, Says("a policy must name the section that answers it, in `covers`")] = False
    belongs: Annotated[tuple[Slug, ...], Says("policies in which that section is looked for first")] = ()
    words: Annotated[tuple[Pattern, ...], Says("regular expressions that the section must match")] = ()
    facts: Annotated[tuple[Field, ...], Says("fields, as `kind.field`, that every record of the kind must state")] = ()
    elements: Annotated[
        tuple[Element, ...], Says("what single pages or fields must have, with codes of rejections")
    ] = ()
    valid_from: Annotated[Day | None, Says("the first day it applies")] = None
    valid_to: Annotated[Day | None, Says("the last day it applies")] = None
    source: Annotated[Url | None, Says("where it stands")] = None
    speaks_of: Annotated[Pattern | None, Says("a regular expression for what the source must speak of")] = None
    checked_on: Annotated[
        Day | None, Says("when the entry was compared with its source, if not with its whole list")
    ] = None
    seen_in: Annotated[
        Literal["source", "stored copy", "account", "general knowledge"] | None,
        Says("where it was read: the source, a stored copy of it, an account by others, or nowhere"),
    ] = None
    next_date: Annotated[NextDate | None, Says("the next day on which something about it changes")] = None


class RequirementList(Fact):
    """The requirements of one regime, as checked against their sources on `checked_on`.

    `includes` names other lists that an organization asserts with this one.
    """

    regime: Annotated[Slug, Says("the id of the list")]
    title: Annotated[Text, Says("what readers call the list")]
    checked_on: Annotated[Day, Says("when the list was compared with its sources")]
    includes: Annotated[tuple[Slug, ...], Says("lists that are asserted with this one")] = ()
    requirements: Annotated[tuple[Requirement, ...], Says("what must be said")]


KIND = Kind("requirements", RequirementList, "one", "requirement list", citable=False)
