"""The layout and the names of the package (`hooks/trustcenter`, `hooks/trustcenter_mkdocs`), read with `ast`.

Each test states one convention.  An allow-list names what still violates it; take a line out when you mend it, and
never add one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOOKS = Path(__file__).parents[1] / "hooks"
PACKAGE = HOOKS / "trustcenter"
ADAPTER = HOOKS / "trustcenter_mkdocs"
MODULES = sorted(path.relative_to(HOOKS).as_posix() for folder in (PACKAGE, ADAPTER) for path in folder.rglob("*.py"))
LONGEST_FIRST_LINE = 120
LONGEST_FUNCTION_LINES = 60
MOST_PARAMETERS = 8
CONSTANTS_WITHOUT_A_UNIT = frozenset({"MANY", "TOGETHER", "DEEP", "RUN", "MOST"})


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse((HOOKS / module).read_text("utf-8"))


@cache
def _nodes(module: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_tree(module)))


def _functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in _nodes(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def _names_bound(module: str) -> frozenset[str]:
    """Every name that a module gives to a variable or to a parameter."""
    nodes = _nodes(module)
    variables = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    captured = {node.name for node in nodes if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name}
    return frozenset(variables | captured | {node.arg for node in nodes if isinstance(node, ast.arg)})


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many parameters a caller sees: without `self` and `cls`."""
    given = function.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls")]) + bool(given.vararg) + bool(given.kwarg)


def _violations(names: dict[str, set[str]]) -> set[str]:
    """`module:name` for each name that violates a convention."""
    return {f"{module}:{name}" for module, violating in names.items() for name in violating}


def test_no_module_lies_flat_in_the_package() -> None:
    assert [path.name for path in PACKAGE.glob("*.py")] == ["__init__.py"]


def _wrong_docstring(module: str) -> str:
    docstring = ast.get_docstring(_tree(module)) or ""
    first_paragraph = docstring.split("\n\n")[0]
    if len(docstring.split("\n")[0]) >= LONGEST_FIRST_LINE:
        return "its first line is too long"
    return "" if len(first_paragraph.split()) >= 4 and first_paragraph.endswith(".") else "it begins with no sentence"


def test_a_module_docstring_begins_with_a_sentence() -> None:
    assert {module: wrong for module in MODULES if (wrong := _wrong_docstring(module))} == {}


def test_a_variable_says_what_was_found() -> None:
    assert {module for module in MODULES if "found" in _names_bound(module)} == set()


def test_a_constant_says_its_unit_or_meaning() -> None:
    vague = {
        module: {name for name in _names_bound(module) if name.lstrip("_") in CONSTANTS_WITHOUT_A_UNIT}
        for module in MODULES
    }
    assert _violations(vague) == set()


def test_a_public_function_has_at_most_eight_parameters() -> None:
    many = {
        module: {one.name for one in _functions(module) if one.name[0] != "_" and _parameters(one) > MOST_PARAMETERS}
        for module in MODULES
    }
    assert _violations(many) == set()


def test_a_function_fits_on_a_screen() -> None:
    long = {
        module: {one.name for one in _functions(module) if (one.end_lineno or 0) - one.lineno >= LONGEST_FUNCTION_LINES}
        for module in MODULES
    }
    assert _violations(long) == set()
