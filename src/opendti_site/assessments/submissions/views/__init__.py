"""Pages of submissions: the form (`form`), its way to being submitted (`handing_in`), replies (`replying`)."""

from __future__ import annotations

from opendti_site.assessments.submissions.views.form import (
    criterion_history,
    form_page,
    save_card,
    submissions,
)
from opendti_site.assessments.submissions.views.framework import (
    change_framework_page,
)
from opendti_site.assessments.submissions.views.handing_in import (
    extend_page,
    hand_back_step,
    hand_in_page,
    hand_over_step,
    recall_step,
    return_page,
    signed_sheet_step,
)
from opendti_site.assessments.submissions.views.replying import (
    explanations,
    reply_page,
)
from opendti_site.assessments.submissions.views.sheets import (
    form_sheet,
    import_sheet,
    write_sheet,
)
from opendti_site.assessments.submissions.views.taking_part import (
    admit_page,
    change_block_page,
    readmit_page,
    withdraw_page,
)

__all__ = [
    "admit_page",
    "change_block_page",
    "change_framework_page",
    "criterion_history",
    "explanations",
    "extend_page",
    "form_page",
    "form_sheet",
    "hand_back_step",
    "hand_in_page",
    "hand_over_step",
    "import_sheet",
    "readmit_page",
    "recall_step",
    "reply_page",
    "return_page",
    "save_card",
    "signed_sheet_step",
    "submissions",
    "withdraw_page",
    "write_sheet",
]
