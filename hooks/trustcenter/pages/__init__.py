"""The generated pages: what readers see of a center on one day; one module a kind of page.

Every page is HTML made here from the templates in `theme/pages/`; whoever puts
it into a site adds only the frame around it.  A page that states the present
says as of when; a version's page never changes once it is public.
"""

from __future__ import annotations

from trustcenter.pages import vendor
from trustcenter.pages.as_of import as_of, day_page, days
from trustcenter.pages.change import change
from trustcenter.pages.changelog import changelog
from trustcenter.pages.draft import draft, unpublished
from trustcenter.pages.history import history
from trustcenter.pages.home import home
from trustcenter.pages.notices import notices
from trustcenter.pages.policies import policies
from trustcenter.pages.policy import policy
from trustcenter.pages.redline import compared, redline_page, redlined, since_page
from trustcenter.pages.version import version
from trustcenter.pages.view import Page, View


def urls(view: View, *, drafts: bool) -> set[str]:
    """The URLs of all generated pages on a day, known before any page is made so that pages can link to them."""
    snapshot, filled = view.snapshot, view.center.filled
    found = {"", "policies/", "changelog/", "notices/", "as-of/", "subprocessors/"}
    found |= {f"policies/{shown.policy}/" for shown in snapshot.announced}
    found |= {f"policies/{shown.policy}/history/" for shown in snapshot.announced}
    found |= {f"policies/{shown.name}/" for shown in snapshot.announced}
    found |= {f"changelog/{shown.id}/" for shown in snapshot.changes}
    found |= {f"policies/{shown.name}/redline/" for shown in redlined(view)}
    found |= {f"policies/{shown.name}/since/" for shown in compared(view)}
    found |= {f"as-of/{day}/" for day in days(view)} | {f"subprocessors/{name}/" for name in vendor.ids(view)}
    if drafts:
        found |= {f"policies/{name}/draft/" for name in filled}
        found |= {f"policies/{name}/" for name in filled}
    return found


def pages(view: View, *, drafts: bool) -> list[Page]:
    """Every generated page of a day, drafts included where they are asked for."""
    vendors = vendor.vendors(view)
    made = [home(view), policies(view), changelog(view), notices(view), as_of(view), vendor.index(view, vendors)]
    made += [policy(view, name) for name in view.policies]
    made += [history(view, name) for name in view.policies]
    made += [day_page(view, day) for day in days(view)]
    made += [vendor.vendor_page(view, found) for found in vendors]
    made += [version(view, shown) for shown in view.snapshot.announced]
    made += [change(view, shown) for shown in view.snapshot.changes]
    made += [redline_page(view, shown) for shown in redlined(view)]
    made += [since_page(view, shown) for shown in compared(view)]
    if drafts:
        made += [draft(view, name) for name in sorted(view.center.filled)]
        made += [unpublished(view, name) for name in sorted(view.center.filled) if name not in view.policies]
    return made


__all__ = ["Page", "View", "pages", "urls"]
