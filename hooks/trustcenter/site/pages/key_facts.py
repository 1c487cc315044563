"""Makes the table of key facts on the home page: what readers look for first, such as data location and retention.

`pages.home` calls `key_facts` and gets a list of `KeyFact`. The organization chooses them in `key_facts` of
`data/organization.yml`; without that, facts with commonly used ids and fields are taken. Facts that are not stated are
left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from trustcenter.markdown.escaping import escape
from trustcenter.model.facts import Plain
from trustcenter.model.kinds import BY_NAME
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.site.pages import announced_facts
from trustcenter.site.pages.retention import figures
from trustcenter.site.pages.view import View, inline, lowered

RETENTION_WORDS = (
    ("recording", "recordings", "transcript", "transcripts"),
    ("message", "messages", "sms", "communication", "communications"),
)
"""Words in the ids of retention rules that readers look for: call recordings, messages."""


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One row of the table: label, value, the URL of the page with the details ("" if there is none), and what is
    announced or follows from it.
    """

    label: str
    value: Markup
    url: str
    notes: tuple[Markup, ...] = ()


def key_facts(view: View) -> list[KeyFact]:
    """The rows of the table in the order in which they are shown."""
    chosen = view.facts.one("organization").get("key_facts")
    facts = _chosen(view, chosen) if chosen else _common(view)
    return [fact for fact in facts if fact.value and not fact.value.startswith(view.t.plain("common.not_stated"))]


# As the organization chose them ------------------------------------------------------------------------------------


def _chosen(view: View, chosen: list[Plain]) -> Iterator[KeyFact]:
    for wanted in chosen:
        kind, _, rest = wanted["fact"].partition(".")
        fact: KeyFact | None
        if kind not in BY_NAME:  # a problem of `data/organization.yml`, which the loader reports
            continue
        if BY_NAME[kind].shape == "one":
            fact = _field(view, kind, view.facts.one(kind), rest)
        else:
            record_id, _, name = rest.partition(".")
            fact = _record(view, kind, record_id, name)
        if fact:
            yield replace(fact, label=wanted.get("label") or fact.label)


def _record(view: View, kind: str, record_id: str, name: str = "") -> KeyFact | None:
    """The row for one record; None if there is no such record. Without `name`, the field is chosen by `SAYS`."""
    record = view.facts.records(kind).get(record_id)
    if record is None:
        return None
    printer = Printer(view.facts, uncited, day=view.t.day, t=view.t)
    declared = BY_NAME[kind]
    name = name or next(
        (n for n in (*declared.telling.key_fact, *declared.title) if printer.field(kind, record, n)), ""
    )
    called = next((record[n] for n in declared.title if isinstance(record.get(n), str)), record_id)
    notes = figures(view, record, view.facts.records(kind)) if kind == "retention" and name == "keep" else []
    notes += announced_facts.later(view, kind, record_id, name)
    value = inline(printer.field(kind, record, name), view)
    return KeyFact(called, value, _stated_in(view, kind, record_id), tuple(notes))


def _field(view: View, kind: str, record: Plain, name: str) -> KeyFact:
    url = BY_NAME[kind].telling.page or _stated_in(view, kind, ".")
    return KeyFact(
        view.t.heading(name),
        inline(Printer(view.facts, uncited, day=view.t.day, t=view.t).field(kind, record, name), view),
        url,
    )


def _stated_in(view: View, kind: str, record_id: str = "") -> str:
    """The URL of the policy in effect that cites the record, or the collection; the first one by title, or ""."""
    named = {kind, f"{kind}.{record_id}"} if record_id else {kind, *(f"{kind}.{i}" for i in view.facts.records(kind))}
    citing = [v for v in view.snapshot.in_effect.values() if named & set(v.cites)]
    return f"policies/{min(citing, key=lambda v: (v.title, v.policy)).policy}/" if citing else ""


# Those that people commonly look for -------------------------------------------------------------------------------


def _common(view: View) -> Iterator[KeyFact]:
    yield from _places(view)
    encryption = [i for i in view.facts.records("security") if {"encryption", "tls", "encrypted"} & _parts(i)]
    yield from _each(view, "security", encryption)
    for wanted in RETENTION_WORDS:
        rules = [i for i in view.facts.records("retention") if set(wanted) & _parts(i)]
        yield from _each(view, "retention", rules[:2], text="home.kept")
    yield from _each(view, "security", [i for i in view.facts.records("security") if "breach" in _parts(i)])
    yield from _training(view)
    for name in ("material", "objection"):
        yield _field(view, "notice", view.facts.one("notice"), name)


def _parts(record_id: str) -> set[str]:
    return set(record_id.replace("-", "_").split("_"))


def _each(view: View, kind: str, ids: list[str], text: str = "") -> Iterator[KeyFact]:
    """The rows for several records; `text` is the key of a text that their labels are put into."""
    for record_id in ids:
        if fact := _record(view, kind, record_id):
            yield replace(fact, label=view.t.plain(text, what=lowered(fact.label)) if text else fact.label)


def _places(view: View) -> Iterator[KeyFact]:
    """The row with the countries of the vendors that host the data; left out unless every host states its locations."""
    hosts = [r for r in view.facts.records("subprocessors").values() if r.get("group") == "infrastructure"]
    if all(isinstance(record.get("locations"), list) for record in hosts):
        named = {escape(view.t.country(place)) for record in hosts for place in record["locations"]}
        yield KeyFact(view.t.plain("home.places"), inline(view.t.listed(sorted(named)), view), "subprocessors/")


def _training(view: View) -> Iterator[KeyFact]:
    """Whether customers' data train AI models, by the records of uses of AI or else of vendors.

    Left out unless every record states it.
    """
    kind = "ai" if view.facts.records("ai") else "subprocessors"
    uses = view.facts.records(kind)
    codes = [record.get("trains_on_data") for record in uses.values()]
    stated = sorted({code for code in codes if isinstance(code, str) and code != "unknown"})
    if stated and all(code in stated for code in codes):
        printer = Printer(view.facts, uncited, day=view.t.day, t=view.t)
        values = view.t.listed([printer.value(kind, ("trains_on_data",), code) for code in stated])
        yield KeyFact(view.t.plain("home.training"), inline(values, view), _stated_in(view, kind))
