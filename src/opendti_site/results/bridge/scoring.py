"""Scores, ranks and bands of frozen answers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from threading import Condition
from typing import Any

import numpy as np
from cachetools import LRUCache, cached

import opendti
from opendti.plan.model import Plan
from opendti.ranking import Bands, Ranking, bands_of
from opendti.scoring.answers import Answers, State
from opendti.scoring.scores import Scores
from opendti_site.frameworks.bridge import plan_of
from opendti_site.results.bridge.canonical import canonical
from opendti_site.results.bridge.freezing import FrozenTable, digest_of, thaw

CACHE_SIZE = 8  # scored tables that one process keeps


@dataclass(frozen=True, slots=True)
class Scored:
    """A frozen table, read and scored."""

    plan: Plan
    answers: Answers
    scores: Scores
    ranking: Ranking
    bands: Bands


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score as it is kept: plain numbers, None where there is no value."""

    unit: str
    block: str
    node: str
    level: str
    points: float | None
    max_points: float | None
    value: float | None
    rank: int | None
    of: int
    band: str
    state: str


def _key_of(table: FrozenTable) -> tuple[str, str]:
    return table.fingerprint, table.inputs_digest


_TABLES: LRUCache[tuple[str, str], Scored] = LRUCache(CACHE_SIZE)


# A condition, not a lock: requests for the same table wait for it instead of scoring it too.
@cached(_TABLES, key=_key_of, condition=Condition())
def scored(table: FrozenTable) -> Scored:
    """Score frozen inputs; the same inputs are scored once a process."""
    return _computed(plan_of(table), table.inputs)


def score_uncached(table: FrozenTable) -> Scored:
    """Score frozen inputs as they are in the row now, past the cache."""
    return _computed(plan_of(table), table.inputs)


def _computed(plan: Plan, inputs: str) -> Scored:
    answers = thaw(plan, inputs)
    scores = opendti.score(plan, answers)
    return Scored(plan, answers, scores, opendti.rank(scores), bands_of(scores))


def unresolved_count(table: Scored) -> int:
    """Return how many units wait for a value that was not measured."""
    return int(np.count_nonzero(table.scores.unresolved))


def score_lines(table: Scored) -> list[ScoreLine]:
    """Return every score of every unit, unit by unit, nodes in the tree's order, then views."""
    columns = [(node.code, node.level) for node in table.plan.nodes]
    columns += [(view.code, "view") for view in table.plan.views]
    return [
        _line(table, u, n, *column)
        for u in range(len(table.answers.units))
        for n, column in enumerate(columns)
        if _has_points(table, u, n)
    ]


def _has_points(table: Scored, u: int, n: int) -> bool:
    """Return whether the node exists: a criterion without points in the unit's block does not."""
    return not math.isnan(float(table.scores.max_points[u, n]))


def _line(table: Scored, u: int, n: int, code: str, level: str) -> ScoreLine:
    scores, band = table.scores, table.bands.of(u, n)
    return ScoreLine(
        unit=table.answers.units[u],
        block=table.plan.blocks[int(table.answers.blocks[u])].code,
        node=code,
        level=level,
        points=_number(scores.points[u, n]),
        max_points=_number(scores.max_points[u, n]),
        value=_number(scores.values[u, n]),
        rank=int(table.ranking.ranks[u, n]) or None,
        of=int(table.ranking.sizes[u, n]),
        band=band.code if band else "",
        state=State(int(scores.states[u, n])).code,
    )


def _number(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


def result_digest(lines: Iterable[ScoreLine]) -> str:
    """Return the fingerprint of a whole result."""
    return digest_of(canonical([astuple(line) for line in lines]))
