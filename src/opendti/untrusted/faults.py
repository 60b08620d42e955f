"""Faults of a reader that exceeded its limits."""

from __future__ import annotations

from typing import Any

from opendti.errors import Fault, FaultsError, OpenDTIError, UsageError
from opendti.untrusted.limits import MEGABYTE, Limits


def limit_fault(end: str, name: str, limits: Limits) -> Fault:
    """Return the fault of a reader that ended without an answer; its code is `untrusted_` and the end."""
    return Fault(_limit_words(end, limits), name, code=f"untrusted_{end}")


def _limit_words(end: str, limits: Limits) -> str:
    if end == "memory":
        megabytes = limits.memory // MEGABYTE
        return (
            f"reading it takes more than {megabytes} MB of memory; "
            "delete the empty rows and columns beyond the table, or split the file"
        )
    if end == "time":
        return (
            f"reading it takes more than {limits.seconds} seconds; "
            "save it anew from the program it comes from, or split the file"
        )
    if end == "output":
        return f"it holds more than {limits.output // MEGABYTE} MB of data; split it"
    return "the file is damaged, or of a kind that cannot be read"


def error_of(answer: dict[str, Any]) -> OpenDTIError:
    """Return the error that a reader raised, as it was."""
    if "message" in answer:
        return UsageError(answer["message"])
    kinds = {kind.__name__: kind for kind in FaultsError.__subclasses__()}
    return kinds[answer["error"]](Fault(**fault) for fault in answer["faults"])
