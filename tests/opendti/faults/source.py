"""Every line of the source in which a fault is made: its codes and its parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import opendti

SOURCE = Path(opendti.__file__).parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Made:
    """One call of `Fault`: `codes` are empty where only a run knows them."""

    where: str
    expression: str
    codes: frozenset[str]
    given: frozenset[str]
    """Parameters that are always given."""
    possible: frozenset[str]
    is_open: bool
    """Whether there may be others, from an expression that is not read here."""


def faults_made() -> list[Made]:
    """Return every call of the engine's `Fault` in the source, but those of its own package."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name, text = path.relative_to(SOURCE).as_posix(), path.read_text("utf-8")
        if name.startswith("opendti/faults/") or "Fault(" not in text:
            continue  # nothing to read: most files, which would take seconds to parse
        module = ast.parse(text)
        if _imports_fault(module):
            for scope in _scopes(module):
                found += [_made(call, scope, module, name) for call in _calls(scope)]
    return found


def _imports_fault(module: ast.Module) -> bool:
    return any(
        isinstance(part, ast.ImportFrom)
        and part.module in {"opendti.errors", "opendti.faults.fault"}
        and any(alias.name == "Fault" and not alias.asname for alias in part.names)
        for part in ast.walk(module)
    )


def _scopes(module: ast.Module) -> Iterator[ast.AST]:
    """Yield the outermost functions, each with what is inside, and the module without them."""
    functions = [part for part in ast.walk(module) if isinstance(part, Function)]
    inner = {
        id(part)
        for function in functions
        for part in ast.walk(function)
        if part is not function
    }
    yield from (function for function in functions if id(function) not in inner)
    within = {id(part) for function in functions for part in ast.walk(function)}
    outside = [part for part in ast.walk(module) if id(part) not in within]
    calls = [part for part in outside if isinstance(part, ast.Call)]
    yield ast.Module(
        body=[ast.Expr(call) for call in calls if _is_fault(call)], type_ignores=[]
    )


def _is_fault(part: ast.AST) -> bool:
    return isinstance(part, ast.Call) and getattr(part.func, "id", "") == "Fault"


def _calls(scope: ast.AST) -> Iterator[ast.Call]:
    for part in ast.walk(scope):
        if isinstance(part, ast.Call) and _is_fault(part) and part.args:
            yield part


def _made(call: ast.Call, scope: ast.AST, module: ast.Module, name: str) -> Made:
    codes = frozenset(_codes(call.args[0], scope, module))
    params = call.args[1] if len(call.args) > 1 else ast.Dict(keys=[], values=[])
    given, possible, is_open = _keys(params, scope)
    where = f"{name}:{call.lineno}"
    return Made(where, ast.unparse(call.args[0]), codes, given, possible, is_open)


def _codes(part: ast.expr, scope: ast.AST, module: ast.Module) -> Iterator[str]:
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value
    elif isinstance(part, ast.IfExp):
        yield from _codes(part.body, scope, module)
        yield from _codes(part.orelse, scope, module)
    elif isinstance(part, ast.Name):
        for value in _assigned(part.id, scope):
            yield from _codes(value, scope, module)


def _assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    values = []
    for part in ast.walk(scope):
        targets = part.targets if isinstance(part, ast.Assign) else []
        targets = [part.target] if isinstance(part, ast.AnnAssign) else targets
        value = getattr(part, "value", None)
        if value is not None and any(
            getattr(target, "id", "") == name for target in targets
        ):
            values.append(value)
    return values


def _keys(
    part: ast.expr, scope: ast.AST
) -> tuple[frozenset[str], frozenset[str], bool]:
    """Return the keys that a mapping always has, those it may have, and whether it may have others."""
    nothing: frozenset[str] = frozenset()
    if isinstance(part, ast.Dict):
        pairs = zip(part.keys, part.values, strict=True)
        read = [_key(key, value, scope) for key, value in pairs]
        return (
            nothing.union(*(given for given, _possible, _open in read)),
            nothing.union(*(possible for _given, possible, _open in read)),
            any(is_open for _given, _possible, is_open in read),
        )
    if isinstance(part, ast.IfExp):
        return _either([part.body, part.orelse], scope)
    values = _assigned(part.id, scope) if isinstance(part, ast.Name) else []
    return _either(values, scope) if values else (nothing, nothing, True)


def _key(
    key: ast.expr | None, value: ast.expr, scope: ast.AST
) -> tuple[frozenset[str], frozenset[str], bool]:
    """Return the key of one entry of a literal; `**other` has those of the other."""
    if key is None:
        return _keys(value, scope)
    is_read = isinstance(key, ast.Constant)
    name = frozenset({str(key.value)}) if is_read else frozenset[str]()
    return name, name, not is_read


def _either(
    values: list[ast.expr], scope: ast.AST
) -> tuple[frozenset[str], frozenset[str], bool]:
    read = [_keys(value, scope) for value in values]
    return (
        frozenset.intersection(*(given for given, _possible, _open in read)),
        frozenset.union(*(possible for _given, possible, _open in read)),
        any(is_open for _given, _possible, is_open in read),
    )
