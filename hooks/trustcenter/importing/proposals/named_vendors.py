"""Proposes the vendors that a text names, and the categories of data that they get.

`proposals.propose` calls `vendors` and gets a `subprocessors` proposal for each row of a table or item of a list of
those who get data, then for each name with a verb of use in a sentence ("we use Twilio to send messages").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import clauses
from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.record_ids import free_id, slug
from trustcenter.importing.tables_and_lists import ABOUT_VENDORS, Row, is_name, listed_vendors, tables
from trustcenter.importing.vendor_names import NAMES, is_company, is_known, is_never, is_ordinary, known_in
from trustcenter.importing.vendor_records import Labels, record_of
from trustcenter.markdown.words import plain_words
from trustcenter.model.company_names import LEGAL_FORM, name_words, without_legal_form

_VERBS = (
    r"(?:provided|processed|handled|hosted|stored|sent|delivered|operated|powered|managed|dispatched|run"
    r"|collected|transmitted|kept|carried|answered|typed in|checked|verified|routed|relayed|done|made"
    r"|turned into \w+|generated|supplied"
    r"|measured|translated|packed|shipped|rented|monitored|transcribed|protected|spoken|worded|printed|tracked)"
)
_USES = re.compile(
    r"\b(?:[Ww]e|[Oo]ur (?:\w+ ){1,4}?)\s*(?:(?:also|currently|only|do|have|check|count|monitor"
    r"|answer)\s+)*(?:uses?|rel(?:y|ies) (?:up)?on|works? with|partners? with|engages?|employs?"
    r"|contracts? with|shares? \w[\w ]{2,40}? with|sends? \w[\w ]{2,40}? (?:to|through|via|with)"
    r"|hosts? \w[\w ]{2,40}? (?:on|with|at)|stores? \w[\w ]{2,40}? (?:on|in|with|at)|(?:runs?|sits?|lives?"
    r"|comes?|goes|go|land|travels?) (?:out |in )?(?:on|in|with|over|from|through|by way of)|is|are)\b"
    rf"|\b(?:is|are)\s+(?:\w+ly\s+|each\s+|all\s+)?{_VERBS}\b[^.;]{{0,50}}?\b(?:by|with|through|via|on|at|in"
    rf"|from|using)\b|\b(?:[A-Z]\w+|All of it) (?:runs|sits|lives) on\b|\b{_VERBS} (?:by|with|through"
    rf"|via|at)\b",
)
_MENTIONS = re.compile(
    r"\b(?:such as|including|namely|for example|e\.g\.|like|using|through|via|integrat\w+|connect\w*|providers?"
    r"|processors?|partners?|services?|vendors?)\b",
    re.IGNORECASE,
)
_SOCIAL = frozenset(
    "facebook linkedin twitter x reddit youtube instagram tiktok pinterest github mastodon discord google "
    "microsoft apple".split()
)
_SELF = re.compile(
    r"\bself-host\w*|\b(?:machines?|servers?|hardware) of (?:our|its) own\b|\bour own (?:\w+ )?(?:servers?"
    r"|infrastructure|hardware|machines?|systems?|data cent\w+)|\bourselves\b|\bon[- ]premises?\b"
    r"|\bopen[- ]source\b|\bin-house\b",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\bnot (?:our|a|one of our) (?:sub-?)?processors?\b|\bindependent controllers?\b|\byou (?:can|may|could"
    r"|choose|connect|sign|log|link|pay|use|install|visit)\b|\b(?:sign|log)(?:ged|ging)? ?in (?:with"
    r"|via|through|using)\b|\bbrowsers?\b|\bsettings of\b|\bpolic(?:y|ies)\b|\bterms\b|\badd-on\b"
    r"|\bavailable (?:on|in|at|from)\b|\bfollow us\b|\bpages? on\b|\b(?:complain\w*|authority|court)\b"
    r"|\bhistory of\b|\bsponsors?\b|\btrademarks?\b|\bregistered (?:with|by)\b|\bcompatible\b",
    re.IGNORECASE,
)
_SERVICE_AFTER = re.compile(
    r"\s*(?:\((?P<where>[^()]{2,40})\)\s*)?(?:\((?P<inside>[^()]{3,80})\)|(?:[—–:]"
    r"|-{1,2})\s+(?P<dash>[^.;()]{3,90})|(?:,\s*)?(?:(?:for|to)\s+(?P<for>[^.;()]{3,80}?))(?=[.;(]"
    r"|,\s|\s+and (?:we|our)\b|\Z))"
)
_KINDS_BEFORE = re.compile(
    r"(?P<what>[a-z][\w -]{3,50}?)\s+(?:providers?|processors?|services?|partners?|platforms?"
    r"|tools?)?\s*(?:such as|including|like|\(|:)\s*\Z"
)


def vendors(
    sentences: Sequence[Sentence], *, own: Collection[str], categories: Sequence[Proposal]
) -> Iterator[Proposal]:
    """Each vendor once: those of tables and lists first, then those of sentences; then the categories of data they get.

    `own` are names of the organization, `categories` those of data that are proposed already.
    """
    labels = Labels((), [{"id": one.id, "label": one.fields["label"]} for one in categories])
    there = {*labels.records}
    of_category: dict[str, Proposal] = {}
    names = [*own, *_own_products(sentences)]
    taken: set[str] = set()
    seen: set[tuple[str, ...]] = set()
    for proposal in (*_rows(sentences, names, labels), *_labelled(sentences, names), *_in_sentences(sentences, names)):
        words = name_words(str(proposal.fields["name"]))
        if not words or any(words[: len(one)] == one or one[: len(words)] == words for one in seen):
            continue
        seen.add(words)
        name = free_id(slug(without_legal_form(str(proposal.fields["name"]))), taken)
        yield replace(proposal, id=name)
        for category in proposal.fields["data"] if isinstance(proposal.fields["data"], list) else ():
            if category not in there:
                of_category.setdefault(category, proposal)
    for category, vendor in of_category.items():
        label = labels.records[category]["label"]
        yield Proposal("data_categories", category, {"label": label}, vendor.sentence, f"`{label}`", vendor.doubt)


def _own_products(sentences: Sequence[Sentence]) -> list[str]:
    """What a text calls its own: `products built by Acme, including Tideboard, Gaugely and Notes`."""
    made: list[str] = []
    for sentence in sentences:
        text = plain_words(sentence.text)
        for match in re.finditer(
            r"\b(?:our|all|the) (?:\w+ )?(?:products?|apps?|applications|brands?|websites?|services"
            r"|sites)\b[^.;]{0,80}?\b(?:including|such as|namely|called|:)\s*(?P<names>[^.;:]{3,200})",
            text,
            re.IGNORECASE,
        ):
            if not re.search(r"\b(?:provide[rs]|third|partner|vendor|by others)\b", match[0], re.IGNORECASE):
                made += [
                    name.strip()
                    for name in re.split(r",\s*(?:and\s+)?|\s+and\s+|\(", re.sub(r"\([^()]*\)", "", match["names"]))
                    if name.strip()[:1].isupper()
                ]
    return made


# Tables and lists ---------------------------------------------------------------------------------------------------


def _rows(sentences: Sequence[Sentence], own: Collection[str], labels: Labels) -> Iterator[Proposal]:
    listed = [(row, True) for table in tables(sentences) if table.is_of_vendors() for row in table.rows]
    listed += [(row, False) for row in listed_vendors(sentences)]
    for row, in_table in listed:
        for name in _split(row.said("name"), whole=in_table and not re.search(r"\w\s*/\s*\w{3}", row.said("name"))):
            if is_company(name, own) or (
                in_table and is_name(name) and not is_never(name, own) and not is_ordinary(name)
            ):
                yield _of_row(row, name, labels)


def _of_row(row: Row, name: str, labels: Labels) -> Proposal:
    cells = {role: row.said(role) for role in row.cells} | {"name": name}
    record = record_of("", cells, row.section, labels)
    text = plain_words(row.sentence.text)
    doubt = ""
    if _SELF.search(text):
        doubt = "the text says that this runs on own servers"
    elif row.sentence.kind == "item" and (why := clauses.doubt(text, 0, len(name), ignore=("possible", "price"))):
        doubt = why
    elif _NOT_OURS.search(text) and row.sentence.kind == "item":
        doubt = "the text may say that this is no processor"
    return Proposal(
        "subprocessors", "", record, row.sentence, f"a row of the list `{row.section}`", doubt, {"name": name}
    )


def _split(names: str, *, whole: bool) -> list[str]:
    """The names in a cell: `Google / Microsoft` are two, `Smith and Sons Ltd` in a cell of a table is one."""
    first = names.split("\n")[0].strip()
    first = first if re.search(rf"\s{LEGAL_FORM}\Z", first) else first.rstrip(" .")
    if whole:
        return [re.sub(r"\s*\([^()]*\)\s*\Z", "", first)]
    parts = re.split(
        rf"\s*/\s*(?=\w{{3}})|,\s*(?:and\s+)?(?![^()]*\))(?!\s*{LEGAL_FORM})|\s+and\s+(?=[A-Z])|\s+or\s+(?=[A-Z])",
        first,
    )
    return [re.sub(r"\s*\([^()]*\)\s*\Z", "", part).strip() for part in parts if part.strip()]


def _labelled(sentences: Sequence[Sentence], own: Collection[str]) -> Iterator[Proposal]:
    """Items such as `Payments: Stripe, PayPal`, below a heading or introduction about those who get data."""
    for sentence in sentences:
        place = plain_words(f"{sentence.heading} {sentence.intro}")
        if sentence.kind != "item" or not sentence.label or not ABOUT_VENDORS.search(place):
            continue
        words = plain_words(sentence.words)
        names = _split(words.rstrip("."), whole=False)
        label = plain_words(sentence.label)
        if names and all(is_company(name, own) for name in names) and not is_company(label, own):
            for name in names:
                yield _mention(name, label, sentence, _doubt(words, 0, len(words), name))


# Sentences ----------------------------------------------------------------------------------------------------------


def _in_sentences(sentences: Sequence[Sentence], own: Collection[str]) -> Iterator[Proposal]:
    """Names that a sentence says are used; those that no list knows and without a legal form are not accepted."""
    for sentence in sentences:
        text = plain_words(sentence.text)
        if sentence.kind in ("heading", "row") or len(text) > 1500:
            continue
        section = bool(ABOUT_VENDORS.search(plain_words(f"{sentence.above} {sentence.heading}")))
        for start, end in _places(text):
            name = text[start:end].rstrip(",")
            used = _is_used(text, start, end)
            if is_never(name, own) or not (used or _MENTIONS.search(text) or section) or _is_in_title(text, end):
                continue
            doubt = _doubt(text, start, end, name) or ("" if used else "no verb of use stands with this name")
            yield _mention(name, _purpose(text, start, end), sentence, doubt)


def _places(text: str) -> list[tuple[int, int]]:
    """Where names stand that a list knows or that have a legal form."""
    places = dict(known_in(text))
    for match in re.finditer(rf"(?<![\w@./-]){NAMES.replace('{0,5}', '{0,4}')}", text):
        covered = any(start <= match.start() < end for start, end in places.items())
        if re.search(rf"\s{LEGAL_FORM}\Z", match[0]) and not covered:
            places[match.start()] = match.end()
    return sorted(places.items())


def _is_used(text: str, start: int, end: int) -> bool:
    """Whether a verb of use governs a name or the enumeration it stands in, or the name acts for us."""
    acts = (
        r"\s*(?:\([^()]*\)\s*)?(?:hosts?|processes|stores?|sends?|delivers?|handles?|transcribes?|routes?|powers?|carries"
        r"|joins)\b[^.;]*\b(?:our|us|the|your)\b|\s+is our\b"
    )
    if re.match(acts, text[end:]):
        return True
    verbs = list(_USES.finditer(text, 0, start))
    between = text[verbs[-1].end() : start] if verbs else "."
    return len(between) < 160 and not re.search(
        r"[.;]|\b(?:but|not|while|whereas|you|who|which|that|if|when|when)\b", between
    )


def _is_in_title(text: str, end: int) -> bool:
    """Whether a name is part of something else: a law, a document, a certificate, a link to a page."""
    return bool(
        re.match(
            r"['’]s?\s+(?:privacy|terms|policy|website|site|page|documentation)|\s+(?:privacy|terms|policy"
            r"|account|accounts|certifi\w+|API|Terms|Privacy|Policy)\b",
            text[end:],
        )
    )


def _purpose(text: str, start: int, end: int) -> str:
    """What follows a name as its task, or the kind of service before `such as`."""
    after = _SERVICE_AFTER.match(text, end)
    if after and (said := after["inside"] or after["dash"] or after["for"]):
        return re.sub(r"\A(?:our|the|an?)\s+", "", re.split(r",?\s+and\s+(?=[A-Z])|,\s+(?=[A-Z])", said)[0].strip())
    before = _KINDS_BEFORE.search(text[:start])
    what = before["what"].strip() if before else ""
    return re.sub(r"\A.*\b(?:use|uses|with|our|the|for|as|by|of|third-party|to)\s+", "", what)


def _doubt(text: str, start: int, end: int, name: str) -> str:
    own = clauses.clause(text, start, end)
    reason = clauses.doubt(text, start, end, ignore=("price",))
    if _SELF.search(own):
        reason = "the text says that this runs on own servers"
    elif _NOT_OURS.search(own):
        reason = "the text may speak of something that is no processor"
    elif not reason and not is_known(name) and not re.search(rf"\s{LEGAL_FORM}\Z", name):
        reason = "no list knows this name, and the text lists it nowhere"
    elif not reason and " ".join(name_words(name)) in _SOCIAL:
        reason = "the text may speak of a page or an account there"
    return reason


def _mention(name: str, purpose: str, sentence: Sentence, doubt: str) -> Proposal:
    where = re.search(rf"{re.escape(name)}\s*\(([^()]{{2,40}})\)", plain_words(sentence.text))
    cells = {"name": name, "purpose": purpose, "locations": where[1] if where else ""}
    record: dict[str, Any] = record_of(
        "", {key: value for key, value in cells.items() if value}, plain_words(sentence.heading), Labels((), ())
    )
    if isinstance(record["locations"], dict):
        record["locations"] = {"unknown": "the text does not say"}
    return Proposal("subprocessors", "", record, sentence, f"`{name}`", doubt, {"name": name})
