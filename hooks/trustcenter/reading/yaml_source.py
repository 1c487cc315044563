"""Parses YAML and front matter into plain text, lists and mappings, and keeps the position of every part.

Every reader of files uses it: `decode` turns bytes into text, `parse` text into a `Source`, `front_matter` splits a
Markdown file.  Every scalar stays the text that was written (`NO` is Norway, `1.10` is `1.10`); the field types convert
it.  Aliases, anchors, tags, merge keys and duplicate keys are problems.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.composer import ComposerError

from trustcenter.model.printable import ALLOWED, CONTROL, control_in
from trustcenter.model.problems import Problem, Where, line_and_column

Route: TypeAlias = tuple[str | int, ...]
"""Keys and indices that lead from the top of a document to a value."""

_INDICATOR = re.compile(r"(?:^|[\s,\[\]{}:?-])[&*!][^\s]", re.MULTILINE)
_MOST_LEVELS = 100  # levels of nesting
_TOKENS = {
    yaml.AliasToken: ("an alias", "write the value out"),
    yaml.AnchorToken: ("an anchor", "write the value out where it is used"),
    yaml.TagToken: ("a tag", "leave it out: every value is read as the text it is"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed YAML text: its plain value, and the nodes with the position of each part.

    `value` holds str, list and dict only.  `above` is the number of lines of the file before the YAML begins.
    """

    file: str
    value: Any
    root: yaml.Node | None
    above: int = 0

    def where(self, route: Sequence[str | int] = (), *, key: bool = False) -> Where:
        """The position of the value at `route` (with `key`, of its key), or of its nearest parent that exists."""
        node, place = self.root, self.root
        for step in route:
            child = _child(node, step)
            if child is None:
                break
            name, node = child
            place = name if key and name is not None else node
        if place is None:
            return Where(self.file, self.above + 1, 1)
        return Where(self.file, place.start_mark.line + 1 + self.above, place.start_mark.column + 1)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((name, value) for name, value in node.value if name.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, with line ends as `\\n`; empty with a problem if it has other bytes than UTF-8 text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8")
        where = Where(file, *line_and_column(good, len(good)))
        return "", [
            Problem(where, "not-utf-8", f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8")
        ]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := CONTROL.search(text):
        where = Where(file, *line_and_column(text, control.start()))
        return "", [Problem(where, "not-utf-8", control_in(control[0]), ALLOWED)]
    return text, []


class _Loader(yaml.CBaseLoader):
    """Composes nodes without guessing the type of each scalar, which is faster and keeps the text."""

    depth = 0

    def resolve(self, kind: type[yaml.Node], _value: str, _implicit: object) -> str:
        return {"SequenceNode": "!list", "MappingNode": "!map"}.get(kind.__name__, "!text")

    def descend_resolver(self, current_node: yaml.Node | None, _index: object) -> None:
        """Count the depth of nesting; raises ComposerError beyond `_MOST_LEVELS`: the C code recurses unchecked."""
        self.depth += 1
        if self.depth > _MOST_LEVELS:
            mark = current_node.start_mark if current_node else None
            raise ComposerError(None, None, "nested too deeply", mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Switch garbage collection off inside the block: five times as fast, as parsing makes many objects that stay."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def parse(file: str, text: str, *, above: int = 0) -> tuple[Source, list[Problem]]:
    """Parse one YAML document; the value is None, with a problem, if it is not readable."""
    problems = _indicators(file, text, above)
    try:
        root = yaml.compose(text, Loader=_Loader)
        value = None if root is None else _plain(file, root, above, problems)
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax(file, error, above))
        return Source(file, None, None, above), problems
    except RecursionError:  # an alias inside its own anchor; `_indicators` has reported it
        return Source(file, None, None, above), problems
    return Source(file, value, root, above), problems


def _syntax(file: str, error: yaml.MarkedYAMLError, above: int) -> Problem:
    unclosed = error.context_mark if "end of stream" in str(error.problem) else None
    mark = unclosed or error.problem_mark or error.context_mark
    where = Where(file, mark.line + 1 + above, mark.column + 1) if mark else Where(file)
    message = " ".join(part for part in (error.context, error.problem) if part)
    return Problem(
        where, "yaml-syntax", f"not readable as YAML: {message}", "check indentation, quotes and colons here"
    )


def _indicators(file: str, text: str, above: int) -> list[Problem]:
    """Problems for aliases, anchors and tags; the slow scan runs only if the text has a character that begins one."""
    if not _INDICATOR.search(text):
        return []
    problems = []
    try:
        for token in yaml.scan(text, Loader=yaml.CBaseLoader):
            if type(token) in _TOKENS:
                what, mend = _TOKENS[type(token)]
                where = Where(file, token.start_mark.line + 1 + above, token.start_mark.column + 1)
                problems.append(Problem(where, "yaml-feature", f"{what} is not allowed in facts", mend))
    except yaml.MarkedYAMLError:
        pass  # `compose` raises the same error, and `parse` reports it
    return problems


def _plain(file: str, node: yaml.Node, above: int, problems: list[Problem]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        if node.style == '"' and (bad := CONTROL.search(node.value)):
            where = Where(file, node.start_mark.line + 1 + above, node.start_mark.column + 1)
            message = f"an escape for the control character U+{ord(bad[0]):04X} is not allowed in facts"
            problems.append(Problem(where, "yaml-feature", message, "leave it out"))
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(file, item, above, problems) for item in node.value]
    return _plain_mapping(file, node, above, problems)


def _plain_mapping(file: str, node: yaml.Node, above: int, problems: list[Problem]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        where = Where(file, key.start_mark.line + 1 + above, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(where, "yaml-feature", "a key must be a single word", "write a plain key here"))
        elif key.value == "<<":
            problems.append(
                Problem(where, "yaml-feature", "a merge key is not allowed in facts", "write the fields out")
            )
        elif key.value in mapping:
            message = f"the key `{key.value}` stands twice in this mapping"
            problems.append(Problem(where, "duplicate-key", message, "remove one of them"))
        else:
            mapping[key.value] = _plain(file, value, above, problems)
    return mapping


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A Markdown file: its front matter, its body and the number of lines before the body."""

    source: Source
    body: str
    above: int


def front_matter(file: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    """Split a Markdown text into front matter and body; without front matter the value is an empty mapping."""
    match = re.match(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", text, re.DOTALL)
    if not match:
        return _without_front_matter(file, text)
    source, problems = parse(file, match[1] or "", above=1)
    if source.value in (None, ""):
        source = Source(file, {}, source.root, 1)
    elif not isinstance(source.value, dict):
        problems.append(
            Problem(source.where(), "yaml-syntax", "front matter is not a mapping", "write `title: …` lines")
        )
        source = Source(file, {}, source.root, 1)
    return FrontMatter(source, text[match.end() :], text.count("\n", 0, match.end())), problems


def _without_front_matter(file: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    problems = []
    if re.match(r"---[ \t]*\n", text):
        hint = "close it with a line of three hyphens"
        problems.append(Problem(Where(file, 1, 1), "yaml-syntax", "the front matter has no end", hint))
    return FrontMatter(Source(file, {}, None), text, 0), problems
