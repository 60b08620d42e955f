"""Who may appraise, settle, and look on."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import (
    SupportsPath,
    has_conflict,
    has_role,
    reports_for,
)
from opendti_site.assessments.rounds.permissions import can_oversee
from opendti_site.organisations.models import Unit

APPRAISING_ROLES = {"appraised": Role.APPRAISER, "final": Role.COUNCIL}


def is_appraiser(user: User, stage: str, unit: SupportsPath) -> bool:
    """Whether the person holds the role of the stage: appraisers appraise, the council settles."""
    return has_role(user, APPRAISING_ROLES[stage], unit=unit)


def can_appraise(user: User, stage: str, unit: SupportsPath) -> bool:
    """Allow holders of the role of the stage, except where they report or sign or have a conflict of interest."""
    return (
        is_appraiser(user, stage, unit)
        and not reports_for(user, unit)
        and not has_conflict(user, unit)
    )


def can_watch(user: User, unit: Unit) -> bool:
    """Whoever oversees a unit sees its appraisal."""
    return can_oversee(user, unit)


def can_read_minutes(user: User, unit: SupportsPath) -> bool:
    """Let the council and the coordinators of a round read the minutes of the council."""
    return has_role(user, Role.COUNCIL, Role.COORDINATOR, unit=unit)
