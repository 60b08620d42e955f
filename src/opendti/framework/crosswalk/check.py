"""What a crosswalk must satisfy between two versions."""

from __future__ import annotations

import math
from collections.abc import Iterator

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.framework.crosswalk.entries import (
    SIDES,
    CrosswalkDefinition,
    CrosswalkEntry,
)
from opendti.framework.crosswalk.pairs import NodePair, inner_pairs
from opendti.framework.crosswalk.sides import CrosswalkSide
from opendti.framework.finding import FrameworkFinding
from opendti.framework.model import Framework

_WEIGHTS = 1e-6


def check_crosswalk(
    crosswalk: CrosswalkDefinition, before: Framework, after: Framework
) -> tuple[FrameworkFinding, ...]:
    """Return everything that is wrong with a crosswalk between two frameworks."""
    sides = (CrosswalkSide(before), CrosswalkSide(after))
    findings: list[FrameworkFinding] = []
    for index, entry in enumerate(crosswalk.entries):
        path: Path = ("entries", index)
        findings += _entry_findings(entry, path)
        for side, nodes in zip(sides, (entry.before, entry.after), strict=True):
            for code, _ in nodes:
                findings += side.name(code, path)
    for side in sides:
        findings += side.unnamed()
    if not findings:
        findings += _contradictions(crosswalk, *sides)
    return tuple(findings)


def _entry_findings(entry: CrosswalkEntry, path: Path) -> Iterator[FrameworkFinding]:
    is_pair = entry.source is not None and entry.target is not None
    forms = [is_pair, entry.dropped is not None, entry.new is not None]
    half = (entry.source is None) != (entry.target is None)
    if forms.count(True) != 1 or half:
        yield FrameworkFinding(path, Fault("entry_form"))
        return
    if is_pair and entry.is_simple and entry.kind is None:
        yield FrameworkFinding(path, Fault("entry_without_kind"))
    if not is_pair and entry.kind is not None:
        yield FrameworkFinding(path, Fault("entry_with_kind"))
    for key, nodes in zip(SIDES, (entry.before, entry.after), strict=True):
        total = math.fsum(weight for _, weight in nodes)
        if nodes and abs(total - 1) > _WEIGHTS:
            yield FrameworkFinding(
                (*path, key), Fault("weights_total", {"total": total})
            )


def _contradictions(
    crosswalk: CrosswalkDefinition, earlier: CrosswalkSide, later: CrosswalkSide
) -> Iterator[FrameworkFinding]:
    """Find groups that are said to be the same and do not hold the same nodes."""
    for index, entry in enumerate(crosswalk.entries):
        if not entry.is_simple or entry.pair_kind != "same":
            continue
        old, new = entry.before[0][0], entry.after[0][0]
        for pair in _lone_pairs(earlier, later, old, new):
            side = earlier if pair.before else later
            lone = (pair.before or pair.after)[0][0]
            identity = side.framework.identity
            params = {"old": old, "new": new, "code": lone, "framework": identity}
            fault = Fault("same_without_counterpart", params)
            yield FrameworkFinding(("entries", index), fault)


def _lone_pairs(
    earlier: CrosswalkSide, later: CrosswalkSide, old: str, new: str
) -> list[NodePair]:
    pairs = inner_pairs(earlier, later, old, new, "same")
    return [pair for pair in pairs if pair.kind != "same"]
