"""Vendors that a text names: known companies, rows and items of lists of vendors, and names after "such as"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Confidence, Proposal, plain, slug, unknown
from trustcenter.rules.prose import shipped

LEGAL = (
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|GmbH|Corp|Corporation|PLC|plc|LLP|AG|SE|S\.?A\.?S?|"
    r"B\.?V|N\.?V|ApS|AB|Oy|AS|A/S|PBC|Pty(?: Ltd)?|S\.?r\.?l|Pte(?: Ltd)?|UG|KG|Co)\b\.?"
)
_NAME = r"[A-Z][\w&'’+-]*(?:\.(?:com|io|ai|net|co|org|app|js)\b)?"
_NAMES = rf"{_NAME}(?:\s+(?:{_NAME}|of|for|and Co)){{0,3}}"
_WITH_SUFFIX = re.compile(rf"(?<![\w@.])(?P<name>{_NAME}(?:\s+(?:&\s+)?{_NAME}){{0,4}}),?\s+{LEGAL}(?!\w)")
_ABOUT_VENDORS = re.compile(
    r"\b(?:sub-?processors?|service providers?|third[- ]part(?:y|ies)|vendors?|partners?|suppliers?|"
    r"integrat\w+|hosting|hosted|payment processors?|process(?:ed|or) (?:by|via)|providers?|platforms?|"
    r"recipients|tools?)\b",
    re.IGNORECASE,
)
_SUCH_AS = re.compile(
    rf"(?:\bsuch as|\blike|\be\.g\.,?|\bfor example,?|\bincluding(?: but not limited to)?,?|\bnamely,?|"
    rf"\bprovided by|\boperated by|\bpowered by|\bhosted (?:by|on|with|at|in)|\bvia|\bprocessed by|"
    rf"\b[Ww]e use|\bcurrently use|\busing)\s+(?:our (?:hosting |payment |cloud )?(?:provider|partner|"
    rf"processor),? )?(?P<names>{_NAMES}(?:\s*\([^)]*\))?(?:(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|"
    rf"\s*/\s*){_NAMES}(?:\s*\([^)]*\))?){{0,9}})"
)
_LIST_HEADING = re.compile(
    r"\b(?:sub-?processors?|third[- ]party (?:services?|providers?|vendors?|integrations?|processors?|"
    r"partners?|tracking)|service providers?|vendors?|suppliers?|integration partners|integrations|"
    r"our partners|following (?:third|companies|providers|services))\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    rf"^(?P<names>{_NAMES}(?:\s*(?:/|,|and|&)\s*{_NAMES}){{0,4}}),?(?:\s+{LEGAL})?(?:\s*\((?P<inside>[^)]*)"
    rf"\))?\s*(?:[—–:-]\s+|\bfor\s+|\bto\s+|$)(?P<service>.*)$"
)
_OWN_SOFTWARE = re.compile(r"self-hosted|on our own (?:servers|infrastructure)|open[- ]source software", re.IGNORECASE)
_NO_COMPANY = re.compile(
    r"^(?:GDPR|CCPA|CPRA|HIPAA|COPPA|TCPA|CAN-SPAM|PIPEDA|LGPD|CTIA|FTC|FCC|SMS|MMS|RCS|API|APIs|SDKs?|"
    r"URLs?|HTTPS?|TLS|SSL|AES|IP|SOC|ISO|PCI|DSS|MFA|SSO|CRM|EU|EEA|UK|US|USA|U\.S|AI|DPA|SCCs?|BCRs?|"
    r"PHI|BAA|NIST|OAuth|PDF|CSV|JSON|FAQ|Inc|LLC|STOP|HELP|PostgreSQL|Redis|MySQL|MongoDB|Linux|"
    r"Kubernetes|Docker|Android|iOS|Windows|Chrome|Firefox|Safari|Edge|Opera|Internet Explorer|"
    r"Standard Contractual Clauses|Privacy Shield|Data Privacy Framework|European Union|United States|"
    r"United Kingdom|European Economic Area|Switzerland|California|Germany|Ireland|France|Canada|India|"
    r"Singapore|Australia|Japan|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Services?|Platform|Website|Site|App|"
    r"Terms|Privacy Policy|Agreement|Customers?|Users?|Clients?|Company|We|You|Our|Your|The|This|These|If|"
    r"When|As|In|For|To|It|They|All|Any|Some|Other|Please)$"
)
_ORDINARY = frozenset(
    """
    access account accounts administrator administrators advertising advisors affiliates agencies agents ai
    analytics and app applications apps assistance audit auditors authorities automated backup bank banks banner
    beacons billing browser business calendar call calls carrier carriers chat client clients cloud communication
    communications companies compliance computing consent consultants contact content contractors cookie cookies
    corporate credit crm customer customers data database delivery development device e-mail education email
    emails employee employees end enforcement erp error essential external financial fraud functional general
    government governmental group help hosting hr human identity information infrastructure insurance integration
    integrations intelligence internal internet it law legal limited location log logging login logistics
    management market marketing media members merger message messages messaging mobile monitor monitoring name
    names necessary network networks notification notifications obligations office online operational operations
    operators opt opt-out order other our parties partner partners party payment payments performance personal
    phone platform platforms plugins postal preference preferences prevention privacy processing processor
    processors productivity professional profile protection provider providers public purpose purposes push
    recipient recipients recruitment regular regulators regulatory reporting request requests required requirement
    requirements research resellers review reviews rights sales search secure security server servers service
    services settings sharing shipping sign-on single sms social software source sources sso staff storage
    strictly sub-processor sub-processors subprocessor subprocessors successors suppliers support survey surveys
    system systems targeting tax team technical technologies technology telecommunication telecommunications
    telephony text third third-party tool tools tracking training transactional transcription transfer transfers
    us usage user users vendor vendors video voice web website widgets workflow you your
    """.split()
)
_AGAINST = re.compile(
    r"\b(?:opt[- ]out (?:of|at|by|via|page)|browser|adjust your|visit(?:ing)? |learn more|"
    r"privacy policy at|trademark)\b",
    re.IGNORECASE,
)
_GROUPS = (
    ("ai", r"\b(?:ai|inference|llm|language model|machine learning|speech|transcri\w+|text-to-speech)\b"),
    ("payments", r"\b(?:payments?|billing|invoic\w+|subscription|cards?)\b"),
    ("communications", r"\b(?:sms|telephon\w+|messag\w+|e-?mails?|voice|calls?|push)\b"),
    ("infrastructure", r"\b(?:host\w*|cloud|infrastructure|servers?|storage|cdn|database|content delivery)\b"),
    ("identity", r"\b(?:sso|sign[- ]?on|sign[- ]?in|authenticat\w+|identity|log[- ]?in)\b"),
    ("analytics", r"\b(?:analytics?|statistics|measur\w+|monitor\w*|error|crash|logging)\b"),
    ("support", r"\b(?:support|help ?desk|tickets?|chat)\b"),
    ("integrations", r"\b(?:crm|calendar|integrat\w+)\b"),
    ("marketing", r"\b(?:marketing|advertis\w+|newsletter)\b"),
)


def vendors(found: Sequence[Sentence], *, own: Sequence[str]) -> Iterator[Proposal]:
    """One proposal for each company or named service; `own` are the names of the organization itself."""
    ours = {_key(name) for name in own}
    best: dict[str, tuple[str, str, Confidence, Sentence]] = {}
    for sentence in found:
        for name, service, certain in () if _OWN_SOFTWARE.search(sentence.text) else _named(sentence):
            key = _key(_listed_name(name) or name)
            if key in ours or any(mine and key.startswith(f"{mine} ") for mine in ours):
                continue
            better = key in best and (bool(service), len(name)) > (bool(best[key][1]), len(best[key][0]))
            if key not in best or better:
                best[key] = (name, service, certain, sentence)
    yield from (_proposal(*one) for one in best.values())


_Named = tuple[str, str, Confidence]
"""A name, what it does there, and how sure that is."""


def _named(sentence: Sentence) -> Iterator[_Named]:
    """The vendors a sentence names."""
    if sentence.kind == "row":
        yield from _in_row(sentence)
    elif sentence.kind != "heading":
        text = plain(sentence.text)
        about = f"{sentence.heading} / {sentence.intro}"
        item = _ITEM.match(text) if sentence.kind == "item" and _LIST_HEADING.search(about) else None
        against = bool(_AGAINST.search(text))
        spans = [] if against else [m.span() for m in _known().finditer(text) if not _no_vendor().match(text, m.end())]
        yield from _known_ones(text, spans, item)
        if item:
            service = _service_of(item)
            yield from (
                (name, service, "medium") for name in _split(item["names"]) if not _inside(text.find(name), spans)
            )
        if not against and _ABOUT_VENDORS.search(f"{text} {sentence.place}"):
            yield from _in_prose(text, spans)


def _known_ones(text: str, spans: Sequence[tuple[int, int]], item: re.Match[str] | None) -> Iterator[_Named]:
    """Companies of the shipped lists, with the legal form that follows: it is part of the name."""
    for start, end in spans:
        form = _FORM.match(text, end)
        stop = (
            end + len(form[0].rstrip(".")) + form[0].endswith(("Inc.", "Corp.", "Ltd.", "Co.", "V.")) if form else end
        )
        listed = item is not None and start < item.end("names")
        yield text[start:stop], _service_of(item) if item and listed else _service(text, stop), "high"


_FORM = re.compile(rf"(?:\s+[A-Z][\w&-]+){{0,2}},?\s+{LEGAL}(?!\w)")


def _service_of(item: re.Match[str]) -> str:
    return item["service"].strip(" .") or item["inside"] or ""


def _in_prose(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[_Named]:
    """Names after "such as" and names with a legal form."""
    for match in _SUCH_AS.finditer(text):
        for name in _split(re.sub(r"\([^)]*\)", "", match["names"])):
            if not _inside(text.find(name, match.start("names")), spans):
                yield name, _service(text, match.end("names")), "medium"
    for match in _WITH_SUFFIX.finditer(text):
        if not _inside(match.start("name"), spans) and _is_name(match["name"]):
            yield (
                re.sub(r"(?:(?<=GmbH)|(?<=LLC)|(?<= AG)|(?<= SE)|(?<=PLC)|(?<=LLP))\.$", "", match[0]),
                _service(text, match.end()),
                "medium",
            )


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _in_row(sentence: Sentence) -> Iterator[tuple[str, str, Confidence]]:
    """The vendor of a table row, if the table is one of vendors."""
    heads = {head.lower(): plain(cell) for head, cell in sentence.cells}
    first = sentence.cells[0][0] if sentence.cells else ""
    if re.search(
        r"sub-?processor|vendor|provider|company|entity|third part|supplier|partner|recipient|service\b",
        first,
        re.IGNORECASE,
    ) or (re.search(r"name", first, re.IGNORECASE) and _LIST_HEADING.search(sentence.place)):
        name = plain(sentence.cells[0][1]).strip()
        service = next(
            (
                said
                for head, said in heads.items()
                if re.search(r"purpose|service|use|function|description|nature", head) and said != name
            ),
            "",
        )
        if name and _is_name(re.sub(rf",?\s+{LEGAL}$", "", name)):
            yield name, service, "high"


def _split(names: str) -> Iterator[str]:
    for part in re.split(r",\s*(?:and\s+|or\s+)?|\s+and\s+(?!Co\b)|\s+or\s+|\s*/\s*|\s+&\s+(?=[A-Z])", names):
        name = re.sub(r"\s+(?:of|for)$", "", part.strip())
        if _is_name(name):
            yield name


def _is_name(name: str) -> bool:
    """Whether capitalised words can be the name of a company: not a law, a country or only ordinary words."""
    words = name.split()
    if not name or _NO_COMPANY.match(name) or len(name) > 60 or not re.search(r"[A-Za-z]{2}", name):
        return False
    if _NO_COMPANY.match(words[0]) and words[0] in (
        "The",
        "Our",
        "Your",
        "This",
        "These",
        "We",
        "If",
        "All",
        "Any",
        "Some",
        "Other",
    ):
        return False
    return not all(re.sub(r"[^a-z-]", "", word.lower()) in _ORDINARY for word in words)


def _service(text: str, at: int) -> str:
    """What follows a name as its service: "for SMS delivery", "— payment processing", "(hosting)"."""
    found = re.match(
        r",?\s*(?:\((?P<inside>[^)]{3,80})\)|(?:[—–:-]\s+|for\s+|to\s+)(?P<service>[^.;,()]{3,80}))", text[at:]
    )
    return (found["inside"] or found["service"]).strip() if found else ""


def _proposal(name: str, service: str, certain: Confidence, sentence: Sentence) -> Proposal:
    listed = _listed_name(name)
    known = _companies().get(listed, {})
    entity = known.get("name", name) if name == listed else name
    product = bool(known) and not _key(known["name"]).startswith(
        _key(listed)
    )  # a service called otherwise than its company
    fields: dict[str, Any] = {"id": slug(re.sub(rf",?\s+{LEGAL}$", "", name), joint="-"), "name": entity}
    if product or known.get("service"):
        fields["service"] = listed if product else known["service"]
    fields["purpose"] = service or unknown("the text does not say what for")
    fields["group"] = known.get("group") or _group(f"{service} {known.get('service', '')}", sentence)
    fields["data"] = unknown("the text does not say which data")
    fields["locations"] = unknown("the text does not say where")
    if known.get("headquarters") and name == listed:
        fields["headquarters"] = known["headquarters"]
    note = f"`{entity}` is the company usually behind `{name}`: your contract names yours" if entity != name else ""
    replaces = {"service" if product and name == listed else "name": name}
    return Proposal("subprocessors", fields["id"], fields, sentence, certain, name, replaces, note)


def _group(words: str, sentence: Sentence) -> str:
    """The group of a vendor by what it does, else by its sentence."""
    said = words if words.strip() else sentence.text
    return next((group for group, pattern in _GROUPS if re.search(pattern, said, re.IGNORECASE)), "other")


def _listed_name(name: str) -> str:
    """The name under which the shipped lists have a company, of which a legal form may follow here; or nothing."""
    found = _known().match(name)
    return found[0] if found and (found.end() == len(name) or _FORM.fullmatch(name, found.end())) else ""


def _key(name: str) -> str:
    """A name for comparing: without legal form, case and signs."""
    return re.sub(r"[^a-z0-9]+", " ", re.sub(rf",?\s+{LEGAL}\s*$", "", name).lower()).strip()


# Known companies ----------------------------------------------------------------------------------------------------


@cache
def _companies() -> Mapping[str, Mapping[str, str]]:
    listed: Mapping[str, Mapping[str, str]] = shipped("companies")["companies"]
    return listed


@cache
def _known() -> re.Pattern[str]:
    names = sorted({*shipped("vendors")["vendors"], *_companies()}, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w@./-])(?:{'|'.join(re.escape(name) for name in names)})(?![\w@]|\.\w|-\w)")


@cache
def _no_vendor() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(shipped('vendors')['no_vendor_before'])})\b")
