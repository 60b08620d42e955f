"""Adding a person together with a first role."""

from __future__ import annotations

from typing import Unpack

from django.db import transaction

from opendti_site.accounts.actions.links import invite_user
from opendti_site.accounts.actions.people import NewPerson, create_user, give_role
from opendti_site.accounts.actions.proposals import file_proposal
from opendti_site.accounts.enums import Role, RoleChange
from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import require
from opendti_site.accounts.queries import (
    SupportsPath,
    has_role,
    is_reached_by_mail,
    roles_need_second_person,
)


@transaction.atomic
def add_person(
    *,
    by: User,
    role: str,
    unit: SupportsPath,
    password: str,
    **person: Unpack[NewPerson],
) -> User:
    """Add a person together with a first role; without a password they are invited where mail reaches them.

    Where a role needs a second person it is proposed, and the invitation goes out when it is confirmed.
    """
    require(has_role(by, Role.COORDINATOR, unit=unit))
    user = create_user(by=by, password=password or None, **person)
    if roles_need_second_person():
        change = RoleChange.GIVE
        file_proposal(user=user, role=role, unit=unit, change=change, by=by)
        return user
    give_role(user, role, unit, by)
    if password or not is_reached_by_mail(user):
        return user
    return invite_user(user=user, by=by)
