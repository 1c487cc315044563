"""Contacts: e-mail addresses and telephone numbers with the need they answer, and those that a text leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain, slug, unknown
from trustcenter.importing.proposals.region import region_of

_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_PHONE = re.compile(
    r"(?<![\w./-])(?:\+\d{1,3}[\s.-]?(?:\(0\)\s?)?)?(?:1[\s.-])?(?:\(\d{2,5}\)[\s.-]*)?"
    r"\d{1,5}(?:[\s./–-]{1,3}\d{2,8}){1,5}(?![\w/]|-\d|\.\d)"
    r"|(?<![\w./-])\+?\d{9,13}(?![\w/]|-\d|\.\d)"
)
_DAY = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}[-./]\d{1,2}[-./]\d{1,2}|(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d")
_TEL = re.compile(r"(?<=\(tel:)\+?[\d().\s-]{7,20}(?=\))")
_NO_PHONE = re.compile(
    r"\b(?:ABN|ACN|NZBN|VAT|HRB|KvK|IBAN|BIC|EIN|DUNS|SIREN|SIRET|GST|ICO|account|registration|registered|charity|"
    r"company|register|"
    r"reference|invoice|order|policy|ID|code|number(?! is)|no\.?|nr\.?)[\s:#(]*(?:number|no\.?|"
    r"nr\.?)?[\s:#(]*[A-Z]{0,4}\s*\Z",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:phone|tel|telephone|call|toll[- ]free|hotline|mobile|text us|dial|reach us|voice ?mail|ring|landline|"
    r"whatsapp)\b",
    re.IGNORECASE,
)
_FAX = re.compile(r"\bfax\b[^,;]{0,12}\Z", re.IGNORECASE)
_AUTHORITY_HOST = re.compile(
    r"(?:\.gov|\.gov\.[a-z]{2}|\.europa\.eu|(?:^|[@.])(?:ico\.org\.uk|cnil\.fr|bfdi\.bund\.de|"
    r"dataprotection\.ie|autoriteitpersoonsgegevens\.nl|datatilsynet\.(?:dk|no)|imy\.se|aepd\.es|uodo\.gov\.pl|"
    r"garanteprivacy\.it|gpdp\.it|tietosuoja\.fi|cnpd\.(?:pt|lu)|dsb\.gv\.at|apd-gba\.be|edoeb\.admin\.ch|dpa\.gr|"
    r"personuvernd\.is|uoou\.cz|naih\.hu|privacy\.org\.nz)|"
    r"\.(?:gov|govt|gob|gouv|gv|go|admin)\.[a-z]{2}|\.gouv\.fr|\.bund\.de|\.gc\.ca)\Z",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\b(?:supervisory authority|data protection authority|commissioner|federal trade commission|"
    r"attorney general|ombuds\w+|office for civil rights|department of (?:health|justice)|fundraising regulator|"
    r"regulator|"
    r"data ?protection commission\w*|autoriteit|datenschutzbeh\w+|\w*beauftragte\w*|garante|cnil|"
    r"crisis (?:text )?line|samaritans|emergency services|\w*tilsyn\w*|integritetsskydds\w*|tietosuoja\w*|"
    r"privacy commission\w*|agencia (?:espa\w+ )?de protecci[oó]n|watchdog|"
    r"(?:information|privacy|consumer|competition|telecom\w*|communications|human rights|data) "
    r"(?:and \w+ )?(?:commission|authority|agency|tribunal|inspectorate)|"
    r"complain(?:ts?|ing)?\b(?![^.;]{0,80}\b(?:us|our)\b)[^.;]{0,80}\b(?:with|to|before) (?:the )?(?-i:[A-Z])\w+)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:us|our|we)\b[^.;]{0,60}\Z", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|css|js|pdf|ico)\Z", re.IGNORECASE)
_OPEN = re.compile(
    r"\\?\[\s?(?:e-?mail\s*protected|[^\[\]\n]{0,60}\be-?mail\b[^\[\]\n]{0,40})\\?\](?!\()|"
    r"\b[\w.+-]+\s?[\[(]\s?at\s?[\])]\s?[\w-]+(?:\.\w+|\s?[\[(]\s?dot\s?[\])]\s?\w+)+",
    re.IGNORECASE,
)
_NEEDS: tuple[tuple[str, str, str], ...] = (
    ("eu_representative", "EU representative", r"\beu[ _-]?rep|representative in the (?:eu|european union)|article 27"),
    ("uk_representative", "UK representative", r"\buk[ _-]?rep|representative in the (?:uk|united kingdom)"),
    ("dpo", "Data protection officer", r"\bdpo\b|data protection officer|datenschutz"),
    ("security", "Reports about security", r"\bsecurity\b|vulnerabilit|\bpsirt\b"),
    ("abuse", "Reports of abuse", r"\babuse\b"),
    ("objections", "Objections to changes", r"\bobjections?\b"),
    ("accessibility", "Accessibility", r"\baccessibility\b"),
    ("copyright", "Copyright", r"\b(?:dmca|copyright)\b"),
    ("billing", "Billing", r"\b(?:billing|invoices?|accounts?receivable)\b"),
    ("sales", "Sales", r"\bsales\b"),
    ("legal", "Legal questions", r"\blegal\b"),
    ("compliance", "Compliance", r"\bcompliance\b"),
    ("privacy", "Privacy questions", r"\bprivacy|\bgdpr\b|\bccpa\b|data[ -]?protection|\bdsar?\b|personal data"),
    ("support", "Support", r"\bsupport\b|\bhelp(?:desk)?\b|customer service|\bservice\b"),
    ("fax", "Fax", r"(?!)"),
    ("general", "General inquiries", r"\b(?:info|hello|contact|general|inquir(?:y|ies)|enquir(?:y|ies)|office|team)\b"),
)  # fmt: skip

_ROLES = {need: role for need, role, _ in _NEEDS}


def contacts(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """A contact for each address, one for each need whose address is masked or left open, and telephone numbers."""
    taken: dict[str, str] = {}
    theirs = _of_authorities(found)
    for sentence in found:
        for match in _EMAIL.finditer(sentence.text):
            address = match[0].rstrip(".-")
            other = address in theirs or _AUTHORITY_HOST.search(address) or _PICTURE.search(address)
            if address.lower() not in taken and not other:
                need, role = _need(address, sentence, match.start())
                need = _free(need, taken.values())
                taken[address.lower()] = need
                fields = {"role": role, "email": address}
                yield Proposal("contacts", need, fields, sentence, "high", address, {"email": address})
    yield from _left_open(found, set(taken.values()))
    yield from _phones(found, taken)


def _of_authorities(found: Sequence[Sentence]) -> set[str]:
    """Addresses that stand where the text names an authority, on another host than most of its addresses."""
    hosts = [match[0].rpartition("@")[2].lower() for one in found for match in _EMAIL.finditer(one.text)]
    own = max(hosts, key=hosts.count, default="")
    near: list[str] = []
    theirs: set[str] = set()
    for sentence in found:
        near = [*near[-2:], plain(sentence.text) if sentence.kind != "heading" else ""]
        if _AUTHORITY.search(" ".join(near)):
            addresses = (match[0].rstrip(".-") for match in _EMAIL.finditer(sentence.text))
            theirs |= {address for address in addresses if address.rpartition("@")[2].lower() != own}
    return theirs


def _need(address: str, sentence: Sentence, at: int) -> tuple[str, str]:
    """The need an address answers: by its own name, else by the words before it, else by where it stands."""
    local = re.sub(r"[._+-]", " ", address.partition("@")[0])
    before = re.split(r"[@;]|\. ", plain(sentence.text[:at]))[-1][-80:]
    for words in (local, before, sentence.label, f"{sentence.heading} {sentence.above}"):
        for need, role, pattern in _NEEDS:
            if re.search(pattern, words, re.IGNORECASE):
                return need, role
    return slug(local), f"{local.strip().capitalize()}"


def _free(need: str, taken: object) -> str:
    names = set(taken) if not isinstance(taken, set) else taken  # type: ignore[call-overload]
    number = 2
    free = need
    while free in names:
        free, number = f"{need}_{number}", number + 1
    return free


def _left_open(found: Sequence[Sentence], taken: set[str]) -> Iterator[Proposal]:
    """Needs for which the text has words and no address that can be used."""
    for sentence in found:
        for match in _OPEN.finditer(sentence.text):
            words = f"{sentence.label or sentence.text[: match.start()][-60:]} {sentence.heading}"
            chosen = next(
                ((n, r) for n, r, p in _NEEDS if re.search(p, words, re.IGNORECASE)), ("privacy", "Privacy questions")
            )
            if "insert" in match[0].lower():
                chosen = next(((n, r) for n, r, p in _NEEDS if re.search(p, match[0], re.IGNORECASE)), chosen)
            if chosen[0] not in taken:
                taken.add(chosen[0])
                why = f"the text has `{plain(match[0])}` in place of the address"
                fields = {"role": chosen[1], "email": unknown(why)}
                yield Proposal("contacts", chosen[0], fields, sentence, "medium", note="find out the address")


# Telephone numbers --------------------------------------------------------------------------------------------------


def _phones(found: Sequence[Sentence], emails: dict[str, str]) -> Iterator[Proposal]:
    seen: set[str] = set()
    taken = set(emails.values())
    region = region_of(found)
    for sentence in found:
        text = plain(sentence.text)
        for match in (*_PHONE.finditer(text), *_TEL.finditer(sentence.text)):
            number = _international(match[0], region)
            same = number or re.sub(r"\D", "", match[0])
            if same in seen or same[-9:] in {one[-9:] for one in seen} or not _is_phone(match, number, sentence, text):
                continue
            seen.add(same)
            value = number or unknown(f"the text has `{match[0]}`, without a country code")
            replaces = {"phone": match[0]} if number else {}
            need = "fax" if _FAX.search(text, 0, match.start()) else _need_of_phone(sentence, text, match.start())
            if not need and len(seen) == 1:
                yield Proposal("organization", "", {"phone": value}, sentence, "high", match[0], replaces)
            else:
                fields = {"role": _ROLES.get(need, "General inquiries"), "phone": value}
                need = _free(f"{need or 'general'}_phone" if need != "fax" else need, taken)
                taken.add(need)
                yield Proposal("contacts", need, fields, sentence, "medium", match[0], replaces)


def _is_phone(match: re.Match[str], number: str, sentence: Sentence, text: str) -> bool:
    """Digits in the form of a number that one can call: as its country writes them, or where the text tells to call."""
    digits = re.sub(r"\D", "", match[0])
    if match.re is _TEL:
        return bool(number) and not _AUTHORITY.search(text)
    before = text[max(match.start() - 120, 0) : match.start()]
    if match.start() < 8:
        before = f"{plain(sentence.before)[-100:]} {before}"
    if (
        not 7 <= len(digits) <= 15
        or _DAY.fullmatch(match[0])
        or _NO_PHONE.search(before)
        or _AUTHORITY.search(f"{before} {text[match.end() :][:60]}")
    ):
        return False
    if _AUTHORITY.search(text) and not _OURS.search(before):
        return False
    apart = re.search(r"\d[\s().–-]+\d", match[0])
    if number and apart and re.match(r"\+|\(|0|1[38]00|1[\s.-]8\d\d", match[0]) and not re.match(r"0\d?\.\d", match[0]):
        return True
    american = re.fullmatch(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}", match[0])
    about = bool(_CALL.search(f"{before} {sentence.label}"))
    contact = bool(re.search(r"contact|reach|question|find us", sentence.place, re.IGNORECASE))
    return bool(match[0].startswith("+") or (american and (about or contact)) or (about and len(digits) >= 9))


def _international(written: str, region: str) -> str:
    """The number with its country code; nothing where the text does not show of which country it is."""
    american = re.fullmatch(r"(?:1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}", written)
    try:
        number = phonenumbers.parse(written.replace("(0)", ""), region or ("US" if american else None))
        if not phonenumbers.is_possible_number(number) and american:
            number = phonenumbers.parse(written, "US")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _need_of_phone(sentence: Sentence, text: str, at: int) -> str:
    """The need a number answers, if the words before it name one."""
    words = f"{sentence.label} {text[max(at - 60, 0) : at]}"
    generic = ("general", "privacy", "support")
    named = next((need for need, _, pattern in _NEEDS if re.search(pattern, words, re.IGNORECASE)), "")
    return "" if named in generic and not re.search(r"support|help", words, re.IGNORECASE) else named
