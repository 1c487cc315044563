"""What a period is a promise about: keeping data, giving notice of changes, or answering what people ask.

Each use has cues: words that speak for it, with a weight for where they stand — in the clause of the period, elsewhere
in its sentence, in the sentence before, or in the headings, the label and the columns above it.  The use with the
most weight wins, if it has enough; breaches, sessions, trials, cookies and the like are a use of their own, which
nobody asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trustcenter.importing.proposals.schedules import About

Use = Literal["retention", "notice", "response"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a period: of its clause before and after it, of its sentence, and of its place."""

    before: str
    after: str
    sentence: str
    previous: str
    place: str
    listed: About = ""
    """What the list is about of which the period is an entry; see `schedules`."""

    @property
    def clause(self) -> str:
        return f"{self.before} … {self.after}"


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that speak for a use: how much in the clause, elsewhere in the sentence, in the one before, and above."""

    pattern: re.Pattern[str]
    clause: float
    sentence: float = 0.0
    previous: float = 0.0
    place: float = 0.0

    def weight(self, words: Words) -> float:
        """The weight of the nearest place in which the words stand, and that of the headings."""
        near = 0.0
        for worth, text in (
            (self.clause, words.clause),
            (self.sentence, words.sentence),
            (self.previous, words.previous),
        ):
            if worth and self.pattern.search(text):
                near = worth
                break
        above = self.place if self.place and self.pattern.search(words.place) else 0.0
        return max(near, above) if near * above < 0 else near + above


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_KEEP = _any(
    r"retain\w*", "retention", "kept", r"keep(?:s|ing)?", r"stor(?:e|es|ed|ing|age)", "held", r"hold(?:s|ing)?",
    r"preserv\w+", r"remain\w*(?! unaffected)", "stays?", "on (?:file|record)", r"archiv\w+", r"lives? (?:for|on)",
    r"hang(?:s|ing)? on(?: to)?", "saved?", "(?:go|goes|reach|reaches) back(?! (?:to|in|into|on)\\b)",
    r"(?:can|may) be (?:recovered|restored)", r"recoverable", r"restorable", "log (?:history|window)",
    "export(?:ed|able)?", "download(?:ed|able)?", r"available(?! (?:on|upon|at) )", r"maintain(?:ed|s)?", "survives?",
    "lingers?", "covers? the last", "replay(?:ed)?", "outlives?", "shelf[- ]li(?:fe|ves)",
    r"(?:maximum|minimum|longest) life(?:time)?", r"lives? no longer", r"stay with us", "sit(?:s)?",
    "persist(?:s|ed)?", "rolling",
)  # fmt: skip
_DROP = _any(
    r"delet\w+", r"purg\w+", r"eras\w+", r"remov\w+", r"anonymi[sz]\w+", r"pseudonymi[sz]ed after", r"de-?identif\w+",
    r"destr(?:oy|oys|oyed|oying|uction)", r"overwrit\w+", "overwrote", r"rotat\w+", r"wip(?:e|es|ed|ing)", r"expir\w+",
    r"dispos\w+", "aggregated", "gone", "disappears?", r"vanish\w*", r"empt(?:y|ies|ied)", r"discard\w*", r"shred\w*",
    r"scrub\w*", r"clear(?:ed|s)(?: (?:out|down))?", "age[sd]? out", "drop(?:s|ped)(?: off)?", "trimmed", r"recycl\w+",
    r"clean(?:s|ed)? (?:up|out)", r"(?:thrown?|throw) (?:away|out)", "lapses?", r"roll(?:s|ed)? (?:off|over|out)",
    "fall(?:s)? (?:off|away|out)", r"expung\w+", r"cycl(?:e|es|ed)(?: out)?", "(?:record|tap)(?:ed|s)? over", "binned",
    r"fad(?:e|es|ed)", r"forg[eo]t\w*", r"self-destruct\w*", r"nothing (?:\w+ ){0,3}is left", r"let(?:s|ting)? go of",
    "(?:go|goes) (?:after|once|when)", r"strip(?:s|ped)? (?:\w+ ){0,3}(?:names?|identif\w+|details)",
    "melt away", "evaporates?", "culled", "flushed",
    "die(?:s)? off", "tak(?:e|en) (?:it |them )?down",
)  # fmt: skip
_HOW_LONG = _any(
    "retention", "how long", r"storage (?:periods?|limits?|duration|time)", "kept",
    "keep(?:ing)?(?! (?:\\w+ ){1,2}(?:safe|secure|up to date|private))", r"retain\w*", r"delet\w+", r"eras\w+",
    "lifetime", "hold on", "hang on", "sticks? around", "life ?span", r"stor(?:ed|age) for", "clean-?up",
    "period of storage", "duration", "disposal", "storage", "held for", "hold",
)  # fmt: skip
_RECORDS = _any(
    r"back-?ups?", "logs?", "recordings?", "transcripts?", "invoices", "records", "snapshots?", "voicemails?",
    "footage", "applications", "documents", "correspondence", "receipts", "cvs?", "résumés?",
    "(?:safety|second) cop(?:y|ies)",
)  # fmt: skip
_REQUEST = re.compile(
    r"(?<!without further )(?<!without )\b(?:requests?|inquir(?:y|ies)|enquir(?:y|ies)|complaints?|questions?|"
    r"opt(?:s|ed|ing)?[- ]?outs?|queries|unsubscrib\w+|STOP|appeals?|(?:when|if|once|after) you (?:ask|write|e-?mail|"
    r"contact|object)|what you(?:[’']ve| have)? ask(?:ed)?|you[’']d (?:rather|prefer to) write|"
    r"ask us|asks? (?:us )?(?:for|to)|(?:e-?mail|write to|contact|call|tell) us (?:at \S+ )?to|support (?:e-?mails?|"
    r"tickets?|"
    r"questions?)|objections?|withdraw\w* (?:your |their )?consent|grievances?|disputes? raised|"
    r"reports? (?:sent|made|received)|reports? (?:of|about) (?:abuse|bugs|vulnerabilit\w+)|withdrawals?|"
    r"corrections?(?! fac)|voicemails? for us|leave (?:us )?a (?:message|voicemail))\b(?! of (?:this|the) )",
    re.IGNORECASE,
)
_ANSWER = _any(
    r"respon[ds]\w*", "responses?", r"(?:be |get |gets )?in touch",
    r"reads? (?:your|every|each) (?:\w+ )?(?:messages?|mail|letters?|e-?mails?)", r"gives us", r"repl(?:y|ies|ied)",
    r"answer\w*", r"acknowledg\w+", r"fulfil\w*", r"honou?r\w*", r"compl(?:y|ied)", "act(?:s|ed)? (?:up)?on", "acted",
    "actioned", r"extend\w*", "extension", r"prolong\w*", r"decid\w+", "decision",
    "(?:get|come|gets|comes) back(?: to)?", "(?:hear|heard) (?:back )?from (?:us|me)", "write(?:s)? back",
    r"(?:call|ring|phone)(?:s|ing)? (?:you )?back", "carr(?:y|ied) out", "deal(?:t|s)? with",
    r"turn\w* (?:\w+ )?around", "put into effect", r"react\w*", "reaction", r"resolv\w+", r"satisf\w+",
    r"look(?:s|ed|ing)? into", r"investigat\w+", "sort(?:ed)? (?:it |this |that )?out", "worked through",
    r"(?:give|have|get|receive|see)s? (?:\w+ ){0,4}(?:answer|reply|response|decision|copy|outcome|access|export)",
    r"pass(?:es|ed|ing)? (?:\w+ ){0,3}(?:on|along|over|to)", r"hand(?:s|ed)? (?:\w+ ){0,3}(?:on|over|to)",
    r"forward\w*", "follow up", "send you", r"stop(?:s|ped)? (?:sending|texting|messaging|contacting)",
    r"off (?:\w+[ -]){1,6}lists?", "off the list", "number off", "taken (?:off|out)", "(?:unsubscribed|opted out)",
    "put (?:it|this|that|things|them) right", r"hear(?= within| in| inside| by)", "what came of it",
    r"(?:e-?mails?|texts?|newsletters?|messages?|mailings?|marketing|calls?) (?:will )?(?:cease|stop|end)\w*",
    r"do what you(?:[’\']ve| have)? ask\w*", "say why not",
)  # fmt: skip
_DONE = _any(
    r"process(?:ed|es)?", "handled?", r"complet(?:e|ed|es|ion)", r"confirm\w*", r"verif\w+", r"implement\w*",
    "settled?", r"grant\w*", r"execut\w+", "appl(?:y|ied)", "tak(?:e|es|ing) (?:up to|effect|us)", "take", "takes",
    "need", "allow", r"finali[sz]ed?", "effective", "outcome", r"provid(?:e|es|ed|ing)", "supply", "due",
    "close(?:d)?", "corrected", "made", "see to", "ready", "done", "finish(?:ed)?", "happens?", "reviewed",
    "looked at", "triaged?", r"follows?", "check(?:s|ed)?", "try", "aim", "reach(?:es)? you", "deliver(?:ed)?",
)  # fmt: skip
_WITHIN = re.compile(
    r"\b(?:within|inside|in|later than|at (?:the )?latest|(?:the )?latest(?: of)?|up to|under|"
    r"at most|no more than|takes?|"
    r"after|usually|normally|typically|by)(?:\s+(?:of|the|at most|about|around|a further|a maximum of|no more than|"
    r"another|next|a maximum|maximum))*\s*\Z",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:for|during)(?:\s+(?:up to|at least|about|around|a|an|the|another|further|period|of|maximum|minimum|"
    r"no (?:longer|more) than|next|first|only))*\s*\Z",
    re.IGNORECASE,
)
_TELL = _any(
    "notice", r"notif\w+", r"announce\w*", r"inform(?!ation)\w*", "warn(?:s|ed|ing)?", r"tell(?:s|ing)?", "told",
    r"let(?:s|ting)? (?:\w+ ){1,4}know", r"put(?:s|ting)? (?:up )?(?:a|an) (?:\w+ )?(?:note|notice|message|banner)",
    "hear", r"learn", "heads[- ]up", "read about", "(?:get|gets) to know", "put to", "messages?", "point(?:ed)? out",
    "contact(?:s|ed)?", r"e-?mail(?:s|ed|ing)?", r"write to", r"publish\w*", r"post(?:ed|ing)?", r"communicat\w+",
    "message you", "letter", "in writing", "send", "update you", "flag", "alert(?:ed)?", r"mail(?:s|ed|ing)?",
    "advise(?:d)?", "visible", "shown?", "announcement", r"display\w*", "appears?", "banner",
)  # fmt: skip
_SINCE = re.compile(
    r"\s*(?:after|from|following|since)\s+(?:(?:the|your|their|its|our|each|an?)\s+)?(?:last|latest|end|date|day|"
    r"final|most recent|"
    r"clos\w+|completion|delivery|payment|visit|event|purchase|terminat\w+|year|call|message|decision|contract|order|"
    r"gift)\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:keep|kept|hold|treat)\w*\b[^.;…]{0,40}\b(?:secret|confidential(?! information[^.]*(?:for|"
    r"until)))\b",
    re.IGNORECASE,
)
_INFORMED = _any("told", "tells?", "inform(?:s|ed)?", r"notif(?:y|ies|ied)", r"hears? from", "be told")
_ENDS = re.compile(
    r"\s*(?:after|following|of|from|upon|once)\s+(?:\w+\s+){0,3}?(?:terminat\w+|expir\w+|end|clos\w+|cancel\w+|"
    r"departure|offboarding|leav\w+)\b",
    re.IGNORECASE,
)
_AHEAD = _any(
    "in advance", r"before(?:hand)?", "prior(?: to)?", "ahead", "lead[- ]time", "advance",
    r"until (?:it|they|the \w+) (?:appl|tak|start)\w*", "earlier than",
    r"(?:days|weeks|months) (?:in advance|before|ahead|prior|earlier|beforehand|of)", "notice",
    r"(?:comes?|takes?|enters?|going|goes) (?:in(?:to)? )?(?:force|effect|live)", "apply from", "lead",
)  # fmt: skip
_CHANGES = _any(
    r"chang(?:e|es|ed|ing)", r"updat(?:e|es|ing)", r"amend\w*", r"modif\w+", r"revis\w+", r"sub-?processors?",
    r"switch(?:es|ed|ing)?",
    r"new (?:\w+ )?(?:vendors?|terms|versions?|suppliers?|providers?|partners?|processors?|compan(?:y|ies)|helpers?|"
    r"prices?|one|policy|text|wording|tools?|services?)",
    r"tak(?:e|es|ing) effect", r"becom(?:e|es|ing) effective", r"com(?:e|es|ing) into (?:force|effect)",
    "enters? into force", r"go(?:es)? live",
    r"(?:add|adds|adding|added|engag\w+|appoint\w*|replac\w+|bring\w* (?:in|on)|onboard\w*|swap\w*|hir\w+|us(?:e|"
    r"ing)) (?:\w+ ){0,2}"
    r"(?:vendors?|suppliers?|providers?|processors?|partners?|compan\w+|anyone|one|somebody|someone|tool|"
    r"sub-?processors?)",
    r"(?:add|adds|adding|replac\w+|swap\w*) (?:or \w+ )?(?:one|anyone|someone|any|a|an)", "prices?", "pricing", "fees",
    r"(?:it|they) (?:starts?|appl(?:y|ies)|begins?)", r"becom(?:e|es|ing) (?:operative|binding|valid|applicable)",
    r"(?:supplier|vendor|provider|processor|partner|recipient|company|firm)s? (?:\w+ ){0,2}(?:to )?join\w*",
    r"(?:new|next) edition", r"discontinu\w+", "additions?", "is added", "are added", "replaced",
)  # fmt: skip
_OBJECT = _any(
    r"object(?:s|ed|ing|ions?)?\b(?! to (?:processing|the use|direct))",
    "time to (?:object|review|decide)",
    "veto",
    "contradict",
    "(?:doesn[’']t|don[’']t|does not|do not|not) (?:like|agree|accept)",
    "disagree",
    r"(?:say|saying|said) (?:no|so|stop)\b",
    r"speak up",
    r"turn (?:\w+ )?down",
    "protest",
)
_BREACH = _any(
    r"breach\w*", r"(?:security|privacy|data) (?:incident|event)s?", "incident", r"compromis\w+",
    r"unauthori[sz]ed (?:access|disclosure)", "data loss", "becoming aware", "became aware", "eligible data breach",
    "leak(?:s|ed)?", "go(?:es)? wrong", "data got out",
)  # fmt: skip
_AWAY = _any(
    r"sessions?(?! (?:recordings?|replays?|logs?|data|notes|records?|transcripts?|histor))",
    r"log(?:s|ged|ging)? (?:you |them |everyone |users |\w+ )?(?:out|off)",
    r"(?<!has )(?<!nobody has )(?<!not )logged in(?! for)", r"signs? (?:you |them |everyone )?(?:out|in)",
    r"sign(?:ed|ing)? (?:in|out)", "time(?:s|d)?[ -]?out", r"inactivity (?:lock|timer)",
    "(?:screens?|app|website) locks?", "locks (?:itself|after)", "trial", "money[- ]back",
    r"(?:reset|sign-?in|magic|download|login|log-in|one-time|payment|access|invitation|share[d]?|activation|"
    r"confirmation|verification|tracking)[ -](?:links?|codes?|tokens?)",
    "links? (?:is|are|stays?|works?|valid|expires?|in a message)", "codes? (?:is|are|that|expires?|valid|works?)",
    "tokens? (?:is|are|stays?|lasts?|valid)", "claims? (?:must|for (?:defects|damages)|has to)",
    "(?:file|filed|brought|lodged) (?:within|by)", "(?:must|has to|have to|should|can) be (?:filed|brought|made)",
    "arrears", r"(?:fall|falls|is|are) due", "invoices? (?:fall|falls|is|are) (?:due|payable)", "please return",
    "return (?:the|it|them|any|all) \\w+ (?:with)?in", "prizes?", "unclaimed", "every (?:year|month)", "next due",
    "(?:neither|either) (?:side|party)", "at any one time", "message frequency",
    r"(?:messages|texts|msgs) (?:in|per|a|every)", "recovery (?:time|point)", "years? of (?:experience|age)",
    r"(?:you|customers?|clients?|subscribers?|members?|users?|part(?:y|ies)|claimants?) (?:must|shall|may|can|have to|"
    r"has to|need to|will) (?:\w+ )?"
    r"(?:request|claim|file|submit|notify|tell|give|provide|cancel|return|pay|appeal|report)(?! us\b)",
    r"(?:obligations?|duty|duties|confidentiality)\b[^.;…]{0,80}(?:continue|surviv|last|end)\w*",
    "confidential information", r"terminat\w+[^.;…]{0,60}…[^.;]{0,20}\bnotice",
    r"(?:downloads?|exports?|offers?|vouchers?|credits?|points|gift cards?) (?:[\w ]{0,20} )?expires?",
    "(?:conduct|perform|carry out) (?:an|any|the|its|their) (?:on-?site )?audits?", "service credits?",
    r"(?:tokens?|keys?|passwords?|credentials|secrets|certificates?|passphrases?)(?: \w+){0,4} (?:rotat|chang|renew|"
    r"replac|regenerat|reissu|roll|expir)\w*",
    r"(?:rotat|renew|replac|reissu)\w+ (?:\w+ ){0,3}(?:tokens?|keys?|passwords?|credentials|secrets|certificates?)",
    "free of charge for", "free for",
    r"(?:lost|stolen) (?:devices?|laptops?|phones?|computers?)", "penetration tests?",
    "audit(?:ed|s)?(?: (?:at least|is|are))", "cool(?:ing)?[- ]off", "(?:given|give) us",
)  # fmt: skip
_OTHER = _any(
    "idle", r"refund\w*", "cure", r"arbitrat\w+", "uptime", r"renew\w*",
    r"terminat\w+ (?:this|the|for) (?:agreement|contract|\w+)",
    r"cancel(?:s|lation)? (?:the|this|your|a|any|with) \w+", "reviewed?", r"test(?:s|ed)", "appointments?",
    r"warrant\w+", "statute", "limitation", r"train(?:ed|ing)", "passwords?(?: must)?", "certificat\\w+",
    "keys? (?:are|is) rotated", "RTO", "RPO", "maintenance", "cached?", "founded", "experience", "pay(?:s|able)?",
    "overdue", "late (?:fees?|payments?)", "(?:subscription|initial|contract) term", "a term of",
    "notice of termination", "terminate on", "ship(?:s|ped)?", "waiting (?:time|list)", "opening hours",
    "works? (?:until|for)", "stop(?:s)? working", "set up", "availability", "warranty",
)  # fmt: skip
_COOKIES = _any("cookies?", r"local ?storage", "tracking pixels?")

_RIGHTS = _any(
    "rights?", "choices", "requests?", "contact", "complain(?:ts?|ing)", "support", r"opt(?:ing)?[- ]?outs?",
    "access(?:ing)?", r"correct(?:ion|ing)?", "questions?", "see(?:ing)?", "grumbles", "concerns?", "california",
    "ccpa", "gdpr", "abuse", "reports?", "unhappy", "appeals?", r"enquir\w+", r"inquir\w+", "fixing",
)  # fmt: skip

_CUES: Mapping[str, tuple[_Cue, ...]] = {
    "retention": (
        _Cue(_KEEP, 2.0, 1.4, 0.3),
        _Cue(_DROP, 2.0, 1.4, 0.3),
        _Cue(_HOW_LONG, 0.0, place=1.6),
        _Cue(_RECORDS, 0.5, 0.3, place=0.3),
    ),
    "response": (
        _Cue(_ANSWER, 1.5, 0.8, 0.4),
        _Cue(_DONE, 0.7, 0.2),
        _Cue(_REQUEST, 1.2, 0.9, 0.6, 0.5),
        _Cue(_RIGHTS, 0.0, place=0.7),
    ),
    "notice": (
        _Cue(_TELL, 1.0, 0.6, 0.0),
        _Cue(_AHEAD, 0.8, 0.3),
        _Cue(_CHANGES, 1.0, 0.9, 0.5, 0.6),
        _Cue(_OBJECT, 1.2, 0.3),
    ),
    "other": (
        _Cue(_BREACH, 2.2, 2.0, 0.8, 0.8),
        _Cue(_AWAY, 3.2, 1.2),
        _Cue(_OTHER, 2.0),
        _Cue(_COOKIES, 1.6, 1.2, place=1.2),
    ),
}
_ENOUGH = 1.25
_LISTED = 1.7
"""What the shape of a list weighs: more than a word of one of its entries, less than a verb and what it governs."""


def use_of(words: Words) -> Use | None:
    """The use of a period by the words around it; None where nothing, or something else, speaks for itself."""
    weights = weighed(words)
    best = max(weights, key=lambda use: weights[use])
    if best == "other" or weights[best] < _ENOUGH:
        return None
    return best  # type: ignore[return-value] # one of the three that remain


def weighed(words: Words) -> dict[str, float]:
    """How much speaks for each use."""
    found = {use: sum(cue.weight(words) for cue in cues) for use, cues in _CUES.items()}
    within = bool(_WITHIN.search(words.before))
    asked = bool(_REQUEST.search(f"{words.sentence} {words.previous} {words.place}") or _RIGHTS.search(words.place))
    found["retention"] += _for_keeping(words, within=within, asked=asked)
    found["response"] += _for_answers(words, within=within, asked=asked)
    found["other"] += _for_others(words, within=within)
    if words.listed:
        found[words.listed] += 2 * _LISTED if words.listed == "other" else _LISTED
    if words.listed != "response" and not _can_be_answer(words, within=within, asked=asked):
        found["response"] = 0.0
    if words.listed != "notice" and not _can_be_notice(words):
        found["notice"] = 0.0
    if within and _INFORMED.search(words.clause) and not _KEEP.search(words.clause) and not _DROP.search(words.clause):
        found["retention"] = 0.0  # the section alone says nothing of a period in which somebody is told
    if _SECRET.search(words.clause):
        found["retention"] = 0.0
    return found


def _verbs(words: Words) -> tuple[bool, bool]:
    """Whether data is kept, and whether it is deleted: by the clause, else by the sentence."""
    keeps, drops = bool(_KEEP.search(words.clause)), bool(_DROP.search(words.clause))
    return (
        (keeps, drops) if keeps or drops else (bool(_KEEP.search(words.sentence)), bool(_DROP.search(words.sentence)))
    )


def _for_keeping(words: Words, *, within: bool, asked: bool) -> float:
    """More for what is kept "for" a period or from an end on; less for what is done "within" one when asked."""
    keeps, drops = _verbs(words)
    more = 0.8 if keeps and _FOR.search(words.before) else 0.0
    more += 1.2 if (keeps or drops) and _ENDS.match(words.after) else 0.0
    more += 0.7 if not within and _SINCE.match(words.after) else 0.0
    more -= 0.8 if within and asked and drops and not keeps else 0.0
    return more - (1.0 if within and _RIGHTS.search(words.place) and not keeps else 0.0)


def _for_answers(words: Words, *, within: bool, asked: bool) -> float:
    """More for what is done "within" a period, a deletion that was asked for above all; less for what is kept."""
    keeps, drops = _verbs(words)
    more = 0.5 if within else 0.0
    more += 1.6 if within and asked and drops and not keeps else 0.0
    return more - (1.0 if keeps and _FOR.search(words.before) else 0.0)


def _for_others(words: Words, *, within: bool) -> float:
    """More where people are told of a breach; less in a section on keeping, where files of incidents are data too."""
    more = 1.0 if _BREACH.search(words.sentence) and _INFORMED.search(words.sentence) else 0.0
    kept = _HOW_LONG.search(words.place) and not _TELL.search(words.sentence) and not _AWAY.search(words.clause)
    return more - (1.5 if kept and not within else 0.0)


def _can_be_answer(words: Words, *, within: bool, asked: bool) -> bool:
    """Whether the words tell of an answer, or of something done by a time that was asked for."""
    return bool(_ANSWER.search(words.sentence)) or bool(asked and (within or _DONE.search(words.clause)))


def _can_be_notice(words: Words) -> bool:
    """Whether the words tell of a change, and that somebody hears of it, hears ahead, or may object."""
    changes = _CHANGES.search(f"{words.sentence} {words.place} {words.previous}")
    told = _TELL.search(words.sentence) or _OBJECT.search(words.clause) or _AHEAD.search(words.clause)
    return bool(changes and told)
