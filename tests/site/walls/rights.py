"""What a person may do at an address, worked out from roles and the parents of units alone.

It must not share code with the permissions under test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment
from opendti_site.organisations.models import Unit

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from tests.site.walls.targets import Target


OVERSEERS = (Role.COORDINATOR, Role.APPRAISER, Role.COUNCIL, Role.VIEWER)


FILLERS = (Role.REPORTER, Role.SIGNATORY)


APPRAISING_ROLES = {"appraised": Role.APPRAISER, "final": Role.COUNCIL}


class Rights:
    """What one person holds, worked out from the rows by walking up the tree."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.active = user.is_active
        assignments = RoleAssignment.objects.filter(user=user)
        self.assignments = set(assignments.values_list("role", "unit_id"))
        self.parents = dict(Unit.objects.values_list("pk", "parent_id"))

    def holds(self, unit: Unit | None, *roles: str) -> bool:
        """Say whether one of the roles (any, if none) holds over a unit."""
        if not self.active or unit is None:
            return False
        return self.user.is_superuser or self.was_given(unit, *roles)

    def was_given(self, unit: Unit, *roles: str) -> bool:
        """Say the same, but a superuser holds only what was given."""
        above: int | None = unit.pk
        while above is not None:
            if any(
                at == above and (not roles or role in roles)
                for role, at in self.assignments
            ):
                return True
            above = self.parents[above]
        return False

    def anywhere(self, *roles: str) -> bool:
        """Say whether one of the roles holds over any unit."""
        if not self.active:
            return False
        return self.user.is_superuser or any(
            not roles or role in roles for role, _unit in self.assignments
        )

    def sees_round(self, target: Target) -> bool:
        """Whoever holds a role over its root, or over a unit in it once it is open."""
        if self.holds(target.root):
            return True
        return target.state != "draft" and any(self.holds(u) for u in target.units)

    def appraises(self, stage: str, unit: Unit) -> bool:
        """Appraisers and the council appraise, but not where they report or sign."""
        return self.holds(unit, APPRAISING_ROLES[stage]) and not self.was_given(
            unit, *FILLERS
        )

    def asks(self, unit: Unit) -> bool:
        """Appraisers and coordinators ask about a form, but not where they report or sign."""
        asked = self.holds(unit, Role.APPRAISER, Role.COORDINATOR)
        return asked and not self.was_given(unit, *FILLERS)

    def manages(self, person: User) -> bool:
        """Coordinators look after those whose every role lies in their units."""
        if person.is_superuser or not self.anywhere(Role.COORDINATOR):
            return self.user.is_superuser and self.active
        units = [
            assignment.unit for assignment in RoleAssignment.objects.filter(user=person)
        ]
        if not units:
            return self.governs_all()
        return all(self.holds(unit, Role.COORDINATOR) for unit in units)

    def governs_all(self) -> bool:
        """Say whether a coordinator's role holds over every organisation."""
        roots = Unit.objects.filter(parent=None)
        return all(self.holds(root, Role.COORDINATOR) for root in roots)
