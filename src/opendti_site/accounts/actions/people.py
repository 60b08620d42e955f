"""Writes to people and their roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.actions.links import (
    notify_address_changed,
    notify_password_changed,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.names import fold_name, refuse_unfit_name
from opendti_site.accounts.permissions import (
    can_grant,
    can_manage,
    can_set_password,
    require,
)
from opendti_site.accounts.queries import (
    SupportsPath,
    others_coordinating,
    roles_need_second_person,
)
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.personal import personal_digest, personal_digests
from opendti_site.audit.rows import reference


class UserDetails(TypedDict, total=False):
    """The details of a person besides the name."""

    email: str
    language: str
    demo: bool
    is_superuser: bool


class NewPerson(TypedDict):
    """What a coordinator says about a new person."""

    username: str
    full_name: str
    email: str


@transaction.atomic
def create_user(
    *,
    by: User | None,
    username: str,
    full_name: str,
    password: str | None = None,
    **details: Unpack[UserDetails],
) -> User:
    """Add a person; without a password nobody can sign in as them yet.

    A password that someone else has set must be changed at the first sign-in.
    """
    refuse_unfit_name(username)
    user = User(username=username, full_name=full_name, **details)
    user.email = fold_name(user.email)
    user.set_password(password)
    # Somebody else knows it, so it is good for one sign-in.
    user.must_change_password = by is not None and password is not None
    save_identity(user)
    named = personal_digest(username)
    record("create_user", user, by=by, seals=[user], username=named)
    return user


def locked_person(user: User) -> User:
    """Read an account under a lock, so that no act writes to one whose person was erased meanwhile."""
    current = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if current.erased_at:
        raise ActionRefusedError(_("Dữ liệu cá nhân của tài khoản này đã được xóa."))
    return current


def save_identity(user: User, fields: list[str] | None = None) -> None:
    """Save a person, or say that the name or address is another's."""
    try:
        # A savepoint: PostgreSQL refuses every further statement of a transaction after an
        # error.
        with transaction.atomic():
            user.save(update_fields=fields)
    except IntegrityError:
        message = _("Đã có người dùng tên đăng nhập hoặc địa chỉ thư này.")
        raise ActionRefusedError(message) from None


@transaction.atomic
def grant_role(
    *, user: User, role: str, unit: SupportsPath, by: User | None
) -> RoleAssignment:
    """Give a person a role over a unit and everything below it."""
    if by is not None:
        if user == by:
            raise ActionRefusedError(_("Không ai tự giao vai trò cho chính mình."))
        require(can_grant(by, user, unit))
        refuse_alone()
    return give_role(user, role, unit, by)


def refuse_alone() -> None:
    """Refuse to change a role by oneself where the settings ask for a second person."""
    if roles_need_second_person():
        raise ActionRefusedError(
            _("Hệ thống này cần người thứ hai xác nhận việc giao và thu hồi vai trò.")
        )


@transaction.atomic
def give_role(
    user: User, role: str, unit: SupportsPath, by: User | None
) -> RoleAssignment:
    """Write a role that somebody may give, with its line, unless the person has it."""
    locked_person(user)
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
    user.forget_roles()
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: User) -> User:
    """Take a role back; a unit keeps somebody who coordinates it."""
    user = assignment.user
    require(can_manage(by, user))
    refuse_alone()
    refuse_last_coordinator(user, [assignment], by)
    return take_role(assignment, by)


@transaction.atomic
def take_role(assignment: RoleAssignment, by: User) -> User:
    """Delete a role that somebody may take, with its line."""
    user, unit = assignment.user, assignment.unit
    gone = reference(assignment)
    deleted, _each = RoleAssignment.objects.filter(pk=assignment.pk).delete()
    if not deleted:
        raise ActionRefusedError(_("Vai trò này đã được thu hồi."))
    record(
        "revoke_role", user, by=by, seals=[gone], role=assignment.role, unit=unit.code
    )
    user.forget_roles()
    return user


@transaction.atomic
def edit_user(*, user: User, by: User, full_name: str, email: str) -> User:
    """Correct a person's name or address."""
    require(can_manage(by, user))
    before = identity_before(user)
    user.full_name, user.email = full_name, fold_name(email)
    save_identity(user, ["full_name", "email"])
    was, now = changed_identity(user, before)
    record("edit_user", user, by=by, seals=[user], before=was, after=now)
    notify_address_changed(user, before["email"], by)
    return user


def identity_before(user: User) -> dict[str, str]:
    """Read a person's name and address under a lock, before they are written."""
    current = locked_person(user)
    return {"full_name": current.full_name, "email": current.email}


def changed_identity(
    user: User, before: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return for the log what was changed of a name and an address: the digests before and after."""
    after = {name: getattr(user, name) for name in before}
    changed = [name for name in before if before[name] != after[name]]
    return (
        personal_digests({name: before[name] for name in changed}),
        personal_digests({name: after[name] for name in changed}),
    )


@transaction.atomic
def rename_user(*, user: User, username: str, by: User | None) -> User:
    """Give a person another name to sign in with."""
    refuse_unfit_name(username)
    locked_person(user)
    before, user.username = personal_digest(user.username), username
    save_identity(user, ["username"])
    after = personal_digest(username)
    record("rename_user", user, by=by, seals=[user], before=before, after=after)
    return user


@transaction.atomic
def reset_password(*, user: User, password: str, by: User) -> User:
    """Give a person a password for one sign-in; their open sessions end."""
    if user == by:
        raise ActionRefusedError(
            _("Xin đổi mật khẩu của mình ở trang “Tài khoản”, bằng mật khẩu hiện tại.")
        )
    require(can_set_password(by, user))
    locked_person(user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record("reset_password", user, by=by, seals=[user])
    notify_password_changed(user, by=by)
    return user


@transaction.atomic
def change_password(*, user: User, password: str) -> User:
    """Change one's own password, which nobody else has seen."""
    locked_person(user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("change_password", user, by=user, seals=[user])
    notify_password_changed(user)
    return user


@transaction.atomic
def close_user(*, user: User, by: User) -> User:
    """Shut a person out; what they did stays under their name."""
    if user == by:
        raise ActionRefusedError(_("Không thể tự khóa tài khoản của chính mình."))
    require(can_manage(by, user))
    refuse_last_coordinator(user, user.assignments.select_related("unit"), by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("close_user", user, by=by, seals=[user])
    return user


@transaction.atomic
def reopen_user(*, user: User, by: User) -> User:
    """Reopen a closed account."""
    require(can_manage(by, user))
    locked_person(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("reopen_user", user, by=by, seals=[user])
    return user


def refuse_last_coordinator(
    user: User, assignments: Iterable[RoleAssignment], by: User
) -> None:
    """Refuse to leave a unit without a coordinator; a superuser may, and appoints another."""
    if by.is_superuser:
        _refuse_ended_superuser(user, by)
        return
    for assignment in assignments:
        if assignment.role == Role.COORDINATOR and not others_coordinating(
            assignment.unit, user
        ):
            raise ActionRefusedError(
                _(
                    "%(person)s là người điều phối cuối cùng của %(unit)s. Xin giao vai trò này cho người khác trước."
                )
                % {"person": user, "unit": assignment.unit}
            )


def _refuse_ended_superuser(user: User, by: User) -> None:
    """Refuse an act on another superuser by one whose own account was closed or erased meanwhile.

    All superusers are locked in one order: two of them can neither shut each other out at once,
    which would leave none, nor wait for each other without end.
    """
    if not user.is_superuser:
        return
    locked = User.objects.select_for_update(no_key=True).filter(is_superuser=True)
    require(
        by.pk
        in {superuser.pk for superuser in locked.order_by("pk") if superuser.is_active}
    )
