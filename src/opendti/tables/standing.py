"""
A table of scores to a standing, every fault named at once.

The columns are those that `opendti score` writes. Only `unit`, `node` and `value` are
needed, so that published figures can be read too; `place` may stand for `rank`. The
tree is told by the numbering (1.2 is under 1) and, where that says nothing, by the
levels: a row belongs to the nearest row above it of a level that encloses its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from opendti.errors import Fault, TableError, UnreadableError
from opendti.numeric.text import parse_number
from opendti.ranking.standing import (
    ABSENT,
    DECIMALS,
    VIEW,
    WHOLE,
    Standing,
    StandingNode,
)
from opendti.scoring.answers import State
from opendti.tables.ledger import Ledger
from opendti.tables.reading.header import Heads
from opendti.tables.rows import repeated
from opendti.tables.table import Table, read_table
from opendti.tables.texts import Coded, coded
from opendti.tables.unit_names import read_units
from opendti.tables.words import STATES, fold
from opendti.tables.years import rows_of_year

_NEEDED = ("unit", "node", "value")
_NUMBERS = ("points", "max_points", "value", "rank")
_MOST_DECIMALS = 10
_ONE_BLOCK = "all"
_NO_TOP = "inf"  # the maximum of a composite index whose scale is open
_HALF = 0.5  # what rounding a value to whole numbers takes away at most
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """For every row that can be used: its position, its unit and its node."""

    units: Coded
    nodes: Coded
    rows: NDArray[np.intp]

    @property
    def cells(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return self.units.codes[self.rows], self.nodes.codes[self.rows]


def read_standing(
    path: str | Path, year: int | None = None, *, allowed_units: Collection[str] = ()
) -> Standing:
    """
    Read a table of scores, as `opendti score -o` writes it.

    Parameters
    ----------
    path
        CSV, XLSX or Parquet; the module says what it holds.
    year
        The year to read of a table whose column `year` holds several.
    allowed_units
        Names that are units though they look like rows of totals.

    Raises
    ------
    TableError
        With every fault of the table: file, row, column, what was expected.
    UsageError
        No such file, or another ending.
    """
    types = {name: pl.Float64() for name in _NUMBERS}
    heads = Heads.of(_NEEDED, _NUMBERS)
    table = rows_of_year(read_table(path, types=types, heads=heads), year)
    _refuse_missing_columns(table)
    ledger = Ledger(table)
    places = _find_places(table, ledger, allowed_units)
    numbers = {name: _numbers(table, name, ledger) for name in _NUMBERS}
    _tell_wrong_values(numbers, ledger)
    states = _states(table, ledger, numbers["value"])
    blocks = _blocks(table, ledger, places)
    faults = ledger.finish()
    if faults:
        raise TableError(faults)
    return _standing(table, places, numbers, states, blocks)


def _refuse_missing_columns(table: Table) -> None:
    faults = [
        Fault("score_column_expected", {"column": name}, file=table.file)
        for name in _NEEDED
        if name not in table.columns
    ]
    if faults:
        raise TableError(faults)


def _column(table: Table, name: str) -> str | None:
    """Return a column's name in the file; a published table may say `place` for rank."""
    names = (name, "place") if name == "rank" else (name,)
    return next((one for one in names if one in table.columns), None)


def _find_places(table: Table, ledger: Ledger, allowed: Collection[str]) -> _Places:
    units = read_units(ledger, "unit", allowed)
    nodes = coded(table.frame["node"])
    empty = table.frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    filled = ~empty.to_numpy()
    for name, words in (("unit", units), ("node", nodes)):
        for position in np.flatnonzero(filled & (words.codes < 0)):
            fault = Fault("cell_missing", {"name": name})
            ledger.tell(fault, position=position, column=name)
    if not filled.any():
        ledger.tell(Fault("no_rows"))
    rows = np.flatnonzero((units.codes >= 0) & (nodes.codes >= 0))
    keys = units.codes[rows] * (len(nodes.words) + 1) + nodes.codes[rows]
    for place, first in repeated(keys):
        unit = units.words[units.codes[rows[place]]]
        fault = Fault("node_twice", {"unit": unit, "first": table.number(rows[first])})
        ledger.tell(fault, position=rows[place], column="node")
    return _Places(units, nodes, rows)


def _numbers(table: Table, name: str, ledger: Ledger) -> _Floats:
    """Read a column of numbers; a column that is not there is NaN throughout."""
    column = _column(table, name)
    if column is None:
        return np.full(table.frame.height, np.nan)
    cells = table.frame[column]
    if cells.dtype.is_numeric():
        values = cells.cast(pl.Float64).fill_null(np.nan).to_numpy(writable=True)
    else:
        values = _written(coded(cells), column, ledger)
    code = "rank_expected" if name == "rank" else "number_not_finite"
    for position in np.flatnonzero(_is_wrong(name, values)):
        fault = Fault(code, {"found": float(values[position])})
        ledger.tell(fault, position=position, column=column)
    return np.asarray(values, dtype=np.float64)


def _tell_wrong_values(numbers: dict[str, _Floats], ledger: Ledger) -> None:
    """Refuse values outside 0 to 1, except where they are the points of a composite index."""
    values, points = numbers["value"], numbers["points"]
    is_on_scale = np.abs(values - points) <= _HALF
    for position in np.flatnonzero(((values < 0) | (values > 1)) & ~is_on_scale):
        fault = Fault("value_from_0_to_1", {"found": float(values[position])})
        ledger.tell(fault, position=position, column="value")


def _written(words: Coded, column: str, ledger: Ledger) -> _Floats:
    read: list[float] = []
    for place, word in enumerate(words.words):
        try:
            read.append(np.inf if word == _NO_TOP else parse_number(word, plain=True))
        except UnreadableError as error:
            read.append(np.nan)
            for position in np.flatnonzero(words.codes == place):
                ledger.tell(error.fault, position=position, column=column)
    return np.array([*read, np.nan])[words.codes]


def _is_wrong(name: str, values: _Floats) -> NDArray[np.bool_]:
    if name == "rank":
        is_whole = (values == np.floor(values)) & np.isfinite(values)
        return np.asarray(~np.isnan(values) & ((values < 1) | ~is_whole))
    if name == "max_points":
        return np.asarray(values < 0)
    return np.isinf(values)


def _states(table: Table, ledger: Ledger, values: _Floats) -> NDArray[np.uint8]:
    """Read the states; where none is written, a value is given, and without it nothing is."""
    told = np.where(np.isnan(values), ABSENT, State.GIVEN)
    if "state" not in table.columns:
        return told.astype(np.uint8)
    words = coded(table.frame["state"])
    meanings = words.mapped(lambda word: STATES.get(fold(word), -2))
    for position in np.flatnonzero(meanings == -2):  # noqa: PLR2004 -- no such state
        word = words.words[words.codes[position]]
        fault = Fault("state_expected", {"found": word})
        ledger.tell(fault, position=position, column="state")
    return np.where(meanings >= 0, meanings, told).astype(np.uint8)


def _blocks(table: Table, ledger: Ledger, places: _Places) -> tuple[str, ...]:
    """Give each unit the block its first row names; another further down is a fault."""
    units = places.units.words
    if "block" not in table.columns:
        return (_ONE_BLOCK,) * len(units)
    words = coded(table.frame["block"])
    rows = places.rows[words.codes[places.rows] >= 0]
    of_unit = np.full(len(units), -1, dtype=np.intp)
    # Written backwards, so that of several rows the first is what remains.
    of_unit[places.units.codes[rows[::-1]]] = words.codes[rows[::-1]]
    first = of_unit[places.units.codes[rows]]
    for row in rows[words.codes[rows] != first]:
        unit = places.units.codes[row]
        params = {"unit": units[unit], "first": words.words[of_unit[unit]]}
        fault = Fault("block_further_up", params)
        ledger.tell(fault, position=row, column="block")
    return tuple(words.words[one] if one >= 0 else _ONE_BLOCK for one in of_unit)


def _standing(
    table: Table,
    places: _Places,
    numbers: dict[str, _Floats],
    states: NDArray[np.uint8],
    blocks: tuple[str, ...],
) -> Standing:
    shape = (len(places.units.words), len(places.nodes.words))
    nodes, order = _tree(table, places)
    back = np.argsort(order)
    rows, columns = places.cells
    columns = back[columns]

    def spread(name: str) -> _Floats:
        cells = np.full(shape, np.nan)
        cells[rows, columns] = numbers[name][places.rows]
        return cells

    stated = np.full(shape, ABSENT, dtype=np.uint8)
    stated[rows, columns] = states[places.rows]
    return Standing(
        units=places.units.words,
        blocks=blocks,
        nodes=nodes,
        points=spread("points"),
        max_points=spread("max_points"),
        values=spread("value"),
        ranks=np.nan_to_num(spread("rank")).astype(np.int64),
        states=stated,
        decimals=_decimals(numbers["value"]),
    )


def _decimals(values: _Floats) -> int:
    """Return how many decimals the values were written with, at least the usual four."""
    known = values[~np.isnan(values)]
    for decimals in range(DECIMALS, _MOST_DECIMALS):
        scaled = known * 10.0**decimals
        if np.allclose(scaled, np.round(scaled), rtol=0, atol=1e-4):
            return decimals
    return _MOST_DECIMALS


def _tree(
    table: Table, places: _Places
) -> tuple[tuple[StandingNode, ...], NDArray[np.intp]]:
    """Return the nodes, parents before children, and the old place of each."""
    levels = _levels(table, places)
    parents: dict[int, int | None] = {}
    for unit in _first_units(places):
        for node, parent in _parents(places, levels, unit):
            parents.setdefault(node, parent)
    order = sorted(
        parents,
        key=lambda node: (places.nodes.words[node] != WHOLE, levels[node] == VIEW),
    )
    place_of = {node: place for place, node in enumerate(order)}
    nodes = []
    for node in order:
        above = parents[node]
        parent = None if above is None else place_of[above]
        nodes.append(StandingNode(places.nodes.words[node], levels[node], parent))
    return tuple(nodes), np.array(order, dtype=np.intp)


def _levels(table: Table, places: _Places) -> list[str]:
    """Return each node's level, as its first row writes it."""
    levels = [""] * len(places.nodes.words)
    if "node_level" in table.columns:
        words = coded(table.frame["node_level"])
        for row in places.rows[words.codes[places.rows] >= 0][::-1]:
            levels[places.nodes.codes[row]] = words.words[words.codes[row]]
    return levels


def _first_units(places: _Places) -> list[int]:
    """Return the units whose rows bring nodes that no unit above them has."""
    firsts = np.unique(places.nodes.codes[places.rows], return_index=True)[1]
    return list(
        dict.fromkeys(places.units.codes[places.rows[np.sort(firsts)]].tolist())
    )


def _parents(
    places: _Places, levels: list[str], unit: int
) -> Iterator[tuple[int, int | None]]:
    """Walk down one unit's rows and give every node its parent."""
    own = places.units.codes[places.rows] == unit
    nodes: list[int] = places.nodes.codes[places.rows[own]].tolist()
    column_of = {places.nodes.words[node]: node for node in nodes}
    above: list[int] = []
    for node in nodes:
        code = places.nodes.words[node]
        if code == WHOLE or levels[node] == VIEW:
            yield node, None
            continue
        while above and levels[node] in {levels[one] for one in above}:
            above.pop()
        numbered = _numbered_above(code, column_of)
        if numbered is not None and numbered in above:
            above = above[: above.index(numbered) + 1]
        yield node, numbered if numbered is not None else _nearest(above, column_of)
        above.append(node)


def _numbered_above(code: str, column_of: dict[str, int]) -> int | None:
    """Return the node that the numbering names as the parent: 1.2 of 1.2.3."""
    while "." in code:
        code = code.rpartition(".")[0]
        if code in column_of:
            return column_of[code]
    return None


def _nearest(above: list[int], column_of: dict[str, int]) -> int | None:
    return above[-1] if above else column_of.get(WHOLE)
