"""Who may do what with rounds."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_role
from opendti_site.organisations.models import Unit

EVERY_ROLE = tuple(Role)
OVERSEERS = (Role.COORDINATOR, Role.APPRAISER, Role.COUNCIL, Role.VIEWER)


def can_coordinate(user: User, unit: Unit | None = None) -> bool:
    """Coordinators of a unit open, extend and close the rounds over it."""
    return has_role(user, Role.COORDINATOR, unit=unit)


def can_oversee(user: User, unit: Unit) -> bool:
    """Coordinators, appraisers, council and viewers see every unit's progress."""
    return has_role(user, *OVERSEERS, unit=unit)


def can_fill(user: User, unit: Unit) -> bool:
    """Allow a unit's reporters and signatories to fill in its submission and add evidence."""
    return has_role(user, Role.REPORTER, Role.SIGNATORY, unit=unit)


def can_oversee_any(user: User) -> bool:
    """Whether the person oversees any unit."""
    return has_role(user, *OVERSEERS)


def can_fill_any(user: User) -> bool:
    """Whether the person fills in or signs for any unit."""
    return has_role(user, Role.REPORTER, Role.SIGNATORY)


def can_appraise_any(user: User) -> bool:
    """Whether the person appraises or settles scores."""
    return has_role(user, Role.APPRAISER, Role.COUNCIL)
