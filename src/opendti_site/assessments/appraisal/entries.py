"""Entries of an appraisal, before they are stored."""

from __future__ import annotations

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.assessments.submissions.stages import Values, stated


def new_entry(
    submission: Submission,
    score: CriterionScore,
    values: Values,
    *,
    by: User,
    stage: str,
) -> ScoreEntry:
    """Return an entry that accepts these values, not stored yet."""
    return ScoreEntry(
        submission=submission,
        criterion=score.criterion,
        stage=stage,
        verdict=Verdict.ACCEPTED,
        answers=stated(values),
        # A blank scores 0; None is for a composite index, which has no points before a run.
        points=score.points or 0.0 if score.is_scored else None,
        max_points=score.max_points,
        state=score.state,
        by=by,
    )
