"""Every act is a transaction: what it writes and its audit line stand or fall together."""

from __future__ import annotations

import ast
from pathlib import Path

import opendti_site

SITE = Path(opendti_site.__file__).parent
ACTIONS = sorted({*SITE.rglob("actions.py"), *SITE.rglob("actions/*.py")})
Act = tuple[str, str]


def acts() -> dict[Act, ast.FunctionDef]:
    """Return the functions that write an audit line themselves, by file and name."""
    return {
        (path.relative_to(SITE).as_posix(), node.name): node
        for path in ACTIONS
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and is_act(node)
    }


def is_act(function: ast.FunctionDef) -> bool:
    """Say whether a function that pages may call writes an audit line."""
    called = {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return "record" in called and not function.name.startswith("_")


def test_every_act_that_is_recorded_is_one_transaction():
    found = acts()
    loose = [
        name
        for name, node in found.items()
        if "transaction.atomic" not in ast.unparse(node)
    ]
    assert len(found) > 30
    assert loose == []
