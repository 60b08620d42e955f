"""Who may ask about a criterion."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_conflict, has_role, reports_for
from opendti_site.organisations.models import Unit

ASKERS = (Role.APPRAISER, Role.COORDINATOR)


def is_asker(user: User, unit: Unit) -> bool:
    """Whether the person holds a role that asks: appraisers and coordinators."""
    return has_role(user, *ASKERS, unit=unit)


def can_ask(user: User, unit: Unit) -> bool:
    """Allow a unit's appraisers and coordinators, except where they report or sign or have a conflict of interest."""
    return (
        is_asker(user, unit)
        and not reports_for(user, unit)
        and not has_conflict(user, unit)
    )
