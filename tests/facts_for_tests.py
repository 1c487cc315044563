"""Facts of every citable kind, and helpers that fill and render texts with them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from lxml import html

from full_records import ID, full_record
from trustcenter.markdown.to_html import Site, render
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import KINDS
from trustcenter.model.problems import Problem
from trustcenter.reading.references import Filled, fill

ORGANIZATION: dict[str, Any] = {
    "legal_name": "Example Voice, Inc.",
    "brand": "Example Voice",
    "website": "https://example.com",
    "phone": "+17087654406",
    "timezone": "America/Chicago",
    "regimes": ["gdpr", "hipaa"],
    "products": [{"id": "voice", "label": "Voice"}, {"id": "text", "label": "Text"}],
    "demo": True,
}
FULL: dict[str, Any] = {
    "organization": ORGANIZATION,
    "notice": {
        "material": "30 days",
        "objection": {"unknown": "not decided"},
        "emergency": {"allowed": True, "within": "2 days"},
        "review_days": 3,
        "channels": [{"id": "mail", "by": "email"}, {"id": "site", "by": "website", "label": "This site"}],
    },
    "contacts": {
        "privacy": {"role": "Privacy questions", "label": "Privacy team", "email": "privacy@example.com"},
        "support": {"role": "Help", "phone": "+17087654406", "url": "https://example.com/help_me"},
        "dpo": {"role": {"unknown": "nobody appointed"}},
    },
    "subprocessors": {
        "host": {
            "id": "host",
            "name": "Cloud | Host *Inc*",
            "purpose": "hosting",
            "group": "infrastructure",
            "data": ["audio", "account"],
            "locations": ["US", "nearest edge"],
            "headquarters": "NO",
            "transfer": ["dpf", "scc"],
            "products": ["voice"],
            "baa": True,
            "website": "https://host.example/a_b",
            "contact": "dpa@host.example",
            "since": "2024-02-29",
        },
        "speech": {
            "id": "speech",
            "name": {"unknown": "contract confidential"},
            "purpose": "speech to text",
            "group": "ai",
            "data": {"unknown": "asked"},
            "locations": {"unknown": "asked"},
            "baa": False,
        },
    },
    "retention": {
        "audio": {
            "id": "audio",
            "label": "Call recordings",
            "data": ["audio"],
            "while": "the account is active",
            "period": "90 days",
            "starts": "the call",
            "action": "delete",
            "then": "backup",
        },
        "backup": {
            "id": "backup",
            "label": "Backups",
            "data": ["audio"],
            "period": "30 days",
            "action": {"unknown": "asked"},
        },
        "logs": {
            "id": "logs",
            "label": "Logs",
            "data": ["account"],
            "period": "12 months",
            "action": "anonymise",
            "configurable": {"default": "12 months", "min": "1 month", "max": "24 months", "by": "the customer"},
        },
    },
    "data_categories": {
        "audio": {
            "id": "audio",
            "label": "Call audio",
            "items": ["voice", "background | noise"],
            "sources": ["the caller"],
            "purposes": [{"purpose": "answering", "basis": "contract"}],
            "sold": False,
        },
        "account": {"id": "account", "label": "Account data", "items": ["name, first and last", "e-mail"]},
    },
    "purposes": {"answering": {"id": "answering", "label": "Answering calls", "group": "service"}},
    "security": {
        "tls": {
            "id": "tls",
            "label": "Encryption",
            "group": "technical",
            "detail": "TLS 1.3",
            "description": "In transit.",
        }
    },
    "certifications": {"soc2": {"id": "soc2", "label": "SOC 2", "status": "in progress", "expires": "2027-01-01"}},
    "messaging": {
        "alerts": {
            "id": "alerts",
            "name": "Alerts",
            "brand": "Example Voice",
            "message_types": ["call alerts", "reminders"],
            "frequency": "varies",
            "rates": "Message and data rates may apply.",
            "consent": {"method": "web form", "text": "I agree | yes"},
            "stop": {"words": ["STOP", "END and QUIT", "OFF*"]},
            "help": {"words": ["HELP"], "contact": "support"},
            "revocation": "10 business days",
            "vendors": ["host"],
        },
        "codes": {
            "id": "codes",
            "name": "Codes",
            "brand": {"unknown": "asked"},
            "message_types": ["codes"],
            "frequency": "one per login",
            "rates": "free",
            "consent": {"unknown": "asked"},
            "stop": {"unknown": "asked"},
            "help": {"words": ["INFO"]},
        },
    },
    "ai": {
        "receptionist": {
            "id": "receptionist",
            "label": "Receptionist",
            "providers": ["host", "speech"],
            "trains_on_data": "never",
            "disclosure": "first interaction",
        }
    },
    "recording": {"default": "on", "consent": "all parties", "announcement": "always", "retention": "audio"},
    "cookies": {
        "session": {
            "id": "session",
            "label": "Session",
            "category": "essential",
            "purpose": "logging in",
            "consent": False,
            "session": True,
        },
        "stats": {
            "id": "stats",
            "label": "Statistics",
            "category": "analytics",
            "purpose": {"unknown": "asked"},
            "consent": True,
            "duration": "13 months",
            "names": ["_ga", "_gid"],
        },
    },
    "rights": {
        "access": {
            "id": "access",
            "label": "Access",
            "regimes": ["gdpr", "ccpa"],
            "contact": "privacy",
            "respond_within": "1 month",
        },
        "deletion": {"id": "deletion", "label": "Deletion", "description": "We delete it."},
    },
    "children": {"adults": {"id": "adults", "label": "Adults only", "minimum_age": 18}},
    "sharing": {
        "court": {
            "id": "court",
            "label": "Courts",
            "recipients": "courts",
            "circumstances": "a lawful order",
            "data": ["audio"],
            "marketing": False,
        }
    },
    "offices": {"main": {"city": "Springfield", "floors": ["1", "2"]}, "site": "https://example.com/a_b*c"},
    "slogans": ["first", "second"],
}
for _kind in KINDS:
    if _kind.citable and _kind.name not in FULL:  # a kind that nothing special is tested of
        _record = full_record(_kind.model)
        FULL[_kind.name] = _record if _kind.shape == "one" else {ID: _record}


def facts(**changed: Any) -> Facts:
    """The full facts, with some kinds replaced."""
    return Facts({**copy.deepcopy(FULL), **changed})


def with_fields(kind: str, record: str, fields: Mapping[str, Any]) -> Facts:
    """The full facts with some fields of one record changed; None removes a field."""
    made = facts()
    target = made.kinds[kind][record] if record else made.kinds[kind]
    for name, value in fields.items():
        target[name] = value
        if value is None:
            del target[name]
    return made


def filled(text: str, given: Facts | None = None) -> Filled:
    """A text filled with the full facts, which must succeed."""
    found, problems = fill(text, given or facts(), file="draft.md")
    assert found is not None, problems
    return found


def problems_of(text: str, given: Facts | None = None, *, above: int = 0) -> list[Problem]:
    """The problems of the references in a text; if there are any, nothing was filled."""
    found, problems = fill(text, given or facts(), file="draft.md", above=above)
    assert (found is None) == bool(problems)
    return problems


def rendered(markdown: str) -> Any:
    """The HTML of a version's Markdown as one element."""
    made = render(markdown, source="policies/p", page="policies/p/", site=Site(frozenset()))
    return html.fragment_fromstring(made.html, create_parent="div")


def folded(text: str) -> str:
    """A text with white space collapsed."""
    return " ".join(text.split())
