"""
Read a table of scores to a standing, with all faults at once.

The columns are those that `opendti score` writes. Only `unit`, `node` and `value` are
needed, so that published figures can be read too; `place` may stand for `rank`. The
tree follows from the numbering (1.2 is under 1) and, where there is none, from the
levels: a row belongs to the nearest row above it of a level that encloses its own.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from opendti.errors import Fault, TableError, UnreadableError
from opendti.folding import fold
from opendti.numeric.text import parse_number
from opendti.ranking.standing import (
    ABSENT,
    DECIMALS,
    Standing,
)
from opendti.scoring.answers import State
from opendti.tables.ledger import Ledger
from opendti.tables.reading.header import HeaderNames
from opendti.tables.rows import repeated
from opendti.tables.standing_tree import UsedRows, read_tree
from opendti.tables.table import Table, read_table
from opendti.tables.texts import CodedTexts, coded
from opendti.tables.unit_names import read_units
from opendti.tables.words import STATES
from opendti.tables.years import rows_of_year

_NEEDED = ("unit", "node", "value")
_NUMBERS = ("points", "max_points", "value", "rank")
MAX_DECIMALS = 10
_ONE_BLOCK = "all"
_NO_TOP = "inf"  # the maximum of a composite index whose scale is open
_HALF = 0.5  # the maximum error of rounding to whole numbers
_Floats = NDArray[np.float64]


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
    header_names = HeaderNames.of(_NEEDED, _NUMBERS)
    table = rows_of_year(read_table(path, types=types, header_names=header_names), year)
    _refuse_missing_columns(table)
    ledger = Ledger(table)
    used = _find_used_rows(table, ledger, allowed_units)
    numbers = {name: _numbers(table, name, ledger) for name in _NUMBERS}
    _check_values(numbers, ledger)
    states = _states(table, ledger, numbers["value"])
    blocks = _blocks(table, ledger, used)
    faults = ledger.finish()
    if faults:
        raise TableError(faults)
    return _standing(table, used, numbers, states, blocks)


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
    return next((column for column in names if column in table.columns), None)


def _find_used_rows(table: Table, ledger: Ledger, allowed: Collection[str]) -> UsedRows:
    units = read_units(ledger, "unit", allowed)
    nodes = coded(table.frame["node"])
    empty = table.frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    filled = ~empty.to_numpy()
    for name, words in (("unit", units), ("node", nodes)):
        for position in np.flatnonzero(filled & (words.codes < 0)):
            fault = Fault("cell_missing", {"name": name})
            ledger.add(fault, position=position, column=name)
    if not filled.any():
        ledger.add(Fault("no_rows"))
    rows = np.flatnonzero((units.codes >= 0) & (nodes.codes >= 0))
    keys = units.codes[rows] * (len(nodes.words) + 1) + nodes.codes[rows]
    for index, first in repeated(keys):
        unit = units.words[units.codes[rows[index]]]
        fault = Fault("node_twice", {"unit": unit, "first": table.number(rows[first])})
        ledger.add(fault, position=rows[index], column="node")
    return UsedRows(units, nodes, rows)


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
        ledger.add(fault, position=position, column=column)
    return np.asarray(values, dtype=np.float64)


def _check_values(numbers: dict[str, _Floats], ledger: Ledger) -> None:
    """Refuse values outside 0 to 1, except where they are the points of a composite index."""
    values, points = numbers["value"], numbers["points"]
    is_on_scale = np.abs(values - points) <= _HALF
    for position in np.flatnonzero(((values < 0) | (values > 1)) & ~is_on_scale):
        fault = Fault("value_from_0_to_1", {"found": float(values[position])})
        ledger.add(fault, position=position, column="value")


def _written(words: CodedTexts, column: str, ledger: Ledger) -> _Floats:
    read: list[float] = []
    for index, word in enumerate(words.words):
        try:
            read.append(np.inf if word == _NO_TOP else parse_number(word, plain=True))
        except UnreadableError as error:
            read.append(np.nan)
            for position in np.flatnonzero(words.codes == index):
                ledger.add(error.fault, position=position, column=column)
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
    default = np.where(np.isnan(values), ABSENT, State.GIVEN)
    if "state" not in table.columns:
        return default.astype(np.uint8)
    words = coded(table.frame["state"])
    meanings = words.mapped(lambda word: STATES.get(fold(word), -2))
    for position in np.flatnonzero(meanings == -2):  # noqa: PLR2004 -- no such state
        word = words.words[words.codes[position]]
        fault = Fault("state_expected", {"found": word})
        ledger.add(fault, position=position, column="state")
    return np.where(meanings >= 0, meanings, default).astype(np.uint8)


def _blocks(table: Table, ledger: Ledger, used: UsedRows) -> tuple[str, ...]:
    """Return the block that each unit's first row names; another further down is a fault."""
    units = used.units.words
    if "block" not in table.columns:
        return (_ONE_BLOCK,) * len(units)
    words = coded(table.frame["block"])
    rows = used.rows[words.codes[used.rows] >= 0]
    of_unit = np.full(len(units), -1, dtype=np.intp)
    # Written backwards, so that of several rows the first is what remains.
    of_unit[used.units.codes[rows[::-1]]] = words.codes[rows[::-1]]
    first = of_unit[used.units.codes[rows]]
    for row in rows[words.codes[rows] != first]:
        unit = used.units.codes[row]
        params = {"unit": units[unit], "first": words.words[of_unit[unit]]}
        fault = Fault("block_further_up", params)
        ledger.add(fault, position=row, column="block")
    return tuple(words.words[block] if block >= 0 else _ONE_BLOCK for block in of_unit)


def _standing(
    table: Table,
    used: UsedRows,
    numbers: dict[str, _Floats],
    states: NDArray[np.uint8],
    blocks: tuple[str, ...],
) -> Standing:
    shape = (len(used.units.words), len(used.nodes.words))
    nodes, order = read_tree(table, used)
    back = np.argsort(order)
    rows, columns = used.cells
    columns = back[columns]

    def spread(name: str) -> _Floats:
        cells = np.full(shape, np.nan)
        cells[rows, columns] = numbers[name][used.rows]
        return cells

    stated = np.full(shape, ABSENT, dtype=np.uint8)
    stated[rows, columns] = states[used.rows]
    return Standing(
        units=used.units.words,
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
    for decimals in range(DECIMALS, MAX_DECIMALS):
        scaled = known * 10.0**decimals
        if np.allclose(scaled, np.round(scaled), rtol=0, atol=1e-4):
            return decimals
    return MAX_DECIMALS
