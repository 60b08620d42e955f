"""CSV and its relatives: fast through Polars, and word for word where that fails."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from opendti.errors import Fault, TableError
from opendti.tables.decimal_points import EITHER, has_points, may_be_either
from opendti.tables.reading.grid import Grid
from opendti.untrusted import Source

_SEPARATORS = (",", ";", "\t")
_TYPES: dict[str, pl.DataType] = {
    "String": pl.String(),
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
}


def read_delimited(
    source: Source, out: BinaryIO, *, types: Mapping[str, str]
) -> dict[str, Any]:
    """
    Read a UTF-8 text table whose separator is told by its header.

    Parameters
    ----------
    types
        By column the Polars type that is tried; every column is text if one cell does
        not obey.

    Returns
    -------
    dict
        With what is written to `out`, for `Grid.receive`.

    Raises
    ------
    TableError
        Not UTF-8 (line and byte), an empty file, a row longer than the header.
    """
    try:
        header, separator = _header(source)
        frame = _parsed(source.path, separator, header, types)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, csv.Error):
        raise TableError(_faults(source)) from None
    return Grid(tuple(header), frame).send(out)


def _header(source: Source) -> tuple[list[str], str]:
    with source.path.open(encoding="utf-8-sig", newline="") as lines:
        first = lines.readline()
        separator = max(_SEPARATORS, key=first.count)
        lines.seek(0)
        header = next(csv.reader(lines, delimiter=separator, strict=True), [])
    if not any(name.strip() for name in header):
        fault = Fault("the first line must be the header, but it is empty", source.name)
        raise TableError([fault])
    return header, separator


def _parsed(
    path: Path, separator: str, header: list[str], types: Mapping[str, str]
) -> pl.DataFrame:
    """Try the numbers; text reads whatever they cannot."""
    wanted = [_TYPES[types.get(name.strip(), "String")] for name in header]
    every_text = [_TYPES["String"]] * len(header)
    if wanted != every_text:
        try:
            frame = _read(path, separator, wanted)
        except pl.exceptions.ComputeError:
            frame = None
        if frame is not None and _is_finite(frame) and _is_sure(path, separator, frame):
            return frame
    return _read(path, separator, every_text)


def _is_finite(frame: pl.DataFrame) -> bool:
    """Tell whether no cell spelt "nan" or "inf", which Polars takes for numbers."""
    floats = frame.select(pl.col(pl.Float64).is_finite().all())
    return all(floats.row(0)) if floats.width else True


def _is_sure(path: Path, separator: str, frame: pl.DataFrame) -> bool:
    """Tell whether no number was read as one that a person may have meant otherwise."""
    doubtful = [
        place
        for place, column in enumerate(frame.get_columns())
        if column.dtype.is_float() and may_be_either(column)
    ]
    if not doubtful:
        return True
    texts = pl.read_csv(
        path, separator=separator, columns=doubtful, infer_schema=False
    ).get_columns()
    return all(
        has_points(column) or not column.str.contains(EITHER).any() for column in texts
    )


def _read(path: Path, separator: str, types: list[pl.DataType]) -> pl.DataFrame:
    frame = pl.read_csv(
        path, separator=separator, schema_overrides=types, infer_schema=False
    )
    frame.columns = [f"c{place}" for place in range(frame.width)]
    return frame


def _faults(source: Source) -> list[Fault]:
    """Find in words what the fast reader stumbled over."""
    data, name = source.read(), source.name
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [_encoding_fault(name, data, error)]
    separator = max(_SEPARATORS, key=text.split("\n", 1)[0].count)
    faults: list[Fault] = []
    width = number = 0
    try:
        reader = csv.reader(
            text.splitlines(keepends=True), delimiter=separator, strict=True
        )
        for number, cells in enumerate(reader, start=1):
            width = width or len(cells)
            if len(cells) > width:
                message = f"{len(cells)} cells, but the header has {width} columns"
                faults.append(Fault(message, name, row=number))
    except csv.Error:
        message = "a quotation mark is opened or closed where none can stand"
        faults.append(Fault(message, name, row=number + 1))
    return faults or [Fault("this is not a CSV file that can be read", name)]


def _encoding_fault(file: str, data: bytes, error: UnicodeDecodeError) -> Fault:
    start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    line = data.count(b"\n", 0, start) + 1
    byte = start - (data.rfind(b"\n", 0, start) + 1) + 1
    message = f'byte {byte} of this line is not UTF-8; save the file as "CSV UTF-8"'
    return Fault(message, file, line=line)
