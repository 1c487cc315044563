"""Rules of upkeep: what needs attention as time passes, such as overdue reviews and unreachable contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from trustcenter.model.facts import Plain
from trustcenter.model.periods import add, parse_period
from trustcenter.model.phrases import day as in_words
from trustcenter.model.phrases import listed, plural
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.reading import facts_loader
from trustcenter.reading.center import Center
from trustcenter.reading.translations import ENGLISH, english, shipped

SECURITY_TXT_LIFETIME = timedelta(days=364)
"""From the day of the build to `Expires`; RFC 9116, section 2.5.5, recommends less than a year."""
_WAYS = ("email", "phone", "url", "address")


def unknown_fact(center: Center, today: date) -> Iterator[Problem]:
    """A fact that is not known is found out; until then it renders as "not stated"."""
    return facts_loader.unknown_fact(center.facts, center.sources)


def review_overdue(center: Center, today: date) -> Iterator[Problem]:
    """A policy is reviewed as often as its front matter says: `reviewed` and `review_every` reach to today."""
    for policy, draft in sorted(center.drafts.items()):
        last = center.archive.binding(policy, today)
        if draft.reviewed and draft.review_every and not (last and last.retires):
            due = add(draft.reviewed, parse_period(draft.review_every))
            if due < today:
                message = (
                    f"{policy} was last reviewed on {in_words(draft.reviewed)}; a review was due by {in_words(due)}"
                )
                hint = "read it against what is done today, mend it, and write the day of that review"
                yield Problem(draft.where("reviewed"), "review-overdue", message, hint, Severity.WARNING)


def unreachable_contact(center: Center, today: date) -> Iterator[Problem]:
    """Every contact can be reached: by e-mail, telephone, a web address or post."""
    needed = _relying(center)
    for contact, record in center.facts.records("contacts").items():
        if not any(isinstance(record.get(way), str) for way in _WAYS):
            relying = needed.get(contact, ())
            more = f", yet {_some(relying)} {'relies' if len(relying) == 1 else 'rely'} on it" if relying else ""
            message = f"nobody can reach the contact `{contact}`: no {listed(_WAYS, last='or')} is known{more}"
            where = center.sources.where("contacts", (contact,), key=True)
            yield Problem(where, "unreachable-contact", message, f"give it one of {listed(_WAYS)}", Severity.WARNING)


def _relying(center: Center) -> Mapping[str, list[str]]:
    """The rights, messaging programmes and policies that name each contact, by contact id."""
    users: dict[str, list[str]] = defaultdict(list)
    for right, record in center.facts.records("rights").items():
        users[str(record.get("contact"))].append(f"rights.{right}")
    for programme, record in center.facts.records("messaging").items():
        users[_helping(record)].append(f"messaging.{programme}")
    for policy, draft in sorted(center.drafts.items()):
        users[draft.owner].append(f"the policy {policy}")
    return users


def _helping(programme: Plain) -> str:
    keywords = programme.get("help")
    return str(keywords.get("contact")) if isinstance(keywords, dict) else ""


def _some(names: list[str]) -> str:
    return listed(names) if len(names) <= 3 else f"{names[0]}, {names[1]} and {plural(len(names) - 2, 'other')}"


def security_txt_expiry(center: Center, today: date) -> Iterator[Problem]:
    """The `security.txt` of the last deployment does not expire within the next 30 days (RFC 9116, section 2.5.5)."""
    asserted = center.facts.one("organization").get("well_known", ())
    if center.base is None or "security.txt" not in asserted:
        return
    expires = center.base.date + SECURITY_TXT_LIFETIME
    if expires <= today + timedelta(days=30):
        ends = "expires" if expires > today else "expired"
        deployed = in_words(center.base.date)
        message = (
            f"the published security.txt {ends} on {in_words(expires)}: the last deployment was that of {deployed}"
        )
        hint = "deploy the site again: every build dates the file anew"
        where = center.sources.where("organization", ("well_known",))
        yield Problem(where, "security-txt-expiry", message, hint, Severity.WARNING)


def untranslated(center: Center, today: date) -> Iterator[Problem]:
    """The words of the interface are there in the language that `theme.language` of mkdocs.yml names."""
    language = center.settings.get("theme", "language")
    if not isinstance(language, str) or language.partition("-")[0] == ENGLISH or shipped(language):
        return
    own = center.texts[language].texts if language in center.texts else english().texts
    left = sum(own[key] == text for key, text in english().texts.items())
    if left > len(own) // 2:
        done = "are not" if left == len(own) else f"are mostly not ({left} of {len(own)})"
        message = (
            f"pages are marked as `{language}`, and the words around the policies (menus, headings) {done} translated"
        )
        hint = f"write them in data/texts/{language}.yml, or take `language` out; until then they are English"
        where = center.settings.source.where(("theme", "language"))
        yield Problem(where, "untranslated", message, hint, Severity.WARNING)


_BY_ITSELF = ("website", "feed")
"""The means by which a notice goes out with the site itself."""


def undelivered_notice(center: Center, today: date) -> Iterator[Problem]:
    """A notice goes out by every channel that the promise of its day names, and `data/deliveries.yml` says when.

    A demonstration sends nothing, and a change that was withdrawn needs no mail any more.
    """
    if center.facts.one("organization").get("demo") is True:
        return
    archive = center.archive
    sent = {(one["change"], one["channel"]) for one in center.facts.records("deliveries").values()}
    for change in archive.on(today).changes:
        versions = archive.by_change.get(change.id, ())
        if not change.is_notice or not versions or all(archive.withdrawn(version, today) for version in versions):
            continue
        channels = versions[0].promise.get("channels", ())
        named = [one for one in channels if isinstance(one, dict) and one.get("by") not in _BY_ITSELF]
        if left := [str(one["id"]) for one in named if (change.id, one["id"]) not in sent]:
            message = (
                f"{change.id} was announced on {in_words(change.public_from)}, and nothing says that it went out by"
                f" {listed([f'`{name}`' for name in left])}"
            )
            line = f"- {{change: {change.id}, channel: {left[0]}, sent: DAY, evidence: …}}"
            hint = f"`trustcenter notice {change.id}` prints the mail; add to data/deliveries.yml: {line}"
            yield Problem(Where(change.path), "undelivered-notice", message, hint, Severity.WARNING)


RULES = (unknown_fact, review_overdue, unreachable_contact, security_txt_expiry, untranslated, undelivered_notice)
