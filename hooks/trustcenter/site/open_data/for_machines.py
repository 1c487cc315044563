"""Makes the files by which programs find their way: `llms.txt`, texts in effect as Markdown, a catalogue, `robots.txt`.

`open_data` calls `for_machines` and gets the files by path.  Like pages about the present they say what is in effect on
the day of the view; the text of a version is at its own address (`policies/privacy/2025-01-01.md`).
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from trustcenter.model.records import canonical
from trustcenter.model.versions import Version
from trustcenter.site.pages import View

CATALOG = ".well-known/api-catalog"
"""The address that RFC 9727 gives a list of interfaces."""
LISTED = (
    ("api/center.json", "schemas/center.json"), ("api/policies.json", "schemas/policies.json"),
    ("api/subprocessors.json", "schemas/subprocessors.json"), ("api/retention.json", "schemas/retention.json"),
    ("api/changes.json", "schemas/changes.json"), ("api/coverage.json", "schemas/coverage.json"),
)  # fmt: skip
"""The files of data that the catalogue names, each with its schema."""


def for_machines(view: View) -> dict[str, bytes]:
    """The files by path below the root of the site.

    Nobody looks for the catalogue and `robots.txt` but at the root of an origin.
    """
    files = {_text(policy): text_in_effect(view, version) for policy, version in _in_effect(view)}
    files["llms.txt"] = llms_txt(view)
    if _at_root(view):
        files[CATALOG] = catalog(view)
        files["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {urljoin(view.site_url, 'sitemap.xml')}\n".encode()
    return files


def paths(view: View) -> set[str]:
    """The paths of these files, known before any is made."""
    return {*map(_text, view.snapshot.in_effect), "llms.txt", *([CATALOG, "robots.txt"] if _at_root(view) else [])}


def _text(policy: str) -> str:
    return f"policies/{policy}.md"


def _at_root(view: View) -> bool:
    """Whether the site is at the root of an origin."""
    return bool(view.site_url) and not urlsplit(view.site_url).path.strip("/")


def _in_effect(view: View) -> list[tuple[str, Version]]:
    return sorted(view.snapshot.in_effect.items())


def text_in_effect(view: View, version: Version) -> bytes:
    """The text of a policy in effect; below its title stands which version it is and where that stands for ever."""
    since, permanent = view.t.day(version.binds_from), urljoin(view.site_url, f"policies/{version.name}/")
    about = view.t.plain("machines.text", number=version.number, day=since, address=permanent)
    title, _, text = version.text.partition("\n")
    return f"{title}\n\n> {about}\n{text}".encode()


def llms_txt(view: View) -> bytes:
    """A map of the site for language models (llmstxt.org): the policies in effect, then data and history."""
    t = view.t

    def line(title: str, url: str, about: str) -> str:
        return f"- [{title}]({urljoin(view.site_url, url) or url}): {about}"

    texts = [
        line(v.title, f"policies/{p}.md", t.plain("machines.since", number=v.number, day=t.day(v.binds_from)))
        for p, v in _in_effect(view)
    ]
    data = [
        line(t.plain("machines.subprocessors"), "api/subprocessors.json", t.plain("machines.subprocessors_about")),
        line(t.plain("machines.retention"), "api/retention.json", t.plain("machines.retention_about")),
        line(t.plain("machines.changes"), "api/changes.json", t.plain("machines.changes_about")),
        line(t.plain("machines.days"), "as-of/", t.plain("machines.days_about")),
    ]
    parts = [
        f"# {t.plain('home.title', name=view.name)}",
        f"> {t.plain('machines.about', name=view.name, day=t.day(view.snapshot.day))}",
        "\n".join([f"## {t.plain('policies.title')}", "", *texts]) if texts else "",
        "\n".join([f"## {t.plain('machines.data')}", "", *data]),
    ]
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def catalog(view: View) -> bytes:
    """The interfaces of the site as a linkset (RFC 9727, RFC 9264)."""
    described = [
        {
            "anchor": urljoin(view.site_url, path),
            "describedby": [{"href": urljoin(view.site_url, schema), "type": "application/schema+json"}],
        }
        for path, schema in LISTED
    ]
    items = [{"href": urljoin(view.site_url, path), "type": "application/json"} for path, _ in LISTED]
    return canonical({"linkset": [{"anchor": urljoin(view.site_url, CATALOG), "item": items}, *described]})
