"""Who may look after whom.

`can_manage_people` names no person: it opens the list, which shows only whom `can_manage` lets
this person look after, and the form whose units end at their subtrees.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import (
    SupportsPath,
    has_role,
    is_over_everything,
    scopes_of,
)


def can_manage_people(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Coordinators look after people."""
    return has_role(user, Role.COORDINATOR)


def can_manage(user: User, person: User) -> bool:
    """Allow whoever coordinates every unit where a person holds a role to look after them.

    Nobody looks after an account whose person was erased.
    """
    if person.erased_at:
        return False
    if person.is_superuser:
        return user.is_superuser and user.is_active
    paths = [path for _role, path in person.held_roles]
    if not paths:
        return is_over_everything(user)
    scopes = scopes_of(user, Role.COORDINATOR)
    # All of them: who may change an account may sign in as it, and so act over every unit of
    # its roles.
    return all(any(path.startswith(scope) for scope in scopes) for path in paths)


def can_grant(user: User, person: User, unit: SupportsPath) -> bool:
    """Allow a coordinator of the unit to give roles over it to others whom they look after."""
    return (
        user != person
        and can_manage(user, person)
        and has_role(user, Role.COORDINATOR, unit=unit)
    )


def can_set_password(user: User, person: User) -> bool:
    """Allow coordinators to set others' passwords; one's own is changed with the old one."""
    return user != person and can_manage(user, person)


def can_erase(user: User, person: User) -> bool:
    """Allow whoever coordinates every organisation to erase others: it cannot be undone."""
    return user != person and is_over_everything(user) and can_manage(user, person)


def require(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence at the call
    """Raise PermissionDenied unless something is allowed."""
    if not allowed:
        raise PermissionDenied
