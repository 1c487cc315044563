"""What `mkdocs.yml` says that is a trust center's business: its look, its addresses, and which pages stay off the site.

The rest of that file is MkDocs' own and is not judged here.  It is read without what only MkDocs can know (`!ENV`, a
file that it inherits from), so a build judges once more what MkDocs made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pathspec import GitIgnoreSpec

from trustcenter.model.paths import SETTINGS
from trustcenter.model.problems import Problem, one_of
from trustcenter.reading import accent_colour
from trustcenter.reading.yaml_source import Source, decode, parse

OURS = ("extra", "trustcenter")
"""Where the settings of the trust center itself stand."""
ALLOWED = ("accent",)
HIDING = ("exclude_docs", "draft_docs")
"""The settings that keep pages off the site."""
_OF_THE_THEME = "assets/images/"


@dataclass(frozen=True, slots=True)
class Settings:
    """A `mkdocs.yml`, every value as the text that was written, and where each part of it stands."""

    source: Source = field(default_factory=lambda: Source(SETTINGS, None, None))

    def get(self, *route: str) -> Any:
        """What stands at some keys; None where nothing does."""
        value = self.source.value
        for key in route:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    @property
    def hidden(self) -> Callable[[str], bool]:
        """Whether a path below `docs/` is kept off the site."""
        return hiding(self.get(name) for name in HIDING)


def hiding(said: Iterable[object]) -> Callable[[str], bool]:
    """Whether settings keep a path below `docs/` off the site, as MkDocs judges it."""
    lines = [line for text in said if isinstance(text, str) for line in text.splitlines()]
    return GitIgnoreSpec.from_lines([".*", "/templates/", *lines]).match_file


def load_settings(texts: Mapping[str, bytes]) -> tuple[Settings, list[Problem]]:
    """Read `mkdocs.yml`, where there is one."""
    text, problems = decode(SETTINGS, texts.get(SETTINGS, b""))
    source, found = parse(SETTINGS, text)
    settings = Settings(source)
    problems += [problem for problem in found if problem.rule == "yaml-syntax"]  # the rest is MkDocs' business
    said = None if "!ENV" in text else settings.get(*OURS)
    return settings, [*problems, *wrong(settings, said), *_wrong_addresses(settings)]


def wrong(settings: Settings, said: object) -> Iterator[Problem]:
    """What is wrong with `extra.trustcenter`; `said` is its value, as it was written or as MkDocs made it."""
    where = settings.source.where
    if said is None:
        return
    if not isinstance(said, Mapping):
        yield Problem(where(OURS), "bad-value", "`extra.trustcenter` is not a mapping", "write `accent: …` below it")
        return
    for name in said:
        if name not in ALLOWED:
            message = f"`extra.trustcenter` has no setting `{name}`"
            yield Problem(where((*OURS, str(name)), key=True), "unknown-field", message, one_of(str(name), ALLOWED))
    yield from accent_colour.problems(said.get("accent"), where((*OURS, "accent")))


def _wrong_addresses(settings: Settings) -> Iterator[Problem]:
    if str(settings.get("use_directory_urls")).lower() in ("false", "no", "off"):
        message = "without `use_directory_urls`, pages would have other addresses than those that are stable for ever"
        where = settings.source.where(("use_directory_urls",))
        yield Problem(where, "bad-value", message, "leave it out, or write `use_directory_urls: true`")


def wrong_logo(settings: Settings, assets: Collection[str]) -> Iterator[Problem]:
    """A logo that the site will not have; `assets` are the URLs of the files that the company brings."""
    logo = settings.get("theme", "logo")
    if not isinstance(logo, str) or not logo or logo in assets or settings.get("theme", "custom_dir"):
        return
    where = settings.source.where(("theme", "logo"))
    if "://" in logo:
        message, hint = f"the logo `{logo}` would be loaded from another host", "put it below docs/ and write its path"
        yield Problem(where, "bad-value", message, hint)
    elif not logo.startswith(_OF_THE_THEME):
        message = f"the logo `{logo}` is no file below docs/"
        yield Problem(where, "bad-value", message, one_of(logo, _pictures(assets)))


def _pictures(assets: Collection[str]) -> list[str]:
    return [path for path in assets if path.endswith((".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico"))]
