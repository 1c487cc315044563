"""Rules of integrity: published files have the bytes that were published, and versions take effect in order."""

from collections.abc import Iterator
from datetime import date

from trustcenter.comparing import fact_diff
from trustcenter.comparing.carried import carriers, published_before
from trustcenter.model.phrases import day, listed
from trustcenter.model.problems import Problem, Where
from trustcenter.model.versions import Archive, Version
from trustcenter.reading.center import Center
from trustcenter.rules.input_files import reported

_MERGED = "if it is merged already, `trustcenter repair` finds the order that works"


def altered_version(center: Center, today: date) -> Iterator[Problem]:
    """Every published text, record and changelog entry has the bytes that were published.

    Hash, seal and the chain of seals prove it.
    """
    return reported(center, "altered-version")


def orphan_version(center: Center, today: date) -> Iterator[Problem]:
    """A version's text, record and change stand together; none of them stands alone."""
    return reported(center, "orphan-version")


def unfinished_publish(center: Center, today: date) -> Iterator[Problem]:
    """A publication that was interrupted is rolled back or finished before anything is built."""
    return reported(center, "unfinished-publish")


def duplicate_effective(center: Center, today: date) -> Iterator[Problem]:
    """An announced version is superseded on its own effective date only by an editorial or minor correction.

    Anything more needs a later date and a fresh notice, unless the change takes effect sooner and only publishes the
    announced version again with what it changes (`--pending keep`).
    """
    for versions in center.archive.versions.values():
        first: dict[date, Version] = {}
        for version in versions:
            if center.archive.withdrawn(version, today):
                continue
            earlier = first.setdefault(version.effective, version)
            if center.archive.withdrawn(earlier, version.public_from):
                earlier = first[version.effective] = version
            more = version.class_ not in ("editorial", "minor", "recorded")
            if earlier is not version and more and not _published_again(center.archive, version):
                message = f"{version.name} is {version.class_} and takes effect on the same day as {earlier.name}"
                yield Problem(
                    Where(version.path),
                    "duplicate-effective",
                    message,
                    f"publish it with a later effective date; {_MERGED}",
                )


def _published_again(archive: Archive, version: Version) -> bool:
    """Whether the same change takes effect sooner, and changes no fact here that it does not change there."""
    own = archive.versions[version.policy]
    sooner = min((v for v in own if v.change == version.change), key=lambda v: v.effective)
    same_day = [v for v in own if v.effective == version.effective and v.number < version.number]
    before, replaced = archive.predecessor(sooner), max(same_day, key=lambda v: v.number)
    if sooner.effective >= version.effective or before is None:
        return False
    return _changed(replaced, version) <= _changed(before, sooner)


def _changed(before: Version, after: Version) -> set[tuple[str, str, str, str]]:
    return {(c.kind, c.record, c.field, c.what) for c in fact_diff.changes(before.facts, after.facts)}


def wrong_order(center: Center, today: date) -> Iterator[Problem]:
    """A version takes effect before an already announced one only if the same change re-publishes that one.

    Otherwise the older text would come into effect again over the newer.
    """
    yield from reported(center, "wrong-order")
    for versions in center.archive.versions.values():
        last = date.min
        for place, version in enumerate(versions):
            before, last = last, max(last, version.effective)
            if version.effective >= before or version.class_ == "recorded":  # history comes in any order
                continue
            again = {v.effective for v in versions[place:] if v.change == version.change}
            for earlier in versions[:place]:
                if center.archive.withdrawn(earlier, version.public_from):
                    continue
                if version.effective < earlier.effective and earlier.effective not in again:
                    message = (
                        f"{version.name} takes effect before {earlier.name}, which was already announced"
                        f" for {day(earlier.effective)}"
                    )
                    hint = (
                        f"publish it with `--pending keep`, or make it effective after {earlier.effective}; {_MERGED}"
                    )
                    yield Problem(Where(version.path), "wrong-order", message, hint)
                    break
        yield from _recorded_after_published(versions)


def withdrawn_returns(center: Center, today: date) -> Iterator[Problem]:
    """No announced version brings into effect what was withdrawn after it was announced."""
    archive = center.archive
    for withdrawal in archive.withdrawals.values():
        gone = [archive.by_name[name] for name in withdrawal.versions if name in archive.by_name]
        for name, held in carriers(archive, gone).items() if withdrawal.announced <= today else ():
            later = archive.by_name[name]
            if later.binds_from > today and published_before(archive, later, withdrawal):
                message = (
                    f"{later.name} holds {listed(list(held))}, which {withdrawal.change} withdrew:"
                    f" it would take effect on {day(later.effective)}"
                )
                hint = f"publish {later.policy} again without that, effective {later.effective}"
                yield Problem(Where(later.path), "withdrawn-returns", message, hint)


def _recorded_after_published(versions: tuple[Version, ...]) -> Iterator[Problem]:
    """History from before this tool comes before the first version the tool published."""
    published = next((v for v in versions if v.class_ != "recorded"), None)
    for version in versions:
        if published and version.class_ == "recorded" and version.number > published.number:
            message = f"{version.name} is recorded history, but {published.name} was already published by this tool"
            yield Problem(Where(version.path), "wrong-order", message, "publish it with a class of its own")


RULES = (altered_version, orphan_version, unfinished_publish, duplicate_effective, wrong_order, withdrawn_returns)
