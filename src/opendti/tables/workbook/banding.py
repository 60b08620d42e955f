"""Bands: for a node that has any, the rank in its table and the title."""

from __future__ import annotations

from collections.abc import Iterator

from opendti.plan.model import ROOT, Band, BandTable
from opendti.ranking import bands_of
from opendti.ranking.bands import POINT_DECIMALS
from opendti.tables.workbook.grid import Column, here
from opendti.tables.workbook.results import Results
from opendti.tables.workbook.spots import NODE_POINTS, NODE_VALUE, Spots
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.texts import quoted
from opendti.tables.workbook.totals import heading
from opendti.tables.workbook.words import HOW, NOTHING

FIRST_NODE, OF_ROOT, OF_NODE, OF_BANDS = 2, 6, 2, 2
"""The first node's column on the sheet of places; columns of the index, of any node, of bands."""


def tables_of(spots: Spots) -> dict[int, BandTable]:
    """Return for each node that has bands its table."""
    return {node: table for table in spots.plan.bands for node in table.nodes}


def rank_columns(spots: Spots) -> dict[int, int]:
    """Return for each node that has bands the column of its band's rank."""
    tables, found, column = tables_of(spots), {}, FIRST_NODE
    for place in spots.nodes:
        column += OF_ROOT if place == ROOT else OF_NODE
        if place in tables:
            found[place] = column
            column += OF_BANDS
    return found


def band_columns(
    spots: Spots, place: int, results: Results | None, styles: Styles
) -> Iterator[Column]:
    """Yield the rank of a node's band, from 1 up and 0 for none, and the band's title."""
    table = tables_of(spots).get(place)
    if table is None:
        return
    columns = rank_columns(spots)
    titles = [band.title.vi for band in table.bands]
    head, rank = heading(spots, place), here(columns[place])
    ranks = _ranks(results, place)
    formula = _rank(spots, table, place, columns)
    values = [float(one) for one in ranks]
    yield Column(head, HOW, "Thứ tự mức", styles("whole"), formula, values, 7)
    chosen = ",".join(quoted(title) for title in titles)
    text = f'IF({rank}=0,"{NOTHING}",CHOOSE({rank},{chosen}))'
    shown = [titles[one - 1] if one else NOTHING for one in ranks]
    yield Column(head, HOW, "Xếp loại", styles("state"), text, shown, 18)


def _ranks(results: Results | None, place: int) -> list[int]:
    if results is None:
        return []
    return [int(one) + 1 for one in bands_of(results.scores).indices[:, place]]


def _rank(spots: Spots, table: BandTable, place: int, columns: dict[int, int]) -> str:
    part = NODE_POINTS if table.measure == "points" else NODE_VALUE
    cell = spots.node_cell(place, part)
    measured = f"ROUND({cell},{POINT_DECIMALS})" if part == NODE_POINTS else cell
    text = "0"
    for rank, band in enumerate(table.bands, start=1):
        text = f"IF({_holds(band, measured, columns)},{rank},{text})"
    return f"IF(ISNUMBER({cell}),{text},0)"


def _holds(band: Band, measured: str, columns: dict[int, int]) -> str:
    asks = [f"{measured}{'>=' if band.is_closed else '>'}{band.start!r}"]
    for need in band.needs:
        reached = "+".join(
            f"({here(columns[node])}>{need.band})" for node in need.nodes
        )
        asks.append(f"{reached}>={need.count}")
    return asks[0] if len(asks) == 1 else f"AND({','.join(asks)})"
