"""Makes the pages at the addresses of a policy's former ids: each leads on to the same page under the present id.

`pages.present` calls `moved` and gets static pages that browsers follow by themselves.  Published versions, their
redlines and files keep their addresses; other files of a policy are served at all of them, see `former_paths`.
"""

from __future__ import annotations

from collections.abc import Iterator

from trustcenter.markdown.to_html import relative
from trustcenter.site.pages.view import Page, View, template
from trustcenter.site.pages.years import all_years, year_url


def addresses(view: View) -> dict[str, str]:
    """By each former address of a page, the address to which it leads."""
    years = all_years(view)
    return {
        old_url: old_url.replace(f"policies/{old}/", f"policies/{new}/", 1)
        for old, new in sorted(view.center.archive.current.items())
        for old_url in _pages(old, years.get(f"policies/{new}/history/", ()))
        if new in view.policies
    }


def _pages(old: str, years: tuple[int, ...]) -> Iterator[str]:
    yield f"policies/{old}/"
    yield from (year_url(f"policies/{old}/history/", year) for year in (None, *years))


def former_paths(view: View, path: str) -> list[str]:
    """The paths of a file of a policy, `policies/<id>.md` or `policies/<id>/feed.xml`, under the ids it had before."""
    current = view.center.archive.current.items()
    own = [(old, path.removeprefix(f"policies/{new}")) for old, new in current if path.startswith(f"policies/{new}")]
    return [f"policies/{old}{rest}" for old, rest in own if rest[:1] in ("/", ".")]


def moved(view: View) -> list[Page]:
    """A page for each former address, in no menu and no search."""
    return [_page(view, url, to) for url, to in addresses(view).items()]


def _page(view: View, url: str, to: str) -> Page:
    policy = to.split("/")[1]
    title = view.title(policy)
    below = [old for old in addresses(view) if old.startswith(url) and old != url]
    html = template("moved.html", view, url).render(title=title, to=to, below=below)
    changed = max(record.announced for record in view.center.archive.renames.values() if record.to == policy)
    head = f'<meta http-equiv="refresh" content="0; url={relative(to, page=url)}">'
    return Page(url, title, html, changed, listed=False, head=head)
