"""Who may fill in, sign, recall and return a submission."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import has_role
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate, can_fill
from opendti_site.organisations.models import Unit

__all__ = ["can_extend", "can_fill", "can_return", "can_sign", "can_take_out"]


def can_sign(user: User, unit: Unit) -> bool:
    """Signatories represent a unit: they submit and recall."""
    return has_role(user, Role.SIGNATORY, unit=unit)


def can_extend(user: User, round_: Round) -> bool:
    """Whoever coordinates the round gives a unit longer, and no unit itself."""
    return can_coordinate(user, round_.root)


def can_take_out(user: User, round_: Round) -> bool:
    """Whoever coordinates the round says which units take part in it."""
    return can_coordinate(user, round_.root)


def can_return(user: User, unit: Unit) -> bool:
    """Coordinators give a submission back."""
    return can_coordinate(user, unit)
