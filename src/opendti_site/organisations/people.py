"""Who may do what for a unit: every role that holds over it, with what keeps somebody from using it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti_site.accounts.enums import ROLE_DUTIES, Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.queries import REPORTING, roles_over
from opendti_site.organisations.models import Unit
from opendti_site.ui.dates import day

APPRAISING_ROLES = (Role.APPRAISER, Role.COUNCIL)
COLUMNS = ("vai_tro", "ho_va_ten", "ten_dang_nhap", "giao_tai", "tu_ngay", "luu_y")


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """One role of one person that holds over the unit."""

    role: Role
    person: User
    unit: Unit
    """Where the role was given: the unit itself or one above it."""
    since: str
    has_second_factor: bool
    objections: tuple[str, ...]
    """What keeps the person from doing it, in words."""


@dataclass(frozen=True, slots=True)
class RoleHolders:
    """A role, what it may do, and everybody who holds it over the unit."""

    role: Role
    duties: str
    holders: tuple[RoleHolder, ...]


def holders_by_role(unit: Unit) -> list[RoleHolders]:
    """List all roles in the order of the process, with who holds them; constant in the number of queries."""
    found = list(roles_over(unit))
    fillers = {held.user_id for held in found if held.role in REPORTING}
    return [
        RoleHolders(
            role,
            str(ROLE_DUTIES[role]),
            tuple(_holder(held, fillers) for held in found if held.role == role),
        )
        for role in Role
    ]


def _holder(held: RoleAssignment, fillers: set[int]) -> RoleHolder:
    return RoleHolder(
        role=Role(held.role),
        person=held.user,
        unit=held.unit,
        since=day(held.since),
        has_second_factor=bool(getattr(held, "second_factor", False)),
        objections=tuple(_objections(held, fillers)),
    )


def _objections(held: RoleAssignment, fillers: set[int]) -> Iterator[str]:
    if not held.user.is_active:
        yield _("tài khoản đã khóa")
    elif held.user.last_login is None:
        yield _("chưa đăng nhập lần nào")
    if held.role in APPRAISING_ROLES and held.user_id in fillers:
        yield _("cũng nhập hoặc ký hồ sơ của đơn vị này, nên không được chấm")


def rows_of(groups: list[RoleHolders]) -> Iterator[list[str]]:
    """Write the page as lines of a table."""
    for group in groups:
        for holder in group.holders:
            yield [
                str(holder.role.label),
                holder.person.full_name,
                holder.person.username,
                holder.unit.code,
                holder.since,
                "; ".join(holder.objections),
            ]


def is_filled_in_by_somebody(unit: Unit) -> bool:
    """Return whether an open account reports or signs for a unit."""
    held = roles_over(unit).filter(role__in=REPORTING, user__is_active=True)
    return bool(held.exists())
