"""The generated pages: what readers see of a center on one day.

Every page is HTML made here from the templates in `theme/pages/`; whoever puts
it into a site adds only the frame around it.  A page that states the present
says as of when; a version's page never changes once it is public.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trustcenter import words
from trustcenter.center import Center, fill_page
from trustcenter.markup import Rendered, Site, relative, render
from trustcenter.model import Change, Snapshot, Version, public_facts
from trustcenter.source import front_matter
from trustcenter.tables import Printer, uncited

ALL_VERSIONS = {"level": 2, "id": "all-versions", "name": "All versions", "children": []}
"""The table of versions at the end of a policy's page, as an entry of its table of contents."""


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page: `url` below the site's root, its HTML, and how the site may list it.

    `listed` pages are in search and sitemap; `updated` is the day its content last changed, as far as records tell.
    """

    url: str
    title: str
    html: str
    updated: date
    toc: Sequence[dict[str, Any]] = ()
    listed: bool = True
    gone: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class View:
    """Everything a page is made from: the center, the day, and what exists on the site on that day."""

    center: Center
    snapshot: Snapshot
    site: Site

    @property
    def policies(self) -> list[str]:
        """The policies that had been announced by that day."""
        return sorted({version.policy for version in self.snapshot.announced})

    def title(self, policy: str) -> str:
        """What a policy is called on that day."""
        current = self.snapshot.in_effect.get(policy)
        return (current or next(v for v in self.snapshot.announced if v.policy == policy)).title

    def upcoming(self, policy: str) -> list[Version]:
        return [version for version in self.snapshot.upcoming if version.policy == policy]

    def newest_change(self) -> date:
        """The day of the last thing that was announced or took effect."""
        days = [version.public_from for version in self.snapshot.announced]
        days += [version.binds_from for version in self.snapshot.in_effect.values()]
        return max(days, default=self.snapshot.day)


def urls(center: Center, snapshot: Snapshot, *, drafts: bool) -> set[str]:
    """The URLs of all generated pages on a day."""
    found = {"", "policies/", "changelog/"}
    found |= {f"policies/{version.policy}/" for version in snapshot.announced}
    found |= {f"policies/{version.name}/" for version in snapshot.announced}
    found |= {f"changelog/{change.id}/" for change in snapshot.changes}
    if drafts:
        found |= {f"policies/{policy}/draft/" for policy in center.filled}
        found |= {f"policies/{policy}/" for policy in center.filled}
    return found


def pages(view: View, *, drafts: bool) -> list[Page]:
    """Every generated page of a day, drafts included where they are asked for."""
    made = [home(view), policy_index(view), changelog(view)]
    made += [policy_page(view, policy) for policy in view.policies]
    made += [version_page(view, version) for version in view.snapshot.announced]
    made += [change_page(view, change) for change in view.snapshot.changes]
    if drafts:
        made += [draft_page(view, policy) for policy in sorted(view.center.filled)]
        made += [unpublished_page(view, policy) for policy in sorted(view.center.filled) if policy not in view.policies]
    return made


def home(view: View) -> Page:
    """What is upcoming, the policies, the latest changes and whom to ask; the body of `docs/index.md` comes first."""
    intro, rendered = "", Rendered("")
    if "docs/index.md" in view.center.pages:
        intro, _ = fill_page(view.center, "docs/index.md", view.snapshot.day)
        rendered = render(intro, source="", page="", site=view.site)
    facts = public_facts(view.center.facts, view.center.archive, view.snapshot.day)
    printer = Printer(facts, uncited)
    contacts = [
        (
            _html(printer.value("contacts", ("role",), record["role"]), view),
            _html(printer.label("contacts", name), view),
        )
        for name, record in facts.records("contacts").items()
    ]
    about = facts.one("organization").get("about")
    html = _template("home.html", view, "").render(
        title=_home_title(view), intro=Markup(rendered.html), contacts=contacts,
        about=about if isinstance(about, str) else "", latest=list(reversed(view.snapshot.changes))[:5],
    )  # fmt: skip
    return Page("", "Home", html, view.newest_change(), gone=rendered.gone)


def _home_title(view: View) -> str:
    """The title of `docs/index.md`, or the organization's trust center."""
    if "docs/index.md" in view.center.pages:
        matter, _ = front_matter("docs/index.md", view.center.pages["docs/index.md"])
        if isinstance(title := matter.source.value.get("title"), str):
            return title
    return f"{view.center.name} trust center"


def _html(markdown: str, view: View) -> Markup:
    """One line of Markdown as HTML, without its paragraph."""
    html = render(markdown, source="", page="", site=view.site).html.strip()
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def policy_index(view: View) -> Page:
    """All policies: what is in effect since when, and what is coming."""
    html = _template("policies.html", view, "policies/").render(title="Policies")
    return Page("policies/", "Policies", html, view.newest_change())


def policy_page(view: View, policy: str) -> Page:
    """The text in effect, with what is coming and all versions; before the first effective day, only what is coming."""
    url = f"policies/{policy}/"
    current = view.snapshot.in_effect.get(policy)
    text = _text(view, current, url) if current else Rendered("")
    versions = [version for version in view.snapshot.announced if version.policy == policy]
    html = _template("policy.html", view, url).render(
        title=view.title(policy), policy=policy, current=current, text=Markup(text.html),
        upcoming=view.upcoming(policy), versions=sorted(versions, key=lambda v: v.order, reverse=True),
    )  # fmt: skip
    updated = max((v.public_from for v in versions), default=view.snapshot.day)
    if current:
        updated = max(updated, current.binds_from)
    return Page(url, view.title(policy), html, updated, (*text.toc, ALL_VERSIONS), gone=text.gone)


def version_page(view: View, version: Version) -> Page:
    """One version for ever; says nothing about today."""
    url = f"policies/{version.name}/"
    text = _text(view, version, url)
    change = view.center.archive.changes[version.change]
    html = _template("version.html", view, url).render(
        title=version.title, version=version, change=change, text=Markup(text.html)
    )
    title = f"{version.title}, version of {words.day(version.effective)}"
    return Page(url, title, html, version.public_from, text.toc, listed=False, gone=text.gone)


def changelog(view: View) -> Page:
    """Every change, newest first."""
    html = _template("changelog.html", view, "changelog/").render(
        title="Changelog", changes=list(reversed(view.snapshot.changes))
    )
    return Page("changelog/", "Changelog", html, view.newest_change())


def change_page(view: View, change: Change) -> Page:
    """One change: what, of which class, announced and effective when, and the versions it published."""
    url = f"changelog/{change.id}/"
    body = render(change.body, source="changelog/", page=url, site=view.site)
    versions = [v for v in view.center.archive.all_versions if v.change == change.id]
    html = _template("change.html", view, url).render(
        title=change.title, change=change, body=Markup(body.html), versions=versions
    )
    return Page(url, change.title, html, change.public_from, gone=body.gone)


def draft_page(view: View, policy: str) -> Page:
    """A preview of the working text; made only where drafts are asked for."""
    url = f"policies/{policy}/draft/"
    draft, filled = view.center.drafts[policy], view.center.filled[policy]
    text = render(_body(filled.text), source=f"policies/{policy}/", page=url, site=view.site)
    html = _template("draft.html", view, url).render(
        title=draft.title, policy=policy, draft=draft, text=Markup(text.html)
    )
    return Page(url, f"Draft: {draft.title}", html, view.snapshot.day, text.toc, listed=False, gone=text.gone)


def unpublished_page(view: View, policy: str) -> Page:
    """In a preview, a policy without versions still has its page, so that links to it can be followed."""
    url, title = f"policies/{policy}/", view.center.drafts[policy].title
    html = _template("unpublished.html", view, url).render(title=title, policy=policy)
    return Page(url, title, html, view.snapshot.day, listed=False)


def _text(view: View, version: Version, url: str) -> Rendered:
    return render(_body(version.text), source=f"policies/{version.policy}/", page=url, site=view.site)


def _body(text: str) -> str:
    """A version's text without its title, which the page prints itself."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith("# ") else text


# Templates --------------------------------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("trustcenter", "theme/pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["day"] = lambda day: Markup('<time datetime="{}">{}</time>').format(
        day.isoformat(), words.day(day)
    )
    return environment


class _Template:
    """A template that knows the page it is for."""

    def __init__(self, name: str, known: Mapping[str, Any]) -> None:
        self.name = name
        self.known = known

    def render(self, **values: Any) -> str:
        return _environment().get_template(self.name).render(**self.known, **values)


def _template(name: str, view: View, url: str) -> _Template:
    link: Callable[[str], str] = lambda target: relative(target, page=url)  # noqa: E731
    return _Template(name, {"view": view, "link": link, "as_of": view.snapshot.day, "plural": words.plural})
