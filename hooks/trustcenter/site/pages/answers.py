"""Makes `/answers/`: the questions that reviewers send, each answered from the facts, with the clause that says so.

`pages.present` calls `page`; `open_data.answers` calls `answers` for `api/answers.json` and `.csv`.  `QUESTIONS` says
which records answer a question, and under which numbers public sets of questions have it; their wording is not ours to
print.  What no record says is "not stated".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from trustcenter.markdown.escaping import escape as escaped
from trustcenter.markdown.headings import Clause, clauses
from trustcenter.model.facts import Plain
from trustcenter.model.versions import Version
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.site import objection
from trustcenter.site.pages import announced_facts
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.retention import figures
from trustcenter.site.pages.vendor_search import stated, transfer_in_words
from trustcenter.site.pages.view import Page, View, inline, taken, template

URL, TITLE = "answers/", "answers.title"
LEAST_TELLING = 12
"""The fewest characters of a value that tell a clause: `always` stands in many."""
SETS = ("caiq", "mvsp")
"""Public sets of questions by the name of their column: CAIQ 4 of the Cloud Security Alliance, and MVSP 2."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of an answer, the reference of the record it comes from (`retention.call_recordings`), and the
    values that a clause about it prints.
    """

    html: Markup
    cite: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer is binding: the version, the heading of the clause (empty: the whole text) and its address."""

    version: Version
    clause: str
    url: str

    @property
    def since(self) -> date:
        return self.version.binds_from


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what the facts say; no lines mean that they say nothing."""

    id: str
    question: str
    lines: tuple[Markup, ...]
    sources: tuple[Source, ...]
    keys: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question by id: what answers it, and its numbers in public sets."""

    id: str
    answer: Callable[[View], Iterator[Line]]
    caiq: tuple[str, ...] = ()
    mvsp: tuple[str, ...] = ()
    policy: str = ""


def exists(view: View) -> bool:
    """Whether the site has the page: a policy is in effect, and the company has no page of its own at this URL."""
    return bool(view.snapshot.in_effect) and not taken(view, URL)


def page(view: View) -> Page:
    """The page with all questions."""
    html = template("answers_page.html", view, URL).render(
        title=view.t(TITLE), answers=answers(view), sets=SETS
    )  # fmt: skip
    head = description(view.t.plain("answers.about"))
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), head=head)


def answers(view: View) -> list[Answer]:
    """Every question with its answer, in the order of the page."""
    return [_answer(view, question) for question in QUESTIONS]


def _answer(view: View, question: Question) -> Answer:
    unknown = view.t.plain("common.not_stated")
    lines = [line for line in question.answer(view) if line.html and not line.html.startswith(unknown)]
    asked = view.t.plain(f"answers.q_{question.id}")
    keys = {"caiq": question.caiq, "mvsp": question.mvsp}
    sources = tuple(_sources(view, lines, question.policy))
    return Answer(question.id, asked, tuple(line.html for line in lines), sources, keys)


def _sources(view: View, lines: Sequence[Line], policy: str) -> Iterator[Source]:
    """Where the lines of an answer are binding: clauses, and a whole text where no clause of it is known."""
    cited = [line for line in lines if line.cite] or lines[:1]
    sources = {source.url: source for line in cited if (source := _source(view, line, policy))}
    with_clause = {source.version.policy for source in sources.values() if source.clause}
    yield from (one for one in sources.values() if one.clause or one.version.policy not in with_clause)


def _source(view: View, line: Line, policy: str) -> Source | None:
    """The version in effect that states a line, and the clause that prints it."""
    kind = line.cite.partition(".")[0]
    citing = [v for v in view.snapshot.in_effect.values() if {line.cite, kind} & set(v.cites)] if line.cite else []
    if not citing and policy in view.snapshot.in_effect:
        citing = [view.snapshot.in_effect[policy]]
    if not citing:
        return None
    version = min(citing, key=lambda v: (v.policy != policy, line.cite not in v.cites, v.title, v.policy))
    clause = _clause(version.text, line.said)
    url = f"policies/{version.policy}/" + (f"#{clause.anchor}" if clause else "")
    return Source(version, clause.heading if clause else "", url)


def _clause(text: str, said: Sequence[str]) -> Clause | None:
    """The clause that prints most of what an answer says, the innermost of equals; a word or two prove nothing."""
    telling = [words for one in said if len(words := _folded(one)) >= LEAST_TELLING]
    held = [(sum(words in _folded(c.body) for words in telling), place) for place, c in enumerate(clauses(text))]
    best, place = max(held, default=(0, 0))
    return clauses(text)[place] if best and clauses(text)[place].level > 1 else None


def _folded(text: str) -> str:
    """A text in lower case without the signs of Markdown, for comparing."""
    return " ".join(re.sub(r"[*_`\\|]", " ", text).lower().rstrip(".").split())


# What answers a question ----------------------------------------------------------------------------------------------


def _printed(view: View, kind: str, record: Plain, name: str) -> Markup:
    return inline(Printer(view.facts, uncited, day=view.t.day, t=view.t).field(kind, record, name), view, URL)


def _named(words: Sequence[str], record_id: str) -> bool:
    return bool(set(words) & {*record_id.replace("-", "_").split("_"), record_id})


def records(kind: str, words: Sequence[str], *names: str) -> Callable[[View], Iterator[Line]]:
    """The records of a kind whose ids hold one of some words: each with its label and some fields."""

    def lines(view: View) -> Iterator[Line]:
        for name, record in view.facts.records(kind).items():
            if words and not _named(words, name):
                continue
            said = [value for one in names if (value := _printed(view, kind, record, one))]
            label = _printed(view, kind, record, "label")
            values = tuple(value.striptags() for value in said)
            if said:
                told = Markup("; ").join([*(Markup(value.rstrip(".")) for value in said[:-1]), said[-1]])
                yield Line(Markup(": ").join([label, told]) if label else told, f"{kind}.{name}", values)

    return lines


def one(kind: str, *names: str) -> Callable[[View], Iterator[Line]]:
    """Fields of a kind with a single record."""

    def lines(view: View) -> Iterator[Line]:
        for name in names:
            if value := _printed(view, kind, view.facts.one(kind), name):
                yield Line(Markup("{}: {}").format(view.t.heading(name), value), kind, (value.striptags(),))

    return lines


def _vendors(view: View) -> Iterator[Line]:
    named = {
        str(r["name"]): n for n, r in view.facts.records("subprocessors").items() if isinstance(r.get("name"), str)
    }
    if named:
        links = [_vendor(view, n, label) for label, n in sorted(named.items())]
        yield Line(view.t("answers.vendors", count=len(named), names=Markup(", ").join(links)), "subprocessors")
    for one_ in announced_facts.coming(view, "subprocessors"):
        if one_.record and not one_.before and isinstance(one_.record.get("name"), str):
            yield Line(view.t("announced.from", day=view.t.day(one_.day), value=one_.record["name"]))


def _vendor(view: View, vendor: str, label: str) -> Markup:
    """A vendor's name, linked to its page; facts that no version states yet have none."""
    there = f"subprocessors/{vendor}/" in view.site.urls
    return Markup('<a href="../subprocessors/{}/">{}</a>').format(vendor, label) if there else escape(label)


def _places(view: View) -> Iterator[Line]:
    codes = {p for r in view.facts.records("subprocessors").values() for p in stated(r, "locations")}
    if codes:
        yield Line(
            inline(escaped(view.t.listed(sorted(view.t.country(code) for code in codes))), view), "subprocessors"
        )


def _transfers(view: View) -> Iterator[Line]:
    said: dict[str, list[str]] = {}
    for record in view.facts.records("subprocessors").values():
        if (words := transfer_in_words(record, view.t)) and isinstance(record.get("name"), str):
            said.setdefault(words, []).append(record["name"])
    for words, names in sorted(said.items()):
        yield Line(
            Markup("{}: {}").format(words[:1].upper() + words[1:], view.t.listed(sorted(names))), "subprocessors"
        )


def retention(*words: str) -> Callable[[View], Iterator[Line]]:
    """How long the data of some rules are kept, with totals and what is announced."""

    def lines(view: View) -> Iterator[Line]:
        rules = view.facts.records("retention")
        for name, rule in rules.items():
            if _named(words, name):
                kept = _printed(view, "retention", rule, "keep")
                label = rule.get("label", name)
                yield Line(Markup("{}: {}").format(label, kept), f"retention.{name}", (kept.striptags(),))
                yield from (Line(line) for line in figures(view, rule, rules))
                yield from (Line(line) for line in announced_facts.later(view, "retention", name, "keep"))

    return lines


def _training(view: View) -> Iterator[Line]:
    for kind in ("ai", "subprocessors"):
        said = {_printed(view, kind, r, "trains_on_data") for r in view.facts.records(kind).values()} - {Markup()}
        if said:
            yield Line(view.t(f"answers.training_{kind}", answer=view.t.listed(sorted(said))), kind)


def _certificates(view: View) -> Iterator[Line]:
    for name, record in view.facts.records("certifications").items():
        status, expires = record.get("status"), record.get("expires")
        until = view.t("answers.until", day=_printed(view, "certifications", record, "expires")) if expires else ""
        state = view.t.word(status) if isinstance(status, str) else ""
        yield Line(Markup(", ").join(filter(None, [record["label"], state, until])), f"certifications.{name}")
    records = view.facts.records("certifications").values()
    whom = dict.fromkeys(contact for record in records if (contact := objection.report_contact(view.facts, record)))
    yield from (Line(view.t("answers.report", contact=contact)) for contact in whom)


def _agreement(view: View) -> Iterator[Line]:
    if current := view.snapshot.in_effect.get("dpa"):
        link = Markup('<a href="../policies/dpa/">{}</a>').format(current.title)
        yield Line(view.t("answers.agreement", title=link, number=current.number, day=view.t.day(current.binds_from)))
        if contact := objection.contact(view.facts, ("legal", "privacy", "support")):
            yield Line(view.t("answers.sign", contact=contact))


def _objections(view: View) -> Iterator[Line]:
    yield from one("notice", "objection")(view)
    if view.facts.one("notice").get("objection") and (contact := objection.contact(view.facts)):
        yield Line(view.t("objection.write", contact=contact))


def contacts(*ids: str) -> Callable[[View], Iterator[Line]]:
    """The contacts of some ids, with how to reach them."""

    def lines(view: View) -> Iterator[Line]:
        for name in ids:
            if contact := objection.contact(view.facts, (name,)):
                yield Line(escape(contact), f"contacts.{name}", (contact.address,))

    return lines


QUESTIONS = (
    Question("vendors", _vendors, ("DSP-13.1", "DSP-14.1"), ("4.3",), "subprocessors"),
    Question("places", _places, ("DSP-19.1",), (), "subprocessors"),
    Question("transfers", _transfers, ("DSP-10.1",), (), "subprocessors"),
    Question("recordings", retention("recordings", "recording", "transcripts"), ("DSP-16.1",), (), "retention"),
    Question("messages", retention("messages", "message", "sms"), ("DSP-16.1",), (), "retention"),
    Question("deletion", retention("account", "accounts", "customer"), ("DSP-16.1",), ("1.8",), "retention"),
    Question("requests", records("rights", ("erasure", "deletion", "delete"), "description", "respond_within"),
             ("DSP-11.1",), (), "privacy"),
    Question("training", _training, ("DSP-12.1",), (), "ai-and-recording"),
    Question("disclosure", records("ai", (), "disclosure"), (), (), "ai-and-recording"),
    Question("recording", one("recording", "announcement", "default", "keep"), (), (), "ai-and-recording"),
    Question("breach", records("security", ("breach", "incident"), "description", "detail"),
             ("SEF-07.1",), ("1.7",), "dpa"),
    Question("certificates", _certificates, ("A&A-02.1",), ("1.6",), "security"),
    Question("encryption", records("security", ("encryption", "tls", "encrypted"), "detail", "description"),
             ("CEK-03.1",), ("2.2", "2.8"), "security"),
    Question("sign_in", records("security", ("sign_in", "mfa", "authentication", "access"), "detail", "description"),
             ("IAM-14.1",), ("4.2",), "security"),
    Question("testing", records("security", ("testing", "pentest", "penetration"), "detail", "description"),
             ("TVM-06.1",), ("1.4",), "security"),
    Question("patching", records("security", ("patching", "vulnerabilities"), "detail", "description"),
             ("TVM-03.1",), ("3.4",), "security"),
    Question("backups", records("security", ("backups", "backup", "recovery"), "detail", "description"),
             ("BCR-08.1",), ("4.4",), "security"),
    Question("staff", records("security", ("training", "screening"), "detail", "description"),
             ("HRS-01.1", "HRS-11.1"), ("1.5",), "security"),
    Question("agreement", _agreement, (), (), "dpa"),
    Question("notice", one("notice", "material", "emergency"), (), (), "subprocessors"),
    Question("objection", _objections, (), (), "subprocessors"),
    Question("officers", contacts("privacy", "dpo", "eu_representative", "uk_representative"), (), (), "privacy"),
)  # fmt: skip
"""The questions in the order of the page."""

CENTER_PAGE = CenterPage(URL, TITLE, "data", exists, page)
