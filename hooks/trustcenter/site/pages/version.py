"""Makes `/policies/<id>/<version>/`: the permanent page of one version.

`site.cache.cached_pages` calls `version` and gets a `Page`. It says nothing about the present, except that the version
was withdrawn or postponed, so it does not change.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from trustcenter.markdown.to_html import Site
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.site.pages.head import version_head
from trustcenter.site.pages.version_print import version_foot, with_addresses
from trustcenter.site.pages.view import Page, View, body_of, template, text_of


def version(view: View, shown: Version) -> Page:
    """The page of one version."""
    url = f"policies/{shown.name}/"
    site = site_then(view, shown)
    text = text_of(replace(view, site=site), shown, url)
    html = template("version.html", view, url).render(
        title=shown.title, version=shown, change=view.center.archive.changes[shown.change],
        text=Markup(with_addresses(text.html, view, url)),
        withdrawal=_withdrawal(view, shown), organization=publisher(shown), leads_back=bool(site.then),
    )  # fmt: skip
    title = view.t.plain("version.title", policy=shown.title, day=view.t.day(shown.effective))
    head = version_head(view, shown) + version_foot(view, shown, url)
    return Page(url, title, html, shown.public_from, text.toc, listed=False, gone=text.gone, head=head)


def linked(archive: Archive, shown: Version, *beside: Version, known: date) -> dict[str, Version]:
    """The versions of other policies that a text and those beside it link to, as in effect when it took effect.

    Of what was announced by the day `known`.  For a policy that had no version by then, its first one.
    """
    day = shown.binds_from
    then: dict[str, Version] = {}
    written = {policy for version in (shown, *beside) for policy in _named(version.text)}
    named = {archive.current.get(policy, policy) for policy in written}
    for policy in sorted(named & {*archive.versions} - {shown.policy}):
        version = _then(archive, policy, day, known)
        if version and not version.retires:
            then[policy] = version
    return then


def _then(archive: Archive, policy: str, day: date, known: date) -> Version | None:
    """The version of a policy in effect on a day, else its first one, of those announced by the day `known`."""
    by_then = archive.effective_by(policy, day)
    in_effect = (v for v in by_then if v.public_from <= known and not archive.withdrawn(v, min(day, known)))
    later = (v for v in archive.versions[policy] if v.public_from <= known and not archive.withdrawn(v, known))
    return next(in_effect, None) or min(later, key=lambda v: v.number, default=None)


def _named(text: str) -> set[str]:
    """What follows `../` or `policies/` in a text, up to the next `/`: the policies that links of it can lead to."""
    return {rest.partition("/")[0] for before in ("../", "policies/") for rest in text.split(before)[1:]}


def site_then(view: View, shown: Version, *beside: Version) -> Site:
    """The site as a text of the past means it: the page of a policy stands for the version of its own days.

    What it is compared with, `beside` it, leads to the same pages, so that no link differs in itself.
    """
    versions = linked(view.center.archive, shown, *beside, known=view.snapshot.day).items()
    then = {f"policies/{p}/": (f"policies/{v.name}/", body_of(v.text)) for p, v in versions}
    return replace(view.site, then=then)


def publisher(shown: Version) -> str:
    """The organization as the version states it; empty if it does not, as a page of the past says nothing of today."""
    stated = shown.facts.one("organization")
    name = stated.get("legal_name") or stated.get("brand")
    return name if isinstance(name, str) else ""


def _withdrawal(view: View, shown: Version) -> Change | None:
    """The announced change that withdrew the version, if any."""
    if shown.name not in view.snapshot.withdrawn:
        return None
    return next(change for change in view.snapshot.changes if change.withdraws and shown.name in change.versions)
