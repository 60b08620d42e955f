"""Who may see and change units."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import SupportsPath, has_role

Person = AbstractBaseUser | AnonymousUser


def can_see_units(user: Person) -> bool:
    """Whoever holds a role sees the units below it."""
    return has_role(user)


def can_edit_units(user: Person) -> bool:
    """Coordinators look after the tree."""
    return has_role(user, Role.COORDINATOR)


def can_edit(user: Person, unit: SupportsPath) -> bool:
    """Coordinators change the units below them."""
    return has_role(user, Role.COORDINATOR, unit=unit)
