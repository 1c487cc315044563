"""The kinds of facts: one module each, one plain list of them all.

To add a kind: write its model in a module of its name and add a line to `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trustcenter.model.kinds.ai import AiUse
from trustcenter.model.kinds.attestations import Attestation
from trustcenter.model.kinds.certifications import Certification
from trustcenter.model.kinds.children import AgeRule
from trustcenter.model.kinds.contacts import Contact
from trustcenter.model.kinds.cookies import Cookie
from trustcenter.model.kinds.data_categories import DataCategory
from trustcenter.model.kinds.deliveries import Delivery
from trustcenter.model.kinds.fields import Fact
from trustcenter.model.kinds.messaging import Programme
from trustcenter.model.kinds.notice import Notice
from trustcenter.model.kinds.organization import Organization
from trustcenter.model.kinds.purposes import Purpose
from trustcenter.model.kinds.recording import Recording
from trustcenter.model.kinds.requirements import RequirementList
from trustcenter.model.kinds.retention import RetentionRule
from trustcenter.model.kinds.rights import Right
from trustcenter.model.kinds.security import SecurityMeasure
from trustcenter.model.kinds.sharing import Sharing
from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.model.kinds.waivers import Waiver


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact and how its file is laid out.

    `shape`: `one` record that is the whole file, a `list` of records, or a `map` from id to record.
    `noun` is what one record is called in changelogs.  Only a `citable` kind can be used in a policy;
    `settings` are fields that steer the tool and say nothing to readers, so that no version states them.
    """

    name: str
    model: type[Fact]
    shape: Literal["one", "list", "map"]
    noun: str
    citable: bool = True
    required: bool = False
    settings: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        return f"data/{self.name}.yml"


KINDS: tuple[Kind, ...] = (
    Kind(
        "organization",
        Organization,
        "one",
        "organization",
        required=True,
        settings=frozenset(
            {"timezone", "holidays", "regimes", "demo", "demo_text", "well_known", "key_facts", "not_listed"}
        ),
    ),
    Kind("notice", Notice, "one", "notice promise", required=True),
    Kind("contacts", Contact, "map", "contact", required=True),
    Kind("subprocessors", Subprocessor, "list", "subprocessor"),
    Kind("retention", RetentionRule, "list", "retention rule"),
    Kind("data_categories", DataCategory, "list", "data category"),
    Kind("purposes", Purpose, "list", "purpose"),
    Kind("security", SecurityMeasure, "list", "security measure"),
    Kind("certifications", Certification, "list", "certification"),
    Kind("messaging", Programme, "list", "SMS programme"),
    Kind("ai", AiUse, "list", "use of AI"),
    Kind("recording", Recording, "one", "call recording"),
    Kind("cookies", Cookie, "list", "cookie"),
    Kind("rights", Right, "list", "right"),
    Kind("children", AgeRule, "list", "age rule"),
    Kind("sharing", Sharing, "list", "sharing of data"),
    Kind("deliveries", Delivery, "list", "delivery", citable=False),
    Kind("attestations", Attestation, "list", "attestation", citable=False),
    Kind("waivers", Waiver, "list", "waiver", citable=False),
)
REQUIREMENT_LIST = Kind("requirements", RequirementList, "one", "requirement list", citable=False)
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
