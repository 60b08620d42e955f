"""Errors of a reader in the child process, as its caller raises them."""

from __future__ import annotations

from typing import Any

from opendti.errors import Fault, FaultsError, OpenDTIError, UsageError
from opendti.untrusted.limits import MEGABYTE, Limits


def limit_fault(end: str, name: str, limits: Limits) -> Fault:
    """Return the fault of a reader that ended without an answer."""
    if end == "memory":
        megabytes = limits.memory // MEGABYTE
        return Fault("untrusted_memory", {"megabytes": megabytes}, file=name)
    if end == "time":
        return Fault("untrusted_time", {"seconds": limits.seconds}, file=name)
    if end == "output":
        megabytes = limits.output // MEGABYTE
        return Fault("untrusted_output", {"megabytes": megabytes}, file=name)
    return Fault("untrusted_failed", file=name)


def error_of(answer: dict[str, Any]) -> OpenDTIError:
    """Return the error that a reader raised, as it was."""
    if "fault" in answer:
        return UsageError(Fault(**answer["fault"]))
    kinds = {kind.__name__: kind for kind in FaultsError.__subclasses__()}
    return kinds[answer["error"]](Fault(**fault) for fault in answer["faults"])
