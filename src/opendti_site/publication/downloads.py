"""An edition as files: rows for CSV and XLSX, in the layout that the command line writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.publication.models import EditionScore
from opendti_site.results.bridge import frozen_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opendti_site.publication.models import Edition

DUST = 10  # decimals of points, as the command line keeps them; beyond lies what adding leaves
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
    "unit_name",
    "unit_name_en",
    "completeness",
)
ANSWER_COLUMNS = ("unit", "item", "value", "state", "block", "completeness")


def score_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    """Yield every score of an edition, with the unit's names at the end of the line."""
    scores = EditionScore.objects.filter(edition=edition.pk).select_related("unit")
    for score in scores.iterator(chunk_size=2000):
        yield (
            score.unit.code,
            score.block,
            score.node,
            score.level,
            _without_dust(score.points),
            _without_dust(score.max_points),
            score.value,
            score.rank,
            score.band,
            score.state,
            score.unit.name,
            score.unit.name_en,
            completeness(edition),
        )


def answer_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    """Yield an edition's frozen inputs, ready for `opendti score`: every unit has a row."""
    for row in frozen_rows(edition):
        yield (*row, completeness(edition))


def completeness(edition: Edition) -> str:
    """Say in one word whether anything was undecided when the answers were frozen."""
    return "complete" if edition.is_complete else "incomplete"


def _without_dust(points: float | None) -> float | None:
    """Write 12.3 where adding tenths gave 12.299999999999999."""
    return None if points is None else round(points, DUST)
