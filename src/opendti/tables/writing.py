"""Write a frame to CSV, XLSX or Parquet, by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import xlsxwriter

from opendti.errors import UsageError
from opendti.tables.exact_sheet import ExactSheet
from opendti.tables.replacing import replacing

SHEET_ROWS = 1_048_576  # what a sheet of an XLSX can hold, the header included


def write_frame(frame: pl.DataFrame, path: str | Path) -> None:
    """
    Write a table atomically.

    Parameters
    ----------
    frame
        Numbers and texts.
    path
        Ends in .csv, .xlsx or .parquet.

    Raises
    ------
    UsageError
        Another ending, more rows than a sheet holds, or a path that cannot be written.
    """
    writer = _WRITERS.get(Path(path).suffix.lower())
    if writer is None:
        message = f"{path}: a file ending in .csv, .xlsx or .parquet was expected"
        raise UsageError(message)
    if writer is _write_spreadsheet and frame.height >= SHEET_ROWS:
        message = f"{path}: {frame.height} rows are more than a sheet holds; use .csv or .parquet"
        raise UsageError(message)
    with replacing(path) as part:
        writer(frame, part)


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    frame.write_csv(path)


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


def _write_spreadsheet(frame: pl.DataFrame, path: Path) -> None:
    """Write texts as texts, so that none of them is taken for a formula."""
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, settings) as workbook:
        sheet = workbook.add_worksheet(worksheet_class=ExactSheet)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, frame.columns, workbook.add_format({"bold": True}))
        for number, cells in enumerate(frame.iter_rows(), start=1):
            sheet.write_row(number, 0, cells)


_WRITERS: Mapping[str, Callable[[pl.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_spreadsheet,
    ".parquet": _write_parquet,
}
