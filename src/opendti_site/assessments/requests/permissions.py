"""Who may ask about a criterion."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_role, reports_for
from opendti_site.organisations.models import Unit

ASKERS = (Role.APPRAISER, Role.COORDINATOR)


def can_ask(user: User, unit: Unit) -> bool:
    """Allow a unit's appraisers and coordinators, except where they report or sign themselves."""
    return has_role(user, *ASKERS, unit=unit) and not reports_for(user, unit)
