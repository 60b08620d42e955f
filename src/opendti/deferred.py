"""
Packages whose public names are loaded when they are first asked for.

A package names them once, by imports under `TYPE_CHECKING`, which type checkers and the
contracts of `pyproject.toml` read as well. Importing one light module of such a package
then costs that module alone, and a command that computes nothing starts without numpy,
pydantic's models and the writers of files.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["defer"]


class _DeferringPackage(ModuleType):
    """A package that keeps a function apart from the submodule of the same name."""

    _origins: dict[str, str]

    def __setattr__(self, name: str, value: object) -> None:
        """Leave out submodules that bear a public name: the name stands for what is in them."""
        if not (isinstance(value, ModuleType) and name in self._origins):
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        """Load the module of a public name, and keep what it names."""
        if name not in self._origins:
            message = f"module {self.__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(import_module(self._origins[name]), name)
        setattr(self, name, value)
        return value


def defer(package: str) -> None:
    """Load the names that a package imports under `TYPE_CHECKING` when they are asked for."""
    module = sys.modules[package]
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    module.__dict__["_origins"] = {
        alias.name: statement.module
        for block in tree.body
        if isinstance(block, ast.If)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom) and statement.module
        for alias in statement.names
    }
    module.__class__ = _DeferringPackage
