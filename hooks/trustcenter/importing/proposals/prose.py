"""Names of vendors in prose: where the words around a name show that a company of others is meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from trustcenter.importing.proposals import known
from trustcenter.importing.proposals.names import LEGAL, NAME, NAMES, is_name, split
from trustcenter.importing.proposals.proposal import plain
from trustcenter.importing.proposals.usage import is_disowned

_WITH_SUFFIX = re.compile(rf"(?<![\w@.])(?P<name>{NAME}(?:\s+(?:&\s+)?{NAME}){{0,4}}),?\s+{LEGAL}(?!\w)")
_ONE = rf"{NAMES}(?:\s*\([^)]*\))?"
_JOINT = r"(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s*/\s*)"
LIST = rf"(?P<names>{_ONE}(?:{_JOINT}{_ONE}){{0,9}})"
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
    rf"\s+{_OUR}{LIST}"
)
_ROLE = re.compile(
    r"\b(?:providers?|processors?|partners?|suppliers?|vendors?|hosts?|carriers?|agency|subcontractors?|"
    r"contractors?|firm|bureau|"
    r"aggregators?|accountants?|bookkeepers?|operators?|tools?|platforms?|services?|system)"
    rf"(?:,| is| are|:| \(|, namely| called| named)\s+{LIST}"
)
_WEAK = re.compile(rf"\b(?:by|via|through|from|with|using)\s+{_OUR}{LIST}")
_DOES = re.compile(
    rf"^(?:\W*[A-Z][\w &-]{{2,30}}:\s+)?{LIST},?\s+(?:is our|are our|is the|process(?:es)?|handles?|provides?|"
    rf"hosts?|stores?|delivers?|"
    r"sends?|runs?|transcribes?|keeps?|powers?|helps? us|carr(?:y|ies)|suppl(?:y|ies)|operates?|serves?|sees?|"
    r"acts? as|gives? us|"
    r"manages?|routes?|generates?|takes? care of|receives?|does our|do our|translates?|prints?|ships?|checks?)\b"
)
_TOGETHER = re.compile(rf"{NAMES}(?:{_JOINT}{NAMES}){{1,9}}")
_OTHER_ROLE = re.compile(
    r"\b(?:representative|data protection officer|parent company|subsidiar(?:y|ies)|part of the|group of companies|"
    r"merged|acquired|"
    r"certified by|audited by|arbitrat\w+|trademarks?)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:by|via|through|with|on|in|at|from|to|over|using|uses?|used|into|called|named|include|includes|including|"
    r"like|and|or|run|runs|the|for|of|use|is|are|involves?|choose|chosen|chose|picked|firm|partner|provider|company|"
    r"specialist|agency|studio|platform|tool|service|supplier|vendor|processor|contractor|carrier|"
    r"host|bureau|insurer|start-?up|maker|supports?|has|have|offers?|between|add|accepts?)|[,;]|\()\s+\Z"
)
_OF_A_PLACE = re.compile(
    r"\b(?:compan\w+|firm|business|office|studio|lab\w*|shop|agency|collective|cooperative|bureau|providers?|based|"
    r"located|registered|"
    r"seated|servers?|machines?|(?:data )?cent(?:re|er)s?|cellar|warehouse|racks?|regions?|team|people|person|staff|"
    r"live|school|"
    r"universit\w+|city|town|county|state|district|courts?|laws?|residents?|citizens?|born|offices|hosted|somewhere|"
    r"clinic|hospital)"
    r"\s+(?:[a-z]+ )?(?:in|near|of|from|outside)\s+(?:the\s+)?\Z"
    r"|\b(?:Ltd|Limited|Inc|LLC|GmbH|AG|PLC|LLP|Corp|Co|B\.?V|UG|SAS|AB|Bhd|ApS|A/S|CIC)\.? (?:in|of)\s+\Z"
    r"|\b(?:office|located|based|stud\w+|meet\w*|live) at\s+(?:the\s+)?\Z"
    r"|\b(?:disclos\w+|report\w*|claims?|complain\w*|required|requested|obliged|authorit\w+|regulator\w*|answer\w*|"
    r"appeal\w*|write) "
    r"(?:[\w ]{0,20})?(?:to|by|from|with)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(rf"(?<![\w@./’'-]){NAMES}")
_LEADS = re.compile(r"\b(?:by|via|through|with|using|on|in|of)\s+\Z")
_BEGINS = re.compile(r"\s+(?:\(|—|–|-\s|is\b|are\b|[a-z]+s\b)")
_SUBJECT = re.compile(
    rf"(?:^|[,;:]\s+|\s(?:and|while|but)\s+)(?P<name>{NAMES})\s+(?:then |also |only )?(?:gets?|joins?|does|counts?|"
    rf"reads?|looks? after|shreds?|prepares?|"
    r"installs?|cleans?|answers?|works?|calls?|writes?|hosts?|stores?|processes|handles?|provides?|collects?|matches|"
    r"scores|screens|verifies|reviews|supplies|maintains|"
    r"monitors|watches|backs? up|delivers|sends|prints|packs|ships|drives|runs|keeps|carries|makes|builds|creates|"
    r"produces|transcribes|translates|"
    r"transfers|moves|signs|issues|trains|powers|serves|sees|"
    r"acts? as|turns|converts|renders|checks|scans|filters|blocks|protects|tracks|measures|records|routes|connects|"
    r"hosting|pays|bills|invoices|manages|helps|takes|receives|shows|"
    r"is (?:our|the company|used|where)|are (?:our|used))\b"
)
_NO_NAME_BEFORE = re.compile(
    r"\s+(?:(?:region|schools?|stud\w+|residents?|laws?|data ?cent\w+)\b|(?:and|&)\s+(?:[A-Z]\w+\s+){0,3}(?:Agency|"
    r"Administration|Authority|Commission|Board|Department|Ministry|Council|Inspectorate|Directorate|Tribunal|Court)\b)"
)
"""What follows a place, and the first words of the name of an authority."""
_ENDS_WITH_STOP = re.compile(
    r"(?:(?<=GmbH)|(?<=LLC)|(?<= AG)|(?<= SE)|(?<=PLC)|(?<=LLP)|(?<= KG)|(?<= eG)|(?<=SAS)|(?<= BV)|(?<= NV)|"
    r"(?<= UG)|(?<= AB)|(?<= CIC)|(?<= DAC)|(?<= CLG))\.$"
)
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as it is searched for names.

    `spans` are where known companies stand, `common` the words that the text writes in small letters, `about` whether
    the passage is about vendors, `listed` whether it is
    an item of a list of them that begins with its names.
    """

    text: str
    markdown: str
    spans: tuple[tuple[int, int], ...]
    common: Collection[str]
    about: bool
    listed: bool

    def is_known(self, start: int, end: int) -> bool:
        """Whether a known company stands there."""
        return any(start < last and first < end for first, last in self.spans)

    def is_place(self, at: int) -> bool:
        """Whether what stands there is where a known company is: "OVHcloud at Gravelines"."""
        led = re.search(r"\s(?:at|in|near|outside)\s+\Z", self.text[:at])
        return bool(led) and any(last == led.start() for _, last in self.spans if led)

    def whole(self, name: str, at: int) -> str:
        """A name without the first letter of a legal form that its dot cut off: "Acme S" of "Acme S.A."."""
        return re.sub(r"\s(?:[A-Z]|Pte|Pty|Pvt|Sdn|Sp)$", "", name) if self.text[at + len(name) :][:1] == "." else name

    def fits(self, name: str, at: int) -> bool:
        """Whether a name that nobody knows can be that of a vendor where it stands."""
        end = at + len(name)
        if at < 0 or self.is_known(at, end) or _NO_NAME_BEFORE.match(self.text, end):
            return False
        return is_name(name, common=self.common) and not is_disowned(self.text, at, end)


def in_prose(passage: Passage) -> Iterator[tuple[str, int]]:
    """Each name with the place where it ends."""
    yield from _in_lists(passage)
    yield from _with_legal_form(passage)
    yield from _in_bold(passage)
    if passage.about:
        yield from _as_subject(passage)
    if passage.about and not passage.listed:
        yield from _led_to(passage)


def _in_lists(passage: Passage) -> Iterator[tuple[str, int]]:
    """Names after words such as "provided by" and "such as", and beside known companies."""
    patterns = (_SUCH_AS, _ROLE, _DOES, _WEAK) if passage.about else (_SUCH_AS, _DOES)
    found = [
        match
        for pattern in patterns
        for match in pattern.finditer(passage.text)
        if passage.about or pattern is not _DOES or passage.spans
    ]
    if not passage.listed:
        found += [match for match in _TOGETHER.finditer(passage.text) if passage.is_known(*match.span())]
    for match in found:
        start, end = match.span("names") if "names" in match.re.groupindex else match.span()
        for part in split(re.sub(r"\([^)]*\)", "", passage.text[start:end])):
            at = passage.text.find(part, start)
            name = passage.whole(part, at)
            if passage.fits(name, at):
                yield name, end


def _with_legal_form(passage: Passage) -> Iterator[tuple[str, int]]:
    """Names with a legal form, but of representatives, parents and the like."""
    text = passage.text
    for match in _WITH_SUFFIX.finditer(text) if not _OTHER_ROLE.search(text) else ():
        fresh = not passage.is_known(*match.span("name")) and is_name(match["name"])
        if fresh and not re.search(r"\w \($", text[: match.start()]) and not is_disowned(text, *match.span()):
            yield _ENDS_WITH_STOP.sub("", match[0]), match.end()


def _in_bold(passage: Passage) -> Iterator[tuple[str, int]]:
    """Names in bold beside known companies in bold: a text that marks its vendors so marks all of them."""
    marked = re.findall(r"(?<!\\)\*\*([^*:]{2,40})\*\*(?!\s*[:—–])", passage.markdown)
    bold = [plain(words) for words in marked]
    beside = any(passage.text[start:end].startswith(words) for start, end in passage.spans for words in bold)
    for words in bold:
        at = passage.text.find(words)
        first = passage.about and at == 0 and _BEGINS.match(passage.text, len(words))
        led = words[0].isupper() and (first or _LEADS.search(passage.text, 0, max(at, 0)))
        if not (beside or led or known.listed_name(words.capitalize())) or not re.fullmatch(r"\w[\w.& -]*", words):
            continue
        end = at + len(words)
        named = is_name(words) or is_name(words.capitalize())
        short = at >= 0 and named and len(words.split()) <= _MOST_WORDS
        if short and not passage.is_known(at, end) and not is_disowned(passage.text, at, end):
            yield words, end


def _led_to(passage: Passage) -> Iterator[tuple[str, int]]:
    """Names in the middle of a sentence of a passage about vendors, where a word leads to them."""
    for match in _CANDIDATE.finditer(passage.text):
        name = re.sub(r"(?:\s+(?:of|for))+$|['’]s(?:\s.*)?$", "", match[0])
        name = passage.whole(name, match.start())
        begin = passage.text[max(match.start() - 80, 0) : match.start()]
        led = _BEFORE.search(begin) and not _OF_A_PLACE.search(begin) and not passage.is_place(match.start())
        sure = passage.spans and re.search(r"\b(?:by|with|via|through|from)\s+\Z", begin) and len(name) > 3
        if led and (sure or not re.fullmatch(r"[A-Z]{2,4}", name)) and passage.fits(name, match.start()):
            yield name, match.start() + len(name)


def _as_subject(passage: Passage) -> Iterator[tuple[str, int]]:
    """Names that do something for the organization, in a passage about vendors: "Acme joins the call"."""
    for match in _SUBJECT.finditer(passage.text):
        name, at = match["name"], match.start("name")
        odd = len(name.split()) > 1 or re.search(r"[a-z][A-Z]|\d|\.", name) or at > 0
        if odd and not name.endswith((" for", " of")) and passage.fits(name, at):
            yield name, at + len(name)
