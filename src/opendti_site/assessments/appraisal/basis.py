"""What an appraiser is shown of a criterion, and a token by which an action knows it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opendti_site.assessments.evidence.queries import marks_of
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import (
    BEFORE,
    Values,
    basis_of,
    raw_values,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """The values of the stage before, as they are, and the digest of them with the evidence."""

    values: Values
    digest: str


def bases_at(
    submissions: Sequence[int], criterion: str, stage: str
) -> dict[int, Basis]:
    """Return what each submission's criterion gives to appraise at a stage, in a constant number of queries."""
    values = raw_values(submissions, BEFORE[stage], criterion)
    evidence = marks_of(submissions, [criterion])
    return {
        pk: Basis(values[pk], basis_of(values[pk], evidence.get((pk, criterion), "")))
        for pk in submissions
    }


def token(entry: ScoreEntry | None, basis: Basis) -> str:
    """Name the stage's latest entry and the basis that a page shows: `17.9c3f…`, `0.9c3f…` without entry."""
    return f"{entry.pk if entry else 0}.{basis.digest}"
