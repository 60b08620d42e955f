"""Pages of the appraisal: the grid (`grid`), where things stand and the end of the round (`overview`)."""

from __future__ import annotations

from opendti_site.assessments.appraisal.views.grid import (
    accept_rest_step,
    criterion_grid,
    judge,
)
from opendti_site.assessments.appraisal.views.overview import (
    appraisal,
    appraisals,
    close_round_page,
    unit_scores,
)

__all__ = [
    "accept_rest_step",
    "appraisal",
    "appraisals",
    "close_round_page",
    "criterion_grid",
    "judge",
    "unit_scores",
]
