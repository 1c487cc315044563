"""A review in Markdown: as the comment on a pull request on GitHub, or for a terminal or a file.

A report is its `SECTIONS`, each a function that yields the blocks it has to
tell.  Every word that is not ours goes through the ink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from trustcenter.comparing.fact_diff import CLAUSE
from trustcenter.model import phrases
from trustcenter.model.kinds import BY_NAME
from trustcenter.reports.inert_markdown import GitHub, Ink, Plain, fact, message
from trustcenter.reports.review import ChangeReview, DraftReview, FileReview, ProblemReview, Review, TextReview
from trustcenter.site.open_data.changes import FactChangeData

LIMIT = 65_000
"""GitHub takes 65,536 characters in a comment; they are counted here as UTF-16, which is never less."""
_T = TypeVar("_T")


# The whole --------------------------------------------------------------------------------------------------------


def github(found: Review, *, link: str = "") -> str:
    """The comment; where it would be longer than GitHub takes, redlines and then lists are cut."""
    steps = ((None, LIMIT), (200, 16_000), (50, 4_000), (20, 1_000), (8, 300), (3, 0))
    made = (_written(found, GitHub(most=most, room=room, link=link)) for most, room in steps)
    fitting = (text for text in made if len(text.encode("utf-16-le", "replace")) // 2 <= LIMIT)
    return next(fitting, f"{found.marker}\n### Too much changes to be shown in a comment\n")


def markdown(found: Review) -> str:
    """The same for a terminal or a file."""
    return _written(found, Plain())


def _written(found: Review, ink: Ink) -> str:
    blocks = [block for section in SECTIONS for block in section(found, ink)]
    return f"{found.marker}\n" + "\n\n".join(blocks) + "\n"


def _some(items: Sequence[_T], ink: Ink, shown: Callable[[_T], str]) -> str:
    """A list of items, as many as there is room for."""
    lines = [f"- {shown(item)}" for item in items[: ink.most]]
    more = len(items) - len(lines)
    return "\n".join([*lines, *([f"- … and {more} more"] if more else [])])


# Sections ---------------------------------------------------------------------------------------------------------


def _head(found: Review, _: Ink) -> Iterator[str]:
    """The one thing to know, and whether anything stands against it."""
    yield f"### {_what(found)}"
    if found.errors:
        yield f"**It cannot be merged as it stands: {phrases.plural(found.errors, 'error')}.** See “Problems” below."
        return
    yield {
        "published": "Merging it makes this public on the days below; what a deployment has shown never changes again.",
        "draft": "Nothing that customers can read changes until somebody publishes it.",
        "ordinary": "No policy changes.",
        "nothing": "Nothing in `data/` or `docs/` differs, so the trust center stays as it is.",
    }[found.state]


def _what(found: Review) -> str:
    count = len(found.changes)
    if found.state == "published":
        what = f"{phrases.plural(count, 'change')} of the policies"
        return f"Published: {what}" + (", and drafts that are not published" if found.draft else "")
    if found.draft:
        drafts = len(found.draft.texts)
        return "Draft: 1 policy edited" if drafts == 1 else f"Draft: {drafts} policies edited"
    return "Changes outside the policies" if found.files or found.pages or found.archive else "Nothing changes"


def _archive(found: Review, ink: Ink) -> Iterator[str]:
    """Published files that did not stay as they were."""
    if found.archive:
        yield "#### Published files were changed or removed"
        yield (
            "That is allowed only while no deployment has shown them (`trustcenter publish --redo` or `--drop`);"
            " what customers have been able to read must stay as it was."
        )
        yield _some(found.archive, ink, partial(_file, ink))


def _changes(found: Review, ink: Ink) -> Iterator[str]:
    for change in found.changes[: ink.most]:
        yield from _change(found, change, ink)
    if len(found.changes) > len(found.changes[: ink.most]):
        yield f"… and {phrases.plural(len(found.changes[ink.most :]), 'more change')}"


def _change(found: Review, change: ChangeReview, ink: Ink) -> Iterator[str]:
    again = " (published anew)" if change.mended else ""
    yield f"#### {ink.text(change.title)}{again}"
    if change.summary:
        yield ink.text(change.summary)
    yield "\n".join(f"- **{name}:** {value}" for name, value in _terms(change, ink))
    yield from _differences(change.facts, ink, "What changes in the facts:")
    for text in change.texts[: ink.most]:
        yield from _text(text, ink)
    yield "What customers will see, and when:"
    yield "\n".join(f"- {line}" for line in _days(found, change, ink))


def _differences(found: Sequence[FactChangeData], ink: Ink, head: str) -> Iterator[str]:
    """Changes of facts, and apart from them the requirements that no clause of the policy answers any more."""
    clauses = [change for change in found if change.kind == CLAUSE]
    if facts := [change for change in found if change.kind != CLAUSE]:
        yield head
        yield _some(facts, ink, partial(_fact, ink))
    if clauses:
        yield "Requirements that lose the clause that answers them:"
        yield _some(clauses, ink, partial(_fact, ink))


def _terms(change: ChangeReview, ink: Ink) -> Iterator[tuple[str, str]]:
    """Class, days and notice of a change, as a lawyer checks them."""
    if change.withdraws:
        yield "takes back", ink.text(change.withdraws)
        yield "reason", ink.text(change.reason)
        return
    yield "class", f"*{change.class_}*; {_because(change)}"
    if change.reason:
        yield "reason for the emergency", ink.text(change.reason)
    yield "announced", phrases.day(change.announced) if change.announced else "not recorded"
    yield "effective", phrases.day(change.effective)
    yield "notice", _notice(change)
    if change.object_by:
        yield "objections", f"until {phrases.day(change.object_by)}"


def _because(change: ChangeReview) -> str:
    """What speaks for the class."""
    if change.class_ == "recorded":
        return "history from before this tool"
    if change.floor:
        return f"{_demanding(change)} demand at least *{change.floor}*"
    if all(text.what == "added" for text in change.texts):
        return "a first version" if len(change.texts) == 1 else "first versions"
    return "no fact changes, so its author chose it"


def _notice(change: ChangeReview) -> str:
    if change.class_ == "recorded":
        return "not judged: history from before this tool"
    if change.class_ != "material":
        return "none is needed ahead for this class"
    given = phrases.plural(change.clear_days or 0, "clear day")
    if not change.promise or not change.earliest:
        return f"no period is promised; {given} given"
    allowed = f"the earliest day allowed is {phrases.day(change.earliest)}"
    told = f"{change.promise} promised, {given} given; {allowed}"
    return told if change.effective >= change.earliest else f"**too little**: {told}"


def _days(found: Review, change: ChangeReview, ink: Ink) -> Iterator[str]:
    """The days on which something happens that customers can see."""
    if any(p.severity == "error" and p.file in _paths(change) for p in found.problems):
        yield "nothing, as long as the errors stand: no build shows it"
        return
    announced = change.announced or change.effective
    if announced > found.as_of:
        yield f"until {phrases.day(announced)}: nothing on the site; a public repository shows it already"
    yield f"{phrases.day(announced)}: {_announced(change, announced)}"
    if change.withdraws:
        return
    if change.object_by:
        yield f"until {phrases.day(change.object_by)}: customers can object"
    if change.effective > announced:
        yield f"{phrases.day(change.effective)}, 00:00 ({ink.text(change.timezone)}): {_binds(change)}"


def _paths(change: ChangeReview) -> set[str]:
    return {change.file, *(text.file for text in change.texts)}


def _announced(change: ChangeReview, announced: date) -> str:
    if change.withdraws:
        return "the site and the feeds say that it is withdrawn; what is in effect stays in effect"
    if change.effective <= announced:
        return f"the changelog and the feeds tell it, and {_binds(change)}"
    where = (
        "home page, notices, changelog, feeds and calendar" if change.class_ == "material" else "changelog and feeds"
    )
    return f"{where} announce it, with the new text beside the one in effect"


def _binds(change: ChangeReview) -> str:
    ends = [text for text in change.texts if text.retires]
    if ends:
        return "the policy does not apply any more" if len(ends) == 1 else "the policies do not apply any more"
    return "the new text is in effect" if len(change.texts) == 1 else "the new texts are in effect"


def _draft(found: Review, ink: Ink) -> Iterator[str]:
    if found.draft is None:
        return
    if found.changes:
        yield "#### Not published: drafts"
    for text in found.draft.texts[: ink.most]:
        yield from _text(text, ink)
    yield from _differences(found.draft.facts, ink, "What publishing would change in the facts:")
    yield "#### To publish it"
    yield "\n".join(f"- {line}" for line in _demands(found.draft))
    if found.draft.against:
        yield "What stands against publishing it as it is:"
        yield _some(found.draft.against, ink, partial(message, ink))


def _demands(draft: DraftReview) -> Iterator[str]:
    """Class and notice that publishing would need."""
    if draft.floor:
        yield f"**class:** at least *{draft.floor}*, as {_demanding(draft)} demand"
    elif draft.first:
        yield "**class:** *initial*, a first version"
    else:
        yield "**class:** no fact changes, so the author chooses it when publishing"
    when = phrases.day(draft.announced)
    if draft.floor in ("editorial", "minor", None):
        yield f"**notice:** none as {_weaker(draft)}; it can take effect on the day it is announced"
    if draft.floor == "material" or not draft.first:
        period = f"{draft.promise} promised" if draft.promise else "no period is promised"
        as_ = "" if draft.floor == "material" else "as *material*: "
        yield (
            f"**notice:** {as_}{period}; announced on {when}, it can take effect on"
            f" {phrases.day(draft.earliest)} at the earliest"
        )


def _demanding(found: ChangeReview | DraftReview) -> str:
    """What demands the class."""
    clauses = all(change.kind == CLAUSE for change in found.facts if change.floor == found.floor)
    return "the clauses that are gone" if clauses else "the facts that change"


def _weaker(draft: DraftReview) -> str:
    if draft.first:
        return "*initial*"
    return "*minor*" if draft.floor == "minor" else "*editorial* or *minor*"


def _text(text: TextReview, ink: Ink) -> Iterator[str]:
    """One text: what it is, what became of it, and its redline."""
    name = f"**{ink.text(text.title)}**"
    if text.version:
        name += f", version {text.number} ({ink.code(text.version)})"
    else:
        name += f" ({ink.code(text.file)})"
    if not text.readable:
        yield f"{name}: cannot be read, see “Problems” below"
    elif text.retires:
        yield f"{name}: ends the policy"
    elif text.what == "added":
        yield f"{name}: {'first version' if text.version else 'new, nothing to compare it with'}"
    elif text.what == "removed":
        yield f"{name}: the draft is removed; published versions stay (to end a policy: `publish --retire`)"
    elif not text.redline:
        yield f"{name}: the text itself stays as it is"
    else:
        which = f"version {text.number}" if text.version else "draft"
        counted = f"{phrases.plural(text.inserted, 'word')} inserted, {text.deleted} deleted"
        yield from ink.redline(text.title, f"{which}: {counted}", text.redline)


def _at_once(found: Review, ink: Ink) -> Iterator[str]:
    """What the next deployment shows without any publication."""
    if not found.at_once and not found.pages:
        return
    yield "#### Public with the next deployment"
    yield "No policy has ever stated these, so they need no publication:"
    lines = [
        *(partial(_fact, ink, change) for change in found.at_once),
        *(partial(_file, ink, page) for page in found.pages),
    ]
    yield _some(lines, ink, lambda line: line())


def _others(found: Review, ink: Ink) -> Iterator[str]:
    """Files of which nothing above tells."""
    facts = [*found.at_once, *(found.draft.facts if found.draft else ())]
    facts += [change for published in found.changes for change in published.facts]
    told = {BY_NAME[f.kind].path if f.kind in BY_NAME else f"data/{f.kind}.yml" for f in facts}
    if others := [file for file in found.files if file.file not in told]:
        yield "#### Other files"
        yield _some(others, ink, partial(_file, ink))


def _problems(found: Review, ink: Ink) -> Iterator[str]:
    """How many there are of each severity; errors are listed, and of the warnings those that are new."""
    when = phrases.day(found.as_of)
    if not found.problems:
        yield "#### Problems"
        yield f"None, as of {when}."
        return
    counts = {s: sum(p.severity == s for p in found.problems) for s in ("error", "warning", "info")}
    yield "#### Problems: " + ", ".join(phrases.plural(count, name) for name, count in counts.items() if count)
    shown = [p for p in found.problems if p.severity == "error" or (p.new and p.severity == "warning")]
    if shown:
        yield f"As of {when}; errors, and warnings that are new:"
        yield _some(shown, ink.short(30), partial(_problem, ink))
    else:
        yield f"As of {when}; no error, and no warning that is new. `trustcenter check` lists them."


SECTIONS: tuple[Callable[[Review, Ink], Iterator[str]], ...] = (
    _head, _archive, _changes, _draft, _at_once, _others, _problems,
)  # fmt: skip
"""The parts of a report from top to bottom."""


# Lines ------------------------------------------------------------------------------------------------------------


def _fact(ink: Ink, change: FactChangeData) -> str:
    return f"{fact(ink, change.sentence)} (*{change.floor}*)"


def _file(ink: Ink, file: FileReview) -> str:
    return f"{ink.code(file.file)} {file.what}"


def _problem(ink: Ink, found: ProblemReview) -> str:
    place = f"{found.file}:{found.line}" if found.line else found.file
    hint = f" — {message(ink, found.hint)}" if found.hint else ""
    new = "" if found.new else ", not new"
    return f"**{found.severity}** [{found.rule}{new}] {ink.code(place)}: {message(ink, found.message)}{hint}"
