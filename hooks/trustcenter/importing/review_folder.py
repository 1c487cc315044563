"""Makes the folder `imports/<policy>/`: `text.md`, the text as Markdown, and `review.yml`, what it seems to state.

`cli.import_` calls `make` with an `ImportedText` and gets a `Review` with the two files, to be edited by a person;
`findings` reads a text, and `acceptance` reads the edited files back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from trustcenter.importing.conflicts import Conflict, conflicts
from trustcenter.importing.fidelity import Fidelity, compare
from trustcenter.importing.formats import ImportedText
from trustcenter.importing.given_proposals import Given
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.match_existing import matched
from trustcenter.importing.passages import Sentence, sentences
from trustcenter.importing.proposals import MOST_PROPOSALS, Proposal, propose
from trustcenter.importing.review_yaml import dump
from trustcenter.importing.sister_policies import linked
from trustcenter.importing.stated_dates import StatedDate, stated_dates
from trustcenter.importing.tables_and_lists import not_understood
from trustcenter.markdown.words import plain_words
from trustcenter.model.facts import Facts
from trustcenter.model.phrases import plural
from trustcenter.model.problems import Problem, Severity, Where, in_order
from trustcenter.model.records import sha256
from trustcenter.reading.center import Center
from trustcenter.reading.drafts import Draft, is_untouched, wrong_policy_id
from trustcenter.reading.facts_loader import load_facts
from trustcenter.reading.yaml_source import front_matter
from trustcenter.rules import hygiene

FLAWS = (
    hygiene.placeholder, hygiene.obfuscated_email, hygiene.fused_heading, hygiene.repeated_text,
    hygiene.typed_date, hygiene.ambiguous_date, hygiene.stale_law, hygiene.overclaim,
)  # fmt: skip
"""The rules that an imported text is read by at once; the others need its facts."""
LISTS = "vendors"
"""The review folder of a list alone: `imports/vendors`."""
_USE = """\
#   accept: true    takes a record over; false leaves it out.  Fields and ids may be edited, records added and removed.
#   a value that the {source} does not state is {{unknown: why}}: fill it in, or leave it; pages then say "not stated".
"""
_LIST_HEAD = (
    "# The vendors of a list.  Nothing of it is data yet: read it, edit it, then run\n#   trustcenter import "
    "--accept imports/{folder}\n"
)
_HEAD = """\
# What the text seems to state.  Nothing of it is data yet: read it, edit it, then run
#   trustcenter import --accept imports/{policy}
# `fidelity` counts the words of the source and lists every block that is not in text.md, with its words and its place.
# Each fact quotes the sentence of text.md that it rests on, and the words of it that say so; `doubt` is why it is not
# accepted by itself.
#   replaces:       words for which the draft gets a reference to the field; remove it to keep the words.
"""
_FOOT = (
    "# `dates`, `conflicts` and `problems` are for reading: what they name is decided by editing the facts and "
    "text.md.\n"
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text: its body for `text.md`, and the parts of its review."""

    title: str
    body: str
    fidelity: Fidelity
    facts: tuple[dict[str, Any], ...]
    dates: tuple[StatedDate, ...]
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A review folder that is about to be written, and what is said about it."""

    writes: Mapping[str, bytes]
    review_path: str
    summary: str


def text_path(policy: str) -> str:
    return f"imports/{policy}/text.md"


def review_path(policy: str) -> str:
    return f"imports/{policy}/review.yml"


def make(
    name: str, data: bytes, text: ImportedText, *, policy: str, title: str, today: date, center: Mapping[str, bytes],
    given: Given | None = None,
) -> Review:  # fmt: skip
    """The review folder of one text; `center` holds the files of the center, and of that folder if it exists.

    `given` are proposals from elsewhere.  Raises NotImported for a policy or a review that is there already.
    """
    refuse_existing(policy, center)
    findings_of_text = findings(text, policy=policy, title=title, today=today, center=center, given=given)
    source = {"file": name, "sha256": sha256(data)}
    writes = {
        text_path(policy): (_head(findings_of_text.title) + findings_of_text.body).encode(),
        review_path(policy): _printed(policy, source, findings_of_text).encode(),
    }
    return Review(writes, review_path(policy), _summary(findings_of_text))


def findings(
    text: ImportedText,
    *,
    policy: str,
    today: date,
    center: Mapping[str, bytes],
    title: str = "",
    given: Given | None = None,
) -> Findings:
    """Everything that a text states, with its quotes verified."""
    title = title.strip() or text.title or policy.replace("-", " ").capitalize()
    facts = load_facts({path: data for path, data in center.items() if path.startswith("data/")}, ids={})[0]
    hosts = _hosts(facts)
    body, links = linked(text.body, _titles(center), hosts, policy=policy)
    above = _head(title).count("\n")
    said = sentences(body, above=above)
    proposals = matched(propose(said, own=_own_names(facts), hosts=hosts), facts)
    _refuse_too_many(proposals)
    _assert_quoted(proposals, body)
    days = tuple(stated_dates(said, front=text.front))
    contrary = tuple(conflicts(proposals, days))
    records = [_fact(one, {name for conflict in contrary for name in conflict.facts}) for one in proposals]
    problems = [
        *_settled_in_source(text, policy),
        *_not_read(said, policy),
        *problems_of(policy, body, today, above=above),
    ]
    if given:
        more, refused = given.verified(body, above=above, path=text_path(policy))
        records += [record for record in more if not _is_there(record, records)]
        problems += refused
    fidelity = compare(text.also(dropped=links))
    if fidelity.missing:
        message = f"words of the source that stand nowhere: {' '.join(fidelity.missing[:20])}"
        problems.insert(
            0, Problem(Where(text_path(policy)), "missing-words", message, "add them to text.md, or tell us")
        )
    return Findings(title, body, fidelity, tuple(records), days, contrary, tuple(problems), text.notes)


def _refuse_too_many(proposals: Sequence[Proposal]) -> None:
    if len(proposals) > MOST_PROPOSALS:
        line = proposals[MOST_PROPOSALS].sentence.line
        raise NotImported(
            f"line {line} of the text: more than {MOST_PROPOSALS:,} facts are too many to check; split the text"
        )


def refuse_bad_id(policy: str) -> None:
    """Raise NotImported for a name that cannot be the id of a policy."""
    if wrong := wrong_policy_id(policy):
        raise NotImported(f"--policy: `{policy[:80]}` is not a policy id: {wrong}")


def refuse_existing(policy: str, center: Collection[str] | Mapping[str, bytes]) -> None:
    """Raise NotImported for a bad id, for a draft that somebody wrote, and for a review that is there already."""
    refuse_bad_id(policy)
    draft = f"docs/policies/{policy}/index.md"
    if isinstance(center, Mapping) and draft in center and not is_untouched(center[draft]):
        raise NotImported(
            f"{draft} exists already; remove it first if this text takes its place, or choose another --policy"
        )
    for path in (review_path(policy), text_path(policy)):
        if path in center:
            raise NotImported(f"{path} exists already; accept it, or remove the folder to begin anew")


def of_list(
    name: str, data: bytes, records: Mapping[str, Sequence[Mapping[str, Any]]], existing: Collection[str]
) -> Review:
    """The review folder of a list of vendors: the records of each kind that are to be looked at, and no text.

    Raises NotImported where there is a review already.
    """
    path = review_path(LISTS)
    if path in existing or text_path(LISTS) in existing:
        raise NotImported(f"{path} exists already; accept it, or remove the folder to begin anew")
    facts = [
        {"accept": True, "kind": kind, "id": record["id"], "fields": {k: v for k, v in record.items() if k != "id"}}
        for kind, listed in records.items() for record in listed
    ]  # fmt: skip
    head = dump({"source": {"file": name, "sha256": sha256(data)}})
    text = f"{_LIST_HEAD.format(folder=LISTS)}{_USE.format(source='list')}\n{head}\n{_listed('facts', facts)}"
    counted = ", ".join(f"{kind} {len(listed)}" for kind, listed in records.items() if listed)
    return Review({path: text.encode()}, path, f"{plural(len(facts), 'fact')} proposed: {counted}")


# What is known of the center ----------------------------------------------------------------------------------------


def _own_names(facts: Facts) -> tuple[str, ...]:
    record = facts.one("organization")
    products = [product.get("label") for product in record.get("products", ()) if isinstance(product, dict)]
    return tuple(name for name in (record.get("legal_name"), record.get("brand"), *products) if isinstance(name, str))


def _hosts(facts: Facts) -> tuple[str, ...]:
    """The domains of the organization: that of its website, also without the first of three labels or more."""
    website = facts.one("organization").get("website")
    host = urlsplit(website).netloc.lower().removeprefix("www.") if isinstance(website, str) else ""
    return tuple(filter(None, (host, host.partition(".")[2] if host.count(".") > 1 else "")))


def _titles(center: Mapping[str, bytes]) -> dict[str, str]:
    """The titles of the policies that have a draft, by their ids."""
    titles = {}
    for path, data in center.items():
        if match := re.fullmatch(r"docs/policies/([^/]+)/index\.md", path):
            title = re.search(r"(?m)^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", data[:2000].decode(errors="replace"))
            titles[match[1]] = title[1] if title else match[1]
    return titles


# Problems -----------------------------------------------------------------------------------------------------------


def _assert_quoted(proposals: Sequence[Proposal], body: str) -> None:
    """Every proposal rests on words of the text: a reader that breaks this is broken."""
    said = " ".join(body.split())
    for one in proposals:
        if " ".join(one.sentence.text.strip("| ").split()) not in said and plain_words(
            one.sentence.text
        ) not in plain_words(said):
            raise AssertionError(f"{one.name} quotes what is not in the text: {one.sentence.text}")


def _settled_in_source(text: ImportedText, policy: str) -> list[Problem]:
    hint = "accept or reject it in the file it stands in, then import again"
    return [Problem(Where(text_path(policy)), "tracked-change", message, hint) for message in text.problems]


def _not_read(said: Sequence[Sentence], policy: str) -> list[Problem]:
    message = "this table may be a list of vendors and was not understood"
    hint = "it needs a column of names and one for the purpose, the data or the locations; add its vendors by hand"
    return [
        Problem(Where(text_path(policy), one.line), "list-not-read", message, hint, Severity.WARNING)
        for one in not_understood(said)
    ]


def problems_of(policy: str, body: str, today: date, *, above: int) -> tuple[Problem, ...]:
    """What the rules of hygiene say about the text, at its lines in `text.md`."""
    draft = Draft(
        id=policy, file=text_path(policy), title="", summary="", owner="", reviewed=None, review_every="", covers={},
        body=body, above=above,
    )  # fmt: skip
    center = Center(facts=Facts(), drafts={policy: draft})
    return in_order(problem for rule in FLAWS for problem in rule(center, today))


# Printing -----------------------------------------------------------------------------------------------------------


def _head(title: str) -> str:
    return f"---\n{dump({'title': title})}---\n\n"


def _printed(policy: str, source: Mapping[str, str], findings_of_text: Findings) -> str:
    """The review file; it begins with the report on fidelity."""
    sections = [
        dump({"policy": policy, "title": findings_of_text.title, "source": dict(source)}),
        dump(
            {
                "fidelity": findings_of_text.fidelity.record()
                | ({"notes": list(findings_of_text.notes)} if findings_of_text.notes else {})
            }
        ),
        _listed("problems", [_problem(one) for one in findings_of_text.problems]),
        _listed("dates", [_date(one) for one in findings_of_text.dates]),
        _listed("facts", findings_of_text.facts),
        _listed("conflicts", [_conflict(one) for one in findings_of_text.conflicts]),
    ]
    return _HEAD.format(policy=policy) + _USE.format(source="text") + _FOOT + "\n" + "\n".join(sections)


def _listed(name: str, records: Sequence[Mapping[str, Any]]) -> str:
    """A list of the file, its records set apart by empty lines."""
    if not records:
        return f"{name}: []\n"
    return f"{name}:\n" + "\n".join(re.sub(r"(?m)^(?=.)", "  ", dump([dict(record)])) for record in records)


def _fact(one: Proposal, in_conflict: Collection[str]) -> dict[str, Any]:
    doubt = one.doubt or ("the text states it in different ways: see conflicts" if one.name in in_conflict else "")
    record: dict[str, Any] = {"accept": not doubt, "kind": one.kind}
    if one.id:
        record["id"] = one.id
    record |= {"fields": dict(one.fields)}
    if one.replaces:
        record["replaces"] = dict(one.replaces)
    record |= {"line": one.sentence.line, "sentence": one.sentence.text, "because": one.because}
    return record | ({"doubt": doubt} if doubt else {}) | ({"note": one.note} if one.note else {})


def _is_there(record: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a fact is proposed already with the same values."""
    return any(
        (one["kind"], one.get("id")) == (record["kind"], record.get("id"))
        and all(one["fields"].get(key) == value for key, value in record["fields"].items())
        for one in records
    )


def _date(one: StatedDate) -> dict[str, Any]:
    day = one.day.isoformat() if one.day else {"unknown": f"`{one.written}` can be read in two ways"}
    return {"what": one.what, "day": day, "line": one.sentence.line, "sentence": one.sentence.text}


def _conflict(one: Conflict) -> dict[str, Any]:
    values = [{"value": value, "line": line} for value, line in one.values]
    return {"about": one.about, "values": values} | ({"facts": list(one.facts)} if one.facts else {})


def _problem(problem: Problem) -> dict[str, Any]:
    record = {"rule": problem.rule, "line": problem.where.line, "message": problem.message}
    return record | ({"hint": problem.hint} if problem.hint else {})


def _summary(findings_of_text: Findings) -> str:
    kinds: dict[str, int] = {}
    for one in findings_of_text.facts:
        kinds[one["kind"]] = kinds.get(one["kind"], 0) + 1
    counted = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    accepted = sum(one["accept"] for one in findings_of_text.facts)
    lines = [findings_of_text.fidelity.summary]
    lines += [
        f"  {one.kind}{f' ({one.place})' if one.place else ''}: {_short(one.text)}"
        for one in findings_of_text.fidelity.dropped
    ]
    lines += [f"  note: {note}" for note in findings_of_text.notes]
    lines.append(
        f"{plural(len(findings_of_text.facts), 'fact')} proposed, {accepted} accepted by default"
        + (f": {counted}" if counted else "")
    )
    lines += [
        f"  {one.what.replace('_', ' ')}: {one.day or 'can be read in two ways'}" for one in findings_of_text.dates
    ]
    lines += [
        f"  stated in different ways: {one.about}: {' / '.join(value for value, _ in one.values)}"
        for one in findings_of_text.conflicts
    ]
    lines += [f"  {problem.where}: [{problem.rule}] {problem.message}" for problem in findings_of_text.problems]
    return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:97]}…"


def body_of(text: str, policy: str) -> tuple[str, int]:
    """The body of a `text.md` and the number of lines before it."""
    matter, _ = front_matter(text_path(policy), text)
    return matter.body, matter.above
