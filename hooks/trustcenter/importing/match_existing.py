"""Gives proposals the ids that the data has already for the same address, vendor or kind of data.

`review_folder` calls `matched` with the proposals of a text and the facts of the center, and gets the proposals with
those ids, also where one points to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.model.company_names import name_words
from trustcenter.model.facts import Facts

_KNOWN_BY = {"contacts": "email", "subprocessors": "name", "data_categories": "label", "retention": "label"}
"""The field by which a record of a kind is known, whatever its id."""


def matched(proposals: Sequence[Proposal], facts: Facts) -> tuple[Proposal, ...]:
    """The proposals with the ids of the data, and what points to them; names of ours are not proposed anew."""
    moved = dict(_moves(proposals, facts))
    record = facts.one("organization")
    return tuple(_named(_moved(one, moved), record) for one in proposals)


def _moves(proposals: Sequence[Proposal], facts: Facts) -> Iterator[tuple[tuple[str, str], str]]:
    known = {
        (kind, _key(record.get(field))): name
        for kind, field in _KNOWN_BY.items()
        for name, record in facts.records(kind).items()
        if isinstance(record.get(field), str)
    }
    for one in proposals:
        key = (one.kind, _key(one.fields.get(_KNOWN_BY.get(one.kind, ""))))
        if key in known and key[1]:
            yield (one.kind, one.id), known[key]


def _moved(one: Proposal, moved: Mapping[tuple[str, str], str]) -> Proposal:
    fields: dict[str, Any] = dict(one.fields)
    if ("contacts", str(fields.get("contact"))) in moved:
        fields["contact"] = moved["contacts", str(fields["contact"])]
    if isinstance(fields.get("data"), list):
        fields["data"] = [moved.get(("data_categories", name), name) for name in fields["data"]]
    name = moved.get((one.kind, one.id))
    note = "stands in the data already" if name else ""
    return replace(one, id=name or one.id, fields=fields, note="; ".join(filter(None, (one.note, note))))


def _named(one: Proposal, record: Mapping[str, Any]) -> Proposal:
    """A name of the organization that the data states in another form is not accepted: what the data says stays.

    A legal name with nothing in common with that of the data stays accepted and becomes a clash: the text may be that
    of another company.
    """
    field = next((name for name in ("legal_name", "brand") if one.kind == "organization" and name in one.fields), "")
    stated, proposed = record.get(field), one.fields.get(field)
    if not isinstance(stated, str) or proposed == stated:
        return one
    ours = [name_words(name) for name in (record.get("legal_name"), record.get("brand")) if isinstance(name, str)]
    if field == "legal_name" and not any(_is_form_of(name_words(str(proposed)), name) for name in ours):
        return one
    return replace(one, doubt=f"the data states `{stated}`, which stays; the text says otherwise")


def _is_form_of(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name is the other, but for words left out at its end."""
    shorter, longer = sorted((one, other), key=len)
    return longer[: len(shorter)] == shorter


def _key(value: object) -> str:
    """A value for comparing: an address as it is, a name by its words."""
    text = value if isinstance(value, str) else ""
    return text.lower() if "@" in text else " ".join(name_words(text))
