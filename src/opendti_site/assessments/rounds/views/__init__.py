"""Pages of rounds."""

from __future__ import annotations

from opendti_site.assessments.rounds.views.pages import (
    amend_round_page,
    create_round_page,
    discard_round_page,
    edit_round_page,
    extend_round_page,
    open_round_page,
    reopen_round_page,
    round_page,
    rounds,
    start_appraisal_page,
)
from opendti_site.assessments.rounds.views.rehearsing import (
    discard_rehearsal_page,
    rehearse_round_page,
)

__all__ = [
    "amend_round_page",
    "create_round_page",
    "discard_rehearsal_page",
    "discard_round_page",
    "edit_round_page",
    "extend_round_page",
    "open_round_page",
    "rehearse_round_page",
    "reopen_round_page",
    "round_page",
    "rounds",
    "start_appraisal_page",
]
