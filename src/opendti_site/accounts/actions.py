"""Writes to people and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.audit.actions import record

if TYPE_CHECKING:
    from opendti_site.accounts.queries import HasPath


class UserDetails(TypedDict, total=False):
    """What may be said about a person besides the name."""

    email: str
    language: str
    is_superuser: bool


@transaction.atomic
def create_user(
    *,
    by: User | None,
    username: str,
    full_name: str,
    password: str | None = None,
    **details: Unpack[UserDetails],
) -> User:
    """Add a person; without a password nobody can sign in as them yet."""
    user = User(username=username, full_name=full_name, **details)
    user.set_password(password)
    user.save()
    record("create_user", user, by=by, username=username)
    return user


@transaction.atomic
def grant_role(
    *, user: User, role: str, unit: HasPath, by: User | None
) -> RoleAssignment:
    """Give a person a role over a unit and everything below it."""
    assignment, created = RoleAssignment.objects.get_or_create(
        user=user, role=Role(role), unit_id=unit.pk
    )
    if created:
        record("grant_role", user, by=by, role=assignment.role, unit=unit.code)
    user.__dict__.pop("held_roles", None)
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: User) -> User:
    """Take a role back."""
    user = assignment.user
    unit = assignment.unit.code
    assignment.delete()
    record("revoke_role", user, by=by, role=assignment.role, unit=unit)
    user.__dict__.pop("held_roles", None)
    return user
