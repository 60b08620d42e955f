"""
Read a table of answers to `Answers`, with all faults at once.

Long form: `unit,item,value[,state][,block][,stage]`, one row an answer. Wide form:
one row a unit, one column an item, with optional `block` and `stage`. Headers may be
English or Vietnamese, in any order. An item is addressed by its id (`1.2.a`), or by
its criterion's code where the criterion has one item.

Stages. With a `stage` column (self, appraised, final), of the rows for a cell the one
of the highest stage not above the stage asked for holds; a row that names no stage
holds until one that does. An empty cell of a wide table is no answer, like a missing
row: blank, or not measured where no unit reports the item; an empty value in the long
form is blank. A "not applicable" of the stage self is a claim that
nobody has accepted yet, and counts as blank: where its row is of that stage, and in
every row when the stage self is asked for.

Names of units are compared by `opendti.naming`. A title may precede the header;
columns of line numbers and notes are skipped and named; a row of totals is a fault.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import polars as pl

from opendti.errors import Fault, TableError, UsageError
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti.scoring.checks import broken_checks
from opendti.tables.answers_builder import AnswersBuilder
from opendti.tables.entries import find_entries
from opendti.tables.layout import find_layout
from opendti.tables.ledger import Ledger
from opendti.tables.reading.header import HeaderNames
from opendti.tables.rows import Rows, find_rows, repeated
from opendti.tables.table import Table, read_table
from opendti.tables.words import PARTS, STAGES, UNIT


def read_answers(
    path: str | Path,
    plan: Plan,
    stage: str = "final",
    *,
    sheet: str | None = None,
    allowed_units: Collection[str] = (),
    notes: list[Fault] | None = None,
) -> Answers:
    """
    Read the answers of units to a plan's items.

    Parameters
    ----------
    path
        CSV, XLSX or Parquet, long or wide; the module says what they hold.
    plan
        The plan whose items are answered.
    stage
        "self", "appraised" or "final".
    sheet
        The sheet of an XLSX; the first that holds anything where left out.
    allowed_units
        Names that are units though they look like rows of totals.
    notes
        A list to append notes to: the columns that were not read.

    Returns
    -------
    Answers
        Units in order of appearance; (U, I).

    Raises
    ------
    TableError
        With every fault of the table: file, row, column, what was expected.
    UsageError
        No such file, sheet or stage.
    """
    if stage not in STAGES:
        raise UsageError(Fault("stage_unknown", {"found": stage}))
    table = read_table(
        path, sheet=sheet, types=_types(plan), header_names=_header_names(plan)
    )
    return answers_of(table, plan, stage, allowed_units=allowed_units, notes=notes)


def answers_of(
    table: Table,
    plan: Plan,
    stage: str = "final",
    *,
    allowed_units: Collection[str] = (),
    notes: list[Fault] | None = None,
) -> Answers:
    """
    Read the answers of a table that is already open; parameters as those of `read_answers`.

    Raises
    ------
    TableError
        With every fault of the table.
    """
    ledger = Ledger(table)
    layout = find_layout(table, plan)
    if notes is not None and layout.skipped:
        skipped = {"columns": list(layout.skipped)}
        notes.append(Fault("note_columns", skipped, file=table.file))
    rows = find_rows(layout, plan, ledger, allowed_units)
    # In the long form a unit has a row for each item.
    if not layout.is_long:
        _refuse_repeated_units(rows, ledger, layout.parts[UNIT])
    builder = AnswersBuilder.start(plan, rows, ledger, STAGES[stage])
    for entry in find_entries(layout, plan, rows, ledger):
        builder.add(entry)
    answers = builder.answers()
    # After the cells: a check compares several of them.
    for broken in broken_checks(plan, answers):
        builder.add_broken(broken)
    faults = ledger.finish()
    if faults:
        raise TableError(faults)
    return answers


def _header_names(plan: Plan) -> HeaderNames:
    """Return the column names by which the header is found."""
    units = [name for name, part in PARTS.items() if part == UNIT]
    return HeaderNames.of(units, (*PARTS, *plan.addresses))


def _types(plan: Plan) -> dict[str, pl.DataType]:
    """Return the columns to try as numbers; "12.000" is no Int64 and so is read as text."""
    kinds: dict[str, pl.DataType] = {
        "count": pl.Int64(),
        "number": pl.Float64(),
        "share": pl.Float64(),
    }
    return {
        address: kinds[plan.items[item].type]
        for address, item in plan.addresses.items()
        if plan.items[item].type in kinds
    }


def _refuse_repeated_units(rows: Rows, ledger: Ledger, column: str) -> None:
    filled = np.flatnonzero(rows.unit_of >= 0)
    for index, first in repeated(rows.keys[filled]):
        unit = rows.units[rows.unit_of[filled[index]]]
        row = ledger.table.number(filled[first])
        fault = Fault("unit_twice", {"unit": unit, "first": row})
        ledger.add(fault, position=filled[index], column=column)
