"""Who may do what with frameworks.

A published framework stands on a shelf that all organisations share, as the library does. A draft
belongs to the unit whose coordinators write it; nobody else sees it, nor who coordinates only what is above that unit.
"""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import (
    SupportsPath,
    has_role,
    holds_at,
    is_over_everything,
)


def can_read_frameworks(user: User) -> bool:
    """Every signed-in person may read the rules they are measured by."""
    return bool(user.is_authenticated)


def can_adopt_framework(user: User) -> bool:
    """Coordinators put what we ship on the shelf: it is the same file for everyone."""
    return has_role(user, Role.COORDINATOR)


def can_start_draft(user: User) -> bool:
    """Coordinators write new versions, each for a unit of theirs."""
    return has_role(user, Role.COORDINATOR)


def can_edit_draft(user: User, unit: SupportsPath | None) -> bool:
    """Allow the coordinators of a draft's unit to write it; without a unit, of every organisation."""
    if unit is None:
        return is_over_everything(user)
    return holds_at(user, Role.COORDINATOR, unit=unit)


def can_write_crosswalks(user: User) -> bool:
    """Who coordinates every organisation: a crosswalk binds all who use both versions."""
    return is_over_everything(user)
