"""The review folder: `text.md`, the text as Markdown, and `review.yml`, what it seems to state, to be edited."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from trustcenter.importing import markdown_page, plain_text, web_page
from trustcenter.importing.conflicts import Conflict, conflicts
from trustcenter.importing.input_file import NotImported, characters, form_of
from trustcenter.importing.match_existing import with_standing_ids, with_standing_names
from trustcenter.importing.passages import sentences
from trustcenter.importing.proposals import OwnDate, Proposal, dates, propose
from trustcenter.importing.proposals.rights import responses
from trustcenter.importing.template_gaps import unfilled
from trustcenter.model.facts import Facts
from trustcenter.model.kinds.fields import SLUG
from trustcenter.model.phrases import plural
from trustcenter.model.problems import Problem, in_order
from trustcenter.model.records import sha256
from trustcenter.reading.center import Center
from trustcenter.reading.drafts import Draft, is_untouched
from trustcenter.reading.facts_loader import load_facts
from trustcenter.reading.yaml_source import front_matter
from trustcenter.rules import hygiene

FLAWS = (
    hygiene.placeholder, unfilled, hygiene.obfuscated_email, hygiene.fused_heading, hygiene.repeated_text,
    hygiene.typed_date, hygiene.ambiguous_date, hygiene.stale_law, hygiene.overclaim,
)  # fmt: skip
"""The rules that an imported text is read by at once; the others need its facts."""
_LIST_HEAD = """\
# The vendors of a list.  Nothing of it is data yet: read it, edit it, then run
#   trustcenter import --accept imports/{folder}
#   accept: true    takes a record over; false leaves it out.  Fields and ids may be edited, records added and removed.
#   a value that the list does not state is {{unknown: why}}: fill it in, or leave it; pages then say "not stated".
"""
LISTS = "vendors"
"""The review folder of a list alone: `imports/vendors`."""
_HEAD = """\
# What the text seems to state.  Nothing of it is data yet: read it, edit it, then run
#   trustcenter import --accept imports/{policy}
# Each fact has the line and the sentence of text.md that it comes from, and how sure that is (high, medium, low).
#   accept: true    takes it over; false leaves it out.  Fields and ids may be edited, facts added and removed.
#   replaces:       words for which the draft gets a reference to the field; remove it to keep the words.
#   a value that the text does not state is {{unknown: why}}: fill it in, or leave it; pages then say "not stated".
# `dates`, `conflicts` and `problems` are for reading: what they name is decided by editing the facts and text.md.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A review folder that is about to be written, and what is said about it."""

    writes: Mapping[str, bytes]
    review_path: str
    summary: str


def text_path(policy: str) -> str:
    return f"imports/{policy}/text.md"


def review_path(policy: str) -> str:
    return f"imports/{policy}/review.yml"


def make(name: str, data: bytes, *, policy: str, title: str, today: date, standing: Mapping[str, bytes]) -> Made:
    """The review folder of one text; `standing` holds the files of the center, and of that folder if it exists.

    Raises NotImported for what cannot be read, and for a policy or a review that is there already.
    """
    _refuse_standing(policy, standing)
    text = imported(name, data)
    title = title.strip() or text.title or policy.replace("-", " ").capitalize()
    head = f"---\ntitle: {_quoted(title)}\n---\n\n"
    body = text.body
    found = sentences(body, above=head.count("\n"))
    facts = load_facts({path: data for path, data in standing.items() if path.startswith("data/")}, ids={})[0]
    proposals = with_standing_names(with_standing_ids(propose(found, own=_own_names(facts)), facts), facts)
    own_dates = tuple(dates(found, front=text.front))
    contrary = tuple(conflicts(proposals, own_dates, tuple(responses(found))))
    flaws = problems_of(policy, body, today, above=head.count("\n"))
    source = {"file": name, "sha256": sha256(data)}
    review = printed(policy, title, source, proposals, own_dates, contrary, flaws, text.fused)
    writes = {text_path(policy): (head + body).encode(), review_path(policy): review.encode()}
    return Made(writes, review_path(policy), _summary(proposals, own_dates, contrary, flaws))


def of_list(
    name: str, data: bytes, records: Mapping[str, Sequence[Mapping[str, Any]]], standing: Collection[str]
) -> Made:
    """The review folder of a list of vendors: the records of each kind that are to be looked at, and no text.

    Raises NotImported where there is a review already.
    """
    path = review_path(LISTS)
    if path in standing or text_path(LISTS) in standing:
        raise NotImported(f"{path} exists already; accept it, or remove the folder to begin anew")
    facts = [
        {
            "accept": True,
            "kind": kind,
            "id": record["id"],
            "fields": {field: value for field, value in record.items() if field != "id"},
        }
        for kind, found in records.items()
        for record in found
    ]
    head = dump({"source": {"file": name, "sha256": sha256(data)}})
    text = f"{_LIST_HEAD.format(folder=LISTS)}\n{head}\n{_listed('facts', facts)}"
    counted = ", ".join(f"{kind} {len(found)}" for kind, found in records.items() if found)
    return Made({path: text.encode()}, path, f"{plural(len(facts), 'fact')} proposed: {counted}")


def imported(name: str, data: bytes) -> markdown_page.Imported:
    """The title and the Markdown body of a file by its ending."""
    form, text = form_of(name), characters(name, data)
    if form == "text":
        title, body, fused = plain_text.to_markdown(text)
        found = markdown_page.Imported(title, body, fused)
    elif form == "html":
        said, converted = web_page.to_markdown(name, text)
        found = markdown_page.tidy(converted)
        found = markdown_page.Imported(found.title or said, found.body, ())
    else:
        found = markdown_page.tidy(text)
    if not re.search(r"\w", found.body):
        raise NotImported(f"{name}: there is no text below its title")
    return found


def _refuse_standing(policy: str, standing: Mapping[str, bytes]) -> None:
    if not re.fullmatch(SLUG, policy):
        raise NotImported(
            f"`{policy}` is not an id for a policy: lower-case letters, digits, single hyphens: sms-terms"
        )
    draft = f"docs/policies/{policy}/index.md"
    if draft in standing and not is_untouched(standing[draft]):
        hint = "remove it first if this text takes its place, or choose another --policy"
        raise NotImported(f"{draft} exists already; {hint}")
    for path in (review_path(policy), text_path(policy)):
        if path in standing:
            raise NotImported(f"{path} exists already; accept it, or remove the folder to begin anew")


def _own_names(facts: Facts) -> tuple[str, ...]:
    """What the organization is called by the facts that are there already."""
    record = facts.one("organization")
    return tuple(name for name in (record.get("legal_name"), record.get("brand")) if isinstance(name, str))


def problems_of(policy: str, body: str, today: date, *, above: int) -> tuple[Problem, ...]:
    """What the rules of hygiene say about the text, at its lines in `text.md`."""
    draft = Draft(
        id=policy, file=text_path(policy), title="", summary="", owner="", reviewed=None, review_every="", covers={},
        body=body, above=above,
    )  # fmt: skip
    center = Center(facts=Facts(), drafts={policy: draft})
    return in_order(problem for rule in FLAWS for problem in rule(center, today))


# Printing -----------------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Plain block style; a mapping `{unknown: why}` on one line, lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _mapping(dumper: _Dumper, value: dict[str, Any]) -> yaml.Node:
    short = set(value) == {"unknown"} or (set(value) == {"id", "by"})
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=short)


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    """Days and numbers without quotes: facts are read as the text that was written."""
    bare = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|0|[1-9][0-9]*", value)
    tag = "tag:yaml.org,2002:" + (("timestamp" if "-" in value else "int") if bare else "str")
    return dumper.represent_scalar(tag, value)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(str, _text)


def dump(value: Any) -> str:
    """A value as YAML that people edit."""
    written: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return written


def _quoted(title: str) -> str:
    return dump({"title": title}).removeprefix("title: ").strip()


def printed(
    policy: str, title: str, source: Mapping[str, str], proposals: Sequence[Proposal], own_dates: Sequence[OwnDate],
    contrary: Sequence[Conflict], flaws: Sequence[Problem], fused: Sequence[str],
) -> str:  # fmt: skip
    """The review file."""
    in_conflict = {name for conflict in contrary for name in conflict.facts}
    sections = [
        dump({"policy": policy, "title": title, "source": dict(source)}),
        _listed("dates", [_date(one) for one in own_dates]),
        _listed("facts", [_fact(one, in_conflict) for one in proposals]),
        _listed("conflicts", [_conflict(one) for one in contrary]),
        _listed("problems", [*(_flaw(one) for one in flaws), *(_fused(head) for head in fused)]),
    ]
    return _HEAD.format(policy=policy) + "\n" + "\n".join(sections)


def _listed(name: str, records: Sequence[Mapping[str, Any]]) -> str:
    """A list of the file, its records set apart by empty lines."""
    if not records:
        return f"{name}: []\n"
    return f"{name}:\n" + "\n".join(re.sub(r"(?m)^(?=.)", "  ", dump([dict(record)])) for record in records)


def _fact(one: Proposal, in_conflict: Collection[str]) -> dict[str, Any]:
    accept = one.confidence != "low" and one.name not in in_conflict and not one.answered
    record: dict[str, Any] = {"accept": accept, "kind": one.kind}
    fields = dict(one.fields)
    if one.id:
        record["id"] = fields.pop("id", None) or one.id
    record |= {"fields": fields}
    if one.replaces:
        record["replaces"] = dict(one.replaces)
    record |= {"confidence": one.confidence, "line": one.sentence.line, "sentence": one.sentence.text}
    note = "; ".join(
        filter(None, (one.note, "stated in different ways: see conflicts" if one.name in in_conflict else ""))
    )
    return record | ({"note": note} if note else {})


def _date(one: OwnDate) -> dict[str, Any]:
    day = one.day.isoformat() if one.day else {"unknown": f"`{one.found}` can be read in two ways"}
    return {"what": one.what, "day": day, "line": one.sentence.line, "sentence": one.sentence.text}


def _conflict(one: Conflict) -> dict[str, Any]:
    found: dict[str, Any] = {
        "about": one.about,
        "values": [{"value": value, "line": line} for value, line in one.values],
    }
    return found | ({"facts": list(one.facts)} if one.facts else {})


def _flaw(problem: Problem) -> dict[str, Any]:
    found = {"rule": problem.rule, "line": problem.where.line, "message": problem.message}
    return found | ({"hint": problem.hint} if problem.hint else {})


def _fused(head: str) -> dict[str, Any]:
    return {"rule": "fused-heading", "message": f"`{head}` ran into its text; a line break was put after it"}


def _summary(
    proposals: Sequence[Proposal], own_dates: Sequence[OwnDate], contrary: Sequence[Conflict], flaws: Sequence[Problem]
) -> str:
    kinds: dict[str, int] = {}
    for one in proposals:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    counted = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    lines = [f"{plural(len(proposals), 'fact')} proposed" + (f": {counted}" if counted else "")]
    lines += [f"  {one.what.replace('_', ' ')}: {one.day or 'can be read in two ways'}" for one in own_dates]
    lines += [
        f"  stated in different ways: {one.about}: {' / '.join(value for value, _ in one.values)}" for one in contrary
    ]
    lines += [f"  {problem.where}: [{problem.rule}] {problem.message}" for problem in flaws]
    return "\n".join(lines)


def body_of(text: str, policy: str) -> tuple[str, int]:
    """The body of a `text.md` and the number of lines before it."""
    matter, _ = front_matter(text_path(policy), text)
    return matter.body, matter.above
