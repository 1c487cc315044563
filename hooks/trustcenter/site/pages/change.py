"""Makes `/changelog/<id>/`: one change with its text, its dates, the versions it published and how it was delivered.

`site.cache.cached_pages` calls `change` and gets a `Page`; `deliveries` is also used by `pages.notices`.
"""

from __future__ import annotations

from trustcenter.comparing.change_stories import redacted
from trustcenter.markdown.to_html import render
from trustcenter.model.facts import Plain
from trustcenter.model.periods import parse_day
from trustcenter.model.versions import Change
from trustcenter.site.pages.changelog import marked
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, ids_beside, template


def change(view: View, shown: Change) -> Page:
    """The page of one change."""
    url = f"changelog/{shown.id}/"
    body = render(shown.body, source="changelog/", page=url, site=view.site)
    versions = [v for v in view.center.archive.all_versions if v.name in shown.versions]
    html = template("change.html", view, url).render(
        title=shown.title, change=shown, body=marked(body.html, view.t), versions=versions,
        deliveries=deliveries(view, shown), id=ids_beside(body.html), withdrawals=_withdrawals(view, shown),
        redactions=[*redacted(view.center.archive, shown, view.snapshot.day)],
    )  # fmt: skip
    return Page(
        url, shown.title, html, shown.public_from, gone=body.gone, head=description(shown.summary or shown.title)
    )


def _withdrawals(view: View, shown: Change) -> dict[str, Change]:
    """The announced withdrawal of each version of a change, by the name of the version."""
    if shown.withdraws:
        return {}
    return {name: change for change in view.snapshot.changes if change.withdraws for name in change.versions}


def deliveries(view: View, shown: Change) -> list[str]:
    """One sentence for each delivery of the notice recorded in `data/deliveries.yml` up to the day of the view."""
    channels: dict[str, Plain] = {
        channel["id"]: channel
        for channel in view.facts.one("notice").get("channels", [])
        if isinstance(channel, dict) and "id" in channel
    }

    def named(channel: str) -> str:
        return str(channels.get(channel, {}).get("label", channel))

    return [
        view.t.plain("change.delivered", channel=named(d["channel"]), day=view.t.day(parse_day(d["sent"])))
        for d in view.center.facts.records("deliveries").values()
        if d["change"] == shown.id and parse_day(d["sent"]) <= view.snapshot.day
    ]
