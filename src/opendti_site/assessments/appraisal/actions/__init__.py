"""Appraising criteria (`judging`), accepting many at once (`accepting`), and assigning who appraises what (`assigning`)."""

from __future__ import annotations

from opendti_site.assessments.appraisal.actions.accepting import (
    accept_criteria,
    accept_rest,
)
from opendti_site.assessments.appraisal.actions.assigning import (
    AssignedPart,
    assign_appraisal,
    end_assignment,
    restrict_appraisal,
)
from opendti_site.assessments.appraisal.actions.judging import (
    Judgement,
    appraise,
)

__all__ = [
    "AssignedPart",
    "Judgement",
    "accept_criteria",
    "accept_rest",
    "appraise",
    "assign_appraisal",
    "end_assignment",
    "restrict_appraisal",
]
