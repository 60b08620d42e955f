"""The audit line of a change to a form's citations, written inside the act that makes it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Submission
from opendti_site.audit.actions import record
from opendti_site.audit.rows import Reference


def write_citation_line(
    verb: str,
    submission: Submission,
    criterion: str,
    by: User,
    changed: Sequence[Model | Reference],
    **detail: object,
) -> None:
    """Count the form's version on, as a saved value does, and leave the audit line."""
    submission.version += 1
    submission.changed_at = timezone.now()
    submission.save(update_fields=["version", "changed_at"])
    record(
        verb,
        submission,
        by=by,
        name=str(submission),
        seals=[submission, *changed],
        criterion=criterion,
        version=submission.version,
        **detail,
    )
