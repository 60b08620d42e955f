"""What a merger or a split of units is to do, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from opendti_site.accounts.models import RoleAssignment
from opendti_site.organisations.enums import PastRule, UnitKind
from opendti_site.organisations.models import Succession, Unit
from opendti_site.organisations.objections import Objection


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a merger or a split is to make."""

    code: str
    name: str
    short_name: str = ""
    name_en: str = ""
    kind: str = UnitKind.OTHER
    block: str = ""


@dataclass(frozen=True, slots=True)
class ReorganisationOrder:
    """By what document units are merged or split, from which day, and what becomes of roles and open forms.

    `moves_roles` gives roles over a unit that ends to the same people over its successor and takes
    the old ones back; without it they stay where they are. `decision` says what becomes of forms
    that are still open.
    """

    on: date
    document: str
    reason: str
    rule: str = PastRule.MEAN
    moves_roles: bool = False
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Merger:
    """Units that end, and the one that takes their place: an existing one, or a new one below `parent`."""

    units: Sequence[Unit]
    into: Unit | NewUnit
    parent: Unit | None
    order: ReorganisationOrder


@dataclass(frozen=True, slots=True)
class UnitSplit:
    """A unit and what it becomes.

    `keeps` lets the unit go on and gives away only parts of it. `children` names for a unit below
    it which part it goes to; others stay with a unit that goes on, else go to the first part.
    """

    unit: Unit
    parts: Sequence[NewUnit]
    order: ReorganisationOrder
    keeps: bool = False
    children: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A form of a unit that ends, and whether somebody can still fill it in."""

    unit: Unit
    form: Objection
    has_people: bool


@dataclass(frozen=True, slots=True)
class RoleMove:
    """A role of one person that goes over to the successors of its unit."""

    assignment: RoleAssignment
    successors: tuple[Unit, ...]


@dataclass(slots=True)
class ReorganisationEffect:
    """All that a merger or a split changes, with what stays as it is although one may expect otherwise."""

    successors: list[Unit]
    added: frozenset[int] = frozenset()
    """The keys of those successors that did not exist before."""
    ended: list[Unit] = field(default_factory=list)
    moved: list[tuple[Unit, Unit]] = field(default_factory=list)
    roles_moved: list[RoleMove] = field(default_factory=list)
    roles_are_proposed: bool = False
    """Whether the roles move when a second person has confirmed it."""
    roles_kept: list[RoleAssignment] = field(default_factory=list)
    forms: list[OpenWork] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)

    @property
    def open_forms(self) -> list[OpenWork]:
        """The forms that are not handed in."""
        return [work for work in self.forms if work.form.is_open]

    @property
    def stamp(self) -> str:
        """What was shown, so that a confirmation of something else is not taken."""
        parts = [
            sorted(unit.code for unit in self.ended),
            sorted(f"{child.code}>{parent.code}" for child, parent in self.moved),
            sorted(move.assignment.pk for move in self.roles_moved),
            sorted(kept.pk for kept in self.roles_kept),
            sorted(f"{work.form.words}{work.has_people}" for work in self.forms),
        ]
        return repr(parts)
