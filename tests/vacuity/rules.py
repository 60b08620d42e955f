"""What makes a test unable to fail, read from its source.

A test passes when nothing in it fails, so it also passes when its assertions are never
reached: in a loop over nothing, under a condition that never holds, behind an early
return or an exception that is swallowed, beside an alternative that is always true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

ASSERTING = {"raises", "warns", "fail", "deprecated_call"}
"""Functions that fail a test by themselves; those with "assert" in their name do so too."""
WRAPPERS = {"enumerate", "sorted", "reversed", "zip", "list", "tuple", "set"}
"""Functions that are empty when what they are given is."""


class Finding(NamedTuple):
    """A line that lets a test pass vacuously."""

    line: int
    test: str
    why: str


Function = ast.FunctionDef | ast.AsyncFunctionDef


def vacuous(tree: ast.Module, asserting: Iterable[str] = ()) -> list[Finding]:
    """
    Return what lets a module's tests pass without having asserted anything.

    Parameters
    ----------
    tree
        The module.
    asserting
        Names of helpers elsewhere that assert something.
    """
    helpers = {*asserting, *asserting_functions([tree])}
    return [
        Finding(node.lineno, test.name, why)
        for test in ast.walk(tree)
        if isinstance(test, Function) and test.name.startswith("test")
        for node, why in _findings(test, helpers)
    ]


def asserting_functions(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of functions that assert, or call one that does."""
    functions = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, Function) and not node.name.startswith("test")
    ]
    names: set[str] = set()
    while found := {
        function.name
        for function in functions
        if function.name not in names and any(_assertions(function, names))
    }:
        names |= found
    return names


def _findings(test: Function, helpers: set[str]) -> Iterator[tuple[ast.AST, str]]:
    own = list(_own_nodes(test))
    for node in own:
        if why := _why(node):
            yield node, why
    assertions = list(_assertions(test, helpers))
    if not assertions:
        yield test, "asserts nothing"
    elif all(_may_be_skipped(node, own) for node in assertions):
        yield (
            test,
            "asserts only of each of what may be none: assert that there are some",
        )


def _why(node: ast.AST) -> str:
    """Return what is wrong with a statement of a test; nothing with most."""
    match node:
        case ast.Return(value=None):
            return "returns early: what follows is not asserted"
        case ast.Try() if any(map(_is_silent, node.handlers)):
            return "swallows an exception: use pytest.raises"
        case ast.Assert(test=ast.BoolOp(op=ast.Or())):
            return "asserts one thing or another: say which"
        case ast.Assert() if _is_always_true(node.test):
            return "asserts what is always true"
        case ast.If() if _asserts_on_one_side(node):
            return "asserts only where a condition holds: choose the cases first"
    return ""


def _is_silent(handler: ast.ExceptHandler) -> bool:
    """Say whether nothing but an assertion follows an exception."""
    silent = ast.Pass | ast.Continue | ast.Return | ast.Assert
    return all(isinstance(line, silent) for line in handler.body)


def _own_nodes(test: Function) -> Iterator[ast.AST]:
    """Yield a test's nodes without those of functions within it."""
    waiting: list[ast.AST] = list(test.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _assertions(function: Function, helpers: set[str]) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            yield node
        elif isinstance(node, ast.Call):
            called = _name_of(node.func)
            if (
                "assert" in called
                or called in ASSERTING | helpers
                or any(_name_of(argument) in helpers for argument in node.args)
                or called == "expect"
            ):
                yield node


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_always_true(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant | ast.JoinedStr):
        return not isinstance(test, ast.Constant) or bool(test.value)
    if isinstance(test, ast.Tuple | ast.List):
        return bool(test.elts)
    return isinstance(test, ast.GeneratorExp | ast.Lambda)


def _asserts_on_one_side(node: ast.If) -> bool:
    if "fail" in {_name_of(call.func) for call in _calls(node)}:
        return False  # the condition is what is asserted
    sides = [_asserts(side) for side in (node.body, node.orelse)]
    return any(sides) and not all(sides)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def _asserts(body: list[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Assert) for line in body for node in ast.walk(line))


def _may_be_skipped(assertion: ast.AST, own: list[ast.AST]) -> bool:
    """Say whether an assertion is of each of a series that may have no members."""
    match assertion:
        case ast.Assert(ast.Call(ast.Name("all"), [ast.GeneratorExp() as series])):
            return _may_be_empty(series.generators[0].iter)
    return any(
        isinstance(loop, ast.For)
        and assertion in ast.walk(loop)
        and _may_be_empty(loop.iter)
        for loop in own
    )


def _may_be_empty(series: ast.expr) -> bool:
    if isinstance(series, ast.Tuple | ast.List | ast.Set):
        return all(
            isinstance(element, ast.Starred) and _may_be_empty(element.value)
            for element in series.elts
        )
    if isinstance(series, ast.Dict):
        return not series.keys
    if isinstance(series, ast.Name | ast.Attribute):  # a constant of the module
        return not _name_of(series).isupper()
    if isinstance(series, ast.Call):
        return _call_may_be_empty(series)
    return not isinstance(series, ast.Constant)


def _call_may_be_empty(call: ast.Call) -> bool:
    called = _name_of(call.func)
    if called == "range":
        return not all(isinstance(end, ast.Constant) for end in call.args)
    if called in {"items", "keys", "values"} and isinstance(call.func, ast.Attribute):
        return _may_be_empty(call.func.value)
    if called in WRAPPERS and call.args:
        return any(_may_be_empty(series) for series in call.args)
    return True
