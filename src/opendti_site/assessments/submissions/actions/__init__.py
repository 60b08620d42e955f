"""Writes to submissions: values (`saving`, `reusing`, `importing`), its way (`handing_in`, `extending`), replies (`answering`)."""

from __future__ import annotations

from opendti_site.assessments.submissions.actions.answering import answer_request
from opendti_site.assessments.submissions.actions.extending import extend_submission
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

__all__ = [
    "ImportedRow",
    "answer_request",
    "attach_signed_sheet",
    "extend_submission",
    "hand_back",
    "hand_over",
    "import_answers",
    "recall_submission",
    "return_submission",
    "reuse_answers",
    "save_answers",
    "submit_answers",
]
