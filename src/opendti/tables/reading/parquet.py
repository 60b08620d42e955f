"""Parquet in: columns that have types already."""

from __future__ import annotations

from typing import Any, BinaryIO

import polars as pl

from opendti.errors import Fault, TableError
from opendti.tables.reading.grid import Grid
from opendti.untrusted import SourceFile


def read_parquet(source: SourceFile, out: BinaryIO) -> dict[str, Any]:
    """
    Read a Parquet file; for `Grid.receive`.

    Raises
    ------
    TableError
        Not a Parquet file that can be read.
    """
    try:
        frame = pl.read_parquet(source.path, glob=False, hive_partitioning=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        fault = Fault("not_parquet", file=source.name)
        raise TableError([fault]) from error
    return Grid(tuple(frame.columns), frame).send(out)
