"""All that a ranking page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opendti.naming import ROOT_CODE
from opendti_site.publication import charts
from opendti_site.publication.models import Edition, EditionScore
from opendti_site.publication.queries.comparing import Difference, differences
from opendti_site.publication.queries.editions import scores_of
from opendti_site.publication.queries.past import past_of
from opendti_site.publication.queries.previous import RankChange, rank_change_of
from opendti_site.publication.tiles import ISLANDS, Island, tile_of
from opendti_site.publication.words import Sentence, findings
from opendti_site.results.bridge import IndexOutline, Scale, outline_of
from opendti_site.results.score_tables import (
    RankedBlock,
    RankingFilter,
    RankRow,
    RankTable,
    ScoreCell,
    ScoreColumn,
    ScoreTable,
    blocks_of,
    rank_table,
)

Past = tuple[int | None, float | None]
"""An earlier rank and value."""
AXIS = (0.0, 0.5, 1.0)
"""Where the chart of ranges is marked."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A value with its colour or its bar: how far along the scale it and the mean lie."""

    column: ScoreColumn
    cell: ScoreCell | None
    shade: str
    share: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One unit's line as the page shows it."""

    row: RankRow
    share: float | None
    mean: float | None
    mains: tuple[ShownCell, ...]
    views: tuple[ShownCell, ...]
    rank_change: RankChange | None


@dataclass(frozen=True, slots=True)
class RangeBar:
    """One main indicator's line in the chart of lowest, mean and highest."""

    column: ScoreColumn
    start: int
    mean: int
    end: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One province on the map of tiles."""

    row: RankRow
    x: int
    y: int
    shade: str


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """The heading over the columns of a group; the title is empty over those of the root."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class RankingPage:
    """All that a ranking page shows."""

    edition: Edition
    outline: IndexOutline
    blocks: list[RankedBlock]
    block: str
    by: str
    text: str
    table: RankTable
    above: tuple[RankingLine, ...]
    below: tuple[RankingLine, ...]
    ranges: tuple[RangeBar, ...]
    axis: tuple[float | None, ...]
    steps: tuple[float | None, ...]
    tiles: tuple[Tile, ...]
    islands: tuple[Island, ...]
    findings: list[Sentence]
    compared: int
    without_ours: int
    differing: list[Difference]
    previous: Edition | None

    @property
    def groups(self) -> list[ColumnGroup]:
        """The headings over the columns."""
        shown = {main.code for main in self.table.mains}
        widths = [
            (group, len(shown.intersection(codes)))
            # Columns may be left out of the table (no points in the block), so the width of a
            # group is that of the columns that are shown.
            for group, codes in self.outline.main_groups
        ]
        return [
            ColumnGroup(
                "" if group == ROOT_CODE else self.outline.title_of(group), width
            )
            for group, width in widths
            if width
        ]

    @property
    def is_overall(self) -> bool:
        """Whether the ranking is by the index itself."""
        return self.by == ROOT_CODE


def ranking_page(
    edition: Edition, wanted: RankingFilter, scores: ScoreTable | None = None
) -> RankingPage:
    """
    Gather a ranking by a node or a view; what is not there falls back to the index.

    `scores` are those of a run of which the edition is yet to be made, for the preview.
    """
    outline = outline_of(edition)
    table, blocks = _laid_out(scores or scores_of(edition), outline, wanted)
    # Each part only where the page shows it: an edition without a predecessor costs no query.
    moved = _rank_changes(edition, table) if edition.previous else {}
    printed = differences(edition, outline)
    tiles = _tiles(table)
    scale = _common_scale(table.mains)
    return RankingPage(
        edition=edition,
        outline=outline,
        blocks=blocks,
        block=table.block,
        by=table.wanted.by,
        text=wanted.text,
        table=table,
        above=tuple(_line(table, row, moved) for row in table.above),
        below=tuple(_line(table, row, moved) for row in table.below),
        ranges=_ranges(table.mains) if scale else (),
        axis=tuple(scale.at(share) for share in AXIS) if scale else (),
        steps=tuple(map(scale.at, charts.SOFT_STEPS)) if scale else (),
        tiles=tiles,
        islands=ISLANDS if tiles else (),
        findings=findings(table.mains, is_comparable=scale is not None),
        compared=sum(difference.is_comparable for difference in printed),
        without_ours=sum(not difference.is_comparable for difference in printed),
        differing=[difference for difference in printed if difference.is_real],
        previous=edition.previous,
    )


def _laid_out(
    scores: ScoreTable, outline: IndexOutline, wanted: RankingFilter
) -> tuple[RankTable, list[RankedBlock]]:
    """Return the table that is wanted, and the blocks that there are."""
    blocks = blocks_of(scores, outline)
    codes = [ranked.code for ranked in blocks]
    nodes = {*(main.code for main in outline.mains), *outline.views}
    possible = replace(
        wanted,
        # Filters come from the address: a link to a block that a correction dropped still shows a
        # ranking.
        block=wanted.block if wanted.block in codes else next(iter(codes), ""),
        by=wanted.by if wanted.by in nodes else ROOT_CODE,
    )
    return rank_table(scores, outline, possible), blocks


def _rank_changes(edition: Edition, table: RankTable) -> dict[int, RankChange]:
    """Return the change of rank of each unit on the page, in the node that the table ranks by."""
    # A preview has no rows of its own yet.
    past = _copied_past(edition, table) if edition.pk else _past_to_copy(edition, table)
    moved = {
        row.unit.pk: rank_change_of(row.head.rank, row.value, *past[row.unit.pk])
        for row in table.rows
        if row.unit.pk in past
    }
    return {unit: change for unit, change in moved.items() if change}


def _copied_past(edition: Edition, table: RankTable) -> dict[int, Past]:
    """Return the earlier rank and value of each unit on the page, as the edition keeps them."""
    rows = EditionScore.objects.filter(
        edition=edition.pk, node=table.by.code, unit__in=list(table.page)
    ).order_by()
    found = rows.values_list("unit", "previous_rank", "previous_value")
    return {unit: (rank, value) for unit, rank, value in found}


def _past_to_copy(edition: Edition, table: RankTable) -> dict[int, Past]:
    """Return the same for an edition that is not published yet, whose rows are live units."""
    if edition.successions:
        earlier = past_of(edition)
        keys = {unit: (unit, table.by.code, table.block) for unit in table.page}
        return {
            unit: (earlier[key][1], earlier[key][0])
            for unit, key in keys.items()
            if key in earlier
        }
    rows = EditionScore.objects.filter(
        edition=edition.previous,
        node=table.by.code,
        block=table.block,
        unit__assessed__in=list(table.page),
    ).order_by()
    found = rows.values_list("unit__assessed", "rank", "value")
    return {unit: (rank, value) for unit, rank, value in found}


def _line(table: RankTable, row: RankRow, moved: dict[int, RankChange]) -> RankingLine:
    return RankingLine(
        row=row,
        share=table.by.scale.share(row.value),
        mean=table.by.scale.share(table.by.mean),
        mains=tuple(_shown_cell(row, column) for column in table.mains),
        views=tuple(_shown_cell(row, column) for column in table.views),
        rank_change=moved.get(row.unit.pk),
    )


def _shown_cell(row: RankRow, column: ScoreColumn) -> ShownCell:
    cell = row.cells.get(column.code)
    share = column.scale.share(cell.value if cell else None)
    mean = column.scale.share(column.mean)
    return ShownCell(column, cell, charts.shade(share), share, mean)


def _ranges(columns: Sequence[ScoreColumn]) -> tuple[RangeBar, ...]:
    """Lay out the chart of ranges; a column without any value has no range."""
    ranges = []
    for column in columns:
        shares = [
            column.scale.share(value)
            for value in (column.lowest, column.mean, column.highest)
        ]
        points = [charts.along(share) for share in shares if share is not None]
        # A share is None where the scale has an open end: then there is nothing to draw along.
        if len(points) == len(shares):
            ranges.append(RangeBar(column, *points))
    return tuple(ranges)


def _common_scale(columns: Sequence[ScoreColumn]) -> Scale | None:
    """Return the scale that all columns are drawn on; None if they differ or have open ends."""
    scales = {column.scale for column in columns}
    only = next(iter(scales)) if len(scales) == 1 else None
    return only if only and only.at(0) is not None else None


def _tiles(table: RankTable) -> tuple[Tile, ...]:
    """Return the map, if every unit of the block has a tile on it."""
    # A page of a longer list, or a search, would leave holes in the map.
    if not table.is_whole:
        return ()
    tiles_of_rows = [tile_of(row.unit.name) for row in table.rows]
    found = [
        Tile(row, *spot, _strong(table, row))
        for row, spot in zip(table.rows, tiles_of_rows, strict=True)
        if spot
    ]
    # All or none: a map with some of the units would say that the others are not ranked.
    return tuple(found) if found and len(found) == len(table.rows) else ()


def _strong(table: RankTable, row: RankRow) -> str:
    return charts.shade(table.by.scale.share(row.value), charts.STRONG_STEPS)
