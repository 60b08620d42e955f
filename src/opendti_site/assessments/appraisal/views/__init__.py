"""Pages of the appraisal: the grids (`grid`, `unit_grid`, `bulk`), who does what (`assigning`), the council (`council`), where things stand and the end of the round (`overview`)."""

from __future__ import annotations

from opendti_site.assessments.appraisal.views.assigning import assignments
from opendti_site.assessments.appraisal.views.bulk import (
    accept_complete,
    accept_rest_step,
    accept_unit_complete,
)
from opendti_site.assessments.appraisal.views.council import minutes_file
from opendti_site.assessments.appraisal.views.grid import (
    appraise_unit,
    criterion_grid,
)
from opendti_site.assessments.appraisal.views.overview import (
    appraisal,
    appraisal_units,
    appraisals,
    close_round_page,
    sheet_file,
    sheet_to_sign,
    start_step_page,
    unit_scores,
)
from opendti_site.assessments.appraisal.views.unit_grid import (
    appraise_criterion,
    unit_grid,
)

__all__ = [
    "accept_complete",
    "accept_rest_step",
    "accept_unit_complete",
    "appraisal",
    "appraisal_units",
    "appraisals",
    "appraise_criterion",
    "appraise_unit",
    "assignments",
    "close_round_page",
    "criterion_grid",
    "minutes_file",
    "sheet_file",
    "sheet_to_sign",
    "start_step_page",
    "unit_grid",
    "unit_scores",
]
