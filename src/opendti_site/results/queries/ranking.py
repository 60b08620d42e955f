"""Reads of a ranking: a page of its lines, and figures of the whole block."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count

from opendti_site.organisations.models import Unit
from opendti_site.results.models import RunScore
from opendti_site.results.queries.scores import CELL, ROOT, Cell, Column
from opendti_site.ui.paging import ROWS
from opendti_site.ui.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from opendti_site.results.bridge import Outline
    from opendti_site.results.models import Run

UNPLACED = 10**9  # sorts behind every place


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of a ranking: whose, by what, which units, which page."""

    block: str = ""
    by: str = ROOT
    text: str = ""
    page: str | None = None


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
class RankTable:
    """A ranking: the lines of one page in order of place, and every column's figures.

    The figures are those of the whole block, whatever the page or the search shows of it.
    """

    wanted: Wanted
    by: Column
    total: int
    count_above: int
    page: Page[int]
    rows: tuple[RankRow, ...]
    mains: tuple[Column, ...]
    views: tuple[Column, ...]

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
        starts = self.page.start_index() - 1 <= self.count_above
        ends = self.count_above < self.page.end_index() or is_last
        return bool(self.wanted.text) or (starts and ends)

    @property
    def above(self) -> tuple[RankRow, ...]:
        """The page's lines at or above the mean."""
        return tuple(row for row in self.rows if is_above(row.value, self.by.mean))

    @property
    def below(self) -> tuple[RankRow, ...]:
        """The page's lines below the mean, and those without a place."""
        return tuple(row for row in self.rows if not is_above(row.value, self.by.mean))

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


def is_above(value: float | None, mean: float | None) -> bool:
    """Say whether a value reaches the mean."""
    return value is not None and mean is not None and value >= mean


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


def rank_table(run: Run, outline: Outline, wanted: Wanted) -> RankTable:
    """Lay out a page of a block's ranking by one node, main indicators and views as columns."""
    mains = [node.code for node in outline.mains]
    codes = {ROOT, *mains, *outline.views, wanted.by}
    found = RunScore.objects.filter(run=run, block=wanted.block, node__in=codes)
    lines = _lines(found.filter(node=wanted.by))
    reached = _reached(found)
    column = {
        code: replace(
            _column(code, outline.title_of(code), reached.get(code, {}), lines),
            scale=outline.scale_of(code),
        )
        for code in codes
    }
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
        rows=_rows(found, page, wanted.by),
        mains=tuple(
            column[code]
            for code in mains
            if outline.is_composite or column[code].max_points != 0
        ),
        views=tuple(column[code] for code in outline.views),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """One unit in the order of a ranking, as plain values: of thousands a page shows few."""

    unit: int
    value: float | None
    place: int | None
    key: str
    name: str


def _lines(heads: QuerySet[RunScore]) -> list[_Line]:
    told = heads.order_by().values_list(
        "unit", "value", "place", "unit__search_key", "unit__name"
    )
    lines = [_Line(*line) for line in told]
    return sorted(lines, key=lambda line: (line.place or UNPLACED, line.key))


Reached = dict[int, tuple[float | None, float | None]]


def _reached(found: QuerySet[RunScore]) -> dict[str, Reached]:
    """Return each unit's value and maximum at each node."""
    nodes: dict[str, Reached] = {}
    told = found.order_by().values_list("node", "unit", "value", "max_points")
    for node, unit, value, most in told:
        nodes.setdefault(node, {})[unit] = value, most
    return nodes


def _rows(
    found: QuerySet[RunScore], page: Sequence[int], by: str
) -> tuple[RankRow, ...]:
    cells: dict[int, dict[str, Cell]] = {}
    told = found.filter(unit__in=list(page)).order_by().values_list("unit", *CELL)
    for unit, *score in told:
        cell = Cell(*score)
        cells.setdefault(unit, {})[cell.node] = cell
    units = Unit.objects.in_bulk(list(page))
    return tuple(RankRow(units[pk], cells[pk][by], cells[pk]) for pk in page)


def _column(
    code: str,
    title: str,
    reached: Mapping[int, tuple[float | None, float | None]],
    lines: Sequence[_Line],
) -> Column:
    here = [(*reached[line.unit], line.name) for line in lines if line.unit in reached]
    valued = [(value, name) for value, _most, name in here if value is not None]
    if not valued:
        return Column(code, title, None, 0, None, None, None, None, 0, "", "")
    values = [value for value, _name in valued]
    low, high = min(values), max(values)
    return Column(
        code=code,
        title=title,
        max_points=max(most or 0.0 for _value, most, _name in here),
        count=len(values),
        lowest=low,
        mean=fmean(values),
        middle=median(values),
        highest=high,
        at_highest=values.count(high),
        low_unit=next(name for value, name in valued if value == low),
        high_unit=next(name for value, name in valued if value == high),
    )
