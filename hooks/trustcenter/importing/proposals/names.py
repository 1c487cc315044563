"""Names of companies in prose: their legal forms, their lists, and the capitalised words that are no company."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from trustcenter.model.kinds.fields import COUNTRIES

LEGAL = (
    r"(?:(?:SE|GmbH|AG|UG|B\.?V\.?) & Co\.? KG(?:aA)?|Co\.,? Ltd|Pty\.? Ltd|Pte\.? Ltd|Pvt\.? Ltd|Private Limited|"
    r"Sp\. ?z ?o\.o|"
    r"s\.r\.o|a\.s|S\.p\.A|SpA|d\.o\.o|S\.? ?[àa] ?r\.?l|Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|g?GmbH|mbH|Corp|"
    r"Corporation|"
    r"PLC|plc|LLP|L\.?P|AG|SE|eG|SARL|S\.A\.R\.L|SAS|S\.A\.S|S\.?A|B\.?V|N\.?V|ApS|AB|Oyj?|ASA?|A/S|PBC|S\.?r\.?l|UG|"
    r"CIC|CLG|DAC|UAB|SIA|EOOD|OOD|d\.d|Zrt|Nyrt|SRL|Sdn\.? Bhd|Bhd|\(Pvt\.?\) Ltd|\(Pty\) Ltd|"
    r"S\.?A\.? de C\.?V|VOF|SCRL|SNC|"
    r"KGaA|KG|OHG|K\.?K|e\.V|OÜ|Kft|Lda|Ltda|S\.?L|ehf|P\.C|Co)(?![\w&])\.?"
)
_WORD = (
    r"(?:[A-Z][\w&'’+-]*|[a-z]{1,2}[A-Z][\w-]+"
    r"|[A-Za-z0-9]\w+(?=\.(?:com|io|ai|net|co|org|app|js|dev|so|ly|me|chat|tv)\b))"
)
NAME = rf"{_WORD}(?:\.(?:com|io|ai|net|co|org|app|js|dev|so|ly|me|chat|tv)\b)?"
NAMES = rf"{NAME}(?:\s+(?:{NAME}|of|for|and Co)(?=\s|[,.;:)(/]|$)){{0,3}}"
_NO_COMPANY = re.compile(
    r"^(?:Ed25519|X25519|Curve25519|ECDSA|ECDH|ChaCha20|HMAC|DMARC|SPF|BIMI|MTA-STS|WPA[23]|GDPR|CCPA|CPRA|HIPAA|"
    r"COPPA|TCPA|CAN-SPAM|PIPEDA|LGPD|PIPA|FADP|DSGVO|BDSG|TTDSG|TDDDG|DPF|CTIA|FTC|FCC|"
    r"ICO|CNIL|SMS|MMS|RCS|"
    r"API|APIs|SDKs?|URLs?|HTTPS?|TLS|SSL|AES|RSA|IP|SOC|ISO|IEC|PCI|DSS|MFA|2FA|SSO|SAML|SCIM|CRM|ERP|EU|EEA|UK|US|"
    r"USA|U\.S|AI|"
    r"DPA|DPO|DPIA|SCCs?|BCRs?|PHI|BAA|NIST|OAuth|PDF|CSV|JSON|XML|FAQ|VAT|PGP|DKIM|DNS|VPN|CDN|GPUs?|CPUs?|IT|HR|"
    r"Inc|LLC|STOP|HELP|"
    r"PostgreSQL|Postgres|Redis|MySQL|MariaDB|SQLite|MongoDB|Elasticsearch|OpenSearch|Kafka|RabbitMQ|ClickHouse|"
    r"MinIO|Keycloak|Nextcloud|"
    r"Flutter|React|Angular|Django|Laravel|Rails|Node|Python|Java|JavaScript|TypeScript|Rust|Go|PHP|GPT-\d\w*|"
    r"Linux|Ubuntu|Debian|Kubernetes|Docker|Nginx|Apache|WordPress|Whisper|Llama|Android|iOS|macOS|Windows|Chrome|"
    r"Firefox|Safari|"
    r"Edge|Opera|Brave|DuckDuckGo|Tor|Internet Explorer|Global Privacy Control|Bluetooth|Wi-Fi|Ethernet|"
    r"Standard Contractual Clauses|European Economic Area|January|February|March|April|May|June|July|August|"
    r"September|October|"
    r"November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|Services?|Platform|Website|Site|App|"
    r"Terms|Agreement|Customers?|Users?|Clients?|Company|We|You|Our|Your|The|This|That|These|Those|If|When|As|In|"
    r"For|To|It|They|Them|"
    r"All|Any|Some|Other|Please|Nobody|Everyone|Everybody|Anyone|Someone|Each|Both|None|Here|There|Who|What|How|"
    r"Where|Why|"
    r"(?:Similar|Additional|Final|Accordingly|General|Specifical|Typical|Current|Usual|Normal|Occasional|Last|First|"
    r"Second|Separate|Internal|"
    r"External|Public|Alternative|Mere|Final|Recent|Frequent|Rare|Eventual|Subsequent|Simultaneous|Lastly)ly|However|"
    r"Therefore|Moreover|"
    r"Furthermore|Meanwhile|Otherwise|Instead|Today|Then|Thus|Hence|Once|Until|While|Since|Because|After|Before|"
    r"During|Depending|Regarding|"
    r"Besides|Unless|Although|Though|Upon|Under|Only|Every|Another|Several|Many|Most|Few|Neither|Either|Nothing|"
    r"Everything|Something|Never|"
    r"Always|Sometimes|Often|Also|Shine|Light|Like|Unlike|Where|Whether|Yes|No|Not|None|And|Or|But|So|Yet|Nor|"
    r"English|German|French|Spanish|Italian|Portuguese|Dutch|Danish|Swedish|Norwegian|Finnish|Polish|Czech|Greek|"
    r"Turkish|Arabic|Hebrew|Hindi|Urdu|Bengali|Tamil|Malay|Mandarin|Cantonese|Chinese|Japanese|Korean|Vietnamese|Thai|"
    r"Russian|Ukrainian|Romanian|Hungarian|Gaelic|Gàidhlig|Welsh|Irish|Scots|Basque|Catalan|Māori|Maori|"
    r"Direct Debits?|Standing Orders?|Apple Pay Later|Faster Payments|Bacs|BACS|SEPA|IBAN|Bank Transfers?|"
    r"Americans?|Europeans?|Canadians?|Germans?|British|French|Dutch|Swiss|Irish|English|Internet|Christmas)$"
)
_OF_LAW = frozenset(
    """
    Act Acts Regulation Regulations Commission Commissioner Office Authority Agency Department Ministry Court Courts
    Code Directive
    Article Articles Art Section Sections Union Convention Committee Council Shield Framework Clauses Policy Policies
    Terms Notice
    Agreement Addendum Settings Portal Center Centre Board Parliament Republic Privacy Officer Team Law Laws Decision
    Annex Appendix
    Schedule Exhibit Chapter Rights Area Statement Clause Attorney General Ombudsman Amendment Rule Rules Constitution
    Treaty Revenue Customs Treasury Police Tribunal Registrar Registry Inspectorate Bureau Senate Congress Embassy
    Secretary Judge Magistrate Administration Directorate Datatilsynet Coastguard Inspection Prosecutor Parish Ombudsmen
    """.split()
)
_PLACES = frozenset(
    """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas
    kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada
    ohio oklahoma oregon
    pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming quebec ontario alberta columbia
    montréal montreal
    toronto vancouver london dublin paris berlin munich frankfurt hamburg cologne vienna zurich zürich geneva
    amsterdam brussels
    luxembourg madrid barcelona milan rome lisbon stockholm copenhagen oslo helsinki warsaw prague budapest athens
    sydney melbourne
    tokyo mumbai singapore chicago boston seattle portland austin dallas denver america europe africa asia australia
    canada germany
    ireland france india japan switzerland austria spain italy netherlands belgium sweden denmark norway finland
    poland portugal
    england scotland wales kingdom states york francisco angeles jersey carolina dakota hampshire mexico zealand
    brazil china israel
    australian austrian italian spanish polish indian belgian danish norwegian finnish portuguese japanese chinese
    brazilian scottish welsh northern southern eastern western central asian african mexican
    penang jakarta manila bangkok hanoi seoul osaka delhi bangalore bengaluru chennai lagos nairobi johannesburg durban
    bergen aarhus odense malmö gothenburg göteborg uppsala tampere turku tallinn riga vilnius kraków porto seville
    valencia lyon marseille nantes lille bordeaux antwerp ghent rotterdam utrecht groningen graz salzburg basel bern
    bucharest sofia zagreb ljubljana belfast edinburgh glasgow aberdeen cardiff swansea leeds manchester liverpool
    birmingham bristol cork galway limerick brisbane perth adelaide hobart auckland wellington christchurch calgary
    ottawa winnipeg halifax atlanta miami houston phoenix philadelphia detroit minneapolis
    united north south new san los st european american canadian british bavaria nürnberg stuttgart leipzig
    """.split()
)
ORDINARY = frozenset(
    """
    access account accounts administrator administrators advertising advisors affiliates agencies agents ai
    analytics and app applicants application applications apps assistance audit auditors authorities automated backup
    backups bank banks
    banner beacons billing bookings browser business businesses calendar call calls campaigns card carrier carriers
    chat client clients
    cloud co-workers commercial communication communications companies company compliance computing conferencing
    consent consultants
    contact content contractors controllers cookie cookies corporate couriers courts credit crm customer customers
    data database debt
    delivery deployment development device documents e-mail education email emails employee employees end enforcement
    engineering erp error
    essential events experts external finance financial fonts forms fraud freelancers functional general government
    governmental group
    groups help helpdesk hosting hr human identity individuals information infrastructure insurance insurers
    integration integrations
    intelligence internal internet invoices it law lawyers legal lenders limited location log logging login logistics
    logs
    mail mailing maintenance maps management market marketing media members merger mergers message messages messaging
    mobile monitor
    monitoring name names necessary network networks news newsletter newsletters notification notifications
    obligations office online
    operational operations operators opt opt-out order orders other our owners parent parties partner partners party
    payment payments
    payroll performance personal personnel phone photos platform platforms plugins postal preference preferences
    prevention printing
    privacy processing processor processors productivity professional professionals profile programs prospects
    protection provider
    providers public purpose purposes push receipts recipient recipients recording recordings recruiting recruitment
    regular regulators
    regulatory reporting reports request requests required requirement requirements research resellers review reviews
    reviewers rights
    safety sales search secure security server servers service services settings sharing shipping sign-in sign-on
    single sms social
    software source sources speech sso staff statistics storage strictly sub-processor sub-processors subcontractors
    subprocessor
    subprocessors subscriptions subsidiaries successors suppliers support survey surveys syncing system systems tags
    targeting tax team
    technical technologies technology telecommunication telecommunications telephone telephony testing text texts
    third third-party
    ticketing tickets tool tools tracking training transactional transactions transcription transcripts transfer
    transfers translation
    transport travel uploads us usage user users vendor vendors video videos visitors voice voicemail voicemails web
    webinars website
    websites widgets workflow workflows you your
    god isp msp majeure force event liabilities liability excluded marketplace marketplaces quote quotes downtime
    credits
    warranty warranties indemnity documentation deliverables entitlements subscription plan plans tier fee fees renewal
    confidentiality intellectual property self-serve hosted trial beta
    credit
    """.split()
)
_COUNTRIES = frozenset(name.lower() for name in COUNTRIES.values())
_TERMS = frozenset(
    "Customer User Client Subscriber Party Evaluation Authorized Authorised Confidential Personal Protected Covered "
    "Affiliate".split()
)
_OFFERS = frozenset("Pass Passes Plan Plans Membership Memberships Ticket Tickets Newsletter Edition Scheme".split())
"""What an organization offers under a name of its own."""
_STARTS = frozenset("The Our Your This That These Those We If All Any Some Other For With By Via In On At A An".split())


def is_place(word: str) -> bool:
    """Whether a word is the name of a country or a town."""
    return word.lower() in _PLACES or word.lower() in _COUNTRIES


def bare(name: str) -> str:
    """A name without its legal form."""
    return re.sub(rf",?\s+{LEGAL}\s*$", "", name.strip()).rstrip(",")


def key(name: str) -> str:
    """A name for comparing: without legal form, case and signs."""
    return re.sub(r"[^\w]+", " ", bare(name).lower()).strip()


def split(names: str) -> Iterator[str]:
    """The names of an enumeration: "A, B and C", "A / B"."""
    for part in re.split(r",\s*(?:and\s+|or\s+)?|\s+and\s+(?!Co\b)|\s+or\s+|\s*/\s*|\s+&\s+(?=[A-Z])", names):
        name = re.sub(r"(?:\s+of|\s+for(?:\s.*)?|['’]s(?:\s.*)?|['’])$", "", part.strip())
        if is_name(name):
            yield name


def is_name(name: str, *, common: Collection[str] = ()) -> bool:
    """Whether capitalised words can be the name of a company: not a law, a place or only ordinary words.

    `common` are words that the text writes in small letters elsewhere.
    """
    words = name.split()
    if not name or _NO_COMPANY.match(name) or len(name) > 60 or not re.search(r"[A-Za-z]{2}", name):
        return False
    if re.fullmatch(r"[A-Z]{1,2}|[A-Z]{2,8}[- ]?[0-9]+[\w.-]*", name) or name.lower() in _COUNTRIES:
        return False  # AES-256, FIDO2
    if re.fullmatch(r"[A-Z]{2,5}s", name):
        return False  # PDFs
    if len(words) > 1 and words[-1] in _OFFERS:
        return False  # Supporter Pass
    if words[0] in _TERMS and len(words) > 1:
        return False  # Customer Traffic
    if re.fullmatch(r"(?:[A-Z][a-z]+|[A-Z]+)(?:-[a-z]+)+", name):
        return False  # Number-hygiene, AI-generated
    if re.fullmatch(r"\w+['’](?:re|ve|ll|m|d)|(?:It|That|Here|There|What|Who|Let|Where|How)['’]s", words[0]):
        return False  # We're Acme
    if words[0] in _STARTS or any(word.strip(".,") in _OF_LAW for word in words):
        return False
    if any(_NO_COMPANY.match(word) and word.isupper() and len(word) > 3 for word in words):
        return False  # UK GDPR
    small = [re.sub(r"[^\w-]", "", re.sub(r"['’]s$", "", word.lower())) for word in words]
    if len(words) > 1 and small[0] in ORDINARY and small[-1].endswith("s"):
        return False  # a term that a contract defines: Customer Endpoints
    return not all(word in ORDINARY or word in _PLACES or word in common for word in small)
