"""Proposes retention rules: what is kept, how long or while what, from when, and what happens then.

`proposals.propose` calls `retention`, then `categories` for the kinds of data that the rules point to.  A rule is a
row of a table with a column of periods, an item `Logs: 90 days` in a list about keeping, or a clause with a verb of
keeping or deleting; it is accepted by default only where the text also names what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import clauses
from trustcenter.importing.proposals.promised_periods import (
    NAMES_DATA,
    PERIOD,
    PromisedPeriod,
    first_period,
    in_sentence,
)
from trustcenter.importing.proposals.proposal import Proposal, unknown
from trustcenter.importing.record_ids import free_id, slug
from trustcenter.importing.tables_and_lists import Row, Table, tables
from trustcenter.markdown.words import plain_words

_ACTIONS: tuple[tuple[str, str], ...] = (
    ("anonymise", r"\banonymi[sz]\w+|\bde-identif\w+|\bstripped of\b"),
    ("delete", r"\b(?:delet|eras|purg|destr|remov|wip(?:e|ed)|discard|dispos|shred|overwrit|clear(?:ed)?\b"
               r"|roll(?:s|ed)? off)\w*"),
    ("return", r"\breturn(?:ed|s)?\b(?! to)"),
    ("archive", r"\barchiv(?:e|ed|es|ing)\b"),
)  # fmt: skip
_KEPT_VERB = (
    r"(?:ke(?:ep|pt)s?|retain(?:s|ed)?|stor(?:e|es|ed)|h(?:eld|old)s?|archived?|preserved?|maintain(?:s|ed)?"
    r"|saved?|delet(?:e|es|ed)|eras(?:e|es|ed)|purged?|destroy(?:ed|s)?|remov(?:e|es|ed)"
    r"|anonymi[sz](?:e|es|ed)|overwritten|discarded?|disposed of|wiped?|cleared)"
)
_PASSIVE = re.compile(
    rf"(?P<what>[^.;:()]{{3,90}}?)\s+(?:(?:is|are|will be|shall be|get|gets|must be|be)\s+(?:(?:then"
    rf"|automatically|permanently|securely|only|also|usually|normally|generally|typically|being|each"
    rf"|all)\s+)*{_KEPT_VERB}|stays?|remains?|lives?|expires?|lasts?|rolls? off)\b",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    rf"\b(?:we|our \w+|they|it|{'[A-Z]'}\w+)\s+(?:(?:will|also|only|then|may|automatically|permanently|securely"
    rf"|generally|do)\s+)*{_KEPT_VERB}\s+(?P<what>[^.;:()]{{3,90}}?)(?=\s+(?:for|within|until|while"
    rf"|as long|no longer|up to|at most|from|after|in|on|during|\d|no later|not longer)\b|\s*,|\s*\Z)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\A(?:(?:and|but|then|that|which|if|when|after|while|all|any|the|your|our|their|his|her|its|an?|such|these"
    r"|those|this|of|only|also|personal data such as)\s+)+",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:it|they|them|this|that|these|those|which|we|you|everything|anything|data|information|personal (?:data"
    r"|information)|(?:your )?(?:data|information|personal (?:data|information))|content|records?"
    r"|copies|copy|rest|items?|each|most|some|others?|one|what|there)\Z",
    re.IGNORECASE,
)
_NO_LABEL = re.compile(
    r"\A(?:you|using|to|not|no|be|we|please|how|what|there|up|days?|months?|period|thirty|after)\b|\b(?:is|are"
    r"|was|were|will|do|does|expires?|delete|cancel|ask|days)\b",
    re.IGNORECASE,
)
_CUT_WHAT = re.compile(
    r"\s+(?:that|which|we|you|who|whom|for|when|if|as|from|about|associated|relating|related|collected|used|may"
    r"|on|in (?:the|our|your)|with us|including|such as)\b|[(,;:]",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:,\s*)?(?:counted\s+)?(?:after|from|following|of|since|past|once|as of|upon"
    r"|starting (?:from|on|with))\s+(?:the (?:date|day|time|moment) (?:of|on which|when"
    r"|that)\s+)?(?P<event>[^.;,()|]{3,70})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:after|following|upon|when|once)\s+(?P<event>[^.;,()]{3,60}?),?\s*(?:we|it|they|is|are|will|your|all"
    r"|the|then|for|within|in)?\b[^.;]{0,70}\Z",
    re.IGNORECASE,
)
_WHILE = re.compile(
    r"\b(?:for )?(?:as long as|so long as|while|for the (?:duration|term|life(?:time)?) of|during the (?:term"
    r"|life(?:time)?) of|until|life of)\s+(?P<state>[^.;,()|]{3,80})",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:necessary|needed|need|required|requires?|reasonabl\w+|appropriate|law|legal\w*|permitted|purposes?"
    r"|obligations?|want|wish|relevant|useful)\b",
    re.IGNORECASE,
)
_BACKUPS = re.compile(r"\b(?:from|in|of) (?:our |the |all )?back-?ups?\b|\bback-?ups?\b", re.IGNORECASE)
_CONFIGURED = re.compile(
    r"\b(?:configur\w+|settings?|you (?:choose|set|can change)|customi[sz]able|adjustable)\b", re.IGNORECASE
)


def retention(sentences: Sequence[Sentence]) -> Iterator[Proposal]:
    """The rules of tables, then those of items and clauses."""
    taken: set[str] = set()
    read: set[int] = set()
    for table in tables(sentences):
        if table.is_of_cookies or table.is_of_vendors() or _is_schedule(table):
            read |= {row.sentence.line for row in table.rows}
        if _is_schedule(table):
            for row in table.rows:
                yield from _of_row(row, taken)
    for sentence in sentences:
        if sentence.kind != "heading" and sentence.line not in read:
            yield from _of_sentence(sentence, taken)


def _is_schedule(table: Table) -> bool:
    """Whether a table says how long things are kept: a column of periods, and cells that are some."""
    if "period" not in table.roles or table.is_of_cookies:
        return False
    head = table.head[table.roles.index("period")]
    if re.search(r"\b(?:retention|retain\w*|kept|keep|how long|stored|storage|deleted|held)\b", head, re.IGNORECASE):
        return True
    said = f"{table.section} {table.intro}"
    periods = sum(first_period(row.said("period")) is not None for row in table.rows)
    return bool(
        re.search(r"\bretention|\bretain|\bhow long|\bkept?\b|\bdelet", said, re.IGNORECASE)
    ) and 2 * periods >= len(table.rows)


def _of_row(row: Row, taken: set[str]) -> Iterator[Proposal]:
    """One row: its first cell is what is kept; an event in a column of its own is the start."""
    first = next(iter(row.sentence.cells), ("", ""))[1]
    label = _shortened(plain_words(first))
    stated, trigger = row.said("period").replace("\n", "; "), row.said("starts").replace("\n", "; ")
    period = first_period(stated)
    words, source = (period, stated) if period else (first_period(trigger), trigger)
    fields: dict[str, Any] = {"label": label}
    if while_ := _state(stated):
        fields["while"] = while_
    if words:
        fields["period"] = str(words[0])
        event = _event(_AFTER.match(source, words[1].end()))
        own = (
            trigger
            if source is stated
            and trigger
            and not first_period(trigger)
            and re.search(
                r"\b(?:after|from|when|on|upon|of|creation|closure|end|termination|last)\b", trigger, re.IGNORECASE
            )
            and not re.search(r"\b(?:job|delet\w+ by|purged)\b", trigger)
            else ""
        )
        if event or own:
            fields["starts"] = event or _trimmed(own)
    elif not while_:
        fields["period"] = unknown(f"the text says: {stated[:120]}" if stated else "the text gives no period")
    fields["action"] = _action(f"{row.said('action')} {stated} {trigger}", row.sentence)
    written = words[1][0] if words else ""
    doubt = (
        "" if (words or while_) and label and not _VAGUE.search(fields.get("while", "")) else "the row states no period"
    )
    yield _rule(fields, row.sentence, written, doubt, taken)


def _of_sentence(sentence: Sentence, taken: set[str]) -> Iterator[Proposal]:
    text = plain_words(sentence.text)
    kept = [one for one in in_sentence(sentence) if one.use == "retention"]
    starts = ""
    for one in kept:
        fields, doubt = _fields(text, one, sentence, starts)
        starts = starts or (fields["starts"] if isinstance(fields.get("starts"), str) else "")
        yield _rule(fields, sentence, one.written, doubt, taken)
    if not kept and not PERIOD.search(text) and (rule := _while_rule(sentence, text)):
        fields, doubt = rule
        yield _rule(fields, sentence, "", doubt, taken)


def _fields(text: str, one: PromisedPeriod, sentence: Sentence, started: str) -> tuple[dict[str, Any], str]:
    """The fields of a rule for one period, and why it is not accepted by itself."""
    own = clauses.clause(text, one.start, one.end)
    label = "Backups" if _BACKUPS.search(own) and not re.search(r"\bexcept", own) else _label(text, own, sentence)
    event = (
        _event(_AFTER.match(text, one.end))
        or _event(_BEFORE.search(text, 0, one.start))
        or (started if label == "Backups" else "")
    )
    fields: dict[str, Any] = {"label": label or plain_words(sentence.heading) or "Personal data"}
    if (
        (state := _WHILE.search(own))
        and re.search(r"\b(?:kept|retain\w*|keep)\b", own)
        and state.start() < own.find(one.written)
        and not _VAGUE.search(state["state"])
    ):
        before = own[: state.start()]
        if re.search(r"\b(?:kept|retain\w*|keep)\b", before):
            fields["while"] = _trimmed(re.split(r"\s+and\s+", state["state"])[0])
    fields["period"] = str(one.period)
    if event:
        fields["starts"] = event
    fields["action"] = _action(own if _action_of(own) else text, sentence)
    doubt = clauses.doubt(text, one.start, one.end)
    if not doubt and not (label and (sentence.label or NAMES_DATA.search(label))):
        doubt = "the sentence does not name what is kept"
    if not doubt and _CONFIGURED.search(text):
        doubt = "somebody can set another period"
    return fields, doubt


def _while_rule(sentence: Sentence, text: str) -> tuple[dict[str, Any], str] | None:
    """A rule without a number: something is kept as long as something holds; vague conditions are left to people."""
    match = _WHILE.search(text)
    about = re.search(r"\bretention\b|\bhow long\b", f"{sentence.heading} {sentence.above}", re.IGNORECASE)
    keeps = re.search(
        r"\b(?:ke(?:ep|pt)|retain(?:ed)?|store[ds]?)\b", text[: match.start()] if match else "", re.IGNORECASE
    )
    if (
        not match
        or not (keeps or (about and sentence.kind == "item" and sentence.label))
        or _VAGUE.search(match["state"])
    ):
        return None
    state = _state(text)
    label = _label(text, clauses.clause(text, match.start(), match.end()), sentence)
    fields = {
        "label": label or plain_words(sentence.heading) or "Personal data",
        "while": state,
        "action": _action(text, sentence),
    }
    doubt = clauses.doubt(text, match.start(), match.end()) or (
        "" if label and (sentence.label or NAMES_DATA.search(label)) else "the sentence does not name what is kept"
    )
    return fields, doubt


def _rule(fields: dict[str, Any], sentence: Sentence, written: str, doubt: str, taken: set[str]) -> Proposal:
    label = str(fields["label"])
    name = free_id(slug(label), taken)
    data = list(dict.fromkeys(slug(part) for part in parts(label)))
    ordered: dict[str, Any] = {
        "label": label,
        "data": data,
        **{key: fields[key] for key in ("while", "period", "starts", "action") if key in fields},
    }
    replaces: dict[str, str] = {"period": written} if written and isinstance(fields.get("period"), str) else {}
    because = f"`{written or fields.get('while') or ''}`"
    return Proposal("retention", name, ordered, sentence, because, doubt, replaces)


def _state(text: str) -> str:
    """The condition while which something is kept, as the field `while` reads: `your account is active`."""
    match = _WHILE.search(text)
    if not match:
        return ""
    state, opening = _trimmed(match["state"]), match[0].casefold()
    if re.match(r"(?:for )?(?:the )?(?:as|so) long as|while", opening):
        return state
    return f"until {state}" if opening.startswith("until") else f"the {re.sub(r'^(?:the|your|an?) ', '', state)} lasts"


def _event(match: re.Match[str] | None) -> str:
    event = _trimmed(match["event"]) if match else ""
    short = 0 < len(event.split()) <= 9
    return (
        event
        if short
        and not re.match(
            r"(?:data|which|the purposes?|analytics|our (?:servers|backups|systems)|back-?ups?|time to time|\d)\b",
            event,
            re.IGNORECASE,
        )
        else ""
    )


def _trimmed(event: str) -> str:
    """An event without what goes on after it."""
    cut = re.split(
        r"\s+(?:and|unless|except|then|but|in order|so that|to comply|as required|if|we|which|from our"
        r"|whichever)\b|[,;|]",
        event.strip(" .,:"),
    )[0]
    return re.sub(r"\A(?:when|after|the date of|the day of|on)\s+", "", cut.strip(), flags=re.IGNORECASE)


def _action_of(words: str) -> str:
    return next((action for action, pattern in _ACTIONS if re.search(pattern, words, re.IGNORECASE)), "")


def _action(words: str, sentence: Sentence) -> Any:
    """What happens at the end, by the words, then by the heading of the section."""
    action = _action_of(words) or _action_of(plain_words(f"{sentence.intro} {sentence.label}"))
    return action or unknown("the text does not say what happens at the end of the period")


# What the data is called --------------------------------------------------------------------------------------------


def _label(text: str, own: str, sentence: Sentence) -> str:
    """What is kept: the words before a colon, the subject or object of the clause; nothing if unnamed."""
    if sentence.label and not re.search(r",", sentence.label) and len(sentence.label.split()) <= 8:
        return _shortened(plain_words(sentence.label))
    if sentence.kind == "row" and sentence.cells:
        return _shortened(plain_words(sentence.cells[0][1]))
    for words in (own, text):
        for pattern in (_PASSIVE, _ACTIVE):
            for match in pattern.finditer(words):
                what = _shortened(match["what"])
                if what and not _GENERIC.match(what):
                    return what
    if sentence.kind == "item" and (
        cut := re.match(r"([A-Z][^.;:()]{2,50}?)\s*[,–—-]\s*(?=(?:up to |at most |for )?\d)", text)
    ):
        return _shortened(cut[1])
    return ""


def _shortened(what: str) -> str:
    """What is kept as a label: without articles and relative clauses, at most seven words."""
    what = _CUT_WHAT.split(_LEADING.sub("", what.strip()))[0].strip(" .*:/")
    if not 2 < len(what) <= 60 or len(what.split()) > 7 or re.search(r"\d", what) or _NO_LABEL.search(what):
        return ""
    return what[0].upper() + what[1:]


def parts(label: str) -> list[str]:
    """The data categories a label names: "Message logs and contact information" names two."""
    named = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*[/&]\s*", label) if len(part.strip()) > 2]
    return [part[0].upper() + part[1:] for part in named] if 1 <= len(named) <= 3 else [label]


def categories(sentences: Sequence[Sentence], rules: Sequence[Proposal]) -> Iterator[Proposal]:
    """The categories of data that rules point to; what the text lists as one of them becomes its items."""
    listed = {slug(plain_words(one.label)): one for one in sentences if one.kind == "item" and one.label}
    seen: set[str] = set()
    for rule in sorted(rules, key=lambda one: bool(one.doubt)):
        for part in parts(str(rule.fields["label"])):
            name = slug(part)
            if name not in seen:
                seen.add(name)
                items = _items(plain_words(listed[name].words)) if name in listed else []
                fields = {"label": part, **({"items": items} if items else {})}
                yield Proposal(
                    "data_categories", name, fields, listed[name] if items else rule.sentence, f"`{part}`", rule.doubt
                )


def _items(words: str) -> list[str]:
    """The data elements of a short list; a sentence is no list."""
    listed = re.split(r",\s*(?:and\s+|or\s+)?|\s+and\s+", re.sub(r"\([^)]*\)", "", words).rstrip(". "))
    named = [item.strip() for item in listed if item.strip()]
    short = all(len(item.split()) <= 5 and not PERIOD.search(item) for item in named)
    return named if 1 < len(named) <= 15 and short else []
