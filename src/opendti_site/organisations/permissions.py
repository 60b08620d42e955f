"""Who may see and change units."""

from __future__ import annotations

from typing import Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import SupportsPath, has_role

Person = AbstractBaseUser | AnonymousUser


class SupportsParent(SupportsPath, Protocol):
    """A unit that knows the one above it."""

    @property
    def parent(self) -> Any:
        """The unit above it; None for a top one."""


def can_see_units(user: Person) -> bool:
    """Whoever holds a role sees the units below it."""
    return has_role(user)


def can_edit_units(user: Person) -> bool:
    """Coordinators look after the tree."""
    return has_role(user, Role.COORDINATOR)


def can_edit(user: Person, unit: SupportsPath) -> bool:
    """Coordinators change the units below them."""
    return has_role(user, Role.COORDINATOR, unit=unit)


def can_reorganise(user: Person, unit: SupportsParent) -> bool:
    """Units are merged and split by whoever coordinates the body above them, which orders it."""
    above = unit.parent
    if above is None:
        return isinstance(user, User) and user.is_active and user.is_superuser
    return can_edit(user, unit) and can_edit(user, above)
