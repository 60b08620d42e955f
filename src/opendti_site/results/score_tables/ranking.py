"""A ranking: a page of its lines, and figures of the whole block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from opendti.folding import fold
from opendti.naming import ROOT_CODE
from opendti_site.results.bridge import IndexOutline
from opendti_site.results.score_tables.cells import (
    CELL_FIELDS,
    ScoreCell,
    ScoreColumn,
    ScoreTable,
    ShownUnit,
    local_names,
)
from opendti_site.ui.paging import ROWS

UNRANKED = 10**9  # sorts behind every rank


@dataclass(frozen=True, slots=True)
class RankingFilter:
    """What a reader asks of a ranking: whose, by what, which units, which page."""

    block: str = ""
    by: str = ROOT_CODE
    text: str = ""
    page: str | None = None


@dataclass(frozen=True, slots=True)
class RankRow:
    """One unit's line of a ranking."""

    unit: ShownUnit
    head: ScoreCell
    cells: dict[str, ScoreCell]

    @property
    def value(self) -> float | None:
        """The value that the line is ranked by."""
        return self.head.value


@dataclass(frozen=True, slots=True)
class GridLine:
    """One unit's line with its cells in the order of the columns."""

    row: RankRow
    cells: tuple[ScoreCell | None, ...]


@dataclass(frozen=True, slots=True)
class RankedBlock:
    """A block that is ranked, with its number of units."""

    code: str
    title: str
    units: int


@dataclass(frozen=True, slots=True)
class RankTable:
    """A ranking: the lines of one page in order of rank, and every column's figures.

    The figures are those of the whole block, whatever the page or the search shows of it.
    """

    wanted: RankingFilter
    by: ScoreColumn
    total: int
    count_above: int
    page: Page[int]
    rows: tuple[RankRow, ...]
    mains: tuple[ScoreColumn, ...]
    views: tuple[ScoreColumn, ...]

    @property
    def block(self) -> str:
        """The block that is ranked."""
        return self.wanted.block

    @property
    def is_whole(self) -> bool:
        """Whether every unit of the block stands on the page."""
        return len(self.rows) == self.total

    @property
    def shows_mean(self) -> bool:
        """Whether the line of the mean falls on this page; what a search finds stands around it."""
        if self.by.mean is None:
            return False
        is_last = not self.page.has_next()
        # The line of the mean falls between two lines; between two pages it is at the end of the
        # first and the beginning of the second.
        starts = self.page.start_index() - 1 <= self.count_above
        ends = self.count_above < self.page.end_index() or is_last
        return bool(self.wanted.text) or (starts and ends)

    @property
    def above(self) -> tuple[RankRow, ...]:
        """The page's lines at or above the mean."""
        return tuple(row for row in self.rows if is_above(row.value, self.by.mean))

    @property
    def below(self) -> tuple[RankRow, ...]:
        """The page's lines below the mean, and those without a rank."""
        return tuple(row for row in self.rows if not is_above(row.value, self.by.mean))

    @property
    def grid(self) -> list[GridLine]:
        """Each line with its cells in the order of the columns."""
        codes = [column.code for column in (*self.mains, *self.views)]
        return [
            GridLine(row, tuple(row.cells.get(code) for code in codes))
            for row in self.rows
        ]

    @property
    def spread(self) -> float | None:
        """From the first to the last."""
        if self.by.highest is None or self.by.lowest is None:
            return None
        return self.by.highest - self.by.lowest


def is_above(value: float | None, mean: float | None) -> bool:
    """Return whether a value reaches the mean."""
    return value is not None and mean is not None and value >= mean


def blocks_of(table: ScoreTable, outline: IndexOutline) -> list[RankedBlock]:
    """Return the blocks that are ranked."""
    roots = table.scores.filter(node=ROOT_CODE).order_by()
    counts = dict(roots.values_list("block").annotate(Count("pk")))
    return [
        RankedBlock(code, title, counts[code])
        for code, title in outline.blocks.items()
        if code in counts
    ]


def rank_table(
    table: ScoreTable, outline: IndexOutline, wanted: RankingFilter
) -> RankTable:
    """Lay out a page of a block's ranking by one node, main indicators and views as columns."""
    mains = [node.code for node in outline.mains]
    codes = {ROOT_CODE, *mains, *outline.views, wanted.by}
    found = table.scores.filter(block=wanted.block, node__in=codes)
    # Statistics are of all units of the block, so their values are read as plain tuples; full
    # rows are read for the page alone.
    lines = _lines(table, wanted)
    reached = _reached(found)
    column = {
        code: replace(
            _column(code, outline.title_of(code), reached.get(code, {}), lines),
            scale=outline.scale_of(code),
        )
        for code in codes
    }
    # Without case and accents, and in any order: "my tho" finds "Mỹ Tho".
    words = fold(wanted.text).split()
    listed = [line.unit for line in lines if all(word in line.key for word in words)]
    page = Paginator(listed, ROWS).get_page(wanted.page)
    mean = column[wanted.by].mean
    return RankTable(
        wanted=wanted,
        by=column[wanted.by],
        total=len(lines),
        count_above=sum(is_above(line.value, mean) for line in lines),
        page=page,
        rows=_rows(table, found, page, wanted.by),
        mains=tuple(
            column[code]
            for code in mains
            # A main indicator without points in this block would be an empty column; a composite
            # index has no points.
            if outline.is_composite or column[code].max_points != 0
        ),
        views=tuple(column[code] for code in outline.views),
    )


@dataclass(frozen=True, slots=True)
class _RankedUnit:
    """One unit in the order of a ranking, as plain values: of thousands a page shows few."""

    unit: int
    value: float | None
    rank: int | None
    key: str
    name: str


def _lines(table: ScoreTable, wanted: RankingFilter) -> list[_RankedUnit]:
    heads = table.scores.filter(block=wanted.block, node=wanted.by).order_by()
    rows = heads.values_list("unit", "value", "rank", "unit__search_key", local_names())
    lines = [_RankedUnit(*row) for row in rows]
    # Ties stand by their names, so that a page always shows them in one order.
    return sorted(lines, key=lambda line: (line.rank or UNRANKED, line.key))


Reached = dict[int, tuple[float | None, float | None]]


def _reached(found: QuerySet[Any]) -> dict[str, Reached]:
    """Return each unit's value and maximum at each node."""
    nodes: dict[str, Reached] = {}
    rows = found.order_by().values_list("node", "unit", "value", "max_points")
    for node, unit, value, max_points in rows:
        nodes.setdefault(node, {})[unit] = value, max_points
    return nodes


def _rows(
    table: ScoreTable, found: QuerySet[Any], page: Sequence[int], by: str
) -> tuple[RankRow, ...]:
    cells: dict[int, dict[str, ScoreCell]] = {}
    of_page = found.filter(unit__in=list(page)).order_by()
    for unit, *score in of_page.values_list("unit", *CELL_FIELDS):
        cell = ScoreCell(*score)
        cells.setdefault(unit, {})[cell.node] = cell
    units = table.units.in_bulk(list(page))
    return tuple(RankRow(units[pk], cells[pk][by], cells[pk]) for pk in page)


def _column(
    code: str,
    title: str,
    reached: Mapping[int, tuple[float | None, float | None]],
    lines: Sequence[_RankedUnit],
) -> ScoreColumn:
    here = [(*reached[line.unit], line.name) for line in lines if line.unit in reached]
    valued = [(value, name) for value, _max_points, name in here if value is not None]
    if not valued:
        return ScoreColumn(code, title, None, 0, None, None, None, None, 0, "", "")
    values = [value for value, _name in valued]
    low, high = min(values), max(values)
    return ScoreColumn(
        code=code,
        title=title,
        max_points=max(
            (
                max_points
                for _value, max_points, _name in here
                if max_points is not None
            ),
            default=None,
        ),
        count=len(values),
        lowest=low,
        mean=fmean(values),
        middle=median(values),
        highest=high,
        at_highest=values.count(high),
        # `lines` are sorted, so among equals the first by rank and name is named.
        low_unit=next(name for value, name in valued if value == low),
        high_unit=next(name for value, name in valued if value == high),
    )
