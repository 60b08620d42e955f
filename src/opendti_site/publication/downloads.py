"""An edition as files: rows for CSV, in the layout that the command line writes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from opendti_site.results.bridge import frozen_rows
from opendti_site.results.models import RunScore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opendti_site.publication.models import Edition

DUST = 10  # decimals of points, as the command line keeps them; beyond lies what adding leaves
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read Vietnamese wrongly
SCORE_COLUMNS = (
    "unit",
    "block",
    "node",
    "node_level",
    "points",
    "max_points",
    "value",
    "rank",
    "band",
    "state",
)


def scores_file(edition: Edition) -> str:
    """Write every score of an edition as CSV, with the units' names at the end of the line."""
    scores = RunScore.objects.filter(run=edition.run_id).select_related("unit")
    rows = (
        (
            score.unit.code,
            score.block,
            score.node,
            score.level,
            _without_dust(score.points),
            _without_dust(score.max_points),
            score.value,
            score.place,
            score.band,
            score.state,
            score.unit.name,
        )
        for score in scores.iterator(chunk_size=2000)
    )
    return _csv((*SCORE_COLUMNS, "unit_name"), rows)


def answers_file(edition: Edition) -> str:
    """Write an edition's frozen inputs as CSV, ready for `opendti score`."""
    return _csv(("unit", "item", "value", "state", "block"), frozen_rows(edition.run))


def _without_dust(points: float | None) -> float | None:
    """Write 12.3 where adding tenths gave 12.299999999999999."""
    return None if points is None else round(points, DUST)


def _csv(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(head)
    writer.writerows(rows)
    return BYTE_ORDER_MARK + sheet.getvalue()
