"""Rules against the last deployment: nothing published was rewritten, and nothing is announced in the past.

Both compare with `center.base`, which `check --base` sets; without it they report nothing.
"""

from collections.abc import Iterator
from datetime import date

from trustcenter.model.phrases import day
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.model.records import sha256
from trustcenter.model.redactions import differs_only_in
from trustcenter.model.versions import Archive, Change
from trustcenter.reading.center import Center
from trustcenter.rules.notice import promise_on, without


def rewritten_history(center: Center, today: date) -> Iterator[Problem]:
    """What a deployment has shown is never changed, moved or removed, nor is the evidence of deliveries.

    Only a passage that a sealed redaction replaced by its mark may differ, and nothing beside the mark.
    Only the base can know this when text, record and hashes were all rewritten together.
    """
    if center.base is None:
        return
    now = center.archive.published
    places = {sha256(data): file for file, data in now.items()}
    for file, data in sorted(center.base.sealed.items()):
        if now.get(file) == data or only_redacted(center.archive, file, data):
            continue
        moved = places.get(sha256(data))
        what = "was changed" if file in now else f"was moved to {moved}" if moved else "was removed"
        message = f"this published file {what} since the deployment of {day(center.base.date)}"
        checkout = f": `git checkout {center.base.ref} -- {file}`" if center.base.ref else " from that commit"
        hint = f"restore it{checkout}, or let `trustcenter repair` do it; to change what it says, publish a new version"
        yield Problem(Where(file), "rewritten-history", message, hint)
    kept = list(center.facts.records("deliveries").values())
    for delivery in center.base.deliveries:
        if delivery not in kept:
            message = f"the delivery of {delivery['change']} by {delivery['channel']} on {delivery['sent']} was removed"
            hint = "restore it as it was: this file is evidence, and entries are only added"
            yield Problem(center.sources.where("deliveries"), "rewritten-history", message, hint)


def only_redacted(archive: Archive, file: str, before: bytes) -> bool:
    """Whether a file had the bytes `before` until redactions replaced passages of them by their marks."""
    redactions = archive.redacted_by.get(file, ())
    if file not in archive.published or sha256(before) not in {one.of(file).before for one in redactions}:
        return False
    return differs_only_in(redactions[-1].of(file).spans, before, archive.published[file])


def backdated(center: Center, today: date) -> Iterator[Problem]:
    """A change is announced no earlier than the day on which a deployment first shows it.

    Recorded history is exempt: it happened before.  So is a redaction, which takes effect wherever it is shown, and a
    demonstration, whose history is invented and says so.  A change that was deployed before its day, and that no
    deployment showed on that day, is a warning: nobody wrote anything wrong, and the next deployment shows it.
    """
    if center.base is None or center.facts.one("organization").get("demo") is True:
        return
    shown = center.base.sealed
    for change in center.archive.changes.values():
        if change.path in shown or change.class_ in ("recorded", "redaction") or change.public_from >= today:
            continue
        if center.base.archive.published.get(change.path) == center.archive.published.get(change.path):
            yield _shown_late(change, center.base.date)
            continue
        earliest = promise_on(center.facts, without(center.archive, change.id), today).earliest(today)
        message = f"{change.id} claims to be announced on {day(change.public_from)}, but no deployment showed it then"
        then = f"; the earliest effective date is then {earliest}" if change.class_ == "material" else ""
        alone = not change.about and all(c is change or c.path in shown for c in center.archive.changes.values())
        redo = f"`trustcenter publish --redo {change.id} --announce {today}{center.base.options}`"
        hint = f"announce it now: {redo}{then}" if alone else "announce it now: `trustcenter repair`"
        yield Problem(Where(change.path), "backdated", message, hint)


def _shown_late(change: Change, deployed: date) -> Problem:
    planned, last = day(change.public_from), day(deployed)
    message = f"{change.id} was to be announced on {planned}, and the last deployment was that of {last}"
    hint = "the next deployment shows it; where its notice is then too short, give it more: `trustcenter postpone`"
    return Problem(Where(change.path), "backdated", message, hint, Severity.WARNING)


RULES = (rewritten_history, backdated)
