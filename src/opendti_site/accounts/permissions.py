"""Who may look after whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import has_role, is_over_everything, scopes_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from opendti_site.accounts.models import User


def can_manage_people(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Coordinators look after people."""
    return has_role(user, Role.COORDINATOR)


def can_manage(user: User, person: User) -> bool:
    """Let who coordinates every unit where a person holds a role look after them."""
    if person.is_superuser:
        return user.is_superuser
    held = [path for _role, path in person.held_roles]
    if not held:
        return is_over_everything(user)
    scopes = scopes_of(user, Role.COORDINATOR)
    return all(any(path.startswith(scope) for scope in scopes) for path in held)
