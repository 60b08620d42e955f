"""Appraising criteria (`judging`), and assigning who appraises what (`assigning`)."""

from __future__ import annotations

from opendti_site.assessments.appraisal.actions.assigning import (
    Part,
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
    "Judgement",
    "Part",
    "accept_rest",
    "appraise",
    "assign_appraisal",
    "end_assignment",
    "restrict_appraisal",
]
