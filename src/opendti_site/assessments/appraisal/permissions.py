"""Who may appraise, settle, and look on."""

from __future__ import annotations

from opendti_site.accounts.conflicts import has_conflict
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import SupportsPath, holds_at, reports_for
from opendti_site.assessments.rounds.permissions import can_oversee
from opendti_site.organisations.models import Unit

APPRAISING_ROLES = {"appraised": Role.APPRAISER, "final": Role.COUNCIL}


def is_appraiser(user: User, stage: str, owner: SupportsPath) -> bool:
    """Whether the person holds the role of the stage in the rounds of a unit: appraisers appraise, the council settles."""
    return holds_at(user, APPRAISING_ROLES[stage], unit=owner)


def can_appraise(
    user: User, stage: str, unit: SupportsPath, *, owner: SupportsPath
) -> bool:
    """Allow holders of the role of the stage, except where they report or sign or have a conflict of interest."""
    return (
        is_appraiser(user, stage, owner)
        and not reports_for(user, unit, to=owner)
        and not has_conflict(user, unit)
    )


def can_watch(user: User, owner: Unit) -> bool:
    """Whoever oversees the rounds of a unit sees their appraisal."""
    return can_oversee(user, owner)


def can_read_minutes(user: User, owner: SupportsPath) -> bool:
    """Let the council and the coordinators of a round read the minutes of the council."""
    return holds_at(user, Role.COUNCIL, Role.COORDINATOR, unit=owner)
