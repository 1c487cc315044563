"""A center with a history: notices, a correction, a withdrawal, an emergency and a planned announcement.

The tests of feeds, calendar and announcements call `history` and get its folder.
"""

from datetime import date
from pathlib import Path

import sites
from trustcenter.disk import files
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build

SITE = "https://trust.lanternfish.example/center/"
FIRST, SOONER, CORRECTED, BOUND = "2026-01-05", "2026-02-01", "2026-02-10", "2026-03-04"
SHORTER, WITHDRAWN, EMERGENCY, PLANNED = "2026-04-01", "2026-04-15", "2026-06-01", "2026-09-01"
DAYS = ("2026-01-04", FIRST, SOONER, CORRECTED, BOUND, SHORTER, WITHDRAWN, EMERGENCY, "2026-08-31", PLANNED)
HOSTILE = """Shorter <script>alert("x")</script> & 'so' ]]> \\, ; on\\n"""
RETENTION, VENDORS, PRIVACY = "data/retention.yml", "data/subprocessors.yml", "docs/policies/privacy/index.md"
VENDOR = """\
- id: {id}
  name: {name}
  purpose: to run the servers
  group: infrastructure
  data: [logs]
  locations: [US]
"""


def history(to: Path) -> Path:
    """The center with its whole history; the ids of its changes are returned by `change`."""
    root = sites.published(to)
    sites.edit(root, RETENTION, "90 days", "60 days")
    announce(root, "Sooner", "material", BOUND, on=SOONER)
    sites.edit(root, PRIVACY, "asks you to write", "asks you kindly to write")
    announce(root, "A spelling", "editorial", BOUND, on=CORRECTED)
    sites.edit(root, RETENTION, "60 days", "30 days")
    announce(root, HOSTILE, "material", "2026-05-02", "--summary", "Kept <b>30</b> days & no more", on=SHORTER)
    withdraw(root, change(root, SHORTER), on=WITHDRAWN)
    sites.edit(root, RETENTION, "30 days", "60 days")
    add_vendor(root, "pier", "Pier Hosting Ltd")
    announce(
        root,
        "Fire",
        "emergency",
        "2026-05-30",
        "--reason",
        "The data centre burned.",
        "--summary",
        "Pier takes over.",
        on=EMERGENCY,
    )
    add_vendor(root, "zebra", "Zebra Metrics BV")
    announce(root, "Zebra", "material", "2026-11-01", "--announce", PLANNED, on="2026-08-25")
    return root


def add_vendor(root: Path, name: str, legal: str) -> None:
    written = (root / VENDORS).read_text("utf-8")
    sites.write(root, {VENDORS: written + VENDOR.format(id=name, name=legal)})


def announce(root: Path, title: str, class_: str, effective: str, *more: str, on: str) -> None:
    order = ("--class", class_, "--effective", effective, *more)
    sites.done(sites.publish(root, *order, as_of=on, title=title))


def withdraw(root: Path, of: str, *, on: str, reason: str = "Too <soon> & too short.") -> None:
    sites.done(sites.trustcenter(root, "withdraw", of, "--reason", reason, "--as-of", on))


def change(root: Path, announced: str) -> str:
    """The id of the change announced on a day."""
    [file] = sorted((root / "docs/changelog").glob(f"{announced}-*.md"))
    return file.stem


def out(root: Path, day: str, *, site_url: str = SITE) -> dict[str, bytes]:
    """The files of the site on a day."""
    return dict(outputs(root, day, site_url=site_url).files)


def outputs(root: Path, day: str, *, site_url: str = SITE) -> build.Outputs:
    return build.outputs(build.load(files.read_tree(root)), date.fromisoformat(day), SiteSettings(site_url=site_url))
