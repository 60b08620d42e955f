"""What merged and split units inherit from the scores of an earlier table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from opendti.ranking import SuccessionLink, succeed
from opendti.ranking.standing import standing_of
from opendti_site.results.bridge.freezing import FrozenTable
from opendti_site.results.bridge.scoring import scored

Past = tuple[float | None, int | None]
"""A value and a rank."""
NOT_COMPARABLE, SUM = "not_comparable", "sum"


@dataclass(frozen=True, slots=True)
class InheritanceLink:
    """A unit and one whose place it took, by their keys; `rule` is one of the engine's rules."""

    new: int
    old: int
    on: date
    rule: str


@dataclass(frozen=True, slots=True)
class Inheritance:
    """The past of each unit after mergers and splits.

    `values` are by unit, node and block; `origins` says for each unit how it came by them, with the
    keys of those predecessors that have none.
    """

    values: Mapping[tuple[int, str, str], Past]
    origins: Mapping[int, tuple[str, tuple[int, ...]]]


def inheritance_of(
    table: FrozenTable, keys: Mapping[str, int], links: Iterable[InheritanceLink]
) -> Inheritance:
    """
    Return the scores of an earlier table as those of the units after mergers and splits.

    Parameters
    ----------
    table
        The earlier frozen answers.
    keys
        The key of each of its units, by the code in the answers.
    links
        From successors to predecessors. In a composite index, whose values are no sums, the rule
        `sum` leaves a successor without a past.
    """
    earlier = scored(table)
    standing = standing_of(earlier.scores, earlier.ranking)
    # By key: a code may be another unit's in another year.
    standing = replace(standing, units=tuple(str(keys[c]) for c in standing.units))
    is_composite = standing.is_on_scale
    inherited = succeed(
        standing, [_succession(link, is_composite=is_composite) for link in links]
    )
    found = inherited.standing
    values: dict[tuple[int, str, str], Past] = {}
    for u, unit in enumerate(found.units):
        for n, node in enumerate(found.nodes):
            value, rank = float(found.values[u, n]), int(found.ranks[u, n])
            kept = value if math.isfinite(value) else None
            values[int(unit), node.code, found.blocks[u]] = (kept, rank or None)
    origins = {
        int(unit): (origin.past, tuple(int(old) for old in origin.unknown))
        for unit, origin in inherited.origins.items()
    }
    return Inheritance(values, origins)


def _succession(link: InheritanceLink, *, is_composite: bool) -> SuccessionLink:
    rule = NOT_COMPARABLE if is_composite and link.rule == SUM else link.rule
    return SuccessionLink(str(link.new), str(link.old), link.on, rule)  # type: ignore[arg-type]  # a choice of the site, by the engine's names
