"""Write a frame to CSV, XLSX or Parquet, by the file's ending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import polars as pl
import xlsxwriter

from opendti.errors import Fault, UsageError
from opendti.tables.exact_sheet import ExactSheet
from opendti.tables.replacing import replacing

SHEET_ROWS = 1_048_576  # what a sheet of an XLSX can hold, the header included


UNDATED = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""The earliest date that a ZIP file knows: a table of no date gives the same bytes on any day."""


def write_frame(
    frame: pl.DataFrame, path: str | Path, *, created: dt.datetime = UNDATED
) -> None:
    """
    Write a table atomically.

    Parameters
    ----------
    frame
        Numbers and texts.
    path
        Ends in .csv, .xlsx or .parquet.
    created
        The date among an XLSX's properties.

    Raises
    ------
    UsageError
        Another ending, more rows than a sheet holds, or a path that cannot be written.
    """
    writer = _WRITERS.get(Path(path).suffix.lower())
    if writer is None:
        raise UsageError(Fault("table_ending", file=str(path)))
    if writer is _write_spreadsheet and frame.height >= SHEET_ROWS:
        raise UsageError(Fault("sheet_rows", {"rows": frame.height}, file=str(path)))
    # A library that meets a full disk says so in words and types of its own.
    content = BytesIO()
    with replacing(path) as part:
        writer(frame, content, created)
        part.write_bytes(content.getvalue())


def _write_csv(frame: pl.DataFrame, file: BytesIO, _created: dt.datetime) -> None:
    frame.write_csv(file)


def _write_parquet(frame: pl.DataFrame, file: BytesIO, _created: dt.datetime) -> None:
    frame.write_parquet(file)


def _write_spreadsheet(
    frame: pl.DataFrame, file: BytesIO, created: dt.datetime
) -> None:
    """Write texts as texts, so that none of them is taken for a formula."""
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, settings) as workbook:
        workbook.set_properties({"created": created.astimezone(dt.UTC)})
        sheet = workbook.add_worksheet(worksheet_class=ExactSheet)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, frame.columns, workbook.add_format({"bold": True}))
        for number, cells in enumerate(frame.iter_rows(), start=1):
            sheet.write_row(number, 0, cells)


_WRITERS: Mapping[str, Callable[[pl.DataFrame, BytesIO, dt.datetime], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_spreadsheet,
    ".parquet": _write_parquet,
}
