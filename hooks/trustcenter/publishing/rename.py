"""Plans `publish --rename OLD NEW`: one change that moves a policy to a new id.

`cli.publish` calls `plan`, which returns the files to write: a changelog entry with a record of its own, which
continues the hash chain, and the draft in its new folder.  What was published stays where it is and is the history of
the policy under its new id; every address of the old id leads on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.kinds.fields import SLUG
from trustcenter.model.paths import DRAFT, is_published
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.versions import Archive, Change
from trustcenter.publishing.sealing import Plan, applied, change_id, must_read, refuse, written_beside
from trustcenter.reading.center import Center, load
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed

_WHERE = Where("--rename")


def plan(
    texts: Mapping[str, bytes], old: str, new: str, *, today: date, title: str = "",
    announce: date | None = None,
) -> Plan:  # fmt: skip
    """The plan for giving the policy `old` the id `new` from the announced day on.

    Raises `Refused` with every reason against it.  What else names the old id, and may be edited, is in `breaks`.
    """
    center = must_read(texts)
    announced = announce or today
    refuse([*_wrong(center, texts, old, new), *_past(announced, today)])
    newest = center.archive.versions[old][-1]
    title = title or f"New address: {newest.title}"
    entry = Change(
        id=change_id(center.archive, announced, title), title=title, class_="rename", announced=announced,
        effective=announced, versions=(newest.name,), summary="", reason="", renames=old, to=new,
        body=_body(newest.title, old, new),
    )  # fmt: skip
    own = {"format": records.RENAME_FORMAT, "renames": old, "to": new}
    moved = moved_drafts(texts, old, new)
    writes = {**moved, **written_beside(center, entry, [newest], own)}
    after = load(applied(texts, writes))
    problems = (*check(after, today), *rehearsed(after, today))
    refuse([problem for problem in problems if problem.is_error])
    mentions = tuple(_mentions(applied(texts, moved), old, new))
    return Plan(entry, (), writes, entry.path, (), {}, None, problems, mentions)


def moved_drafts(texts: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes | None]:
    """What moves the drafts of a policy, in all languages, to the folder of another id."""
    moved: dict[str, bytes | None] = {}
    for path, data in texts.items():
        match = DRAFT.fullmatch(path)
        if match and match["policy"] == old:
            moved |= {path: None, f"docs/policies/{new}/{path.rpartition('/')[2]}": data}
    return moved


def _wrong(center: Center, texts: Mapping[str, bytes], old: str, new: str) -> Iterator[Problem]:
    archive = center.archive
    if old in archive.current:
        yield Problem(_WHERE, "bad-value", f"{old} was already renamed", f"its id is now {archive.current[old]}")
    elif old not in archive.versions:
        message = f"`{old}` was never published"
        hint = "move its folder" if old in center.drafts else one_of(old, archive.versions)
        yield Problem(_WHERE, "bad-value", message, hint)
    elif _is_retired(archive, old):
        yield Problem(_WHERE, "bad-value", f"{old} is retired", "a retired policy keeps its address")
    elif old not in center.drafts:
        yield Problem(_WHERE, "bad-value", f"{old} has no draft", f"write docs/policies/{old}/index.md")
    if not re.fullmatch(SLUG, new):
        yield Problem(_WHERE, "bad-value", f"`{new}` is not an id", "lower-case letters, digits, single hyphens")
    elif any(path.startswith(f"docs/policies/{new}/") for path in texts):
        message = f"docs/policies/{new}/ exists already, and an address is never given twice"
        yield Problem(_WHERE, "bad-value", message, "choose another id")


def _is_retired(archive: Archive, policy: str) -> bool:
    newest = archive.newest(policy)
    return newest is not None and newest.retires


def _past(announced: date, today: date) -> Iterator[Problem]:
    if announced < today:
        message = f"{in_words(announced)} is past, and nobody could read it then"
        yield Problem(Where("--announce"), "bad-value", message, f"announce it on {today} or later")


def _body(title: str, old: str, new: str) -> str:
    return (
        f"The address of **{escape(title)}** is now `/policies/{new}/`. Its text stays as it is, and so do its"
        f" published versions and their addresses; every address below `/policies/{old}/` leads on."
    )


def _mentions(texts: Mapping[str, bytes], old: str, new: str) -> Iterator[str]:
    """A sentence for each line of a draft, a fact or a page that names the old id."""
    link = re.compile(rf"(?:policies|\.\.)/{re.escape(old)}(?=[/#\s)\"'>]|$)")
    fact = re.compile(rf"(?<![\w/-]){re.escape(old)}(?![\w/.-])")
    for path, data in sorted(texts.items()):
        if is_published(path):
            continue
        wanted = fact if path == "data/messaging.yml" else link
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if wanted.search(line):
                yield f"{path}:{number} names {old}; it leads on, and {new} is better"
