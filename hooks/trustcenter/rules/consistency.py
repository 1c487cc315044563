"""Rules of consistency: references and ids exist, page URLs are free, policies do not contradict each other."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from trustcenter.model.facts import Plain
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Severity, Where, one_of
from trustcenter.model.versions import Version
from trustcenter.reading.center import Center, fill_page, own_url
from trustcenter.rules.input_files import reported


def dangling_id(center: Center, today: date) -> Iterator[Problem]:
    """An id that a fact or a draft points to exists."""
    return reported(center, "dangling-id")


def bad_reference(center: Center, today: date) -> Iterator[Problem]:
    """Double braces hold a reference to a fact and nothing else: no statements, no code, no arithmetic."""
    yield from reported(center, "bad-reference")
    yield from _on_pages(center, today, "bad-reference")


def unknown_reference(center: Center, today: date) -> Iterator[Problem]:
    """A reference names a fact that exists; on ordinary pages, one that is public on that day."""
    yield from reported(center, "unknown-reference")
    yield from _on_pages(center, today, "unknown-reference")


def _on_pages(center: Center, today: date, rule: str) -> Iterator[Problem]:
    for file in center.pages:
        yield from (problem for problem in fill_page(center, file, today)[1] if problem.rule == rule)


def unshown_text(center: Center, today: date) -> Iterator[Problem]:
    """A text in `docs/policies/` is a draft or a version; nothing else there is shown."""
    return reported(center, "unshown-text")


_COMING = re.compile(r"notices/[0-9]{4}/|since/[0-9]{4}-[0-9]{2}-[0-9]{2}/")
"""Pages that the site makes on some later day: of a year of a long list, and of what changed since a day."""
GENERATED_URLS = ("policies/", "changelog/", "notices/", "as-of/", "subprocessors/", "drafts/")
"""The URLs of pages that the site always generates; other generated pages are replaced by a page of the company."""


def taken_address(center: Center, today: date) -> Iterator[Problem]:
    """No page of the company's own stands at an address where the site puts a page of its own.

    Nor does a draft stand at that of a policy that was renamed.
    """
    own, programmes = {own_url(file) for file in center.pages}, _programmes(center)
    for file in center.pages:
        url = own_url(file)
        if (
            (not url and file != "docs/index.md")
            or url in GENERATED_URLS
            or url in programmes
            or url.startswith(("as-of/", "subprocessors/"))
            or (_COMING.fullmatch(url) and f"{url.partition('/')[0]}/" not in own)
        ):
            message = f"the site makes the page at /{url} itself, so only one of the two would be shown"
            hint = f"rename the file{'' if url else ' to docs/index.md, whose words stand at the top of the home page'}"
            yield Problem(Where(file, 1, 1), "taken-address", message, hint)
    for draft in center.drafts.values():
        if new := center.archive.current.get(draft.id):
            message = f"the policy with the id {draft.id} was renamed to {new}, and its old address leads there"
            hint = f"move the text to docs/policies/{new}/index.md, or give it another id"
            yield Problem(Where(draft.file, 1, 1), "taken-address", message, hint)


def _programmes(center: Center) -> set[str]:
    """The URLs of the pages of messaging programmes, on whatever day; none if the company has its own list of them."""
    if any(own_url(file) == "messaging/" for file in center.pages):
        return set()
    ids = {*center.facts.records("messaging")}
    for version in center.archive.all_versions:
        ids |= version.facts.records("messaging").keys()
    return {f"messaging/{name}/" for name in ids}


_FILES = re.compile(r"(?:api|schemas|packs)/.*|(?:notices/)?feed\.xml|feed\.json|calendar\.ics|SHA256SUMS")
"""The URLs of files that the site generates."""


def taken_files(assets: Iterable[str]) -> Iterator[Problem]:
    """The same for files: `assets` are the URLs of the files of `docs/` that the site copies unchanged."""
    for path in sorted(assets):
        if _FILES.fullmatch(path):
            message = f"the site makes /{path} itself, so only one of the two would be served"
            yield Problem(Where(f"docs/{path}"), "taken-address", message, "rename the file")


def missing_pictures(center: Center, assets: Collection[str]) -> Iterator[Problem]:
    """The picture of an opt-in method is a file of `docs/`; `assets` are the URLs of those that the site copies."""
    pictures = sorted(path for path in assets if path.endswith(PICTURES))
    for programme_id, programme in center.facts.records("messaging").items():
        for place, way in enumerate(programme.get("opt_in", ())):
            picture = way.get("picture")
            if isinstance(picture, str) and picture not in assets:
                where = center.sources.where("messaging", (programme_id, "opt_in", place, "picture"))
                message = f"`{picture}` is no file below docs/: reviewers of {_named(programme)} see no picture"
                yield Problem(where, "bad-value", message, one_of(picture, pictures), Severity.WARNING)


PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".svg", ".gif")
"""The endings of pictures that a page can show."""


def _named(programme: Plain) -> str:
    name = programme.get("name")
    return name if isinstance(name, str) else f"`{programme['id']}`"


def contradiction(center: Center, today: date) -> Iterator[Problem]:
    """On no day from today on do two versions in effect state one fact differently, for any audience."""
    archive, told = center.archive, set[tuple[str, str, str]]()
    for on in [today, *(day for day in archive.days() if day > today)]:
        for audience in ("", *archive.audiences):
            in_effect = archive.on(on, audience).in_effect
            for older, newer, fact in _contradictions(sorted(in_effect.values(), key=lambda v: v.order)):
                if (older.name, newer.name, fact) in told:
                    continue
                told.add((older.name, newer.name, fact))
                whom = f" for {archive.audiences[audience]}" if audience else ""
                message = (
                    f"from {in_words(on)} on, {older.name} and {newer.name} are both in effect{whom}"
                    f" and state {fact} differently"
                )
                hint = f"publish {older.policy} and {newer.policy} together, in one change"
                yield Problem(Where(newer.path), "contradiction", message, hint)


def _contradictions(versions: Sequence[Version]) -> Iterator[tuple[Version, Version, str]]:
    """Pairs of versions and the fact in which they differ: a record both state, or the members of a collection."""
    first: dict[str, tuple[Version, Any]] = {}
    whole: dict[str, Version] = {}
    for version in versions:
        for kind, stated in version.facts.kinds.items():
            for fact, value in statements(kind, stated):
                earlier, stated_value = first.setdefault(fact, (version, value))
                if earlier is not version and stated_value != value:
                    yield earlier, version, fact
        whole |= {cite: version for cite in version.cites if "." not in cite and is_collection(cite)}
    for kind, owner in whole.items():
        members = owner.facts.records(kind)
        for version in versions:
            for record in version.facts.records(kind):
                if record not in members and version is not owner:
                    yield version, owner, f"{kind}.{record}"


def statements(kind: str, stated: Any) -> Iterator[tuple[str, Any]]:
    """The facts of a kind that a version states, by name: each record of a collection, otherwise the kind."""
    if is_collection(kind):
        yield from ((f"{kind}.{record_id}", record) for record_id, record in stated.items())
    else:
        yield kind, stated


def is_collection(kind: str) -> bool:
    """Whether a kind of facts has records of its own, such as vendors."""
    return kind in BY_NAME and BY_NAME[kind].shape != "one"


RULES = (contradiction, dangling_id, bad_reference, unknown_reference, taken_address, unshown_text)
