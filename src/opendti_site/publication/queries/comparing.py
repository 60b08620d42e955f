"""Our numbers beside the ones that the source printed."""

from __future__ import annotations

from dataclasses import dataclass

from opendti.naming import ROOT_CODE
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.results.bridge import IndexOutline
from opendti_site.results.score_tables import is_left_out

TOLERANCE = 1e-4
SLACK = 1e-9  # what binary fractions may add to a difference of exactly the tolerance
MEASURES = {"value": "value", "points": "points", "place": "rank"}
"""What a source prints, by the words of the data sets, and our column for it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One printed number beside ours."""

    unit: EditionUnit
    node: str
    title: str
    measure: str
    ours: float | None
    printed: float
    state: str

    @property
    def number(self) -> str:
        """The official numbering; the root has none."""
        return "" if self.node == ROOT_CODE else self.node

    @property
    def is_comparable(self) -> bool:
        """Whether there are two numbers; what was not measured or does not apply has none."""
        return self.ours is not None

    @property
    def is_real(self) -> bool:
        """More apart than the printed decimals can explain."""
        if self.ours is None:
            return False
        return abs(self.ours - self.printed) > TOLERANCE + SLACK


def differences(
    edition: Edition, outline: IndexOutline, unit: EditionUnit | None = None
) -> list[Difference]:
    """Return every printed number of an edition (of one unit) beside ours."""
    printed = edition.printed
    if not printed:
        return []
    scores = EditionScore.objects.filter(edition=edition.pk).select_related("unit")
    scores = scores.filter(unit=unit) if unit else scores.filter(unit__code__in=printed)
    return [
        Difference(
            score.unit,
            score.node,
            outline.title_of(score.node),
            measure,
            _ours(score, measure),
            of_node[measure],
            score.state,
        )
        for score in scores
        for of_node in [printed.get(score.unit.code, {}).get(score.node, {})]
        for measure in MEASURES
        if measure in of_node
    ]


def _ours(score: EditionScore, measure: str) -> float | None:
    """Return our number; of a score that was left out there is none."""
    if is_left_out(score.state, score.max_points):
        return None
    ours: float | None = getattr(score, MEASURES[measure])
    return round(ours, 2) if measure == "points" and ours is not None else ours
