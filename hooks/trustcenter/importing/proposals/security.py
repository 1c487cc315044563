"""Security: the measures a text names, with their parameter (TLS 1.3, AES-256, SOC 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain

_MEASURES: tuple[tuple[str, str, str, str], ...] = (
    (
        "encryption_in_transit",
        "Encryption in transit",
        "technical",
        r"encrypt\w*[^.;]{0,40}in transit|in transit[^.;]{0,40}encrypt|\b(?:TLS|SSL|HTTPS)\b",
    ),
    (
        "encryption_at_rest",
        "Encryption at rest",
        "technical",
        r"encrypt\w*[^.;]{0,40}at rest|at rest[^.;]{0,40}encrypt|\bAES\b",
    ),
    (
        "multi_factor_authentication",
        "Multi-factor authentication",
        "technical",
        r"multi-factor|two-factor|\b(?:MFA|2FA)\b",
    ),
    ("role_based_access", "Role-based access", "technical", r"role-based|\bRBAC\b|least privilege"),
    (
        "access_controls",
        "Access controls",
        "technical",
        r"access controls?\b|restricted access|limited access|only authori[sz]ed personnel",
    ),
    ("firewalls", "Firewalls", "technical", r"\bfirewalls?\b"),
    ("intrusion_detection", "Intrusion detection", "technical", r"\bintrusion (?:detection|prevention)"),
    ("network_isolation", "Network isolation", "technical", r"network (?:isolation|segmentation)"),
    (
        "tenant_isolation",
        "Isolation of customers",
        "technical",
        r"tenant isolation|cross-tenant|isolated by organi[sz]ation|logically separated",
    ),
    ("penetration_tests", "Penetration tests", "technical", r"penetration test|\bpen[- ]?tests?\b"),
    ("vulnerability_tests", "Tests for vulnerabilities", "technical", r"vulnerability (?:test|assess|scan)\w*"),
    ("abuse_monitoring", "Rate limits and monitoring of abuse", "technical", r"rate limiting|abuse monitoring"),
    (
        "audits",
        "Security audits",
        "organisational",
        r"(?:security|regular|independent|periodic) (?:security )?(?:audits?|assessments?)",
    ),
    ("soc_2", "SOC 2", "organisational", r"\bSOC ?2\b"),
    ("iso_27001", "ISO 27001", "organisational", r"\bISO(?:/IEC)? ?27001\b"),
    ("pci_dss", "PCI DSS", "organisational", r"\bPCI[ -]DSS\b"),
    (
        "training",
        "Training of staff",
        "organisational",
        r"\b(?:employee|staff|security|privacy|security and privacy) training\b|training for all",
    ),
    ("need_to_know", "Access by need to know", "organisational", r"need[- ]to[- ]know"),
    (
        "background_checks",
        "Background checks",
        "organisational",
        r"background (?:checks?|screening)|security screening",
    ),
    (
        "incident_response",
        "Response to incidents",
        "organisational",
        r"incident response|responding to (?:security )?incidents",
    ),
    (
        "vendor_management",
        "Security requirements for vendors",
        "organisational",
        r"vendor management|security requirements for third",
    ),
    ("backups", "Backups", "data protection", r"\bbackup and recovery|regular backups|disaster recovery"),
    ("data_minimisation", "Data minimisation", "data protection", r"data minimi[sz]ation|only necessary information"),
    ("anonymisation", "Anonymisation", "data protection", r"^anonymi[sz]ation|anonymi[sz]ing"),
    ("audit_logs", "Audit logs", "data protection", r"audit log(?:ging|s)?\b|logging of data access"),
)
_PARAMETER = {
    "encryption_in_transit": r"(?:TLS|SSL)(?: ?v?1\.[0-3]\+?(?: (?:or|and) (?:later|higher|above|newer))?)?|HTTPS",
    "encryption_at_rest": r"AES[- ]?(?:128|192|256)(?:[- ](?:GCM|CBC))?(?:[- ]bit)?",
    "soc_2": r"SOC ?2(?: Type (?:II|I|2|1))?",
    "iso_27001": r"ISO(?:/IEC)? ?27001(?::\d{4})?",
}
_SECTION = re.compile(r"secur|safeguard|protect|measures|storage", re.IGNORECASE)


def security(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Each measure once, in the sections on security; a parameter counts wherever it stands."""
    best: dict[str, Proposal] = {}
    for sentence in found:
        text = plain(sentence.text)
        for name, label, group, pattern in _MEASURES if sentence.kind != "heading" else ():
            if not re.search(pattern, text, 0 if name in ("soc_2", "iso_27001") else re.IGNORECASE):
                continue
            parameter = re.search(_PARAMETER[name], text) if name in _PARAMETER else None
            in_section = bool(_SECTION.search(f"{sentence.above} {sentence.heading} {sentence.label}"))
            if (in_section or parameter) and (name not in best or (parameter and "detail" not in best[name].fields)):
                best[name] = _proposal(name, label, group, sentence, parameter[0] if parameter else "", sure=in_section)
    yield from best.values()


def _proposal(name: str, label: str, group: str, sentence: Sentence, parameter: str, *, sure: bool) -> Proposal:
    fields = {"id": name, "label": label, "group": group} | ({"detail": parameter} if parameter else {})
    replaces = {"detail": parameter} if parameter and parameter not in ("HTTPS", "TLS", "SSL", "SOC 2") else {}
    return Proposal("security", name, fields, sentence, "high" if sure else "medium", parameter or label, replaces)
