"""Who may fill in, sign, recall and return a submission."""

from __future__ import annotations

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import (
    acts_for,
    can_coordinate,
    can_fill,
)

__all__ = [
    "can_change_framework",
    "can_extend",
    "can_fill",
    "can_return",
    "can_sign",
    "can_take_out",
]


def can_sign(user: User, submission: Submission) -> bool:
    """Signatories represent a unit: they submit and recall."""
    return acts_for(user, submission, Role.SIGNATORY)


def can_extend(user: User, round_: Round) -> bool:
    """Whoever coordinates the round gives a unit longer, and no unit itself."""
    return can_coordinate(user, round_.root)


def can_take_out(user: User, round_: Round) -> bool:
    """Whoever coordinates the round says which units take part in it."""
    return can_coordinate(user, round_.root)


def can_return(user: User, submission: Submission) -> bool:
    """Coordinators of the round give a submission back."""
    return can_coordinate(user, submission.round.root)


def can_change_framework(user: User, round_: Round) -> bool:
    """Whoever coordinates the round gives it another release of its framework."""
    return can_coordinate(user, round_.root)
