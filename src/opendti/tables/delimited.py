"""CSV and its relatives: fast through Polars, and word for word where that fails."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from opendti.errors import Fault, TableError
from opendti.tables.grid import Grid

_SEPARATORS = (",", ";", "\t")


def read_delimited(path: Path, types: Mapping[str, pl.DataType]) -> Grid:
    """
    Read a UTF-8 text table whose separator is told by its header.

    Parameters
    ----------
    path
        An existing file.
    types
        Columns tried as numbers; every column is text if one cell does not obey.

    Raises
    ------
    TableError
        Not UTF-8 (line and byte), an empty file, a row longer than the header.
    """
    try:
        header, separator = _header(path)
        frame = _parsed(path, separator, header, types)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, csv.Error):
        raise TableError(_faults(path)) from None
    return Grid(tuple(header), frame)


def _header(path: Path) -> tuple[list[str], str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        first = lines.readline()
        separator = max(_SEPARATORS, key=first.count)
        lines.seek(0)
        header = next(csv.reader(lines, delimiter=separator, strict=True), [])
    if not any(name.strip() for name in header):
        fault = Fault("the first line must be the header, but it is empty", path.name)
        raise TableError([fault])
    return header, separator


def _parsed(
    path: Path, separator: str, header: list[str], types: Mapping[str, pl.DataType]
) -> pl.DataFrame:
    """Try the numbers; text reads whatever they cannot."""
    wanted = [types.get(name.strip(), pl.String()) for name in header]
    every_text: list[pl.DataType] = [pl.String()] * len(header)
    if wanted != every_text:
        try:
            frame = _read(path, separator, wanted)
        except pl.exceptions.ComputeError:
            frame = None
        if frame is not None and _is_finite(frame):
            return frame
    return _read(path, separator, every_text)


def _is_finite(frame: pl.DataFrame) -> bool:
    """Tell whether no cell spelt "nan" or "inf", which Polars takes for numbers."""
    floats = frame.select(pl.col(pl.Float64).is_finite().all())
    return all(floats.row(0)) if floats.width else True


def _read(path: Path, separator: str, types: list[pl.DataType]) -> pl.DataFrame:
    frame = pl.read_csv(
        path, separator=separator, schema_overrides=types, infer_schema=False
    )
    frame.columns = [f"c{place}" for place in range(frame.width)]
    return frame


def _faults(path: Path) -> list[Fault]:
    """Find in words what the fast reader stumbled over."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [_encoding_fault(path.name, data, error)]
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
                faults.append(Fault(message, path.name, row=number))
    except csv.Error:
        message = "a quotation mark is opened or closed where none can stand"
        faults.append(Fault(message, path.name, row=number + 1))
    return faults or [Fault("this is not a CSV file that can be read", path.name)]


def _encoding_fault(file: str, data: bytes, error: UnicodeDecodeError) -> Fault:
    start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    line = data.count(b"\n", 0, start) + 1
    byte = start - (data.rfind(b"\n", 0, start) + 1) + 1
    message = f'byte {byte} of this line is not UTF-8; save the file as "CSV UTF-8"'
    return Fault(message, file, line=line)
