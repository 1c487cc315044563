"""Proposals that the data holds already under another id: the same address or company gets the id that it has there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trustcenter.importing.proposals import Proposal
from trustcenter.importing.proposals.names import LEGAL, key
from trustcenter.model.facts import Facts

_SAME = {"contacts": "email", "subprocessors": "name"}
"""The field by which a record of a kind is known, whatever its id."""


def with_standing_ids(proposals: Sequence[Proposal], facts: Facts) -> tuple[Proposal, ...]:
    """The proposals, those that stand in the data with their ids there, and what points to them with them."""
    known = {
        (kind, _key(record[field])): name
        for kind, field in _SAME.items()
        for name, record in facts.records(kind).items()
        if isinstance(record.get(field), str)
    }
    moved = {
        (one.kind, one.id): known[(one.kind, _key(one.fields[_SAME[one.kind]]))]
        for one in proposals
        if one.kind in _SAME and (one.kind, _key(one.fields.get(_SAME[one.kind]))) in known
    }
    return tuple(_moved(one, moved) for one in proposals)


def with_standing_names(proposals: Sequence[Proposal], facts: Facts) -> tuple[Proposal, ...]:
    """The proposals; a name of the organization that the data states in another form is answered, and not proposed.

    A text says `Acme` for short where the data has `Acme Voice, Inc.`.  A legal name with nothing in common with that
    of the data is no such form: accepting it stays a clash, since the text may be that of another company.
    """
    record = facts.one("organization")
    ours = [name for name in (record.get("legal_name"), record.get("brand")) if isinstance(name, str)]
    return tuple(_named(one, record, ours) for one in proposals)


def _named(one: Proposal, record: Mapping[str, Any], ours: Sequence[str]) -> Proposal:
    field = next((name for name in ("legal_name", "brand") if one.kind == "organization" and name in one.fields), "")
    said, stated = one.fields.get(field), record.get(field)
    if not isinstance(stated, str) or said == stated:
        return one
    if isinstance(said, str) and field == "legal_name" and not any(_is_form_of(said, name) for name in ours):
        return one
    note = f"the data states `{stated}`, which stays; the text says otherwise"
    return replace(one, answered=True, note="; ".join(filter(None, (one.note, note))))


def _is_form_of(said: str, name: str) -> bool:
    """Whether one name is the other, but for its legal form or for words left out at its end."""
    shorter, longer = sorted((key(said), key(name)), key=len)
    return f"{longer} ".startswith(f"{shorter} ")


def _moved(one: Proposal, moved: Mapping[tuple[str, str], str]) -> Proposal:
    fields: dict[str, Any] = dict(one.fields)
    if ("contacts", str(fields.get("contact"))) in moved:
        fields["contact"] = moved["contacts", str(fields["contact"])]
    name = moved.get((one.kind, one.id), one.id)
    if "id" in fields:
        fields["id"] = name
    note = "stands in the data already" if (one.kind, one.id) in moved else ""
    return replace(one, id=name, fields=fields, note="; ".join(filter(None, (one.note, note))))


def _key(value: object) -> str:
    """A value for comparing, a legal form left out; nothing for what is no text."""
    text = value if isinstance(value, str) else ""
    return re.sub(r"[^a-z0-9@.]+", " ", re.sub(rf",?\s+{LEGAL}\s*$", "", text).lower()).strip()
