"""Who may look after whom.

`can_manage_people` names no person: it opens the list, which shows only whom `can_manage` lets
this person look after, and the form whose units end at their subtrees.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from opendti_site.accounts.conflicts import has_conflict
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import InterestConflict, RoleProposal, User
from opendti_site.accounts.queries import (
    SupportsPath,
    has_role,
    is_over_everything,
    scopes_of,
)
from opendti_site.audit.errors import ActionRefusedError

NAMED = 5
"""Units that a refusal names."""


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


def can_settle_proposal(user: User, proposal: RoleProposal) -> bool:
    """Allow coordinators of the unit to settle a proposal about others whom they look after, or who hold no role yet."""
    person = proposal.user
    return (
        user != person
        and has_role(user, Role.COORDINATOR, unit=proposal.unit)
        and (can_manage(user, person) or not (person.held_roles or person.erased_at))
    )


def can_declare_conflict(user: User, person: User, unit: SupportsPath) -> bool:
    """Allow people to declare their own conflicts where they hold a role, and coordinators those of others."""
    if user == person:
        return has_role(user, unit=unit)
    return can_grant(user, person, unit)


def can_end_conflict(user: User, conflict: InterestConflict) -> bool:
    """Allow whoever may record it to end a conflict; one's own only where one declared it."""
    if user == conflict.user:
        return conflict.declared_by_id == user.pk
    return can_grant(user, conflict.user, conflict.unit)


def can_manage_service(user: User, unit: SupportsPath) -> bool:
    """Allow coordinators of a unit to let programs in over it, and to shut them out."""
    return has_role(user, Role.COORDINATOR, unit=unit)


def refuse_conflict(user: User, units: Iterable[SupportsPath]) -> None:
    """Refuse an act about units of which a person has a conflict of interest about one, with its name."""
    bound = [str(unit) for unit in units if has_conflict(user, unit)]
    if bound:
        raise ActionRefusedError(
            _(
                "Anh/chị có khai xung đột lợi ích với %(units)s nên việc này do người khác làm."
            )
            % {"units": ", ".join(bound[:NAMED]) + ("…" if bound[NAMED:] else "")}
        )


def require(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence at the call
    """Raise PermissionDenied unless something is allowed."""
    if not allowed:
        raise PermissionDenied
