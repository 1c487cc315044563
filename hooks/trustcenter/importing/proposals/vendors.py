"""Vendors that a text names, each once: the best of its mentions, with what is known of the company."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import known
from trustcenter.importing.proposals.mentions import named
from trustcenter.importing.proposals.names import LEGAL, NAME, NAMES, bare, key
from trustcenter.importing.proposals.proposal import Confidence, Proposal, plain, slug, unknown

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


_OFTEN = 6
"""A name that no list knows and that stands so often in a text is a product of its own company."""
_MOST = 15
"""A known name that stands so often is that of the company which speaks."""


def vendors(found: Sequence[Sentence], *, own: Sequence[str]) -> Iterator[Proposal]:
    """One proposal for each company or named service; `own` are the names of the organization itself."""
    ours = {key(name) for name in own}
    said = " ".join(plain(one.text) for one in found)
    hosts = _hosts(said)
    defined = set(_DEFINED.findall(said))
    host = max(hosts, key=hosts.count, default="")
    common = _small_words(found)
    counted = cache(said.count)
    best: dict[str, tuple[str, str, Confidence, Sentence]] = {}
    for sentence in found:
        for name, service, certain in named(sentence, common, own={host, *ours}):
            name_key = key(known.listed_name(name) or name)
            if not name_key or name_key in ours or any(mine and name_key.startswith(f"{mine} ") for mine in ours):
                continue
            base = known.base(name)
            often = counted(base or name) >= (_MOST if base else _OFTEN)
            if often or name in defined or (key(base) == host if base else _is_own(name_key, hosts)):
                continue
            better = name_key in best and (bool(service), len(name)) > (bool(best[name_key][1]), len(best[name_key][0]))
            if name_key not in best or better:
                best[name_key] = (name, service, certain, sentence)
    aliases = {
        alias for one in found for whole, alias in _ALIAS.findall(plain(one.text)) if _same_company(whole, alias)
    }
    names = [one[0] for one in best.values()]
    yield from (
        _proposal(*one)
        for name, one in best.items()
        if one[0] not in aliases and not _is_part(name, one[0], best) and not _is_short(one[0], names)
    )


_DEFINED = re.compile(r"[“\"]([A-Z][^”\"]{2,40})[”\"]\s+(?:means?|has the meaning|shall mean|refers?|includes?)\b")


def _hosts(said: str) -> Sequence[str]:
    """The names of the domains that stand in a text, those of its e-mail addresses above all."""
    return [host.lower() for host in re.findall(r"@(?:[\w-]+\.)*?([\w-]{4,})(?:\.[a-z]{2,12}){1,2}\b", said)]


def _is_own(name_key: str, hosts: Collection[str]) -> bool:
    """Whether a name is that of the domain at which the text takes e-mail."""
    joined = re.sub(r"\s|\s?(?:com|io|net|org|co|app)$", "", name_key)
    return len(joined) >= 4 and any(joined in host.replace("-", "") for host in hosts)


_ALIAS = re.compile(rf"({NAMES})(?:,?\s+{LEGAL})?\s+\([\"“]?({NAME})[\"”]?\)")


def _same_company(whole: str, alias: str) -> bool:
    """Whether a name in brackets is only short for the one before: "Amazon Web Services (AWS)"."""
    listed = known.companies()
    first = re.sub(r"[^A-Z]", "", whole)
    same = whole in listed and alias in listed and listed[whole].get("name") == listed[alias].get("name")
    return same or alias.upper() == first or whole.startswith(f"{alias} ")


def _is_part(name_key: str, name: str, others: Collection[str]) -> bool:
    """Whether a name that no list knows is only the beginning of a longer one: "Acme" beside "Acme Cloud GmbH"."""
    return not known.listed_name(name) and any(other.startswith(f"{name_key} ") for other in others)


_GROUPS_OF_SERVICES = frozenset("Google Microsoft Amazon Apple Adobe Oracle IBM Meta Intuit Atlassian".split())


def _is_short(name: str, names: Collection[str]) -> bool:
    """Whether a name is short for another one there: "Azure" beside "Microsoft Azure"."""
    mine = known.about(name)
    for other in names:
        theirs = known.about(other)
        same = bool(mine.get("name")) and all(mine.get(field) == theirs.get(field) for field in ("name", "service"))
        if set(name.split()) < set(other.split()) and (same or name in _GROUPS_OF_SERVICES):
            return True
    return False


def _small_words(found: Sequence[Sentence]) -> frozenset[str]:
    """The words that a text writes in small letters: with a capital at the start of a sentence they are no names."""
    return frozenset(
        word
        for one in found
        if one.kind != "heading"
        for word in re.findall(r"(?<![\w'’@./-])[a-z][a-z-]+", plain(one.text))
    )


def _proposal(name: str, service: str, certain: Confidence, sentence: Sentence) -> Proposal:
    listed = known.listed_name(name)
    about = known.companies().get(listed, {})
    entity = about.get("name", name) if name == listed else name
    product = bool(about.get("name")) and not key(about["name"]).startswith(
        key(listed)
    )  # a service called otherwise than its company
    fields: dict[str, Any] = {"id": slug(bare(name), joint="-"), "name": entity}
    if product or about.get("service"):
        fields["service"] = listed if product else about["service"]
    fields["purpose"] = service or unknown("the text does not say what for")
    fields["group"] = about.get("group") or _group(f"{service} {about.get('service', '')}", sentence)
    fields["data"] = unknown("the text does not say which data")
    fields["locations"] = unknown("the text does not say where")
    if about.get("headquarters") and name == listed:
        fields["headquarters"] = about["headquarters"]
    note = f"`{entity}` is the company usually behind `{name}`: your contract names yours" if entity != name else ""
    replaces = {"service" if product and name == listed else "name": name}
    return Proposal("subprocessors", fields["id"], fields, sentence, certain, name, replaces, note)


def _group(words: str, sentence: Sentence) -> str:
    """The group of a vendor by what it does, else by its sentence."""
    said = words if words.strip() else sentence.text
    return next((group for group, pattern in _GROUPS if re.search(pattern, said, re.IGNORECASE)), "other")
