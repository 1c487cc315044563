"""Security: the measures a text names, with their parameter (TLS 1.3, AES-256, SOC 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain

_MEASURES: tuple[tuple[str, str, str, str], ...] = (
    ("encryption_in_transit", "Encryption in transit", "technical",
     r"encrypt\w*[^.;]{0,40}in transit|in transit[^.;]{0,40}encrypt|\b(?:TLS|SSL|HTTPS)\b"),
    ("encryption_at_rest", "Encryption at rest", "technical",
     r"encrypt\w*[^.;]{0,40}at rest|at rest[^.;]{0,40}encrypt|\bAES\b"),
    ("multi_factor_authentication", "Multi-factor authentication", "technical",
     r"multi-factor|two-factor|\b(?:MFA|2FA)\b"),
    ("role_based_access", "Role-based access", "technical", r"role-based|\bRBAC\b|least privilege"),
    ("access_controls", "Access controls", "technical",
     r"access controls?\b|restricted access|limited access|only authori[sz]ed personnel"),
    ("firewalls", "Firewalls", "technical", r"\bfirewalls?\b"),
    ("intrusion_detection", "Intrusion detection", "technical", r"\bintrusion (?:detection|prevention)"),
    ("network_isolation", "Network isolation", "technical", r"network (?:isolation|segmentation)"),
    ("tenant_isolation", "Isolation of customers", "technical",
     r"tenant isolation|cross-tenant|isolated by organi[sz]ation|logically separated"),
    ("penetration_tests", "Penetration tests", "technical", r"penetration test|\bpen[- ]?tests?\b"),
    ("vulnerability_tests", "Tests for vulnerabilities", "technical", r"vulnerability (?:test|assess|scan)\w*"),
    ("abuse_monitoring", "Rate limits and monitoring of abuse", "technical", r"rate limiting|abuse monitoring"),
    ("audits", "Security audits", "organisational",
     r"(?:security|regular|independent|periodic) (?:security )?(?:audits?|assessments?)"),
    ("training", "Training of staff", "organisational",
     r"\b(?:employee|staff|security|privacy|security and privacy) training\b|training for all"),
    ("need_to_know", "Access by need to know", "organisational", r"need[- ]to[- ]know"),
    ("background_checks", "Background checks", "organisational",
     r"background (?:checks?|screening)|security screening"),
    ("incident_response", "Response to incidents", "organisational",
     r"incident response|responding to (?:security )?incidents"),
    ("vendor_management", "Security requirements for vendors", "organisational",
     r"vendor management|security requirements for third"),
    ("backups", "Backups", "data protection", r"\bbackup and recovery|regular backups|disaster recovery"),
    ("data_minimisation", "Data minimisation", "data protection", r"data minimi[sz]ation|only necessary information"),
    ("anonymisation", "Anonymisation", "data protection", r"^anonymi[sz]ation|anonymi[sz]ing"),
    ("audit_logs", "Audit logs", "data protection", r"audit log(?:ging|s)?\b|logging of data access"),
)  # fmt: skip
_STANDARDS: tuple[tuple[str, str, str, str], ...] = (
    ("soc_2", "SOC 2", "organisational", r"SOC ?2(?:[ -]Type[ -](?:II|I|2|1))?"),
    ("soc_1", "SOC 1", "organisational", r"SOC ?1(?: Type (?:II|I|2|1))?"),
    ("iso_27001", "ISO 27001", "organisational", r"ISO(?:/IEC)?[ -]?27001(?::\d{4})?"),
    ("iso_27017", "ISO 27017", "organisational", r"ISO(?:/IEC)?[ -]?27017(?::\d{4})?"),
    ("iso_27018", "ISO 27018", "organisational", r"ISO(?:/IEC)?[ -]?27018(?::\d{4})?"),
    ("iso_27701", "ISO 27701", "organisational", r"ISO(?:/IEC)?[ -]?27701(?::\d{4})?"),
    ("iso_42001", "ISO 42001", "organisational", r"ISO(?:/IEC)?[ -]?42001(?::\d{4})?"),
    ("iso_22301", "ISO 22301", "organisational", r"ISO(?:/IEC)?[ -]?22301(?::\d{4})?"),
    ("pci_dss", "PCI DSS", "organisational", r"PCI[ -]DSS(?: Level [1-4])?|\bPCI\b(?= (?:Level|compl\w+|certified))"),
    ("hitrust", "HITRUST", "organisational", r"HITRUST(?: (?:CSF|r2|i1|e1))?"),
    ("fedramp", "FedRAMP", "organisational", r"FedRAMP(?: (?:High|Moderate|Low))?"),
    ("cyber_essentials", "Cyber Essentials", "organisational", r"Cyber Essentials(?: Plus)?"),
    ("essential_eight", "Essential Eight", "organisational", r"Essential Eight"),
    ("irap", "IRAP", "organisational", r"\bIRAP\b"),
    ("st4s", "ST4S", "organisational", r"\bST4S\b"),
    ("c5", "C5", "organisational", r"\bBSI C5\b|\bC5(?= (?:attest|report|type))"),
    ("tisax", "TISAX", "organisational", r"TISAX"),
    ("nen_7510", "NEN 7510", "organisational", r"NEN ?7510"),
    (
        "dspt",
        "Data Security and Protection Toolkit",
        "organisational",
        r"Data Security and Protection Toolkit|\bDSPT\b",
    ),
    ("csa_star", "CSA STAR", "organisational", r"CSA STAR(?: Level \d)?"),
    ("nist", "NIST", "organisational", r"NIST (?:CSF|SP ?800-\d+|800-\d+|Cybersecurity Framework)"),
    ("cis_controls", "CIS Controls", "organisational", r"CIS (?:Controls|Benchmarks)"),
    ("srtp", "Encrypted calls", "technical", r"(?:DTLS-)?SRTP\b"),
    ("rsa", "RSA keys", "technical", r"RSA[- ](?:2048|3072|4096)"),
    ("passwords", "Stored passwords", "technical", r"(?i:\bbcrypt|\bscrypt|\bArgon2(?:id|i|d)?|\bPBKDF2)"),
    ("sha_2", "Hashes", "technical", r"SHA-?(?:256|384|512)"),
    (
        "security_keys",
        "Security keys",
        "technical",
        r"\bFIDO2\b|\bFIDO U2F\b|\bWebAuthn\b|(?i:\bpasskeys\b)(?! \(FIDO)",
    ),
    ("fips_140", "FIPS 140", "technical", r"FIPS[ -]?(?:PUB )?140-[23]"),
    ("single_sign_on", "Single sign-on", "technical", r"SAML(?: ?2\.0)?(?: SSO)?|OpenID Connect"),
    ("etsi_en_303_645", "ETSI EN 303 645", "organisational", r"ETSI EN 303[ -]?645"),
    ("signatures", "Signatures", "technical", r"Ed25519|ECDSA(?: ?P-?(?:256|384))?"),
)
"""Standards and parameters that count by their name, wherever they stand."""
_PARAMETER = {
    "encryption_in_transit": r"(?:TLS|SSL)(?: ?v?1\.[0-3]\+?(?: (?:or|and) (?:later|higher|above|newer|better|up))?)?|"
    r"HTTPS",
    "encryption_at_rest": r"AES[- ]?(?:128|192|256)(?:[- ](?:GCM|CBC|XTS))?(?:[- ]bit)?|(?:128|256)-bit AES",
    "multi_factor_authentication": r"(?i:multi-factor authentication|two-factor authentication|two-step verification)|"
    r"MFA|2FA",
}
_SECTION = re.compile(r"secur|safeguard|protect|measures|storage|safe", re.IGNORECASE)


def security(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Each measure once, in the sections on security; a parameter or a standard counts wherever it stands."""
    best: dict[str, Proposal] = {}
    for sentence in found:
        if sentence.kind == "heading":
            continue
        text = plain(sentence.text)
        in_section = bool(_SECTION.search(f"{sentence.above} {sentence.heading} {sentence.label}"))
        for name, label, group, pattern in _MEASURES:
            if not re.search(pattern, text, re.IGNORECASE):
                continue
            parameter = re.search(_PARAMETER[name], text) if name in _PARAMETER else None
            if (in_section or parameter) and (name not in best or (parameter and "detail" not in best[name].fields)):
                best[name] = _proposal(name, label, group, sentence, parameter[0] if parameter else "", sure=in_section)
        for name, label, group, pattern in _STANDARDS:
            standard = re.search(rf"(?<![\w-]){pattern}(?!\w)", text)
            if standard and name not in best and not _is_denied(text, standard):
                best[name] = _proposal(name, label, group, sentence, standard[0], sure=in_section)
    yield from best.values()


def _is_denied(text: str, standard: re.Match[str]) -> bool:
    """Whether a text says that it does not hold a standard, right before or after its name."""
    before, after = text[max(standard.start() - 30, 0) : standard.start()], text[standard.end() : standard.end() + 12]
    return bool(re.search(r"\b(?:not|n['’]t)\b[^.;,]*\Z", before) or re.match(r"\s*(?:isn['’]t|is not|are not)", after))


_PLAIN = frozenset(("HTTPS", "TLS", "SSL", "SOC 2"))
"""Parameters so short that a reference in their place would help nobody."""


def _proposal(name: str, label: str, group: str, sentence: Sentence, parameter: str, *, sure: bool) -> Proposal:
    fields = {"id": name, "label": label, "group": group} | ({"detail": parameter} if parameter else {})
    numbered = parameter not in _PLAIN and re.search(r"\d", parameter)
    replaces = {"detail": parameter} if numbered else {}
    return Proposal("security", name, fields, sentence, "high" if sure else "medium", parameter or label, replaces)
