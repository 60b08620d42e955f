"""What the page of assignments shows: people with their parts, indicators with their people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from opendti.definitions import Text
from opendti.folding import fold
from opendti_site.accounts.conflicts import conflicts_between, read_conflicts
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import InterestConflict, RoleAssignment, User
from opendti_site.assessments.appraisal.coverage import (
    covered_by,
    members_of,
    standing_in,
)
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.appraisal.workload import Workload, workloads_in
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round
from opendti_site.frameworks.sheets import NodeSheet
from opendti_site.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class AssignedHolder:
    """A person, or a unit with its people, with the assignments that stand, and how far the work has come."""

    holder: User | Unit
    assignments: tuple[Assignment, ...]
    workload: Workload
    members: tuple[User, ...] = ()
    """Of a unit: its people at the moment who hold the appraiser's role over the round or a part of it."""

    @property
    def is_group(self) -> bool:
        """Whether it is a unit."""
        return isinstance(self.holder, Unit)


@dataclass(frozen=True, slots=True)
class AssignableNode:
    """An indicator or criterion that can be assigned, with those who have it."""

    code: str
    title: Text
    is_main: bool
    verified_by: Text | None
    holders: tuple[User | Unit, ...]
    verifier: Unit | None
    """The unit that the framework names in `verified_by`, where the tree has one of that name."""


def appraisers_of(round_: Round) -> list[User]:
    """Return the people who appraise in the rounds of the unit that runs this one, by name."""
    roles = RoleAssignment.objects.filter(
        unit=round_.root_id, role=Role.APPRAISER, user__is_active=True
    ).select_related("user")
    found = {role.user_id: role.user for role in roles}
    return sorted(found.values(), key=lambda person: (str(person), person.pk))


def conflicts_by_person(people: Sequence[User]) -> dict[int, list[InterestConflict]]:
    """Return the conflicts of interest that stand today, by the key of the person: one query."""
    today = timezone.localdate()
    found: dict[int, list[InterestConflict]] = {}
    for conflict in conflicts_between(people, today, today):
        found.setdefault(conflict.user_id, []).append(conflict)
    return found


def assigned_holders(round_: Round) -> list[AssignedHolder]:
    """Return the people and units with assignments, in the order in which they were given."""
    by_holder: dict[User | Unit, list[Assignment]] = {}
    for row in standing_in(round_):
        by_holder.setdefault(row.holder, []).append(row)
    people = [holder for holder in by_holder if isinstance(holder, User)]
    read_conflicts(people)
    coverages = [
        covered_by(round_, rows, getattr(holder, "conflict_paths", ()))
        for holder, rows in by_holder.items()
    ]
    workloads = workloads_in(round_, coverages) if by_holder else []
    members = appraising_members(round_, [h for h in by_holder if isinstance(h, Unit)])
    return [
        AssignedHolder(
            holder,
            tuple(rows),
            workload,
            tuple(members[holder.pk]) if isinstance(holder, Unit) else (),
        )
        for (holder, rows), workload in zip(by_holder.items(), workloads, strict=True)
    ]


def appraising_members(
    round_: Round, groups: Collection[Unit]
) -> dict[int, list[User]]:
    """Return the people of units who hold the appraiser's role in a round, by the key of the unit."""
    if not groups:
        return {}
    appraisers = {person.pk for person in appraisers_of(round_)}
    return {
        pk: [person for person in people if person.pk in appraisers]
        for pk, people in members_of(groups).items()
    }


def groups_of(round_: Round) -> list[Unit]:
    """Return the units that can be assigned something: those of whose people somebody appraises in the round."""
    below = Unit.objects.filter(path__startswith=round_.root.path)
    units = list(below.order_by("path"))
    appraisers = appraisers_of(round_)
    paths = set(
        RoleAssignment.objects.filter(user__in=appraisers).values_list(
            "unit__path", flat=True
        )
    )
    return [unit for unit in units if any(path.startswith(unit.path) for path in paths)]


def assignable_nodes(round_: Round) -> list[AssignableNode]:
    """Return the main indicators with their criteria, in order, and who has each."""
    holders: dict[str, dict[User | Unit, None]] = {}
    for row in standing_in(round_):
        holders.setdefault(row.node, {})[row.holder] = None
    verifiers = _units_by_name(round_)

    def node_of(sheet: NodeSheet, *, is_main: bool) -> AssignableNode:
        verified_by = sheet.criterion.node.verified_by if sheet.criterion else None
        found = verifiers.get(fold(verified_by.vi)) if verified_by else None
        return AssignableNode(
            sheet.code,
            sheet.title,
            is_main,
            verified_by,
            tuple(holders.get(sheet.code, ())),
            found,
        )

    nodes = []
    for main in framework_page(round_).mains:
        nodes.append(node_of(main, is_main=True))
        nodes.extend(
            node_of(leaf, is_main=False) for leaf in _below(main) if leaf is not main
        )
    return nodes


def verifying_parts(nodes: Iterable[AssignableNode]) -> dict[Unit, list[str]]:
    """Return the criteria that the framework leaves a unit to verify and that are not assigned to it, by unit."""
    parts: dict[Unit, list[str]] = {}
    for node in nodes:
        if node.verifier and node.verifier not in node.holders:
            parts.setdefault(node.verifier, []).append(node.code)
    return parts


def _units_by_name(round_: Round) -> dict[str, Unit]:
    """Return the living units of the round's tree by folded name and short name; of two alike none."""
    found: dict[str, Unit | None] = {}
    rows = Unit.objects.filter(path__startswith=round_.root.path, closed_on=None)
    for unit in rows.order_by("path"):
        for name in {fold(unit.name), fold(unit.short)}:
            found[name] = None if name in found else unit
    return {name: unit for name, unit in found.items() if unit}


def _below(node: NodeSheet) -> list[NodeSheet]:
    return [node, *(found for child in node.children for found in _below(child))]
