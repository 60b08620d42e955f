"""Who may do what with frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import has_role

if TYPE_CHECKING:
    from opendti_site.accounts.models import User


def can_read_frameworks(user: User) -> bool:
    """Every signed-in person may read the rules they are measured by."""
    return bool(user.is_authenticated)


def can_adopt_framework(user: User) -> bool:
    """Coordinators choose what stands on the shelf."""
    return user.is_authenticated and has_role(user, Role.COORDINATOR)


def can_edit_drafts(user: User) -> bool:
    """Coordinators write new versions; nobody else sees a draft."""
    return user.is_authenticated and has_role(user, Role.COORDINATOR)
