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

    def stands(self, unit: Unit | None) -> tuple[tuple[str, str], ...]:
        """Say of each role where it was given, as seen from a unit: all that a permission can go by."""
        if unit is None:
            return ()
        above = self._line(unit.pk)
        return tuple(
            sorted(
                (role, self._seen(unit.pk, at, above)) for role, at in self.assignments
            )
        )

    def _seen(self, unit: int, at: int, above: list[int]) -> str:
        if at == unit:
            return "here"
        line = self._line(at)
        if at in above:
            return "root" if at == above[-1] else "above"
        if unit in line:
            return "below"
        return "beside" if line[-1] == above[-1] else "in another organisation"

    def _line(self, unit: int) -> list[int]:
        """Return a unit and those above it."""
        found, at = [], unit
        while at is not None:
            found.append(at)
            at = self.parents[at]
        return found

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

    def runs(self, owner: Unit | None, *roles: str) -> bool:
        """Say whether one of the roles was given at the unit that owns a round or a draft."""
        if not self.active or owner is None:
            return False
        return self.user.is_superuser or self._given_at(owner.pk, *roles)

    def answers(self, unit: Unit | None, owner: Unit | None, *roles: str) -> bool:
        """Say whether one of the roles stands on a unit's side: at it or above it, but below the owner."""
        if not self.active or unit is None:
            return False
        return self.user.is_superuser or self._was_given_below(unit, owner, *roles)

    def _was_given_below(self, unit: Unit, owner: Unit | None, *roles: str) -> bool:
        assert owner is not None
        if unit.pk == owner.pk:
            return self._given_at(unit.pk, *roles)
        at: int | None = unit.pk
        while at not in {None, owner.pk}:
            if self._given_at(at, *roles):
                return True
            at = self.parents[at]
        return False

    def _given_at(self, unit: int | None, *roles: str) -> bool:
        return any(
            at == unit and (not roles or role in roles) for role, at in self.assignments
        )

    def anywhere(self, *roles: str) -> bool:
        """Say whether one of the roles holds over any unit."""
        if not self.active:
            return False
        return self.user.is_superuser or any(
            not roles or role in roles for role, _unit in self.assignments
        )

    def sees_round(self, target: Target) -> bool:
        """Whoever oversees it at its owner, or stands on the side of a unit in it once it is open."""
        if self.runs(target.root, *OVERSEERS):
            return True
        return target.state != "draft" and any(
            self.answers(unit, target.root) for unit in target.units
        )

    def sees_form(self, target: Target) -> bool:
        """Whoever oversees its round, or stands on the side of its unit."""
        if self.runs(target.root, *OVERSEERS):
            return True
        return self.answers(target.unit, target.root)

    def appraises(self, stage: str, unit: Unit, owner: Unit) -> bool:
        """Appraisers and the council appraise, but not where they report or sign."""
        may = self.runs(owner, APPRAISING_ROLES[stage])
        return may and not self._was_given_below(unit, owner, *FILLERS)

    def asks(self, unit: Unit, owner: Unit) -> bool:
        """Appraisers and coordinators ask about a form, but not where they report or sign."""
        may = self.runs(owner, Role.APPRAISER, Role.COORDINATOR)
        return may and not self._was_given_below(unit, owner, *FILLERS)

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
