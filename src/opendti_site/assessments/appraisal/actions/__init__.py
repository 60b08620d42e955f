"""Appraising criteria (`judging`), and assigning who appraises what (`assigning`)."""

from __future__ import annotations

from opendti_site.assessments.appraisal.actions.assigning import (
    AssignedPart,
    assign_appraisal,
    end_assignment,
    restrict_appraisal,
)
from opendti_site.assessments.appraisal.actions.judging import (
    Judgement,
    accept_rest,
    appraise,
)

__all__ = [
    "AssignedPart",
    "Judgement",
    "accept_rest",
    "appraise",
    "assign_appraisal",
    "end_assignment",
    "restrict_appraisal",
]
