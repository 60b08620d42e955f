"""
Merged and split units: the scores of new units, computed from their predecessors'.

Links are taken date by date. Of the links of one new unit, the rule says what its
past is: `mean`, the mean of the predecessors' main-indicator values (how 63 provinces
became 34); `sum`, their points over their maxima; `not_comparable`, none. A unit with
one predecessor takes over its past, whatever the rule of the two others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal

import numpy as np

from opendti.errors import Fault, UsageError
from opendti.naming import identity
from opendti.numeric.ranks import competition_ranks
from opendti.ranking.pooling import Origin, SuccessorRow, SummedColumns, pooled
from opendti.ranking.standing import Standing

Rule = Literal["mean", "sum", "not_comparable"]
ONE_DAY = date.min
"""The day of links that name none."""


@dataclass(frozen=True, slots=True)
class SuccessionLink:
    """A new unit and one old unit whose past it takes a part of."""

    new_unit: str
    old_unit: str
    on: date = ONE_DAY
    rule: Rule = "mean"
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class InheritedStanding:
    """A standing of the units of today, and the origin of each one's past."""

    standing: Standing
    origins: dict[str, Origin]


def succeed(standing: Standing, links: Iterable[SuccessionLink]) -> InheritedStanding:
    """
    Compute the new units' rows from their predecessors', and rank the units again.

    Parameters
    ----------
    standing
        An old year.
    links
        From new units to old ones. Links whose new unit is in the table already,
        while none of its other predecessors does, are of an earlier time and change
        nothing.

    Returns
    -------
    InheritedStanding
        Ranks are competition ranks among the new units, block by block, on values
        rounded half-up.

    Notes
    -----
    A past is known only where that of every predecessor is: one that is missing, or
    scored by another block's points, leaves its successor without a number. In a
    composite index every node's own value is pooled.

    Raises
    ------
    UsageError
        The rule is `sum`, and the values are those of a composite index.
    """
    origins = {unit: Origin() for unit in standing.units}
    ordered = sorted(_respelt(standing, links), key=lambda link: link.on)
    if standing.is_on_scale and any(link.rule == "sum" for link in ordered):
        raise UsageError(Fault("sum_of_composite"))
    for _, group in groupby(ordered, key=lambda link: link.on):
        standing, origins = _step(standing, origins, list(group))
    return InheritedStanding(_ranked(standing), origins)


def _respelt(
    standing: Standing, links: Iterable[SuccessionLink]
) -> list[SuccessionLink]:
    """Spell the units of links as the standing does, else as the first link does."""
    spelt = {identity(unit): unit for unit in standing.units}
    return [
        replace(
            link,
            new_unit=spelt.setdefault(identity(link.new_unit), link.new_unit),
            old_unit=spelt.setdefault(identity(link.old_unit), link.old_unit),
        )
        for link in links
    ]


def _step(
    standing: Standing, origins: dict[str, Origin], links: list[SuccessionLink]
) -> tuple[Standing, dict[str, Origin]]:
    """Apply the links of one day at the same time."""
    known = {unit: row for row, unit in enumerate(standing.units)}
    families: dict[str, list[SuccessionLink]] = {}
    for link in links:
        families.setdefault(link.new_unit, []).append(link)
    families = {
        unit: family for unit, family in families.items() if not _is_past(family, known)
    }
    gone = {link.old_unit for family in families.values() for link in family}
    units = [
        *(unit for unit in standing.units if unit not in gone and unit not in families),
        *families,
    ]
    columns = SummedColumns.of(standing)
    rows = [
        _successor_row(standing, columns, families[unit], known, origins)
        if unit in families
        else SuccessorRow.of_row(standing, known[unit], origins[unit])
        for unit in units
    ]
    made = replace(
        standing,
        units=tuple(units),
        blocks=tuple(row.block for row in rows),
        points=np.array([row.points for row in rows]),
        max_points=np.array([row.max_points for row in rows]),
        values=np.array([row.values for row in rows]),
        states=np.array([row.states for row in rows], dtype=np.uint8),
        ranks=np.zeros((len(rows), len(standing.nodes)), dtype=np.int64),
    )
    return made, dict(zip(units, (row.origin for row in rows), strict=True))


def _is_past(family: list[SuccessionLink], known: dict[str, int]) -> bool:
    """Return whether the table is later than the links: it has the new unit and no other old one."""
    unit = family[0].new_unit
    others = {link.old_unit for link in family} - {unit}
    return unit in known and bool(others) and others.isdisjoint(known)


def _successor_row(
    standing: Standing,
    columns: SummedColumns,
    family: list[SuccessionLink],
    known: dict[str, int],
    origins: dict[str, Origin],
) -> SuccessorRow:
    """Compute a new unit's row from its predecessors' rows."""
    names = tuple(link.old_unit for link in family)
    present = [link for link in family if link.old_unit in known]
    blocks = {standing.blocks[known[link.old_unit]] for link in present}
    unknown = tuple(
        name for name in names if name not in known or origins[name].past == "missing"
    )
    block = min(blocks) if len(blocks) == 1 else ""
    # Named instead of left out: a mean over those that are known would pass for the whole
    # family's.
    if unknown:
        return SuccessorRow.without_past(
            standing, block, Origin("missing", names, unknown)
        )
    # What could not be compared once cannot be compared after a second reform either.
    barred = any(origins[name].past == "not_comparable" for name in names)
    if family[0].rule == "not_comparable" or len(blocks) > 1 or barred:
        return SuccessorRow.without_past(
            standing, block, Origin("not_comparable", names)
        )
    rows = [known[name] for name in names]
    if len(family) == 1:
        origin = Origin("predecessor", names)
        if names[0] == family[0].new_unit:
            origin = origins[names[0]]
        return SuccessorRow.of_row(standing, rows[0], origin)
    weights = np.array([link.weight for link in family])
    return pooled(standing, columns, rows, weights, Origin(family[0].rule, names))


def _ranked(standing: Standing) -> Standing:
    """Rank within blocks; units without a block are not ranked (0)."""
    ranks = np.zeros(standing.values.shape, dtype=np.int64)
    blocks = np.array(standing.blocks)
    for block in set(standing.blocks) - {""}:
        members = blocks == block
        ranks[members] = competition_ranks(standing.values[members], axis=-2)
    return replace(standing, ranks=ranks)
