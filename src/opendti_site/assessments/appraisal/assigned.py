"""What the page of assignments shows: people with their parts, indicators with their people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from opendti.definitions import Text
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import InterestConflict, RoleAssignment, User
from opendti_site.accounts.queries import conflicts_between, paths_above, read_conflicts
from opendti_site.assessments.appraisal.coverage import covered_by, standing_in
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.appraisal.workload import Workload, workloads_in
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round
from opendti_site.frameworks.sheets import NodeSheet


@dataclass(frozen=True, slots=True)
class AssignedPerson:
    """A person with the assignments that stand, and how far the work has come."""

    person: User
    assignments: tuple[Assignment, ...]
    workload: Workload


@dataclass(frozen=True, slots=True)
class AssignableNode:
    """An indicator or criterion that can be assigned, with those who have it."""

    code: str
    title: Text
    is_main: bool
    verified_by: Text | None
    people: tuple[User, ...]


def appraisers_of(round_: Round) -> list[User]:
    """Return the people who appraise units of a round, by name: role over the root, above it or below it."""
    over = Q(unit__path__in=paths_above(round_.root))
    below = Q(unit__path__startswith=round_.root.path)
    roles = RoleAssignment.objects.filter(
        over | below, role=Role.APPRAISER, user__is_active=True
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


def assigned_people(round_: Round) -> list[AssignedPerson]:
    """Return the people with assignments, in the order in which they were given."""
    by_person: dict[int, list[Assignment]] = {}
    for row in standing_in(round_):
        by_person.setdefault(row.person_id, []).append(row)
    groups = list(by_person.values())
    read_conflicts(rows[0].person for rows in groups)
    coverages = [covered_by(round_, rows, rows[0].person) for rows in groups]
    workloads = workloads_in(round_, coverages) if groups else []
    return [
        AssignedPerson(rows[0].person, tuple(rows), workload)
        for rows, workload in zip(groups, workloads, strict=True)
    ]


def assignable_nodes(round_: Round) -> list[AssignableNode]:
    """Return the main indicators with their criteria, in order, and who has each."""
    people: dict[str, list[User]] = {}
    for row in standing_in(round_):
        people.setdefault(row.node, []).append(row.person)

    def node_of(sheet: NodeSheet, *, is_main: bool) -> AssignableNode:
        verified_by = sheet.criterion.node.verified_by if sheet.criterion else None
        found = dict.fromkeys(people.get(sheet.code, []))
        return AssignableNode(
            sheet.code, sheet.title, is_main, verified_by, tuple(found)
        )

    nodes = []
    for main in framework_page(round_).mains:
        nodes.append(node_of(main, is_main=True))
        nodes.extend(
            node_of(leaf, is_main=False) for leaf in _below(main) if leaf is not main
        )
    return nodes


def _below(node: NodeSheet) -> list[NodeSheet]:
    return [node, *(found for child in node.children for found in _below(child))]
