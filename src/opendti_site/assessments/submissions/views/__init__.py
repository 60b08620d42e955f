"""Pages of submissions: the form (`form`), and its way to being submitted (`handing_in`)."""

from __future__ import annotations

from opendti_site.assessments.submissions.views.form import (
    criterion_history,
    form_page,
    save_card,
    submissions,
)
from opendti_site.assessments.submissions.views.handing_in import (
    hand_back_step,
    hand_in_page,
    hand_over_step,
    recall_step,
    return_page,
    signed_sheet_step,
)

__all__ = [
    "criterion_history",
    "form_page",
    "hand_back_step",
    "hand_in_page",
    "hand_over_step",
    "recall_step",
    "return_page",
    "save_card",
    "signed_sheet_step",
    "submissions",
]
