"""Writes to people and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.rows import reference
from opendti_site.audit.unique import save_unique

if TYPE_CHECKING:
    from opendti_site.accounts.queries import HasPath


class UserDetails(TypedDict, total=False):
    """What may be said about a person besides the name."""

    email: str
    language: str
    demo: bool
    is_superuser: bool


class NewPerson(TypedDict):
    """What a coordinator says about a new person."""

    username: str
    full_name: str
    email: str
    password: str


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
    user.email = user.email.lower()
    user.set_password(password)
    words = _("Tên đăng nhập %(name)s đã có người dùng.") % {"name": username}
    save_unique(user, "username", words)
    record("create_user", user, by=by, seals=[user], username=username)
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
        record(
            "grant_role",
            user,
            by=by,
            seals=[assignment],
            role=assignment.role,
            unit=unit.code,
        )
    user.__dict__.pop("held_roles", None)
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: User) -> User:
    """Take a role back."""
    user = assignment.user
    unit = assignment.unit.code
    gone = reference(assignment)
    assignment.delete()
    record("revoke_role", user, by=by, seals=[gone], role=assignment.role, unit=unit)
    user.__dict__.pop("held_roles", None)
    return user


@transaction.atomic
def edit_user(*, user: User, by: User, full_name: str, email: str) -> User:
    """Correct a person's name or address."""
    before = {"full_name": user.full_name, "email": user.email}
    user.full_name, user.email = full_name, email.lower()
    user.save(update_fields=["full_name", "email"])
    record("edit_user", user, by=by, seals=[user], before=before)
    return user


@transaction.atomic
def reset_password(*, user: User, password: str, by: User) -> User:
    """Give a person a new password; their open sessions end."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record("reset_password", user, by=by, seals=[user])
    return user


@transaction.atomic
def close_user(*, user: User, by: User) -> User:
    """Shut a person out; what they did stays under their name."""
    if user == by:
        raise ActionRefusedError(_("Không thể tự khóa tài khoản của chính mình."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("close_user", user, by=by, seals=[user])
    return user


@transaction.atomic
def reopen_user(*, user: User, by: User) -> User:
    """Let a person in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("reopen_user", user, by=by, seals=[user])
    return user


@transaction.atomic
def add_person(
    *,
    by: User,
    role: str,
    unit: HasPath,
    **person: Unpack[NewPerson],
) -> User:
    """Add a person together with a first role."""
    user = create_user(by=by, **person)
    grant_role(user=user, role=role, unit=unit, by=by)
    return user
