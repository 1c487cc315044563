"""Rules of input files: they are readable, and facts have the fields that their kind declares.

The readers in `reading` report these problems while they read; each has a rule here, so that all rules are listed and
documented in the same way.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.reading.center import Center

_OFFICE = (
    ".doc", ".docm", ".docx", ".dot", ".dotx", ".eml", ".key", ".msg", ".numbers", ".odp", ".ods", ".odt", ".pages",
    ".pot", ".ppt", ".pptm", ".pptx", ".rtf", ".xls", ".xlsb", ".xlsm", ".xlsx",
)  # fmt: skip
"""How the names of files end that hold more than what is printed of them."""


def reported(center: Center, rule: str) -> Iterator[Problem]:
    """The problems that the readers reported under a rule id."""
    return (problem for problem in center.problems if problem.rule == rule)


def not_utf_8(center: Center, today: date) -> Iterator[Problem]:
    """Every file is UTF-8 text without control characters."""
    return reported(center, "not-utf-8")


def unfit_files(paths: Iterable[str], links: Collection[str]) -> Iterator[Problem]:
    """Files are named in UTF-8 and lie in the center: `links` are the symbolic links that lead out of it, other
    things that are no files, and the files of a cache that git tracks.

    A site would show what such a link leads to, on the machine that builds it.
    """
    for path in sorted({*paths, *links}):
        if re.search(r"[\ud800-\udfff]", path):
            yield Problem(Where(path), "not-utf-8", "the name of this file is not UTF-8", "rename it")
    for path in sorted(links):
        if path.startswith(".cache/"):
            message = "git tracks this cache, and a build would show what somebody put into it"
            yield Problem(Where(path), "bad-value", message, "`git rm -r .cache`, and keep it in .gitignore")
            continue
        message = "this is no file of the trust center: a link out of it or to nothing, a pipe, a socket or a device"
        yield Problem(Where(path), "bad-value", message, "put the file itself here, or remove this")
    for path in sorted(paths):
        if path.lower().endswith(_OFFICE):
            message = "the site serves this file of an office program as it is, with its authors, comments and changes"
            yield Problem(Where(path), "bad-value", message, "publish a PDF, or leave it out", Severity.WARNING)


def too_complex(center: Center, today: date) -> Iterator[Problem]:
    """A draft is no longer and no more deeply nested than a page of it can be made of in a moment."""
    return reported(center, "too-complex")


def yaml_syntax(center: Center, today: date) -> Iterator[Problem]:
    """Facts and front matter are readable YAML."""
    return reported(center, "yaml-syntax")


def yaml_feature(center: Center, today: date) -> Iterator[Problem]:
    """Facts say themselves what they say: no aliases, anchors, tags or merge keys."""
    return reported(center, "yaml-feature")


def duplicate_key(center: Center, today: date) -> Iterator[Problem]:
    """A mapping has each key once; YAML would silently keep the last."""
    return reported(center, "duplicate-key")


def unknown_field(center: Center, today: date) -> Iterator[Problem]:
    """A record has only the fields its kind declares, so that a misspelt field is not lost."""
    return reported(center, "unknown-field")


def missing_field(center: Center, today: date) -> Iterator[Problem]:
    """A record has the fields its kind requires, or says `{unknown: why}`."""
    return reported(center, "missing-field")


def bad_value(center: Center, today: date) -> Iterator[Problem]:
    """A value is of its field's type: an existing day, a country code, a period, an e-mail address …"""
    return reported(center, "bad-value")


def duplicate_id(center: Center, today: date) -> Iterator[Problem]:
    """An id names one record of its kind."""
    return reported(center, "duplicate-id")


def second_title(center: Center, today: date) -> Iterator[Problem]:
    """A policy has one title, that of its front matter; its sections begin at the second level."""
    return reported(center, "second-title")


RULES = (
    not_utf_8, yaml_syntax, yaml_feature, duplicate_key, unknown_field, missing_field, bad_value,
    duplicate_id, second_title, too_complex,
)  # fmt: skip
