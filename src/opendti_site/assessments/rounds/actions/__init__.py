"""Writes to rounds, each one transaction with its audit line."""

from __future__ import annotations

from opendti_site.assessments.rounds.actions.moving import (
    DRAFT_FIELDS,
    NOBODY,
    amend_round,
    close_round,
    create_round,
    discard_round,
    edit_round,
    extend_round,
    open_round,
    reopen_round,
    start_appraisal,
    start_step,
)
from opendti_site.assessments.rounds.actions.rehearsing import (
    discard_rehearsal,
    rehearse_round,
)

__all__ = [
    "DRAFT_FIELDS",
    "NOBODY",
    "amend_round",
    "close_round",
    "create_round",
    "discard_rehearsal",
    "discard_round",
    "edit_round",
    "extend_round",
    "open_round",
    "rehearse_round",
    "reopen_round",
    "start_appraisal",
    "start_step",
]
