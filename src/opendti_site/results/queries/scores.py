"""Reads of scores: one unit's, and what a block's units reach together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Max, Min

from opendti_site.results.bridge import SHARES, Scale
from opendti_site.results.models import RunScore

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit
    from opendti_site.results.bridge import Outline
    from opendti_site.results.models import Run

ROOT = "index"
CELL = ("node", "value", "points", "max_points", "place", "of", "state")
FIGURES = ("max_points", "count", "lowest", "mean", "highest")
NOTHING = dict.fromkeys(FIGURES) | {"count": 0}


@dataclass(frozen=True, slots=True)
class Cell:
    """One score in a table."""

    node: str
    value: float | None
    points: float | None
    max_points: float | None
    place: int | None
    of: int
    state: str


@dataclass(frozen=True, slots=True)
class Column:
    """What the units of a block reach at one node, taken together."""

    code: str
    title: str
    max_points: float | None
    count: int
    lowest: float | None
    mean: float | None
    middle: float | None
    highest: float | None
    at_highest: int
    low_unit: str
    high_unit: str
    scale: Scale = SHARES

    @property
    def others(self) -> int:
        """How many share the highest value with the one that is named."""
        return max(self.at_highest - 1, 0)


def unit_cells(run: Run, unit: Unit) -> dict[str, Cell]:
    """Return all of one unit's scores in a run."""
    found = RunScore.objects.filter(run=run, unit=unit).values_list(*CELL)
    return {score[0]: Cell(*score) for score in found}


def block_columns(run: Run, outline: Outline, block: str) -> dict[str, Column]:
    """Return every node's figures over a block, added up by the database.

    Who leads is told of the root and the main indicators; the middle and the last of none.
    """
    of_block = RunScore.objects.filter(run=run, block=block).order_by()
    added_up = of_block.values_list("node").annotate(
        Max("max_points"), Count("value"), Min("value"), Avg("value"), Max("value")
    )
    figures = {node: dict(zip(FIGURES, told, strict=True)) for node, *told in added_up}
    told_of = [ROOT, *(main.code for main in outline.mains)]
    best = of_block.filter(place=1, node__in=told_of).order_by("unit__search_key")
    leaders: dict[str, list[str]] = {}
    for node, name in best.values_list("node", "unit__name"):
        leaders.setdefault(node, []).append(name)
    return {
        code: Column(
            code=code,
            title=outline.title_of(code),
            **figures.get(code, NOTHING),
            middle=None,
            at_highest=len(leaders.get(code, ())),
            low_unit="",
            high_unit=next(iter(leaders.get(code, ())), ""),
            scale=outline.scale_of(code),
        )
        for code in (*outline.nodes, *outline.views)
    }
