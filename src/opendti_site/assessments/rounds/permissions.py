"""Who may do what with rounds.

A round belongs to the unit that runs it, its owner (`Round.root`). Who runs and oversees it holds the
role at that very unit; who fills in a form holds theirs below it. Roles above the owner give nothing.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Q

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import (
    below,
    exactly,
    has_role,
    holds_at,
    holds_below,
    paths_held,
)
from opendti_site.organisations.models import Unit

OVERSEERS = (Role.COORDINATOR, Role.APPRAISER, Role.COUNCIL, Role.VIEWER)


class SupportsForm(Protocol):
    """A unit's form as permissions see it."""

    @property
    def unit(self) -> Any:
        """The unit that it is about."""

    @property
    def round(self) -> Any:
        """The round, with its owner as `root`."""


def can_coordinate(user: User, unit: Unit | None = None) -> bool:
    """Coordinators of a unit open, extend and close its rounds; without one, of any."""
    if unit is None:
        return has_role(user, Role.COORDINATOR)
    return holds_at(user, Role.COORDINATOR, unit=unit)


def can_oversee(user: User, unit: Unit) -> bool:
    """Coordinators, appraisers, council and viewers of a unit see all of its rounds."""
    return holds_at(user, *OVERSEERS, unit=unit)


def can_fill(user: User, submission: SupportsForm) -> bool:
    """Allow a unit's reporters and signatories to fill in its submission."""
    return acts_for(user, submission, Role.REPORTER, Role.SIGNATORY)


def acts_for(user: User, submission: SupportsForm, *roles: str) -> bool:
    """Return whether a person holds one of the roles on the side of the unit, below the round's owner."""
    owner = submission.round.root
    return holds_below(user, *roles, unit=submission.unit, owner=owner)


def overseen_by(user: User, *roles: str, owner: str = "root") -> Q:
    """Filter to what belongs to rounds of units where the person holds one of the roles."""
    return exactly(paths_held(user, *roles), f"{owner}__path")


def answered_by(user: User, *roles: str, form: str = "") -> Q:
    """Filter to the forms on whose unit's side the person holds one of the roles (any, if none)."""
    paths = paths_held(user, *roles)
    return below(paths, f"{form}unit__path", f"{form}round__root__path")


def can_oversee_any(user: User) -> bool:
    """Whether the person oversees any unit."""
    return has_role(user, *OVERSEERS)


def can_fill_any(user: User) -> bool:
    """Whether the person fills in or signs for any unit."""
    return has_role(user, Role.REPORTER, Role.SIGNATORY)


def can_appraise_any(user: User) -> bool:
    """Whether the person appraises or settles scores."""
    return has_role(user, Role.APPRAISER, Role.COUNCIL)
