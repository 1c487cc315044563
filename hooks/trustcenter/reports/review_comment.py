"""Writes a review as Markdown: the comment on a pull request on GitHub, or text for a terminal or a file.

`cli.report` calls `github` or `markdown` with a `Review` and gets the text. Each of the `SECTIONS` yields blocks of
Markdown; every text from the repository is escaped by a `Writer` of `inert_markdown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from trustcenter.comparing.fact_diff import CLAUSE
from trustcenter.model import phrases
from trustcenter.model.kinds import BY_NAME
from trustcenter.reports.inert_markdown import GitHub, Plain, Writer, fact, message
from trustcenter.reports.review import ChangeReview, DraftReview, FileReview, ProblemReview, Review, TextReview
from trustcenter.site.open_data.changes import FactChangeData

COMMENT_LENGTH = 65_000
"""The most UTF-16 code units of a comment; GitHub allows 65,536 characters."""
_T = TypeVar("_T")


# The whole --------------------------------------------------------------------------------------------------------


def github(review: Review, *, link: str = "") -> str:
    """The comment on the pull request; if it would be too long, redlines and then lists are shortened."""
    steps = ((None, COMMENT_LENGTH), (200, 16_000), (50, 4_000), (20, 1_000), (8, 300), (3, 0))
    made = (_written(review, GitHub(most=most, room=room, link=link)) for most, room in steps)
    fitting = (text for text in made if len(text.encode("utf-16-le", "replace")) // 2 <= COMMENT_LENGTH)
    return next(fitting, f"{review.marker}\n### Too much changes to be shown in a comment\n")


def markdown(review: Review) -> str:
    """The same for a terminal or a file, without any limit."""
    return _written(review, Plain())


def _written(review: Review, writer: Writer) -> str:
    blocks = [block for section in SECTIONS for block in section(review, writer)]
    return f"{review.marker}\n" + "\n\n".join(blocks) + "\n"


def _some(items: Sequence[_T], writer: Writer, shown: Callable[[_T], str]) -> str:
    """A Markdown list of as many items as the writer shows."""
    lines = [f"- {shown(item)}" for item in items[: writer.most]]
    more = len(items) - len(lines)
    return "\n".join([*lines, *([f"- … and {more} more"] if more else [])])


# Sections ---------------------------------------------------------------------------------------------------------


def _head(review: Review, _: Writer) -> Iterator[str]:
    """The most important result, and whether errors stand against it."""
    yield f"### {_what(review)}"
    if review.errors:
        yield f"**It cannot be merged as it stands: {phrases.plural(review.errors, 'error')}.** See “Problems” below."
        return
    yield {
        "published": "Merging it makes this public on the days below; what a deployment has shown never changes again.",
        "draft": "Nothing that customers can read changes until somebody publishes it.",
        "ordinary": "No policy changes.",
        "nothing": "Nothing in `data/` or `docs/` differs, so the trust center stays as it is.",
    }[review.state]


def _what(review: Review) -> str:
    count = len(review.changes)
    if review.state == "published":
        what = f"{phrases.plural(count, 'change')} of the policies"
        return f"Published: {what}" + (", and drafts that are not published" if review.draft else "")
    if review.draft:
        drafts = len(review.draft.texts)
        return "Draft: 1 policy edited" if drafts == 1 else f"Draft: {drafts} policies edited"
    return "Changes outside the policies" if review.files or review.pages or review.archive else "Nothing changes"


def _archive(review: Review, writer: Writer) -> Iterator[str]:
    """Published files that were changed or removed."""
    if review.archive:
        yield "#### Published files were changed or removed"
        yield (
            "That is allowed only while no deployment has shown them (`trustcenter publish --redo` or `--drop`);"
            " what customers have been able to read must stay as it was."
        )
        yield _some(review.archive, writer, partial(_file, writer))


def _changes(review: Review, writer: Writer) -> Iterator[str]:
    for change in review.changes[: writer.most]:
        yield from _change(review, change, writer)
    if len(review.changes) > len(review.changes[: writer.most]):
        yield f"… and {phrases.plural(len(review.changes[writer.most :]), 'more change')}"


def _change(review: Review, change: ChangeReview, writer: Writer) -> Iterator[str]:
    again = " (published anew)" if change.mended else ""
    yield f"#### {writer.text(change.title)}{again}"
    if change.summary:
        yield writer.text(change.summary)
    yield "\n".join(f"- **{name}:** {value}" for name, value in _terms(change, writer))
    yield from _differences(change.facts, writer, "What changes in the facts:")
    for text in change.texts[: writer.most]:
        yield from _text(text, writer)
    if change.breaks:
        yield "Links that this change breaks:"
        yield _some(change.breaks, writer, partial(message, writer))
    yield "What customers will see, and when:"
    yield "\n".join(f"- {line}" for line in _days(review, change, writer))


def _differences(differences: Sequence[FactChangeData], writer: Writer, head: str) -> Iterator[str]:
    """Changes of facts, then the requirements that no clause answers any more."""
    clauses = [change for change in differences if change.kind == CLAUSE]
    if facts := [change for change in differences if change.kind != CLAUSE]:
        yield head
        yield _some(facts, writer, partial(_fact, writer))
    if clauses:
        yield "Requirements that lose the clause that answers them:"
        yield _some(clauses, writer, partial(_fact, writer))


def _terms(change: ChangeReview, writer: Writer) -> Iterator[tuple[str, str]]:
    """(name, value) of class, dates and notice of a change, as a lawyer checks them."""
    if change.withdraws:
        yield "takes back", writer.text(change.withdraws)
        yield "reason", writer.text(change.reason)
        return
    if change.class_ == "rename":
        yield "moves", "a policy to a new id; its text stays, published versions keep their addresses"
        return
    if change.class_ == "redaction":
        yield "redacts", "a passage of published files; everything else stays as it was published"
        yield "reason", writer.text(change.reason)
        return
    if change.postpones:
        yield "postpones", writer.text(change.postpones)
        until = f", instead of {phrases.day(change.planned)}" if change.planned else ""
        yield "effective", f"{phrases.day(change.effective)}{until}"
        yield "notice", "the first one counts, as it favours the reader; the text stays as announced"
        yield "reason", writer.text(change.reason)
        return
    yield "class", f"*{change.class_}*; {_because(change)}"
    if change.reason:
        yield "reason for the emergency", writer.text(change.reason)
    yield "announced", phrases.day(change.announced) if change.announced else "not recorded"
    yield "effective", phrases.day(change.effective)
    yield from (("effective for", writer.text(days)) for days in change.audiences)
    yield "notice", _notice(change)
    if change.object_by:
        yield "objections", f"until {phrases.day(change.object_by)}"


def _because(change: ChangeReview) -> str:
    """The reason for the class."""
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
    sentence = f"{change.promise} promised, {given} given; {allowed}"
    return sentence if change.effective >= change.earliest else f"**too little**: {sentence}"


def _days(review: Review, change: ChangeReview, writer: Writer) -> Iterator[str]:
    """What customers will see on which day."""
    if any(p.severity == "error" and p.file in _paths(change) for p in review.problems):
        yield "nothing, as long as the errors stand: no build shows it"
        return
    announced = change.announced or change.effective
    if announced > review.as_of:
        yield f"until {phrases.day(announced)}: nothing on the site; a public repository shows it already"
    yield f"{phrases.day(announced)}: {_announced(change, announced)}"
    if change.withdraws or change.class_ == "redaction":
        return
    if change.object_by:
        yield f"until {phrases.day(change.object_by)}: customers can object"
    if change.effective > announced:
        yield f"{phrases.day(change.effective)}, 00:00 ({writer.text(change.timezone)}): {_binds(change)}"


def _paths(change: ChangeReview) -> set[str]:
    return {change.file, *(text.file for text in change.texts)}


def _announced(change: ChangeReview, announced: date) -> str:
    if change.withdraws:
        return "the site and the feeds say that it is withdrawn; what is in effect stays in effect"
    if change.class_ == "rename":
        return "the policy has its new address, and every old one leads on"
    if change.class_ == "redaction":
        return "a mark stands in the place of the passage, on every page and in all data; the old hashes stay"
    if change.postpones:
        return "home page, notices, feeds and calendar state the later day; what is in effect stays so until then"
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
    if change.postpones:
        return "the postponed texts are in effect"
    return "the new text is in effect" if len(change.texts) == 1 else "the new texts are in effect"


def _draft(review: Review, writer: Writer) -> Iterator[str]:
    if review.draft is None:
        return
    if review.changes:
        yield "#### Not published: drafts"
    for text in review.draft.texts[: writer.most]:
        yield from _text(text, writer)
    yield from _differences(review.draft.facts, writer, "What publishing would change in the facts:")
    yield "#### To publish it"
    yield "\n".join(f"- {line}" for line in _demands(review.draft))
    if review.draft.against:
        yield "What stands against publishing it as it is:"
        yield _some(review.draft.against, writer, partial(message, writer))


def _demands(draft: DraftReview) -> Iterator[str]:
    """The class and the notice that publishing would need."""
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


def _demanding(reviewed: ChangeReview | DraftReview) -> str:
    """What demands the class, in words."""
    clauses = all(change.kind == CLAUSE for change in reviewed.facts if change.floor == reviewed.floor)
    return "the clauses that are gone" if clauses else "the facts that change"


def _weaker(draft: DraftReview) -> str:
    if draft.first:
        return "*initial*"
    return "*minor*" if draft.floor == "minor" else "*editorial* or *minor*"


def _text(text: TextReview, writer: Writer) -> Iterator[str]:
    """One text: its name, what became of it, and its redline."""
    name = f"**{writer.text(text.title)}**"
    if text.version:
        name += f", version {text.number} ({writer.code(text.version)})"
    else:
        name += f" ({writer.code(text.file)})"
    if not text.readable:
        yield f"{name}: cannot be read, see “Problems” below"
    elif text.retires:
        yield f"{name}: ends the policy"
    elif text.what == "added":
        yield f"{name}: {'first version' if text.version else 'new, nothing to compare it with'}"
    elif text.what == "removed":
        yield f"{name}: the draft is removed; published versions stay (to end a policy: `publish --retire`)"
    elif text.unseen:
        yield f"{name}: readers see no difference, but these lines differ:"
        yield "\n".join(f"- {writer.code(line)}" for line in text.unseen)
    elif not text.redline:
        yield f"{name}: {'no word changed' if text.markup else 'the text itself stays as it is'}"
    else:
        which = f"version {text.number}" if text.version else "draft"
        counted = f"{phrases.plural(text.inserted, 'word')} inserted, {text.deleted} deleted"
        yield from writer.redline(text.title, f"{which}: {counted}", text.redline)
    if text.markup:
        yield _some(text.markup, writer, partial(message, writer))
    if text.signed:
        yield f"What you sign with {name}:" if text.version else f"What you would sign with {name}:"
        yield _some(text.signed, writer, writer.code)


def _at_once(review: Review, writer: Writer) -> Iterator[str]:
    """What the next deployment shows without a publication."""
    if not review.at_once and not review.pages:
        return
    yield "#### Public with the next deployment"
    yield "No policy has ever stated these, so they need no publication:"
    lines = [
        *(partial(_fact, writer, change) for change in review.at_once),
        *(partial(_file, writer, page) for page in review.pages),
    ]
    yield _some(lines, writer, lambda line: line())


def _others(review: Review, writer: Writer) -> Iterator[str]:
    """Files that no other section mentions."""
    facts = [*review.at_once, *(review.draft.facts if review.draft else ())]
    facts += [change for published in review.changes for change in published.facts]
    mentioned = {BY_NAME[f.kind].path if f.kind in BY_NAME else f"data/{f.kind}.yml" for f in facts}
    if others := [file for file in review.files if file.file not in mentioned]:
        yield "#### Other files"
        yield _some(others, writer, partial(_file, writer))


def _problems(review: Review, writer: Writer) -> Iterator[str]:
    """The number of problems by severity; errors and new warnings are listed."""
    when = phrases.day(review.as_of)
    if not review.problems:
        yield "#### Problems"
        yield f"None, as of {when}."
        return
    counts = {s: sum(p.severity == s for p in review.problems) for s in ("error", "warning", "info")}
    yield "#### Problems: " + ", ".join(phrases.plural(count, name) for name, count in counts.items() if count)
    shown = [p for p in review.problems if p.severity == "error" or (p.new and p.severity == "warning")]
    if shown:
        yield f"As of {when}; errors, and warnings that are new:"
        yield _some(shown, writer.short(30), partial(_problem, writer))
    else:
        yield f"As of {when}; no error, and no warning that is new. `trustcenter check` lists them."


SECTIONS: tuple[Callable[[Review, Writer], Iterator[str]], ...] = (
    _head, _archive, _changes, _draft, _at_once, _others, _problems,
)  # fmt: skip
"""The sections of a report from top to bottom."""


# Lines ------------------------------------------------------------------------------------------------------------


def _fact(writer: Writer, change: FactChangeData) -> str:
    return f"{fact(writer, change.sentence)} (*{change.floor}*)"


def _file(writer: Writer, file: FileReview) -> str:
    name = f"{writer.code(file.file)} {file.what}"
    lines = "".join(f"\n  - {writer.code(line)}" for line in file.unseen)
    return f"{name}; it reads as before, but differs in:{lines}" if lines else name


def _problem(writer: Writer, problem: ProblemReview) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    hint = f" — {message(writer, problem.hint)}" if problem.hint else ""
    new = "" if problem.new else ", not new"
    return (
        f"**{problem.severity}** [{problem.rule}{new}] {writer.code(place)}: {message(writer, problem.message)}{hint}"
    )
