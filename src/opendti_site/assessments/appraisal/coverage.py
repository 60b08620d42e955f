"""Which units' criteria lie within somebody's assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from opendti_site.accounts.conflicts import read_conflicts
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.queries import within
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.frameworks.sheets import FrameworkPage, NodeSheet
from opendti_site.organisations.models import Unit
from opendti_site.ui.collation import in_vietnamese_order

CoveredPart = tuple[frozenset[str] | None, str, str]
"""Criteria (None: all), a block ("": all) and the beginning of a unit's path ("": all)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a person was assigned in a round, less the units about which they have a conflict of interest.

    `closed` has the beginnings of the paths of those units.
    """

    parts: tuple[CoveredPart, ...]
    closed: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the person has no assignment."""
        return not self.parts

    def covers(self, criterion: str, block: str, path: str) -> bool:
        """Whether a criterion of a unit is among what was assigned."""
        return not path.startswith(self.closed) and any(
            (criteria is None or criterion in criteria)
            and of_block in {"", block}
            and path.startswith(below)
            for criteria, of_block, below in self.parts
        )

    def covered(self, criteria: Iterable[str], form: Submission) -> frozenset[str]:
        """Return those of some criteria of a form, with its unit, that are among what was assigned."""
        block, path = form.block, form.unit.path
        return frozenset(code for code in criteria if self.covers(code, block, path))


def standing_in(round_: Round) -> list[Assignment]:
    """Return the assignments of a round that stand, with people and units."""
    found = Assignment.objects.filter(round=round_, ended_at__isnull=True)
    return list(found.select_related("person", "group", "unit").order_by("pk"))


def coverage_of(user: User, round_: Round) -> Coverage:
    """Return what a person, or a unit of theirs, was assigned: one query beside that for conflicts of interest."""
    mine = Q(person=user) | Q(group__path__in=paths_of_groups(user))
    found = Assignment.objects.filter(mine, round=round_, ended_at__isnull=True)
    return covered_by(round_, found.select_related("unit"), user.conflict_paths)


def coverages_of(round_: Round, people: Sequence[User]) -> dict[int, Coverage]:
    """Return `coverage_of` several people by their keys: the queries do not grow with them."""
    rows = standing_in(round_)
    members = members_of({row.group for row in rows if row.group})
    read_conflicts(people)
    assigned: defaultdict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        holders = [row.person] if row.person else members.get(row.group_id or 0, [])
        for holder in holders:
            assigned[holder.pk].append(row)
    return {
        person.pk: covered_by(round_, assigned[person.pk], person.conflict_paths)
        for person in people
    }


def paths_of_groups(user: User) -> set[str]:
    """Return the paths of the units whose people a person is one of: where they hold a role, and all above."""
    return {
        path[:end]
        for _role, path in user.held_roles
        for end, sign in enumerate(path, start=1)
        if sign == "/"
    }


def members_of(units: Collection[Unit]) -> dict[int, list[User]]:
    """Return the people of units, by the key of the unit: one query."""
    below = within([unit.path for unit in units], "unit__path")
    roles = RoleAssignment.objects.filter(below, user__is_active=True)
    found: dict[int, dict[int, User]] = {unit.pk: {} for unit in units}
    for role in roles.select_related("user", "unit").order_by(
        in_vietnamese_order("user__full_name"), "pk"
    ):
        for unit in units:
            if role.unit.path.startswith(unit.path):
                found[unit.pk][role.user_id] = role.user
    return {pk: list(people.values()) for pk, people in found.items()}


def covered_by(
    round_: Round, assignments: Iterable[Assignment], closed: Iterable[str] = ()
) -> Coverage:
    """Return what assignments cover together, less units that are closed to the person."""
    rows = list(assignments)
    if not rows:
        return Coverage(())
    below = criteria_below(framework_page(round_))
    return Coverage(
        tuple(
            (
                below.get(row.node, frozenset()) if row.node else None,
                row.block,
                row.unit.path if row.unit else "",
            )
            for row in rows
        ),
        tuple(closed),
    )


def criteria_below(page: FrameworkPage) -> Mapping[str, frozenset[str]]:
    """Return the criteria at or below each node of a framework, by the node's code."""
    found: dict[str, frozenset[str]] = {}

    def add(node: NodeSheet) -> None:
        found[node.code] = frozenset(sheet.code for sheet in node.criteria())
        for child in node.children:
            add(child)

    for main in page.mains:
        add(main)
    return found
