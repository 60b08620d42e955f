"""An edition as files: rows for CSV and XLSX, in the layout that the command line writes."""

from __future__ import annotations

from collections.abc import Iterator

from opendti.numeric.tolerance import POINTS_DECIMALS
from opendti_site.publication.models import Edition, EditionScore
from opendti_site.results.bridge import frozen_rows, outline_of
from opendti_site.ui.exports import csv_text
from opendti_site.ui.list_tables.bridge import workbook_of

CLAIMS = ("figures", "framework_status")
"""What the figures and the rules behind them may claim to be, on every row."""
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
    *CLAIMS,
)
ANSWER_COLUMNS = ("unit", "item", "value", "state", "block", "completeness", *CLAIMS)


def score_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    """Yield every score of an edition, with the unit's names at the end of the line."""
    scores = EditionScore.objects.filter(edition=edition.pk).select_related("unit")
    marks = claims(edition)
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
            *marks,
        )


def answer_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    """Yield an edition's frozen inputs, ready for `opendti score`: every unit has a row."""
    marks = claims(edition)
    for row in frozen_rows(edition):
        yield (*row, completeness(edition), *marks)


def completeness(edition: Edition) -> str:
    """Return in one word whether anything was undecided when the answers were frozen."""
    return "complete" if edition.is_complete else "incomplete"


def claims(edition: Edition) -> tuple[str, str]:
    """
    Describe what an edition's figures and framework are.

    The figures are `reported`, or `illustrative` where they were made up for a
    demonstration; the framework is as official as its weakest criterion.
    """
    figures = "illustrative" if edition.illustrative else "reported"
    return figures, outline_of(edition).status


def _without_dust(points: float | None) -> float | None:
    """Write 12.3 where adding tenths gave 12.299999999999999."""
    return None if points is None else round(points, POINTS_DECIMALS)


def scores_csv(edition: Edition) -> bytes:
    """Write every score for people and their spreadsheet programs."""
    return csv_text(SCORE_COLUMNS, score_rows(edition)).encode()


def raw_scores_csv(edition: Edition) -> bytes:
    """Write every score for machines, texts as they are."""
    return csv_text(SCORE_COLUMNS, score_rows(edition), raw=True).encode()


def scores_xlsx(edition: Edition) -> bytes:
    """Write every score as a spreadsheet."""
    return workbook_of(SCORE_COLUMNS, score_rows(edition), edition.published_at)


def answers_csv(edition: Edition) -> bytes:
    """Write every input for people and their spreadsheet programs."""
    return csv_text(ANSWER_COLUMNS, answer_rows(edition)).encode()


def raw_answers_csv(edition: Edition) -> bytes:
    """Write every input for machines, texts as they are."""
    return csv_text(ANSWER_COLUMNS, answer_rows(edition), raw=True).encode()
