"""Writes values as YAML that people edit: block style, days and numbers without quotes, `{unknown: why}` on one line.

`review_folder`, `record_text` and `acceptance` call `dump`, which returns the text.
"""

from __future__ import annotations

import re
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Plain block style; lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _mapping(dumper: _Dumper, value: dict[str, Any]) -> yaml.Node:
    short = set(value) == {"unknown"} or (set(value) == {"id", "by"})
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=short)


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    """Facts are read as the text that was written, so days and numbers need no quotes."""
    bare = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|0|[1-9][0-9]*", value)
    tag = "tag:yaml.org,2002:" + (("timestamp" if "-" in value else "int") if bare else "str")
    return dumper.represent_scalar(tag, value)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(str, _text)


def dump(value: Any) -> str:
    """A value as YAML that people edit."""
    written: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return written
