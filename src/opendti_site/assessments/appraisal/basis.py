"""What an appraiser is shown of a criterion, and a token by which an action knows it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from opendti_site.assessments.evidence.queries import marks_of
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import (
    BEFORE,
    CriterionKey,
    Values,
    basis_of,
    criterion_values,
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
    bases = bases_of(submissions, [criterion], stage)
    return {pk: basis for (pk, _code), basis in bases.items()}


def bases_of(
    submissions: Sequence[int], criteria: Sequence[str], stage: str
) -> dict[CriterionKey, Basis]:
    """Return what several criteria give to appraise, by submission and criterion."""
    values = criterion_values(submissions, BEFORE[stage], criteria)
    evidence = marks_of(submissions, criteria)
    return {
        key: Basis(values[key], basis_of(values[key], evidence.get(key, "")))
        for key in product(submissions, criteria)
    }


def token(entry: ScoreEntry | None, basis: Basis) -> str:
    """Name the stage's latest entry and the basis that a page shows: `17.9c3f…`, `0.9c3f…` without entry."""
    return f"{entry.pk if entry else 0}.{basis.digest}"
