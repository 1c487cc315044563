"""Where a sentence names vendors: known companies, rows and items of lists, and names that stand where one does.

A company that a text says it does not use, and software that it runs by itself, are no vendors.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import known
from trustcenter.importing.proposals.names import LEGAL, NAME, NAMES, bare, is_name, split
from trustcenter.importing.proposals.proposal import Confidence, plain

_WITH_SUFFIX = re.compile(rf"(?<![\w@.])(?P<name>{NAME}(?:\s+(?:&\s+)?{NAME}){{0,4}}),?\s+{LEGAL}(?!\w)")
_ABOUT_VENDORS = re.compile(
    r"\b(?:sub-?processors?|service providers?|third[- ]part(?:y|ies)|vendors?|partners?|suppliers?|"
    r"integrat\w+|hosting|hosted|payment processors?|process(?:ed|or) (?:by|via)|providers?|platforms?|"
    r"recipients?|tools?|contractors?|who (?:else )?(?:helps?|sees|touches|gets|receives)|on our behalf|"
    r"(?:other|outside|following|these) companies|interfaces?|helpers?|rent(?:ed|s)?|data ?cent(?:re|er)s?|outsourc\w+|"
    r"subcontract\w*|powered by|(?:stored|kept|held) (?:with|at|in|by)|(?:sent|passed|handed|goes) to|"
    r"(?:handled|carried|managed|delivered|run|operated|collected|made|printed|hosted|supplied) by)\b",
    re.IGNORECASE,
)
_ONE = rf"{NAMES}(?:\s*\([^)]*\))?"
_JOINT = r"(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s*/\s*)"
_LIST = rf"(?P<names>{_ONE}(?:{_JOINT}{_ONE}){{0,9}})"
_OUR = (
    r"(?:(?:our|a|an|the)\s+(?:[a-z-]+\s+){0,3}"
    r"(?:provider|partner|processor|company|service|vendor|supplier|tool|platform|host),?\s+)?"
)
_SUCH_AS = re.compile(
    r"(?:\bsuch as|\blike|\be\.g\.,?|\bfor example,?|\bincluding(?: but not limited to)?,?|\bnamely,?|\bpowered by|"
    r"\b(?:provided|operated|hosted|processed|handled|delivered|sent|managed|kept|run|stored|maintained|served|"
    r"protected|translated|"
    r"transcribed|generated|supplied|carried out|performed|made|recorded|analy[sz]ed|billed|collected|issued|routed|"
    r"embedded|loaded|"
    r"produced|printed|shipped|verified|screened|filtered|backed up|created|hired|engaged|contracted|outsourced|"
    r"entrusted|signed)"
    r"(?:\s+[a-z-]+){0,4}?\s+(?:by|via|through|with|on|using|from|to)|"
    r"\b[Ww]e (?:currently |also |then )?(?:use|employ|engage|hire|commission)|\bcurrently use|\busing|\b[Uu]ses?|"
    r"\bvia|"
    r"\brel(?:y|ies|ying) on|\b(?:work(?:s|ing)?|partner(?:s|ed|ing)?|cooperate|contract(?:s|ed)?) with|"
    r"\bwith the help of|"
    r"\b(?:integrat(?:es?|ions?|ed|ing)|connect(?:s|ed|ions?)?|sync(?:s|ed|hroni[sz]\w+)?|link(?:s|ed)?) (?:it |"
    r"them )?(?:with|to|your)|"
    r"\binterfaces? (?:to|with)|\bread from|\bruns? (?:on|via|through)|\b(?:sits|lives?) (?:on|with)|\bgoes? (?:to|"
    r"through)|"
    r"\b(?:pass(?:es|ed)?|forward(?:s|ed)?|hand(?:s|ed)?|push(?:es|ed)?|sen[dt]s?|share[sd]?|transfer(?:s|red)?|"
    r"export(?:s|ed)?)"
    r"(?:\s+[a-z-]+){0,4}?\s+(?:to|with)|"
    r"\bportal of|\b(?:account|log ?in|sign[- ]in|hosting) (?:with|at|by))"
    rf"\s+{_OUR}{_LIST}"
)
_ROLE = re.compile(
    r"\b(?:providers?|processors?|partners?|suppliers?|vendors?|hosts?|carriers?|agency|subcontractors?|"
    r"contractors?|firm|bureau|"
    r"aggregators?|accountants?|bookkeepers?|operators?|tools?|platforms?|services?|system)"
    rf"(?:,| is| are|:| \(|, namely| called| named)\s+{_LIST}"
)
_WEAK = re.compile(rf"\b(?:by|via|through|from|with|using)\s+{_OUR}{_LIST}")
_DOES = re.compile(
    rf"^(?:\W*[A-Z][\w &-]{{2,30}}:\s+)?{_LIST},?\s+(?:is our|are our|is the|process(?:es)?|handles?|provides?|"
    rf"hosts?|stores?|delivers?|"
    r"sends?|runs?|transcribes?|keeps?|powers?|helps? us|carr(?:y|ies)|suppl(?:y|ies)|operates?|serves?|sees?|"
    r"acts? as|gives? us|"
    r"manages?|routes?|generates?|takes? care of|receives?|does our|do our|translates?|prints?|ships?|checks?)\b"
)
_TOGETHER = re.compile(rf"{NAMES}(?:{_JOINT}{NAMES}){{1,9}}")
_LIST_HEADING = re.compile(
    r"\b(?:sub-?processors?|third[- ]party (?:services?|providers?|vendors?|integrations?|processors?|"
    r"partners?|tracking|tools?|software)|service providers?|vendors?|suppliers?|integration partners|integrations|"
    r"our (?:partners|tools|helpers|providers|stack)|following (?:third|companies|providers|services|partners|"
    r"recipients|firms|tools)|"
    r"(?:external|outside|other) (?:companies|providers|services|processors)|processors|recipients|contractors|"
    r"who (?:else )?(?:helps?|sees|touches|gets|receives|handles|we (?:work|share|disclose|use|rely))|"
    r"(?:companies|services|tools|firms|partners|providers) (?:that |which |who )?(?:we|help|process|work)|"
    r"with whom|helpers)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    rf"^(?P<names>{NAMES}(?:\s*(?:/|,|and|&)\s*{NAMES}){{0,4}}),?(?:\s+{LEGAL})?(?:\s*\((?P<inside>[^)]*)"
    rf"\))?\s*(?:[—–:,-]\s+|\bfor\s+|\bto\s+|$)(?P<service>.*)$"
)
_ITEM_BY_USE = re.compile(
    rf"^(?P<service>[A-Za-z][\w ,/&-]{{2,50}}?)\s*(?::|—|–|\s-)\s+(?:by |with |via |through )?{_LIST}(?P<rest>.*)$"
)
_OWN_SOFTWARE = re.compile(
    r"self-host(?:ed|ing)?|\bour own (?:\w+ )?(?:servers?|infrastructure|GPUs?|hardware|machines?|systems?|"
    r"data cent\w+|premises|cluster)|"
    r"\b(?:machines?|servers?|hardware|infrastructure|data cent\w+) of our own|\bour own engine|"
    r"\b(?:host|run|operate)s? (?:it|them|this|that)?\s?(?:by )?ourselves|we (?:ourselves )?(?:host|run|"
    r"operate) ourselves|on[- ]premises?\b|"
    r"open[- ]source software|installed on our|run in-house|hosted in-house",
    re.IGNORECASE,
)
_NOT_USED = re.compile(
    r"(?:\b(?:not|never|no longer|nor|neither|without|stopped|ceased|instead of|rather than|formerly|previously|"
    r"no(?= (?:\w+ ){0,2}\Z))\b|n['’]t\b)",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\bnot only\b|\btrain|\bno (?:cost|later|more than|less than|later than|doubt)\b|\bnot limited to\b", re.IGNORECASE
)
_BREAK = re.compile(
    r"[.;:()—–]\s|,\s|\b(?:but|instead|while|because|whereas|so|since|until|unless|except)\b"
    r"|(?<!do )(?<!did )\b(?:we|our \w+) (?:also |only )?(?:use|work|rely|share|send|keep|host|store)\b"
    r"|\b(?:and|which|who|that)\s+(?:is|are|was|were|we|our|it|they|then|only|instead|handled|processed|stored|sent|"
    r"hosted|use)\b"
)
_AGAINST = re.compile(
    r"\b(?:opt[- ]out (?:of|at|by|via|page)|browser|adjust your|(?:engage|connect|interact) with us|social media (?:sites|pages)|visit(?:ing)? |learn more|follow us|find us on|"
    r"privacy policy at|trademarks?|signals? from|"
    r"share (?:this|on)|sites such as|(?:take|lead|bring|send|point)s? you to|(?:set|register)ed trade|back to top)\b",
    re.IGNORECASE,
)
_OTHER_ROLE = re.compile(
    r"\b(?:representative|data protection officer|parent company|subsidiar(?:y|ies)|part of the|group of companies|"
    r"merged|acquired|"
    r"certified by|audited by|arbitrat\w+|trademarks?)\b",
    re.IGNORECASE,
)
Named = tuple[str, str, Confidence]
"""A name, what it does there, and how sure that is."""


def named(sentence: Sentence, common: Collection[str]) -> Iterator[Named]:
    """The vendors a sentence names."""
    text = plain(sentence.text)
    if sentence.kind == "row":
        yield from _in_row(sentence)
        return
    if sentence.kind == "heading":
        listed = _LIST_HEADING.search(sentence.above) and re.fullmatch(rf"{NAMES}(?:,?\s+{LEGAL})?", text)
        if listed and (known.listed_name(text) or is_name(text, common=common)):
            yield text, "", "medium"
        return
    against = bool(_AGAINST.search(text))
    spans = [] if against else [span for span in _known_spans(text) if not _is_disowned(text, *span)]
    listed_here = _is_listed(sentence)
    item = _ITEM.match(text) if listed_here else None
    yield from _known_ones(text, spans, item)
    for name, service, start in _in_item(text, item, common) if listed_here else ():
        if not _inside(start, spans) and not _is_disowned(text, start, start + len(name)):
            yield name, service, "medium"
    if not against:
        about = bool(_ABOUT_VENDORS.search(f"{text} {sentence.place}") or _LIST_HEADING.search(sentence.place))
        yield from _in_prose(text, spans, common, about=about, listed=listed_here)
        yield from _in_bold(sentence.text, text, spans)
        if about:
            yield from _as_subject(text, spans, common)
        if about and not item:
            yield from _by_place(text, spans, common)


def _is_listed(sentence: Sentence) -> bool:
    """Whether a sentence is an item in a list of vendors; a paragraph that begins with a bold name is one too."""
    itemized = sentence.kind == "item" or re.match(r"\*\*[^*]+\*\*\s*(?:\([^)]*\)\s*)?[:—–-]", sentence.text)
    return bool(itemized and _LIST_HEADING.search(f"{sentence.heading} / {sentence.intro}"))


def _in_item(text: str, item: re.Match[str] | None, common: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """The names of an item in a list of vendors: at its start, or after what they are for ("Payments: Stripe")."""
    entity = re.match(rf"{NAMES}(?:\s+&\s+{NAMES})?,?\s+{LEGAL}(?=\s*[,(:—–-])", text)
    if entity and not re.match(r",?\s*(?:and|&)\s", text[entity.end() :]):
        yield entity[0], (_service_of(item) if item else ""), 0
        return
    names = [name for name in split(item["names"]) if is_name(name, common=common)] if item else []
    if item and names:
        yield from ((name, _service_of(item), text.find(name)) for name in names)
    elif by_use := _ITEM_BY_USE.match(text):
        for name in split(re.sub(r"\([^)]*\)", "", by_use["names"])):
            if is_name(name, common=common):
                yield name, by_use["service"].strip(), text.find(name, by_use.start("names"))


def _known_spans(text: str) -> list[tuple[int, int]]:
    """Where companies of the shipped lists stand; "Amazon Web Services (AWS)" is one."""
    found: list[tuple[int, int]] = []
    for span in known.spans(text):
        short = found and re.fullmatch(r",?(?: LLC| Inc\.?)? \(", text[found[-1][1] : span[0]])
        if not (short and text[span[1] : span[1] + 1] == ")"):
            found.append(span)
    return found


def _known_ones(text: str, spans: Sequence[tuple[int, int]], item: re.Match[str] | None) -> Iterator[Named]:
    """Companies of the shipped lists, with the legal form that follows."""
    for start, end in spans:
        stop = known.with_form(text, end)
        listed = item is not None and start < item.end("names")
        yield text[start:stop], _service_of(item) if item and listed else _service(text, stop), "high"


def _service_of(item: re.Match[str]) -> str:
    return item["service"].strip(" .") or item["inside"] or ""


def _is_disowned(text: str, start: int, end: int) -> bool:
    """Whether a text says at a name that it is not used, or that the software is run by the organization itself."""
    after = text[end : end + 120]
    begin = max((cut.end() for cut in _BREAK.finditer(text, 0, start)), default=0)
    before = text[begin:start]
    if _NOT_USED.search(before) and not _STILL.search(f"{before} {after}"):
        return True
    if re.match(r"[^.;]{0,30}\b(?:no longer|not any ?more|until \d{4}|ended|stopped)\b", after):
        return True
    reach = re.match(r"[^.;,)]*(?:,\s+(?:which|that)[^.;,)]*|\s*\([^)]*\)[^.;,)]*|\s*\)[^.;,]*)?", after)
    return bool(_OWN_SOFTWARE.search(before) or (reach and _OWN_SOFTWARE.search(reach[0])))


def _in_prose(
    text: str, spans: Sequence[tuple[int, int]], common: Collection[str], *, about: bool, listed: bool
) -> Iterator[Named]:
    """Names where a vendor stands in a sentence, names beside a known one, and names with a legal form."""
    patterns = (_SUCH_AS, _ROLE, _DOES, _WEAK) if about else (_SUCH_AS, _DOES)
    lists = [
        match for pattern in patterns for match in pattern.finditer(text) if about or pattern is not _DOES or spans
    ]
    lists += (
        []
        if listed
        else [
            match
            for match in _TOGETHER.finditer(text)
            if any(match.start() <= start < match.end() for start, _ in spans)
        ]
    )
    seen: set[int] = set()
    for match in lists:
        start, end = match.span("names") if "names" in match.re.groupindex else match.span()
        for name in split(re.sub(r"\([^)]*\)", "", text[start:end])):
            at = text.find(name, start)
            fresh = at >= 0 and at not in seen and not _overlaps(at, at + len(name), spans)
            name = re.sub(r"\s[A-Z]$", "", name) if text[at + len(name) :][:1] == "." else name
            fresh = fresh and not _REGION.match(text, at + len(name))
            if fresh and is_name(name, common=common) and not _is_disowned(text, at, at + len(name)):
                seen.add(at)
                yield name, _service(text, end), "medium"
    for match in _WITH_SUFFIX.finditer(text) if not _OTHER_ROLE.search(text) else ():
        plain_name = not _overlaps(match.start("name"), match.end("name"), spans) and is_name(match["name"])
        if plain_name and not re.search(r"\w \($", text[: match.start()]) and not _is_disowned(text, *match.span()):
            name = re.sub(
                r"(?:(?<=GmbH)|(?<=LLC)|(?<= AG)|(?<= SE)|(?<=PLC)|(?<=LLP)|(?<= KG)|(?<= eG)|(?<=SAS))\.$",
                "",
                match[0],
            )
            yield name, _service(text, match.end()), "medium"


def _in_bold(markdown: str, text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Names in bold beside known companies in bold: a text that marks its vendors so marks all of them."""
    bold = [plain(words) for words in re.findall(r"(?<!\\)\*\*([^*:]{2,40})\*\*(?!\s*[:—–])", markdown)]
    beside = any(text[start:end].startswith(words) for start, end in spans for words in bold)
    for words in bold:
        at = text.find(words)
        led = beside or known.listed_name(words.capitalize()) or (words[0].isupper() and _LEADS.search(text, 0, at))
        if led and at >= 0 and not _overlaps(at, at + len(words), spans) and re.fullmatch(r"\w[\w.& -]*", words):
            fits = len(words.split()) <= 4 and (is_name(words) or is_name(words.capitalize()))
            if fits and not _is_disowned(text, at, at + len(words)):
                yield words, _service(text, at + len(words)), "medium"


_BEFORE = re.compile(
    r"(?:\b(?:by|via|through|with|on|in|at|from|to|over|using|uses?|used|into|called|named|include|includes|including|like|and|or|run|runs|the|for|of|use|is|are|involves?|choose|chosen|chose|picked|firm|partner|provider|company|specialist|agency|studio|platform|tool|service|supplier|vendor|processor|contractor|carrier|"
    r"host|bureau|insurer|start-?up|maker|supports?|has|have|offers?|between|add|accepts?)|[,;]|\()\s+\Z"
)
_OF_A_PLACE = re.compile(
    r"\b(?:compan\w+|firm|business|office|studio|lab\w*|shop|agency|collective|cooperative|bureau|providers?|based|located|registered|"
    r"seated|servers?|machines?|(?:data )?cent(?:re|er)s?|cellar|warehouse|racks?|regions?|team|people|person|staff|live|school|"
    r"universit\w+|city|town|county|state|district|courts?|laws?|residents?|citizens?|born|offices|hosted|somewhere|clinic|hospital)"
    r"\s+(?:[a-z]+ )?(?:in|near|of|from|outside)\s+(?:the\s+)?\Z"
    r"|\b(?:Ltd|Limited|Inc|LLC|GmbH|AG|PLC|LLP|Corp|Co|B\.?V|UG|SAS|AB)\.? (?:in|of)\s+\Z"
    r"|\b(?:office|located|based|stud\w+|meet\w*|live) at\s+(?:the\s+)?\Z"
    r"|\b(?:disclos\w+|report\w*|claims?|complain\w*|required|requested|obliged|authorit\w+|regulator\w*|answer\w*|appeal\w*|write) "
    r"(?:[\w ]{0,20})?(?:to|by|from|with)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(rf"(?<![\w@./’'-]){NAMES}")


def _by_place(text: str, spans: Sequence[tuple[int, int]], common: Collection[str]) -> Iterator[Named]:
    """Names in the middle of a sentence of a passage about vendors, where a word leads to them."""
    for match in _CANDIDATE.finditer(text):
        name = re.sub(r"(?:\s+(?:of|for))+$|['’]s(?:\s.*)?$", "", match[0])
        name = re.sub(r"\s[A-Z]$", "", name) if text[match.start() + len(name) :][:1] == "." else name
        end = match.start() + len(name)
        begin = text[max(match.start() - 80, 0) : match.start()]
        if not _BEFORE.search(begin) or _OF_A_PLACE.search(begin) or re.fullmatch(r"[A-Z]{2,4}", name):
            continue
        if not _overlaps(match.start(), end, spans) and not _REGION.match(text, end):
            if is_name(name, common=common) and not _is_disowned(text, match.start(), end):
                yield name, _service(text, end), "medium"


_LEADS = re.compile(r"\b(?:by|via|through|with|using|on|in|of)\s+\Z")


_SUBJECT = re.compile(
    rf"(?:^|[,;:]\s+|\s(?:and|while|but)\s+)(?P<name>{NAMES})\s+(?:then |also |only )?(?:gets?|joins?|does|counts?|reads?|looks? after|shreds?|prepares?|"
    r"installs?|cleans?|answers?|works?|calls?|writes?|hosts?|stores?|processes|handles?|provides?|collects?|matches|scores|screens|verifies|reviews|supplies|maintains|"
    r"monitors|watches|backs? up|delivers|sends|prints|packs|ships|drives|runs|keeps|carries|transcribes|translates|transfers|moves|signs|issues|trains|powers|serves|sees|"
    r"acts? as|turns|converts|renders|checks|scans|filters|blocks|protects|tracks|measures|records|routes|connects|hosting|pays|bills|invoices|manages|helps|takes|receives|shows|"
    r"is (?:our|the company|used|where)|are (?:our|used))\b"
)


def _as_subject(text: str, spans: Sequence[tuple[int, int]], common: Collection[str]) -> Iterator[Named]:
    """Names that do something for the organization, in a passage about vendors: "Acme joins the call"."""
    for match in _SUBJECT.finditer(text):
        name, at = match["name"], match.start("name")
        odd = len(name.split()) > 1 or re.search(r"[a-z][A-Z]|\d|\.", name) or at > 0
        if odd and not _overlaps(at, match.end("name"), spans) and is_name(name, common=common):
            if not _is_disowned(text, at, match.end("name")):
                yield name, "", "medium"


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _overlaps(begin: int, stop: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(begin < end and start < stop for start, end in spans)


_REGION = re.compile(r"\s+(?:region|schools?|stud\w+|residents?|laws?|data ?cent\w+)\b")
_COLUMNS = (
    r"\b(?:sub-?processors?|vendors?|providers?|suppliers?|third[- ]part(?:y|ies)|processors?)\b",
    r"\b(?:part(?:y|ies)|company|companies|entity|entities|partners?|recipients?|firms?|contractors?|who|helpers?|"
    r"organi[sz]ations?)\b",
    r"\b(?:names?|tools?|services?|products?|platforms?|integrations?|software|apps?)\b",
)
_OF_USE = re.compile(
    r"purpose|service|\buse|function|description|nature|task|what|role|why|activity|does", re.IGNORECASE
)
_OF_LISTS = re.compile(
    r"purpose|service|\buse|function|task|what|role|why|locat|countr|where|seat|region|safeguard|guarantee",
    re.IGNORECASE,
)


def _name_column(sentence: Sentence) -> int:
    """The column of a row in which a vendor stands; -1 where the table is not one of vendors."""
    heads = [plain(head) for head, _ in sentence.cells]
    for level, pattern in enumerate(_COLUMNS):
        for place, head in enumerate(heads):
            if len(head.split()) > 4 or not re.search(pattern, head, re.IGNORECASE):
                continue
            telling = any(_OF_LISTS.search(other) for other in heads if other is not head)
            if level == 0 or (level == 1 and telling) or _LIST_HEADING.search(sentence.place):
                return place
    return -1


def _in_row(sentence: Sentence) -> Iterator[Named]:
    """The vendor of a table row, if the table is one of vendors."""
    place = _name_column(sentence)
    row = plain(sentence.text)
    if place < 0 or _OWN_SOFTWARE.search(row):
        return
    words = re.sub(r"\s*\([^()]*\)\s*$", "", plain(sentence.cells[place][1])).strip()
    others = [(head, plain(cell)) for at, (head, cell) in enumerate(sentence.cells) if at != place]
    service = next((said for head, said in others if _OF_USE.search(head)), "")
    parts = [words] if bare(words) != words or len(words) > 60 else re.split(r"\s*/\s*|,\s+|\s+and\s+", words)
    for name in parts if all(is_name(part) for part in parts) else [words]:
        if name and is_name(bare(name)) and _can_stand_in_a_list(name):
            yield name, service, "high"


def _can_stand_in_a_list(name: str) -> bool:
    """Whether the words of a cell are a name, not a description of who receives data."""
    words = name.split()
    written = words[0][0].isupper() or words[0][0].isdigit() or re.search(r"[A-Z.]", words[0]) or len(words) == 1
    return bool(written) and len(words) <= 9 and sum(word[0].islower() for word in words) <= len(words) / 2


def _service(text: str, at: int) -> str:
    """What follows a name as its service: "for SMS delivery", "— payment processing", "(hosting)"."""
    found = re.match(
        r",?\s*(?:\((?P<inside>[^)]{3,80})\)|(?:[—–:-]\s+|for\s+|to\s+)(?P<service>[^.;,()]{3,80}))", text[at:]
    )
    return (found["inside"] or found["service"]).strip() if found else ""


