"""Who may look at a round's runs, and who may start one."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_role, holds_at
from opendti_site.assessments.rounds.models import Round

ROUND_ROLES = (Role.COORDINATOR, Role.APPRAISER, Role.COUNCIL, Role.VIEWER)


def can_see_runs(user: User, round_: Round) -> bool:
    """Those who hold a role at the unit that runs the round; a unit sees its scores once published."""
    return holds_at(user, *ROUND_ROLES, unit=round_.root)


def can_see_any_runs(user: User) -> bool:
    """Those who hold such a role anywhere."""
    return has_role(user, *ROUND_ROLES)


def can_start_run(user: User, round_: Round) -> bool:
    """Allow the round's coordinators."""
    return holds_at(user, Role.COORDINATOR, unit=round_.root)
