"""Writes to submissions: values (`saving`, `reusing`, `importing`), its way (`handing_in`, `extending`, `taking_part`, `blocks`, `framework`), replies (`answering`)."""

from __future__ import annotations

from opendti_site.assessments.submissions.actions.answering import answer_request
from opendti_site.assessments.submissions.actions.blocks import change_block
from opendti_site.assessments.submissions.actions.extending import extend_submission
from opendti_site.assessments.submissions.actions.framework import change_framework
from opendti_site.assessments.submissions.actions.handing_in import (
    hand_back,
    hand_over,
    recall_submission,
    return_submission,
    submit_answers,
)
from opendti_site.assessments.submissions.actions.importing import (
    ImportedRow,
    import_answers,
)
from opendti_site.assessments.submissions.actions.reusing import reuse_answers
from opendti_site.assessments.submissions.actions.saving import save_answers
from opendti_site.assessments.submissions.actions.signing import attach_signed_sheet
from opendti_site.assessments.submissions.actions.taking_part import (
    admit_unit,
    readmit_unit,
    withdraw_unit,
)

__all__ = [
    "ImportedRow",
    "admit_unit",
    "answer_request",
    "attach_signed_sheet",
    "change_block",
    "change_framework",
    "extend_submission",
    "hand_back",
    "hand_over",
    "import_answers",
    "readmit_unit",
    "recall_submission",
    "return_submission",
    "reuse_answers",
    "save_answers",
    "submit_answers",
    "withdraw_unit",
]
