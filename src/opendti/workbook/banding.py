"""Bands: for a node that has any, the band's number in its table and its title."""

from __future__ import annotations

from collections.abc import Iterator

from opendti.plan.model import ROOT, PlanBand, PlanBandTable
from opendti.ranking import bands_of
from opendti.ranking.bands import POINT_DECIMALS
from opendti.workbook.cell_map import NODE_POINTS, NODE_VALUE, CellMap
from opendti.workbook.grid import Column, here
from opendti.workbook.results import Results
from opendti.workbook.styles import Styles
from opendti.workbook.texts import quoted
from opendti.workbook.totals import heading
from opendti.workbook.words import HOW, NOTHING

FIRST_NODE, OF_ROOT, OF_NODE, OF_BANDS = 2, 6, 2, 2
"""The first node's column on the sheet of ranks; columns of the index, of any node, of bands."""


def tables_of(cell_map: CellMap) -> dict[int, PlanBandTable]:
    """Return for each node that has bands its table."""
    return {node: table for table in cell_map.plan.bands for node in table.nodes}


def band_number_columns(cell_map: CellMap) -> dict[int, int]:
    """Return for each node that has bands the column of its band's number."""
    tables, found, column = tables_of(cell_map), {}, FIRST_NODE
    for node in cell_map.nodes:
        column += OF_ROOT if node == ROOT else OF_NODE
        if node in tables:
            found[node] = column
            column += OF_BANDS
    return found


def band_columns(
    cell_map: CellMap, node: int, results: Results | None, styles: Styles
) -> Iterator[Column]:
    """Yield the number of a node's band, from 1 up and 0 for none, and the band's title."""
    table = tables_of(cell_map).get(node)
    if table is None:
        return
    columns = band_number_columns(cell_map)
    titles = [band.title.vi for band in table.bands]
    head, number = heading(cell_map, node), here(columns[node])
    numbers = _band_numbers(results, node)
    formula = _band_number(cell_map, table, node, columns)
    values = [float(index) for index in numbers]
    yield Column(head, HOW, "Thứ tự mức", styles("whole"), formula, values, 7)
    chosen = ",".join(quoted(title) for title in titles)
    text = f'IF({number}=0,"{NOTHING}",CHOOSE({number},{chosen}))'
    shown = [titles[index - 1] if index else NOTHING for index in numbers]
    yield Column(head, HOW, "Xếp loại", styles("state"), text, shown, 18)


def _band_numbers(results: Results | None, node: int) -> list[int]:
    if results is None:
        return []
    return [int(index) + 1 for index in bands_of(results.scores).indices[:, node]]


def _band_number(
    cell_map: CellMap, table: PlanBandTable, node: int, columns: dict[int, int]
) -> str:
    part = NODE_POINTS if table.measure == "points" else NODE_VALUE
    cell = cell_map.node_cell(node, part)
    measured = f"ROUND({cell},{POINT_DECIMALS})" if part == NODE_POINTS else cell
    text = "0"
    for number, band in enumerate(table.bands, start=1):
        text = f"IF({_holds(band, measured, columns)},{number},{text})"
    return f"IF(ISNUMBER({cell}),{text},0)"


def _holds(band: PlanBand, measured: str, columns: dict[int, int]) -> str:
    asks = [f"{measured}{'>=' if band.is_closed else '>'}{band.start!r}"]
    for need in band.needs:
        reached = "+".join(
            f"({here(columns[node])}>{need.band})" for node in need.nodes
        )
        asks.append(f"{reached}>={need.count}")
    return asks[0] if len(asks) == 1 else f"AND({','.join(asks)})"
