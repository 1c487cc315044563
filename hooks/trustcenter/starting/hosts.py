"""Where a new trust center is served: the files that each host needs, in place of the workflows for GitHub.

`new_repository.repository` calls `files`; the texts are templates in `starter/hosts/`.  Every host runs the same target
of the Makefile, `make deployable`, which asks the published site what was deployed last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from math import ceil
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

GITHUB = "github"
HOSTS: Mapping[str, Mapping[str, str]] = {
    GITHUB: {},
    "gitlab": {"gitlab-ci.yml": ".gitlab-ci.yml"},
    "cloudflare": {"wrangler.toml": "wrangler.toml", "headers.txt": "static/_headers"},
    "netlify": {
        "netlify.toml": "netlify.toml", "nightly.mjs": "functions/nightly.mjs", "headers.txt": "static/_headers",
    },
    "static": {"deploy.sh": "deploy.sh", "nginx.conf": "hosting/nginx.conf"},
}  # fmt: skip
"""By host, the templates of `starter/hosts/` and where each is written."""
TEMPLATES = "hosts/"
_BESIDE_GITHUB = "manual/hosts.md"
_FOR_GITHUB = (".github/", "manual/github.md")


def files(
    host: str, starter: Mapping[str, bytes], words: Mapping[str, object], fill: Callable[..., str]
) -> Iterator[tuple[str, bytes]]:
    """The files of a host by path; `fill(template, words)` fills a template."""
    site = urlsplit(str(words["site"]))
    more = {"slug": re.sub(r"[^a-z0-9]+", "-", str(site.hostname or "").lower()).strip("-"), "host_name": site.hostname}
    more["utc_hour"] = str(midnight_in_utc(str(words["timezone"])))
    for template, path in HOSTS[host].items():
        yield path, fill(starter[TEMPLATES + template].decode(), {**words, **more}).encode()


def midnight_in_utc(timezone: str) -> int:
    """The hour of UTC at which a day begins in a time zone while no summer time applies: 23 for Europe/Berlin."""
    offsets = [datetime(2026, month, 1, tzinfo=ZoneInfo(timezone)).utcoffset() for month in (1, 7)]
    standard = min(offset for offset in offsets if offset is not None)
    return ceil(-standard.total_seconds() / 3600) % 24


def is_for(host: str, path: str) -> bool:
    """Whether a new repository that is served by a host gets a file which this repository shares."""
    return not path.startswith(_FOR_GITHUB if host != GITHUB else _BESIDE_GITHUB)


def has_static(host: str) -> bool:
    """Whether the files of a host hold some that the site serves as they are."""
    return any(path.startswith("static/") for path in HOSTS[host].values())
