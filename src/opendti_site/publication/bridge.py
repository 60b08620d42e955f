"""Scores as the engine's own tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from opendti.tables import write_scores
from opendti_site.results.bridge import scored

if TYPE_CHECKING:
    from opendti_site.results.models import Run


def scores_workbook(run: Run) -> bytes:
    """Return a run's scores as a spreadsheet, in the layout that the command line writes."""
    table = scored(run)
    with TemporaryDirectory(prefix="opendti-") as folder:
        path = Path(folder) / "scores.xlsx"
        write_scores(table.scores, table.ranking, path)
        return path.read_bytes()
