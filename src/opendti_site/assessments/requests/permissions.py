"""Who may ask about a criterion."""

from __future__ import annotations

from opendti_site.accounts.conflicts import has_conflict
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import holds_at, reports_for
from opendti_site.assessments.rounds.models import Round, Submission

ASKERS = (Role.APPRAISER, Role.COORDINATOR)


def is_asker(user: User, round_: Round) -> bool:
    """Whether the person holds a role that asks in a round: its appraisers and coordinators."""
    return holds_at(user, *ASKERS, unit=round_.root)


def can_ask(user: User, submission: Submission) -> bool:
    """Allow a round's appraisers and coordinators, except where they report or sign or have a conflict of interest."""
    round_, unit = submission.round, submission.unit
    return (
        is_asker(user, round_)
        and not reports_for(user, unit, to=round_.root)
        and not has_conflict(user, unit)
    )
