"""Every mutant of a source file, by kind of change.

The kinds are those of small slips in a review: a guard that is never true, a bound that
is off by its end, a filter or a lock that is dropped, an audit line that is not written.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

from tools.mutants.edits import Mutant

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
EXCHANGED = {"min": "max", "max": "min", "any": "all", "all": "any"}
FILTERS = {"filter", "exclude", "select_for_update", "distinct"}
FILTERED = {"filter", "exclude", "get", "get_or_create", "update_or_create"}
WITHOUT_EFFECT = {
    "strict",  # of zip(): an assertion, not a behaviour
    "total",  # of a TypedDict: for the type checker
    "batch_size",  # of bulk_create(), chunk_size of iterator(): rows a statement carries
    "chunk_size",
    "no_key",  # of select_for_update(): the stronger lock is right as well, and slower
}
LEAVING = (ast.Raise, ast.Return, ast.Continue, ast.Break)


class Change(NamedTuple):
    """A node, or an expression that replaces it."""

    node: ast.expr | ast.stmt
    kind: str
    after: str


def mutants_of(file: str, source: bytes) -> list[Mutant]:
    """Return every mutant of one file, in the order of the source."""
    offsets = _line_offsets(source)
    mutants = []
    for inside, node in _walk(ast.parse(source), ""):
        for change in _changes(node, inside):
            at = change.node
            start = offsets[at.lineno - 1] + at.col_offset
            end = offsets[(at.end_lineno or 0) - 1] + (at.end_col_offset or 0)
            before = " ".join(source[start:end].decode().split())
            span = (file, at.lineno, start, end)
            mutants.append(Mutant(*span, change.kind, inside, before, change.after))
    return sorted(set(mutants))


def cached_lines(source: bytes) -> set[int]:
    """Return the lines of functions that keep their answers (`cached_property`, `lru_cache`).

    Only the first test that asks runs them; which others rest on the answer, nobody sees.
    """
    return {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def _line_offsets(source: bytes) -> list[int]:
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    return offsets


def _walk(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield nodes with the function around them; not annotations, decorators and f-strings.

    The columns of nodes within f-strings are wrong before Python 3.12.
    """
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            name = getattr(child, "name", None) if isinstance(child, ast.stmt) else None
            below = ".".join(filter(None, (inside, name)))
            yield below, child
            yield from _walk(child, below)


def _is_left_alone(node: ast.AST) -> bool:
    """Say whether nothing in `node` can change what the product does."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        (target, *_) = node.targets
        return isinstance(target, ast.Name) and target.id == "__all__"
    if isinstance(node, ast.keyword):
        return node.arg in WITHOUT_EFFECT
    return isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)


def _changes(node: ast.AST, inside: str) -> Iterator[Change]:
    if isinstance(node, ast.stmt):
        yield from _statement_changes(node)
    elif isinstance(node, ast.expr):
        yield from _comparison_changes(node)
        yield from _logic_changes(node, inside)
        yield from _arithmetic_changes(node)
        yield from _filter_changes(node)
        yield from _constant_changes(node)


def _statement_changes(node: ast.stmt) -> Iterator[Change]:
    """Drop a call made for its effect; make a guard or a condition wrong."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield Change(node, _kind_of_call(_called(node.value)), "pass")
    if isinstance(node, ast.If | ast.While):
        if isinstance(node.body[-1], LEAVING):
            yield Change(node.test, "guard", "False")
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield Change(node.test, "condition", f"not ({ast.unparse(node.test)})")


def _kind_of_call(name: str) -> str:
    if name == "record":
        return "audit"
    return "lock" if name.startswith("lock") else "effect"


def _comparison_changes(node: ast.expr) -> Iterator[Change]:
    if not isinstance(node, ast.Compare):
        return
    for index, operator in enumerate(node.ops):
        for other in COMPARED[type(operator)]:
            changed = copy.deepcopy(node)
            changed.ops[index] = other()
            kind = "bound" if len(COMPARED[type(operator)]) > 1 else "comparison"
            yield Change(node, kind, f"({ast.unparse(changed)})")


def _logic_changes(node: ast.expr, inside: str) -> Iterator[Change]:
    """Drop a clause of `and`, `or`, `|` and `&`; take "not" away; turn a choice round."""
    match node:
        case ast.BoolOp():
            for index in range(len(node.values)):
                kept = [value for at, value in enumerate(node.values) if at != index]
                after = kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
                yield Change(node, "clause", f"({ast.unparse(after)})")
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd()) if inside:  # else it joins types
            for operand in (node.left, node.right):
                yield Change(node, "clause", f"({ast.unparse(operand)})")
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield Change(node, "negation", f"({ast.unparse(node.operand)})")
        case ast.IfExp():
            yield Change(node.test, "condition", f"not ({ast.unparse(node.test)})")


def _arithmetic_changes(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.BinOp() if other := CALCULATED.get(type(node.op)):
            changed = ast.BinOp(node.left, other(), node.right)
            yield Change(node, "arithmetic", f"({ast.unparse(changed)})")
        case ast.Call(func=ast.Name(name)) if name in EXCHANGED:
            yield Change(node.func, "extreme", EXCHANGED[name])


def _filter_changes(node: ast.expr) -> Iterator[Change]:
    """Drop a filter, a lock, one condition of a filter, or an `if` of a comprehension."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if name in FILTERS:
            kind = "lock" if name == "select_for_update" else "filter"
            yield Change(node, kind, ast.unparse(node.func.value))
        if name in FILTERED and len(node.keywords) + len(node.args) > 1:
            for index in range(len(node.keywords)):
                changed = copy.deepcopy(node)
                del changed.keywords[index]
                yield Change(node, "filter", ast.unparse(changed))
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        for index, generator in enumerate(node.generators):
            for at in range(len(generator.ifs)):
                changed_comprehension = copy.deepcopy(node)
                del changed_comprehension.generators[index].ifs[at]
                yield Change(node, "filter", ast.unparse(changed_comprehension))


def _constant_changes(node: ast.expr) -> Iterator[Change]:
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield Change(node, "truth", str(not node.value))
    elif isinstance(node.value, int | float) and node.value + 1 != node.value:
        yield Change(node, "number", repr(node.value + 1))


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""
