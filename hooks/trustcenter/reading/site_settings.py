"""The part of `mkdocs.yml` that concerns a trust center: look, addresses, other hosts, and pages kept off the site.

`center.load` calls `load_settings`, which returns `Settings` and problems; everything else in that file is left to
MkDocs.  Values that only MkDocs can resolve (`!ENV`, `INHERIT`) are not seen here, so the adapter checks
`extra.trustcenter` again with `wrong` during a build.  `SiteSettings` is what a build is told of that file: by the
adapter, or without MkDocs by `as_written`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pathspec import GitIgnoreSpec

from trustcenter.model.languages import wrong_language
from trustcenter.model.paths import SETTINGS
from trustcenter.model.problems import Problem, Severity, one_of
from trustcenter.reading import accent_colour, content_policy, own_addresses
from trustcenter.reading.translations import ENGLISH
from trustcenter.reading.yaml_source import Source, decode, parse

OWN_SETTINGS = ("extra", "trustcenter")
"""The keys that lead to the settings of the trust center itself."""
ALLOWED = (
    "accent",
    content_policy.SETTING,
    "coverage",
    "docx",
    "pdf",
    own_addresses.REDIRECTS,
    "requirement_dates",
    own_addresses.STATIC,
)
PUBLIC = "public"
"""The value of the setting `coverage` that publishes what is not covered, and the ids of requirements."""
HIDING_SETTINGS = ("exclude_docs", "draft_docs")
"""The MkDocs settings that keep pages off the site."""
_SWITCHES = (
    ("pdf", "to offer PDFs"), ("docx", "to offer redlines as Word files"),
    ("requirement_dates", "for a calendar with the days of the requirement lists"),
)  # fmt: skip
_THEME_IMAGES = "assets/images/"


@dataclass(frozen=True, slots=True)
class Settings:
    """A parsed `mkdocs.yml`: every value as the text that was written, with positions.

    `is_literal` is false if some value is known to MkDocs alone (`!ENV`).
    """

    source: Source = field(default_factory=lambda: Source(SETTINGS, None, None))
    is_literal: bool = True

    def get(self, *route: str) -> Any:
        """The value at a path of keys; None if there is none."""
        value = self.source.value
        for key in route:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    @property
    def hidden(self) -> Callable[[str], bool]:
        """A function that says whether a path below `docs/` is kept off the site."""
        return hiding(self.get(name) for name in HIDING_SETTINGS)


def _nothing(_path: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What a build is told besides the texts of a center: settings of the generator, and which other files there are.

    `own` is what stands under `extra.trustcenter`, `nav` the company's own menu as YAML has it, `left_out` says whether
    `not_in_nav` matches a path below `docs/`.  `assets` are the URLs of files that the site copies as they are,
    `static` further ones with their bytes, `links` the symbolic links that lead out of the center.
    `commit` is the commit that is built, empty if nobody said.
    """

    site_url: str = ""
    repo_url: str = ""
    language: str = ENGLISH
    own: object = None
    nav: object = None
    left_out: Callable[[str], bool] = _nothing
    assets: Collection[str] = ()
    links: Collection[str] = ()
    static: Mapping[str, bytes] = field(default_factory=dict)
    commit: str = ""

    @property
    def static_folder(self) -> str:
        """The folder that holds the files of `static`, relative to the center; empty if there is none."""
        return own_addresses.static_folder(self.own)

    @property
    def sources(self) -> content_policy.Sources:
        """From which other hosts pages may load what."""
        return content_policy.sources(self.own.get(content_policy.SETTING) if isinstance(self.own, Mapping) else None)

    @property
    def pdf(self) -> bool:
        """Whether the site offers PDFs."""
        return isinstance(self.own, Mapping) and _is_on(self.own.get("pdf"))

    @property
    def docx(self) -> bool:
        """Whether the site offers its redlines as Word files."""
        return isinstance(self.own, Mapping) and _is_on(self.own.get("docx"))

    @property
    def requirement_dates(self) -> bool:
        """Whether the calendar has the days that asserted requirement lists name."""
        return isinstance(self.own, Mapping) and _is_on(self.own.get("requirement_dates"))

    @property
    def accent(self) -> str:
        """The company's colour (`#1f4e79`); empty if it has none."""
        return str(self.own.get("accent") or "") if isinstance(self.own, Mapping) else ""

    @property
    def full_coverage(self) -> bool:
        """Whether the company publishes how it stands on every requirement (`coverage: public`)."""
        return isinstance(self.own, Mapping) and self.own.get("coverage") == PUBLIC


def as_written(
    settings: Settings, *, assets: Collection[str], links: Collection[str], static: Mapping[str, bytes]
) -> SiteSettings:  # fmt: skip
    """What a `mkdocs.yml` says to a build that does not run MkDocs."""
    return SiteSettings(
        site_url=_text(settings, "site_url"),
        repo_url=_text(settings, "repo_url"),
        language=_text(settings, "theme", "language") or ENGLISH,
        own=settings.get(*OWN_SETTINGS),
        nav=settings.get("nav") if settings.is_literal else None,
        left_out=_matching(_text(settings, "not_in_nav").splitlines()),
        assets=assets,
        links=links,
        static=static,
    )


def _text(settings: Settings, *route: str) -> str:
    value = settings.get(*route)
    return value if isinstance(value, str) else ""


def _matching(patterns: Iterable[str]) -> Callable[[str], bool]:
    return GitIgnoreSpec.from_lines(patterns).match_file


def hiding(patterns: Iterable[object]) -> Callable[[str], bool]:
    """A function that says whether a path below `docs/` is kept off the site by gitignore patterns, as in MkDocs."""
    lines = [line for text in patterns if isinstance(text, str) for line in text.splitlines()]
    return _matching([".*", "/templates/", *lines])


def load_settings(texts: Mapping[str, bytes]) -> tuple[Settings, list[Problem]]:
    """Read `mkdocs.yml`; a missing file gives empty settings."""
    text, problems = decode(SETTINGS, texts.get(SETTINGS, b""))
    source, yaml_problems = parse(SETTINGS, text)
    settings = Settings(source, "!ENV" not in text)
    problems += [problem for problem in yaml_problems if problem.rule == "yaml-syntax"]  # tags are allowed
    own = settings.get(*OWN_SETTINGS) if settings.is_literal else None
    return settings, [*problems, *wrong(settings, own), *_wrong_addresses(settings), *_wrong_language(settings)]


def wrong(settings: Settings, own: object) -> Iterator[Problem]:
    """What is wrong with `extra.trustcenter`; `own` is its value, as written or as MkDocs resolved it."""
    where = settings.source.where
    if own is None:
        return
    if not isinstance(own, Mapping):
        yield Problem(
            where(OWN_SETTINGS), "bad-value", "`extra.trustcenter` is not a mapping", "write `accent: …` below it"
        )
        return
    for name in own:
        if name not in ALLOWED:
            message = f"`extra.trustcenter` has no setting `{name}`"
            yield Problem(
                where((*OWN_SETTINGS, str(name)), key=True), "unknown-field", message, one_of(str(name), ALLOWED)
            )
    for name, then in _SWITCHES:
        if str(own.get(name, "false")).lower() not in ("true", "false"):
            message = f"`{name}` is `{own[name]}`, neither `true` nor `false`"
            hint = f"write `{name}: true` {then}"
            yield Problem(where((*OWN_SETTINGS, name)), "bad-value", message, hint)
    yield from accent_colour.problems(own.get("accent"), where((*OWN_SETTINGS, "accent")))
    yield from own_addresses.problems(own, settings.source, OWN_SETTINGS)
    route = (*OWN_SETTINGS, content_policy.SETTING)
    yield from content_policy.problems(own.get(content_policy.SETTING), settings.source, route)
    if own.get("coverage") not in (None, PUBLIC):
        message = f"`coverage` is `{own['coverage']}`, and `{PUBLIC}` is its only value"
        hint = "write `coverage: public` to publish what is not covered too, or leave the line out"
        yield Problem(where((*OWN_SETTINGS, "coverage")), "bad-value", message, hint)


def _is_on(written: object) -> bool:
    """Whether a setting is on: `true` as MkDocs resolved it, or as it was written."""
    return written is True or str(written).lower() == "true"


def _wrong_addresses(settings: Settings) -> Iterator[Problem]:
    if str(settings.get("use_directory_urls")).lower() in ("false", "no", "off"):
        message = "without `use_directory_urls`, pages would have other addresses than those that are stable for ever"
        where = settings.source.where(("use_directory_urls",))
        yield Problem(where, "bad-value", message, "leave it out, or write `use_directory_urls: true`")


def _wrong_language(settings: Settings) -> Iterator[Problem]:
    language = settings.get("theme", "language")
    if isinstance(language, str) and language and (hint := wrong_language(language)):
        where = settings.source.where(("theme", "language"))
        yield Problem(where, "bad-value", f"`{language}` is not the code of a language", hint)


def wrong_logo(settings: Settings, assets: Collection[str]) -> Iterator[Problem]:
    """Problems of `theme.logo`: no such file, or on another host; `assets` are the URLs of the files in `docs/`."""
    logo = settings.get("theme", "logo")
    if not isinstance(logo, str) or not logo or logo in assets or settings.get("theme", "custom_dir"):
        return
    where = settings.source.where(("theme", "logo"))
    if "://" in logo:
        message, hint = f"the logo `{logo}` would be loaded from another host", "put it below docs/ and write its path"
        yield Problem(where, "bad-value", message, hint)
    elif not logo.startswith(_THEME_IMAGES):
        message = f"the logo `{logo}` is no file below docs/"
        yield Problem(where, "bad-value", message, one_of(logo, _pictures(assets)))


def wrong_extras(settings: Settings, assets: Collection[str]) -> Iterator[Problem]:
    """Problems of `extra_css` and `extra_javascript`: a file on another host, which no page may load, or none at all.

    `assets` are the URLs of the files in `docs/`; with a `custom_dir`, a file may be there instead.  From hosts that
    `content_policy` names, pages may load.
    """
    own = settings.get(*OWN_SETTINGS, content_policy.SETTING)
    allowed = dict(content_policy.sources(own))
    for name, directive in (("extra_css", "style-src"), ("extra_javascript", "script-src")):
        entries = settings.get(name)
        for place, entry in enumerate(entries if isinstance(entries, list) else ()):
            path = entry.get("path") if isinstance(entry, Mapping) else entry
            where = settings.source.where((name, place))
            if not isinstance(path, str):
                continue
            if "://" in path or path.startswith("//"):
                if content_policy.allows(allowed.get(directive, ()), path):
                    continue
                message = f"`{name}` names `{path}`, which no page may load: the site loads nothing from another host"
                hint = (
                    "put the file below docs/ and write its path, or allow that host under"
                    f" `{directive}` in `extra.trustcenter.{content_policy.SETTING}`"
                )
                yield Problem(where, "bad-value", message, hint)
            elif path not in assets and not settings.get("theme", "custom_dir"):
                message, hint = (
                    f"`{name}` names `{path}`, which is no file below docs/",
                    one_of(path, _like(path, assets)),
                )
                yield Problem(where, "bad-value", message, hint, Severity.WARNING)


def _like(path: str, assets: Collection[str]) -> list[str]:
    """The files with the same ending."""
    return [one for one in assets if one.rpartition(".")[2] == path.rpartition(".")[2]]


def _pictures(assets: Collection[str]) -> list[str]:
    return [path for path in assets if path.endswith((".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico"))]
