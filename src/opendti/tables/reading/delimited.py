"""CSV and its relatives: fast through Polars, and word for word where that fails."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from opendti.errors import Fault, TableError
from opendti.tables.decimal_points import EITHER, has_points, may_be_either
from opendti.tables.reading.grid import Grid
from opendti.tables.reading.header import HeaderNames
from opendti.tables.reading.separated import (
    TextDialect,
    find_dialect,
    named_width,
    row_faults,
)
from opendti.untrusted import SourceFile

_TYPES: dict[str, pl.DataType] = {
    "String": pl.String(),
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
}


def read_delimited(
    source: SourceFile,
    out: BinaryIO,
    *,
    types: Mapping[str, str],
    header_names: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """
    Read a UTF-8 text table; `find_dialect` finds its separator and its header.

    Parameters
    ----------
    types
        By column the Polars type that is tried; every column is text if one cell does
        not obey.
    header_names
        `HeaderNames` as plain data: the names by which the header is found.

    Returns
    -------
    dict
        With what is written to `out`, for `Grid.receive`.

    Raises
    ------
    TableError
        Not UTF-8 (line and byte), an empty file, a row of more or fewer cells than the
        header has.
    """
    names = HeaderNames.from_plain(header_names)
    try:
        dialect = _dialect(source, names)
        frame = _parsed(source.path, dialect, types)
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        raise TableError(_faults(source, names)) from None
    if _has_short_rows(source.path, dialect, frame):
        faults = _faults(source, names, otherwise=())
        if faults:
            raise TableError(faults)
    return Grid(dialect.header, frame, dialect.first_row).send(out)


def _dialect(source: SourceFile, header_names: HeaderNames) -> TextDialect:
    with source.path.open(encoding="utf-8-sig", newline="") as lines:
        dialect = find_dialect(lines, header_names)
    if not any(name.strip() for name in dialect.header):
        raise TableError([Fault("empty_header", file=source.name)])
    return dialect


def _parsed(path: Path, dialect: TextDialect, types: Mapping[str, str]) -> pl.DataFrame:
    """Read columns as numbers, or all as text where that fails."""
    wanted = [_TYPES[types.get(name.strip(), "String")] for name in dialect.header]
    every_text = [_TYPES["String"]] * len(wanted)
    if wanted != every_text:
        try:
            frame = _read(path, dialect, wanted)
        except pl.exceptions.ComputeError:
            frame = None
        if frame is not None and _is_finite(frame) and _is_sure(path, dialect, frame):
            return frame
    return _read(path, dialect, every_text)


def _has_short_rows(path: Path, dialect: TextDialect, frame: pl.DataFrame) -> bool:
    """
    Return whether a row may have fewer cells than the header.

    The reader fills such a row with blanks, so one shows in the last column. Where
    cells are quoted only the slow reader can count them, and the answer is yes.
    """
    width = named_width(dialect.header)
    if width < 2 or not frame.get_columns()[width - 1].null_count():  # noqa: PLR2004
        return False
    (lines,) = pl.read_csv(
        path,
        # A separator that no text holds: each line is one cell, and its marks are counted
        # whole.
        separator="\x01",
        quote_char=None,
        has_header=False,
        skip_lines=dialect.lines + 1,
        infer_schema=False,
    ).get_columns()
    marks = lines.str.count_matches(dialect.separator, literal=True)
    is_short = (marks < width - 1) & (lines.str.strip_chars() != "")
    return bool(is_short.any() or lines.str.contains('"', literal=True).any())


def _is_finite(frame: pl.DataFrame) -> bool:
    """Return whether no cell spelt "nan" or "inf", which Polars takes for numbers."""
    floats = frame.select(pl.col(pl.Float64).is_finite().all())
    return all(floats.row(0)) if floats.width else True


def _is_sure(path: Path, dialect: TextDialect, frame: pl.DataFrame) -> bool:
    """Return whether no number was read as one that a person may have meant otherwise."""
    doubtful = [
        index
        for index, column in enumerate(frame.get_columns())
        if column.dtype.is_float() and may_be_either(column)
    ]
    if not doubtful:
        return True
    texts = pl.read_csv(
        path,
        separator=dialect.separator,
        skip_lines=dialect.lines,
        columns=doubtful,
        infer_schema=False,
    ).get_columns()
    return all(
        has_points(column) or not column.str.contains(EITHER).any() for column in texts
    )


def _read(path: Path, dialect: TextDialect, types: list[pl.DataType]) -> pl.DataFrame:
    frame = pl.read_csv(
        path,
        separator=dialect.separator,
        skip_lines=dialect.lines,
        schema_overrides=types,
        infer_schema=False,
    )
    frame.columns = [f"c{index}" for index in range(frame.width)]
    return frame


_UNREADABLE = Fault("not_csv")


def _faults(
    source: SourceFile,
    header_names: HeaderNames,
    otherwise: tuple[Fault, ...] = (_UNREADABLE,),
) -> list[Fault]:
    """Return the faults of a file that the fast reader could not read."""
    data, name = source.read(), source.name
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [_encoding_fault(name, data, error)]
    lines = list(io.StringIO(text, newline=""))
    dialect = find_dialect(lines, header_names)
    rows, broken = _rows(lines[dialect.lines :], dialect.separator)
    faults = row_faults(rows[1:], rows[0], name, dialect.first_row) if rows else []
    if broken:
        number = dialect.first_row - 1 + len(rows)
        faults.append(Fault("quotation_mark", file=name, row=number))
    return faults or [replace(fault, file=name) for fault in otherwise]


def _rows(lines: list[str], separator: str) -> tuple[list[list[str]], bool]:
    """Cut lines into rows; also whether a row could not be read."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return rows, True
    return rows, False


def _encoding_fault(file: str, data: bytes, error: UnicodeDecodeError) -> Fault:
    # The codec counts behind the mark at the start of the file; a person's editor counts from
    # the file's first byte.
    start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    line = data.count(b"\n", 0, start) + 1
    byte = start - (data.rfind(b"\n", 0, start) + 1) + 1
    return Fault("byte_not_utf8", {"byte": byte}, file=file, line=line)
