"""Our numbers beside the ones that the source printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opendti_site.results.models import RunScore

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition
    from opendti_site.results.bridge import Outline

TOLERANCE = 1e-4
SLACK = 1e-9  # what binary fractions may add to a difference of exactly the tolerance
MEASURES = ("value", "points", "place")


@dataclass(frozen=True, slots=True)
class Difference:
    """One printed number beside ours."""

    unit: Unit
    node: str
    title: str
    measure: str
    ours: float | None
    printed: float

    @property
    def is_real(self) -> bool:
        """More apart than the printed decimals can explain."""
        return self.ours is None or abs(self.ours - self.printed) > TOLERANCE + SLACK


def differences(
    edition: Edition, outline: Outline, unit: Unit | None = None
) -> list[Difference]:
    """Return every printed number of an edition (of one unit) beside ours."""
    printed = edition.printed
    if not printed:
        return []
    scores = RunScore.objects.filter(run=edition.run_id).select_related("unit")
    scores = scores.filter(unit=unit) if unit else scores.filter(unit__code__in=printed)
    return [
        Difference(
            score.unit,
            score.node,
            outline.title_of(score.node),
            measure,
            _ours(score, measure),
            told[measure],
        )
        for score in scores
        for told in [printed.get(score.unit.code, {}).get(score.node, {})]
        for measure in MEASURES
        if measure in told
    ]


def _ours(score: RunScore, measure: str) -> float | None:
    ours: float | None = getattr(score, measure)
    return round(ours, 2) if measure == "points" and ours is not None else ours
