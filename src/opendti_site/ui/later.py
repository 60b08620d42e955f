"""
Functions that a capability registers by name, and that are loaded when they are first called.

What apps register when a process starts would otherwise load all that it calls: the engine
and the writers of files, for a command that copies the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string


def later(path: str) -> Callable[..., Any]:
    """Return a function that calls the one at a dotted path, which is loaded then."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return import_string(path)(*args, **kwargs)

    call.__qualname__ = call.__name__ = path.rpartition(".")[2]
    call.__module__ = path.rpartition(".")[0]
    return call
