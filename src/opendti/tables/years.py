"""One year of a table that holds several."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from opendti.errors import Fault, TableError
from opendti.tables.table import Table

YEAR = "year"


def rows_of_year(table: Table, year: int | None) -> Table:
    """
    Return a table with the rows of one year.

    Parameters
    ----------
    table
        May have a column `year`; without one it is a single year and stays as it is.
    year
        The year; needed where the column holds several.

    Returns
    -------
    Table
        Rows of other years are empty, so that the rows keep their numbers.

    Raises
    ------
    TableError
        The year is not in the table, or the table has several and none was given.
    """
    if YEAR not in table.columns:
        if year is not None:
            raise _refusal(table, Fault("no_year_column"))
        return table
    years = table.frame[YEAR].cast(pl.Int64, strict=False)
    known = sorted(years.drop_nulls().unique().to_list())
    if year is None and len(known) <= 1:
        return table
    if year not in known:
        found = {} if year is None else {"found": year}
        raise _refusal(table, Fault("year_expected", {"years": known, **found}))
    kept = (years == year).fill_null(value=False)
    columns = [pl.when(kept).then(pl.col(name)) for name in table.columns]
    return replace(table, frame=table.frame.select(columns))


def _refusal(table: Table, fault: Fault) -> TableError:
    return TableError([replace(fault, file=table.file, column=YEAR)])
