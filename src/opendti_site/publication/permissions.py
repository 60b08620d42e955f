"""Who may publish."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import holds_at
from opendti_site.assessments.rounds.models import Round


def can_publish(user: User, round_: Round) -> bool:
    """Allow the round's coordinators."""
    return holds_at(user, Role.COORDINATOR, unit=round_.root)
