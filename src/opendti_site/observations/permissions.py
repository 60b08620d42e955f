"""Who may record values that arrive by machine."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import SupportsPath, has_role


def can_record(user: User, unit: SupportsPath) -> bool:
    """Allow coordinators of a unit, and whoever fills in its form, to send values of it."""
    return has_role(user, Role.COORDINATOR, Role.REPORTER, Role.SIGNATORY, unit=unit)
