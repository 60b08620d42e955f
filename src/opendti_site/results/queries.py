"""Reads of results: runs, a ranking laid out for a table, a node across the three stages."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Max, Min

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.organisations.models import Unit
from opendti_site.results.bridge import Outline, outline_of
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run, RunScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from opendti_site.assessments.rounds.models import Round

ROOT = "index"
CELL = ("node", "value", "points", "max_points", "place", "of", "state")
FIGURES = ("max_points", "count", "lowest", "mean", "highest")
NOTHING = dict.fromkeys(FIGURES) | {"count": 0}
UNPLACED = 10**9  # sorts behind every place


def runs_of(round_: Round) -> QuerySet[Run]:
    """Return a round's runs, newest first, without their frozen tables."""
    runs = round_.runs.select_related("started_by").prefetch_related("editions")
    counted = runs.defer("inputs").annotate(units=Count("scores__unit", distinct=True))
    return counted.order_by("-started_at", "-pk")


def latest_runs(round_: Round) -> dict[str, Run]:
    """Return the newest finished run of each stage."""
    newest = Run.objects.filter(round=round_, state=RunState.FINISHED).order_by()
    keys = (
        newest
        .values("stage")
        .annotate(newest=Max("pk"))
        .values_list("newest", flat=True)
    )
    return {
        run.stage: run for run in Run.objects.defer("inputs").filter(pk__in=list(keys))
    }


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
class RankRow:
    """One unit's line of a ranking."""

    unit: Unit
    head: Cell
    cells: dict[str, Cell]

    @property
    def value(self) -> float | None:
        """The value that the line stands in the ranking by."""
        return self.head.value


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

    @property
    def others(self) -> int:
        """How many share the highest value with the one that is named."""
        return max(self.at_highest - 1, 0)


@dataclass(frozen=True, slots=True)
class RankTable:
    """A ranking: lines in order of place, and every column's figures."""

    block: str
    by: Column
    rows: tuple[RankRow, ...]
    mains: tuple[Column, ...]
    views: tuple[Column, ...]

    @property
    def above(self) -> tuple[RankRow, ...]:
        """The lines at or above the mean."""
        return tuple(row for row in self.rows if self._is_above(row))

    @property
    def below(self) -> tuple[RankRow, ...]:
        """The lines below the mean, and those without a place."""
        return tuple(row for row in self.rows if not self._is_above(row))

    def _is_above(self, row: RankRow) -> bool:
        return (
            row.value is not None
            and self.by.mean is not None
            and row.value >= self.by.mean
        )

    @property
    def grid(self) -> list[tuple[RankRow, list[Cell | None]]]:
        """Each line with its cells in the order of the columns."""
        codes = [column.code for column in (*self.mains, *self.views)]
        return [(row, [row.cells.get(code) for code in codes]) for row in self.rows]

    @property
    def spread(self) -> float | None:
        """From the first to the last."""
        if self.by.highest is None or self.by.lowest is None:
            return None
        return self.by.highest - self.by.lowest


def blocks_of(run: Run, outline: Outline) -> list[tuple[str, str, int]]:
    """Return the blocks that a run ranks: code, words, number of units."""
    counts = dict(
        RunScore.objects
        .filter(run=run, node=ROOT)
        .order_by()
        .values_list("block")
        .annotate(Count("pk"))
    )
    return [
        (code, title, counts[code])
        for code, title in outline.blocks.items()
        if code in counts
    ]


def rank_table(run: Run, outline: Outline, block: str, by: str = ROOT) -> RankTable:
    """Lay out a block's ranking by one node, with main indicators and views as columns."""
    mains = [node.code for node in outline.mains]
    codes = [ROOT, *mains, *outline.views]
    rows = _rows(run, block, {*codes, by}, by)
    column = {
        code: _column(code, outline.title_of(code), rows) for code in {*codes, by}
    }
    return RankTable(
        block=block,
        by=column[by],
        rows=tuple(rows),
        mains=tuple(column[code] for code in mains if column[code].max_points != 0),
        views=tuple(column[code] for code in outline.views),
    )


def _rows(run: Run, block: str, nodes: set[str], by: str) -> list[RankRow]:
    """Read a block's scores as plain values: a row of the model each would cost most of the page."""
    found = RunScore.objects.filter(run=run, block=block, node__in=nodes).order_by()
    cells: dict[int, dict[str, Cell]] = {}
    for unit, *score in found.values_list("unit", *CELL):
        cell = Cell(*score)
        cells.setdefault(unit, {})[cell.node] = cell
    units = Unit.objects.filter(run_scores__in=found.filter(node=by))
    rows = [RankRow(unit, cells[unit.pk][by], cells[unit.pk]) for unit in units]
    return sorted(rows, key=_order)


def _order(row: RankRow) -> tuple[int, str]:
    return (row.head.place or UNPLACED, row.unit.search_key)


def _column(code: str, title: str, rows: Sequence[RankRow]) -> Column:
    cells = [(row.cells[code], row.unit.name) for row in rows if code in row.cells]
    valued = [(cell.value, name) for cell, name in cells if cell.value is not None]
    if not valued:
        return Column(code, title, None, 0, None, None, None, None, 0, "", "")
    values = [value for value, _name in valued]
    low, high = min(values), max(values)
    return Column(
        code=code,
        title=title,
        max_points=cells[0][0].max_points,
        count=len(values),
        lowest=low,
        mean=fmean(values),
        middle=median(values),
        highest=high,
        at_highest=values.count(high),
        low_unit=next(name for value, name in valued if value == low),
        high_unit=next(name for value, name in valued if value == high),
    )


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
        )
        for code in (*outline.nodes, *outline.views)
    }


@dataclass(frozen=True, slots=True)
class StagePoints:
    """A node's points at one of the three stages."""

    stage: Stage
    points: float | None
    run: Run


def three_scores(round_: Round, unit: Unit, node: str) -> list[StagePoints]:
    """Return a node's points at each stage that has a finished run."""
    runs = latest_runs(round_)
    scores = RunScore.objects.filter(run__in=runs.values(), unit=unit, node=node)
    points = {score.run_id: score.points for score in scores}
    return [
        StagePoints(stage, points.get(runs[stage].pk), runs[stage])
        for stage in Stage
        if stage in runs
    ]


def not_measured(run: Run) -> QuerySet[RunScore]:
    """Return the criteria that wait for a measurement, for the unresolved list."""
    held = RunScore.objects.filter(run=run, state="not_measured").exclude(node=ROOT)
    return held.select_related("unit").order_by("unit__search_key", "pk")


def outline_for(run: Run) -> Outline:
    """Return the outline of the run's framework."""
    return outline_of(run.round)
