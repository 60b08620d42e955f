"""Every message of a fault that the source can raise, with samples for what is put in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import opendti

SOURCE = Path(opendti.__file__).parent.parent
MODULES = (
    "opendti/formula/*.py",
    "opendti/framework/**/*.py",
    "opendti/untrusted/faults.py",
    "opendti/annex/load.py",
    "opendti/annex/confined.py",
    "opendti/annex/reading/*.py",
    "opendti_site/frameworks/bridge/*.py",
)
CARRIERS = {
    "Fault": 0,
    "fault": 0,
    "fault_at": 0,
    "Finding": 1,
    "refuse": 1,
    "ValueError": 0,
    "in_words": 0,
}
"""Which argument of a call is the message."""
TELLERS = {"_told_by", "_limit_words", "_unknown", "_unknown_words", "_kind_message"}
"""Functions that return messages, or gather them."""
SAMPLE = "7"
"""Stands for what is put into a message: a number, a name, a code."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Reader:
    """Reads the messages of one module."""

    def __init__(self, path: Path) -> None:
        self.module = ast.parse(path.read_text(encoding="utf-8"))
        self.name = path.relative_to(SOURCE).as_posix()
        self.unread: list[str] = []

    def messages(self) -> Iterator[str]:
        for function in ast.walk(self.module):
            if isinstance(function, Function):
                for part in ast.walk(function):
                    yield from self.carried(part, function)
                    yield from self.told(part, function)

    def carried(self, part: ast.AST, function: Function) -> Iterator[str]:
        """Yield the messages of a call that makes a fault."""
        if not isinstance(part, ast.Call):
            return
        name = getattr(part.func, "id", getattr(part.func, "attr", ""))
        place = CARRIERS.get(name)
        if place is None or len(part.args) <= place:
            return
        message = part.args[place]
        arguments = {one.arg for one in function.args.args}
        found = list(self.texts(message, function))
        if not found and ast.unparse(message) not in arguments:
            self.unread.append(f"{self.name}: {ast.unparse(message)}")
        yield from found

    def told(self, part: ast.AST, function: Function) -> Iterator[str]:
        """Yield what a function of messages yields, returns or gathers."""
        kind = ast.unparse(function.returns) if function.returns else ""
        values: list[ast.expr | None] = []
        if kind in {"Iterator[Told]", "Iterator[str]"} and isinstance(part, ast.Yield):
            is_pair = isinstance(part.value, ast.Tuple)
            values = [part.value.elts[-1] if is_pair else part.value]
        elif function.name in TELLERS and isinstance(part, ast.Return):
            values = [part.value]
        elif function.name in TELLERS and isinstance(part, ast.Call):
            is_append = getattr(part.func, "attr", "") == "append"
            values = [part.args[0]] if is_append else []
        for value in values:
            if value is not None:
                yield from self.texts(value, function)

    def texts(self, part: ast.expr, function: Function) -> Iterator[str]:
        """Yield what an expression can say; nothing where only a run would know."""
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.JoinedStr):
            pieces = [self.pieces(one, function) for one in part.values]
            yield from map("".join, product(*pieces))
        elif isinstance(part, ast.IfExp):
            for branch in (part.body, part.orelse):
                yield from list(self.texts(branch, function)) or [SAMPLE]
        elif isinstance(part, ast.Name):
            for value in self.assigned(part.id, function):
                yield from self.texts(value, function)

    def pieces(self, part: ast.expr, function: Function) -> list[str]:
        if not isinstance(part, ast.FormattedValue):
            return list(self.texts(part, function))
        if part.conversion == ord("r"):
            return [repr(SAMPLE)]
        is_name = isinstance(part.value, ast.Name)
        found = list(self.texts(part.value, function)) if is_name else []
        # Left out or not: " in block 7"; anything else is a name or a number.
        is_tail = any(one[:1] in {" ", ";"} for one in found)
        return found if is_tail or (all(found) and found) else [SAMPLE]

    def assigned(self, name: str, function: Function) -> list[ast.expr]:
        if name in {one.arg for one in function.args.args}:
            return []
        for scope in (function, self.module):
            values = [
                one.value
                for one in ast.walk(scope)
                if isinstance(one, ast.Assign)
                and any(getattr(target, "id", "") == name for target in one.targets)
            ]
            if values:
                return values
        return []


def engine_messages() -> tuple[dict[str, set[str]], list[str]]:
    """Return the messages by module, and the places whose message cannot be read."""
    found: dict[str, set[str]] = {}
    unread: list[str] = []
    for path in sorted(path for one in MODULES for path in SOURCE.glob(one)):
        reader = Reader(path)
        # What ends in a space goes on in a message of its own.
        found[reader.name] = {
            one for one in reader.messages() if " " in one.strip() and one[-1] != " "
        }
        unread += reader.unread
    return {name: told for name, told in found.items() if told}, unread
