"""Retention: how long each kind of data is kept, from when, and what then happens to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.periods import Found, in_sentence
from trustcenter.importing.proposals.proposal import Confidence, Proposal, plain, slug, unknown

_STARTS = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:(?:after|following|from|of|since|once)\s+(?!which|that\b|then)|(?=after\b))"
    r"(?P<event>[^.;,()]{3,80}?)(?=\s+(?:unless|except|and then|and will|before|for (?:the|tax|legal|"
    r"analytic|compliance)|to (?:comply|improve|meet|allow)|in order|so that|but|where)\b|[.;,()]|$)",
    re.IGNORECASE,
)
_BEFORE_START = re.compile(
    r"\b(?:when|once|if|after|upon)\s+(?P<event>you [^,;.]{3,60}|your [^,;.]{3,60}|an? [^,;.]{3,60}|the [^,;.]{3,60}),",
    re.IGNORECASE,
)
_WHILE = re.compile(
    r"\b(?:(?:for\s+)?(?:only\s+)?(?:as|so) long as|while|for the (?:duration|length|term|life) of|during|"
    r"until)\s+(?P<state>[^.;,()]{4,100}?)(?=\s+(?:and for|and deleted|and then|and as|and up to|plus|"
    r"or as|unless|after which|and will|and \d)\b|[.;,()]|$)",
    re.IGNORECASE,
)
_KEEPS = re.compile(r"\b(?:retain(?:ed|s)?|kept|keep|stored?|maintain(?:ed)?|hold|held|retention)\b", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:unless|except(?: where| when| as| that| if)?|other than)\s+(?P<case>[^.;()]{4,140})", re.IGNORECASE
)
_ACTIONS = (
    ("archive", r"\barchiv(?:e|ed|ing)\b"),
    ("anonymise", r"\b(?:anonymi[sz]ed?|de-identified|aggregated data|pseudonymi[sz]ed)\b"),
    ("return", r"\breturn(?:ed)? (?:it|them|to|all)\b"),
    ("delete", r"\b(?:delet\w+|purg\w+|eras\w+|remov\w+|destr\w+|wiped?|overwrit\w+|dispos\w+|expir\w+)\b"),
)
_PASSIVE = re.compile(
    r"^(?P<what>.{3,90}?)\s+(?:is|are|will be|may be|shall be|can be|gets?|(?:may |will )?remains?)"
    r"\s+(?:also\s+|then\s+|only\s+|automatically\s+|permanently\s+|securely\s+|normally\s+|"
    r"generally\s+)*(?:retain|kept|stor|delet|purg|eras|remov|archiv|anonymi|destroy|held|preserv|"
    r"maintain|overwrit|de-identif|rotat|wiped|for|in|available|on|up)",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"\b(?:retains?|keeps?|stores?|holds?|deletes?|removes?|purges?|erases?|archives?|preserves?|"
    r"maintains?|anonymi[sz]es?|destroys?|retaining|keeping|storing|deleting|retention of|overwrites?)"
    r"\s+(?P<what>.{3,80}?)\s+(?:for|within|until|up to|after|no longer|as long|only|while|is|are|not|on|"
    r"in|during|at most|so long|to)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:and|but|also|however|in addition|finally|then|we|you|the|a|an|any|all|any of|all of|"
    r"all other|your|our|their|its|such|this|these|those|some|minimal|of|about|related|other|certain|most|"
    r"copies of|records of)\s+)+",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:it|they|them|this|that|which|data|information|personal (?:data|information)|user data|"
    r"customer data|inactive user data|content)$",
    re.IGNORECASE,
)
_AS_NEEDED = re.compile(r"\b(?:necessary|needed|required|no longer needed|reasonabl[ey]|legitimate)\b", re.IGNORECASE)


def retention(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """A rule for each period of keeping, and for each statement that something is kept while something lasts."""
    taken: set[str] = set()
    subject = ""
    for sentence in found:
        if sentence.kind == "heading":
            subject = ""
            continue
        periods = [one for one in in_sentence(sentence) if one.use == "retention"]
        for place, one in enumerate(periods):
            yield _rule(sentence, one, taken, place, subject)
        rule = (
            None
            if periods
            else next(
                filter(None, (make(sentence, taken, subject) for make in (_open_rule, _set_by_others, _while_rule))),
                None,
            )
        )
        if rule:
            yield rule
        subject = _subject(plain(sentence.words)) or (subject if sentence.kind == "paragraph" else "")


def _rule(sentence: Sentence, one: Found, taken: set[str], place: int, subject: str) -> Proposal:
    text = plain(sentence.text)
    label = _label(sentence, subject, one.start if place else None)
    fields: dict[str, Any] = {
        "id": _free(slug(label), taken),
        "label": label,
        "data": [slug(part) for part in parts(label)],
    }
    if state := _state(text[: one.start] + text[one.end :] if not place else ""):
        fields["while"] = state
    fields["period"] = str(one.period)
    if default := re.search(r"\b(?:default|configur\w+)\b", text, re.IGNORECASE):
        fields["configurable"] = {"default": str(one.period), "by": _by(text, default[0])}
    fields["starts"] = _starts(text, one, sentence.cells) or unknown(
        "the text does not say from when the period is counted"
    )
    fields["action"] = _action(text, one, sentence)
    if exceptions := [found["case"].strip() for found in _EXCEPT.finditer(text)]:
        fields["exceptions"] = exceptions
    certain: Confidence = "high" if not place and not _GENERIC.match(label) else "medium"
    return Proposal("retention", fields["id"], fields, sentence, certain, str(one.period), {"period": one.written})


_OPEN = re.compile(
    r"\[\s?(?:insert|enter|add|your|tbd|tba|tbc|xx+|time|period|number)\b[^\]]*\]|\[\s?_*\s?\]", re.IGNORECASE
)
_AFTERWARDS = re.compile(
    r"\b(?:delet\w+|eras\w+|purg\w+|remov\w+|destroyed)\s+(?:automatically\s+|immediately\s+|"
    r"promptly\s+)?(?:after|upon|once|when|following)\s+(?P<event>[^.;,()]{4,80}?)(?=\s+(?:unless|except|"
    r"if|where)\b|[.;,()]|$)",
    re.IGNORECASE,
)


_AS_SET = re.compile(
    r"\b(?:according to|depending on|based on|as (?:set|configured|defined|chosen|specified) (?:in|by)|in line with|"
    r"subject to|per|"
    r"determined by|governed by|controlled by)\s+(?P<what>(?:your|the|its|their|"
    r"each)\s+(?:[\w’'-]+\s+){0,4}?(?:settings?|"
    r"configuration|preferences|retention polic(?:y|ies)|choices?|plan))\b"
    r"|\b(?:you|customers?|administrators?|admins?|account owners?|the customer) (?:can |may )?(?P<verb>choose|set|"
    r"decide|configure|pick|"
    r"select)s?\s+(?:yourself\s+|themselves\s+)?(?:how long|the (?:retention )?period|a (?:retention )?period|"
    r"for how long|when)",
    re.IGNORECASE,
)


def _set_by_others(sentence: Sentence, taken: set[str], subject: str) -> Proposal | None:
    """A rule without a number whose period somebody sets: "kept according to your settings"."""
    text = plain(sentence.text)
    about = re.search(r"\bretention|\bhow long", f"{sentence.heading} {sentence.above}", re.IGNORECASE)
    found = _AS_SET.search(text) if about or _KEEPS.search(text) or re.search(r"\bdelet", text, re.IGNORECASE) else None
    if not found:
        return None
    label = _label(sentence, subject, None)
    why = unknown(f"the text says `{found[0]}` and no period")
    who = re.search(r"\b(?:customer|administrator|admin|account owner|you|your)", found[0], re.IGNORECASE)
    by = (
        "the customer"
        if who and who[0].lower() in ("you", "your", "customer")
        else f"the {who[0].lower()}"
        if who
        else ""
    )
    fields: dict[str, Any] = {
        "id": _free(slug(label), taken),
        "label": label,
        "data": [slug(part) for part in parts(label)],
        "period": why,
        "configurable": {"default": why, "by": by or unknown("the text does not say who sets it")},
        "starts": unknown("the text does not say from when the period is counted"),
        "action": _action(text, None, sentence),
    }
    return Proposal("retention", fields["id"], fields, sentence, "medium", note="find out the default and its bounds")


def _open_rule(sentence: Sentence, taken: set[str], subject: str) -> Proposal | None:
    """A rule whose period is a placeholder, or that follows at once on an event."""
    text = plain(sentence.text)
    in_section = re.search(r"\bretention\b", f"{sentence.heading} {sentence.above}", re.IGNORECASE)
    speaks = in_section or _KEEPS.search(text) or re.search(r"\bdelet", text, re.IGNORECASE)
    blank = _OPEN.search(text) if speaks else None
    event = _AFTERWARDS.search(text) if in_section else None
    if not blank and not event:
        return None
    label = _label(sentence, subject, None)
    fields: dict[str, Any] = {
        "id": _free(slug(label), taken),
        "label": label,
        "data": [slug(part) for part in parts(label)],
    }
    why = (
        f"the text has `{blank[0]}` in place of the period"
        if blank
        else "the text gives no period, only what it follows on"
    )
    fields["period"] = unknown(why)
    fields["starts"] = (
        event["event"].strip() if event else unknown("the text does not say from when the period is counted")
    )
    fields["action"] = _action(text, None, sentence)
    named = sentence.label or _subject(text)  # else it is only the section that says what is deleted
    return Proposal(
        "retention", fields["id"], fields, sentence, "medium" if named else "low", note="decide on a period"
    )


def _while_rule(sentence: Sentence, taken: set[str], subject: str) -> Proposal | None:
    """A rule without a number: something is kept as long as something holds."""
    text = plain(sentence.text)
    about = re.search(r"\bretention|\bhow long", f"{sentence.heading} {sentence.above}", re.IGNORECASE)
    state = (
        _state(text)
        if (_KEEPS.search(text) or about) and not re.search(r"\[insert|\[\s?time", text, re.IGNORECASE)
        else ""
    )
    if (
        not state
        or re.search(r"\brights?\b|\bcookies?\b|\buse of\b", sentence.heading, re.IGNORECASE)
        or text.lower().startswith("until ")
    ):
        return None
    label = _label(sentence, subject, None)
    vague = bool(_AS_NEEDED.search(state))
    fields: dict[str, Any] = {
        "id": _free(slug(label), taken),
        "label": label,
        "data": [slug(part) for part in parts(label)],
    }
    fields["while"] = state
    fields["action"] = _action(text, None, sentence)
    note = "`as long as necessary` gives no criterion: say which" if vague else ""
    return Proposal("retention", fields["id"], fields, sentence, "low" if vague else "medium", state, note=note)


def _state(text: str) -> str:
    match = _WHILE.search(text)
    if not match or match["state"].lower().startswith(("which", "this time", "the course")):
        return ""
    state = match["state"].strip(" :")
    opening = match[0].lower()
    if (
        "duration" in opening
        or "length" in opening
        or "term" in opening
        or "life" in opening
        or opening.startswith("during")
    ):
        return f"{state} lasts"
    return f"until {state}" if opening.startswith("until") else state


def _starts(text: str, one: Found, cells: Sequence[tuple[str, str]] = ()) -> str:
    stated = next(
        (cell for head, cell in cells if re.search(r"trigger|start|count|from|event", head, re.IGNORECASE)), ""
    )
    if stated:
        return plain(stated)
    after = _STARTS.match(text, one.end)
    if after:
        event = re.sub(
            r"^(?:the date of|the day of|the time of|when|after)\s+", "", after["event"].strip(), flags=re.IGNORECASE
        )
        if not re.match(r"(?:data|tax|the purposes?|analytics)\b", event, re.IGNORECASE):
            return event
    before = _BEFORE_START.search(text, 0, one.start)
    if before:
        return before["event"].strip()
    told = re.search(
        r"\b(?:after|following|upon|from)\s+(?!which\b)((?:the |your |an? )?[^.;,()]{3,60}?)"
        r"\s*(?:,|for|we|is|are|within|in)?\s*\Z",
        text[: one.start],
        re.IGNORECASE,
    )
    return told[1].strip() if told and len(told[1].split()) <= 7 else ""


def _action(text: str, one: Found | None, sentence: Sentence) -> Any:
    """What happens at the end, by the sentence, then by the section it stands in."""
    for words in (text, f"{sentence.heading} {sentence.label}"):
        for action, pattern in _ACTIONS:
            found = re.search(pattern, words, re.IGNORECASE)
            if found and not (action == "archive" and one is None):
                return action
    return unknown("the text does not say what happens at the end of the period")


def _by(text: str, _word: str) -> Any:
    who = re.search(
        r"\b(?:your|the) (organi[sz]ation|administrator|account owner|customer|workspace)", text, re.IGNORECASE
    )
    return who[1].lower() if who else unknown("the text does not say who sets it")


# What the data is called --------------------------------------------------------------------------------------------


def _label(sentence: Sentence, subject: str, after: int | None) -> str:
    """What is kept: the words before the colon, the subject or object of the sentence, else the heading."""
    if sentence.cells:
        return plain(sentence.cells[0][1])[:60]
    own = "" if after is not None else _subject(plain(sentence.words))
    if sentence.label and not re.search(r"[,]", sentence.label):
        return plain(sentence.label)
    if own:
        return own
    generic = _subject(plain(sentence.words), generic=True)
    if subject and (not generic or after is not None):
        return subject
    return generic or plain(sentence.heading) or "Personal data"


def _subject(text: str, *, generic: bool = False) -> str:
    """What a sentence says is kept or deleted, as a label; nothing where it names nothing in particular."""
    for pattern in (_PASSIVE, _ACTIVE):
        match = pattern.search(text)
        what = _LEADING.sub("", match["what"].strip()) if match else ""
        what = re.split(
            r"\s+(?:that|which|we|you|for|when|if|as|from|in (?:the|our)|about|associated|relating|related|"
            r"collected|used|may|who|on)\b|[(,;:]",
            what,
        )[0].strip()
        if (
            2 < len(what) <= 60
            and len(what.split()) <= 7
            and not re.search(r"\d", what)
            and (generic or not _GENERIC.match(what))
        ):
            return what[0].upper() + what[1:]
    return ""


def parts(label: str) -> list[str]:
    """The data categories a label names: "Message logs and contact information" names two."""
    found = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*[/&]\s*", label) if len(part.strip()) > 2]
    return found if 1 <= len(found) <= 3 else [label]


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free
