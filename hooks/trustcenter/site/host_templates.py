"""The templates of a company's own (`custom_dir` of the theme), between our frame and its pages.

Material documents how a theme is extended: a `main.html` that extends `base.html` and overrides blocks, and partials
that replace Material's.  Our frame is itself such an extension, `trustcenter.html`.  So that a company's `main.html`
adds to it instead of replacing it, `over_our_frame` lets that template extend our frame where it names `base.html`.

The adapter for MkDocs calls this while it loads templates, `plain_export` while it writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, nodes

FRAME = "trustcenter.html"
"""The template that extends Material's `base.html` by what every page of a trust center has."""
_EXTENDS_BASE = re.compile(r"""(\{%[-+]?\s*extends\s+)(["'])(?:\./)?base\.html\2""")


def over_our_frame(template: str) -> str:
    """The source of a template that extends our frame where it was written to extend Material's `base.html`.

    Example: `{% extends "base.html" %}` becomes `{% extends "trustcenter.html" %}`; lines stay where they are.
    """
    return _EXTENDS_BASE.sub(rf"\1\2{FRAME}\2", template)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a template was found to use: whether it looks at `page`, and the templates it needs, with their lines."""

    looks_at_page: bool
    needs: tuple[tuple[int, str], ...]


def read(environment: Environment, template: str) -> Reading:
    """What the source of a template uses.

    A template that names `page` may render something else for each page.  Templates that may be missing, or whose
    names are computed, are no part of `needs`.
    Raises jinja2.TemplateSyntaxError for a template that cannot be read.
    """
    tree = environment.parse(template)
    looks_at_page = any(name.name == "page" for name in tree.find_all(nodes.Name))
    return Reading(looks_at_page, tuple(_needs(tree)))


def _needs(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for one in tree.find_all((nodes.Extends, nodes.Import, nodes.FromImport, nodes.Include)):
        name = getattr(one, "template")  # noqa: B009 — all four have one, which their common base does not say
        optional = isinstance(one, nodes.Include) and one.ignore_missing
        if isinstance(name, nodes.Const) and isinstance(name.value, str) and not optional:
            yield one.lineno, name.value
