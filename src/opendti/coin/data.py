"""The data table iData: one row a unit (and year), one column an indicator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opendti.coin.meta import Meta, cell_text
from opendti.errors import Fault, TableError, UnreadableError, UsageError
from opendti.naming import identity
from opendti.numeric.text import parse_number
from opendti.tables.ledger import Ledger
from opendti.tables.table import Table

UNIT, NAME, TIME = "uCode", "uName", "Time"


@dataclass(frozen=True, slots=True)
class CoinData:
    """
    The units of one year.

    Attributes
    ----------
    units
        Codes in the order of the table.
    names
        The units' names; None where the table gives none.
    time
        The year they are of; None where the table has none.
    columns
        By code the text of each unit's cell, None where it is empty.
    last
        The same for the latest earlier year that has a number.
    """

    units: tuple[str, ...]
    names: tuple[str | None, ...]
    time: str | None
    columns: dict[str, list[str | None]]
    last: dict[str, list[str | None]]


def read_data(
    table: Table, meta: Meta, *, used: Sequence[str], time: str | None = None
) -> CoinData:
    """
    Read iData.

    Parameters
    ----------
    table
        Its columns are `uCode`, maybe `uName` and `Time`, and codes of `meta`.
    meta
        Tells what is a number.
    used
        The codes that are wanted.
    time
        The year that is wanted; the latest by default.

    Raises
    ------
    TableError
        With every fault: columns that are missing or unknown, cells that are no numbers,
        units that stand twice.
    UsageError
        There is no such year.
    """
    ledger = Ledger(table)
    if UNIT not in table.columns:
        raise TableError([Fault("column_missing", file=table.file, column=UNIT)])
    _check_columns(table, meta, ledger)
    columns = {
        code: [cell_text(cell) for cell in table.frame[code].to_list()]
        for code in (*used, UNIT, NAME, TIME)
        if code in table.columns
    }
    # Before units are looked up by year: two years may write one code differently.
    columns[UNIT] = _spelt(columns[UNIT])
    _check_cells(columns, meta, ledger)
    data = _of_year(columns, ledger, time, [code for code in used if code in columns])
    faults = ledger.finish()
    if faults:
        raise TableError(faults)
    return data


def _check_columns(table: Table, meta: Meta, ledger: Ledger) -> None:
    for entry in meta.entries.values():
        has_column = entry.code in table.columns
        if entry.type == "Aggregate" and has_column:
            ledger.add(Fault("coin_aggregate_data"), column=entry.code)
        elif entry.type in {"Indicator", "Denominator"} and not has_column:
            ledger.add(Fault("column_missing"), column=entry.code)
    for name in table.columns:
        if name not in meta.entries and name not in {UNIT, NAME, TIME}:
            ledger.add(Fault("coin_unknown_column"), column=name)


def _check_cells(
    columns: dict[str, list[str | None]], meta: Meta, ledger: Ledger
) -> None:
    for code, cells in columns.items():
        entry = meta.entries.get(code)
        if entry is None or entry.type not in {"Indicator", "Denominator"}:
            continue
        for position, cell in enumerate(cells):
            if cell is None:
                continue
            number, fault = _number(cell)
            if fault is not None:
                ledger.add(fault, position=position, column=code)
            else:
                # The shortest text that gives the float back, so that nothing is lost in the
                # answers' CSV.
                cells[position] = repr(number)


def _number(cell: str) -> tuple[float, Fault | None]:
    try:
        return parse_number(cell, plain=True), None
    except UnreadableError as error:
        return math.nan, error.fault


def _of_year(
    columns: dict[str, list[str | None]],
    ledger: Ledger,
    time: str | None,
    used: Sequence[str],
) -> CoinData:
    units = columns[UNIT]
    times = columns.get(TIME) or [None] * len(units)
    # By number: "9" sorts before "10".
    years = sorted(
        {row_time for row_time in times if row_time is not None}, key=_year_key
    )
    if time is not None and time not in years:
        raise UsageError(
            Fault("coin_no_time", {"time": time, **({"known": years} if years else {})})
        )
    year = time or (years[-1] if years else None)
    rows = _rows_of(units, times, year, ledger)
    earlier = [
        row_time
        for row_time in years
        if year is not None and _year_key(row_time) < _year_key(year)
    ]
    # The latest year first: the first number found is the last known one.
    past = [_rows_of(units, times, row_time, ledger) for row_time in reversed(earlier)]
    last = {
        code: [
            next(
                (
                    columns[code][before[unit]]
                    for before in past
                    if unit in before and columns[code][before[unit]] is not None
                ),
                None,
            )
            for unit in rows
        ]
        for code in used
    }
    current = {code: [columns[code][row] for row in rows.values()] for code in used}
    named = columns.get(NAME) or [None] * len(units)
    names = tuple(named[row] for row in rows.values())
    return CoinData(tuple(rows), names, year, current, last)


def _spelt(units: Sequence[str | None]) -> list[str | None]:
    """Write each code as its first row does; `opendti.naming` compares them."""
    spelt: dict[str, str] = {}
    return [
        None if unit is None else spelt.setdefault(identity(unit), unit)
        for unit in units
    ]


def _year_key(year: str) -> tuple[float, str]:
    try:
        return parse_number(year, plain=True), year
    except ValueError:
        # Names of times that are no numbers come last, in their own order.
        return math.inf, year


def _rows_of(
    units: Sequence[str | None],
    times: Sequence[str | None],
    year: str | None,
    ledger: Ledger,
) -> dict[str, int]:
    rows: dict[str, int] = {}
    for position, unit in enumerate(units):
        if times[position] != year:
            continue
        if unit is None:
            ledger.add(Fault("coin_unit_missing"), position=position, column=UNIT)
        elif unit in rows:
            first = ledger.table.number(rows[unit])
            fault = Fault("unit_twice", {"unit": unit, "first": first})
            ledger.add(fault, position=position, column=UNIT)
        else:
            rows[unit] = position
    return rows
