"""Tables of cells, read from CSV, XLSX or Parquet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from opendti.errors import Fault, TableError, UsageError
from opendti.naming import tidy
from opendti.tables.reading.grid import Grid
from opendti.tables.reading.header import NO_NAMES, HeaderNames
from opendti.untrusted import read_untrusted

_TEXT = frozenset({".csv", ".tsv", ".txt"})
_SPREADSHEET = frozenset({".xlsx", ".xlsm"})
_PARQUET = frozenset({".parquet", ".pq"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from 1 with the header, and its cells."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """
    A header and its rows, with the numbers that a person sees beside them.

    `frame` holds one column a header. Cells of a text file are text, empty ones null;
    a typed file keeps its numbers. `is_text` tells the first kind. Empty rows stay in it, so that numbers hold.
    """

    file: str
    frame: pl.DataFrame
    first_row: int = 2
    is_text: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The header, in the file's order."""
        return tuple(self.frame.columns)

    def number(self, position: int) -> int:
        """Return the row number of a position in `frame`."""
        return int(position) + self.first_row

    def rows(self) -> Iterator[Row]:
        """Walk over the rows that hold anything."""
        for position, cells in enumerate(self.frame.iter_rows(named=True)):
            # Empty rows are kept in the frame, so that positions give the numbers of the file.
            if any(cell is not None for cell in cells.values()):
                yield Row(self.number(position), cells)


def read_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    types: Mapping[str, pl.DataType] | None = None,
    header_names: HeaderNames = NO_NAMES,
) -> Table:
    """
    Read a table of cells from CSV, XLSX or Parquet, by the file's ending.

    Parameters
    ----------
    path
        A CSV is UTF-8, with comma, semicolon or tab. Of an XLSX the first sheet that
        holds anything is read.
    sheet
        The sheet of an XLSX to read instead.
    types
        Columns of a CSV that are worth trying as numbers. If any cell of them is not
        one, every column is text.
    header_names
        The column names by which the header is found.

    Raises
    ------
    UsageError
        No such file or sheet, or an ending that is none of these.
    TableError
        The file is not what its ending says, or its header cannot be used.
    """
    source = Path(path)
    if not source.is_file():
        raise UsageError(Fault("file_missing", file=str(source)))
    grid = _grid(source, sheet, types or {}, header_names)
    is_text = source.suffix.lower() in _TEXT
    return Table(source.name, _named_frame(grid, source.name), grid.first_row, is_text)


def _grid(
    source: Path,
    sheet: str | None,
    types: Mapping[str, pl.DataType],
    header_names: HeaderNames,
) -> Grid:
    ending = source.suffix.lower()
    if sheet is not None and ending not in _SPREADSHEET:
        raise UsageError(Fault("sheets_of_text", file=str(source)))
    if ending in _TEXT:
        # As text: parameters of a reader cross a pipe to the child process as JSON.
        tried = {name: str(kind) for name, kind in types.items()}
        return _received(
            "delimited", source, types=tried, header_names=header_names.as_plain()
        )
    if ending in _SPREADSHEET:
        return _received(
            "spreadsheet", source, sheet=sheet, header_names=header_names.as_plain()
        )
    if ending in _PARQUET:
        return _received("parquet", source)
    raise UsageError(Fault("table_ending", file=str(source)))


def _received(reader: str, source: Path, **parameters: Any) -> Grid:
    with read_untrusted(reader, source, source.name, **parameters) as answer:
        return Grid.receive(answer.data, answer.out)


def _named_frame(grid: Grid, file: str) -> pl.DataFrame:
    """Drop the nameless empty columns that spreadsheets leave; refuse a bad header."""
    series: list[pl.Series] = []
    faults: list[Fault] = []
    for index, column in enumerate(grid.frame.get_columns()):
        name = tidy(grid.header[index])
        if name:
            series.append(column.alias(name))
        # A column with cells but without a name would be left out silently.
        elif column.null_count() < len(column):
            fault = Fault("column_without_name", file=file, column=index + 1)
            faults.append(replace(fault, row=grid.first_row - 1))
    faults += [
        Fault("column_name_twice", {"times": times}, file=file, column=name)
        for name, times in Counter(column.name for column in series).items()
        if times > 1
    ]
    if faults:
        raise TableError(faults)
    return pl.DataFrame(series)
