"""Scores as the engine's own tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from opendti.tables import write_frame


def workbook_of(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], created: dt.datetime
) -> bytes:
    """Return rows as a spreadsheet of a date; texts are written as texts, never as formulas."""
    frame = pl.DataFrame(
        list(rows), schema=list(columns), orient="row", infer_schema_length=None
    )
    with TemporaryDirectory(prefix="opendti-") as folder:
        path = Path(folder) / "scores.xlsx"
        write_frame(frame, path, created=created)
        return path.read_bytes()
