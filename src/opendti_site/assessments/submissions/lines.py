"""The audit line of an act on which units take part, written inside that act."""

from __future__ import annotations

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Submission
from opendti_site.audit.actions import record


def record_act(
    verb: str, row: Submission, by: User, reason: str, document: str, **detail: object
) -> None:
    """Write the line of an act on which units take part, and in which block."""
    record(
        verb,
        row,
        by=by,
        name=str(row),
        seals=[row],
        reason=reason.strip(),
        document_number=document.strip(),
        version=row.version,
        **detail,
    )
