"""Scores as the engine's own tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from opendti.tables import write_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def workbook_of(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as a spreadsheet; texts are written as texts, never as formulas."""
    frame = pl.DataFrame(
        list(rows), schema=list(columns), orient="row", infer_schema_length=None
    )
    with TemporaryDirectory(prefix="opendti-") as folder:
        path = Path(folder) / "scores.xlsx"
        write_frame(frame, path)
        return path.read_bytes()
