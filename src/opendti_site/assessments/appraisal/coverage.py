"""Which units' criteria lie within somebody's assignments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round
from opendti_site.frameworks.sheets import FrameworkPage, NodeSheet

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


def standing_in(round_: Round) -> list[Assignment]:
    """Return the assignments of a round that stand, with people and units."""
    found = Assignment.objects.filter(round=round_, ended_at__isnull=True)
    return list(found.select_related("person", "unit").order_by("pk"))


def coverage_of(user: User, round_: Round) -> Coverage:
    """Return what a person was assigned, in one query beside that for their conflicts of interest."""
    found = Assignment.objects.filter(
        round=round_, person=user, ended_at__isnull=True
    ).select_related("unit")
    return covered_by(round_, found, user)


def covered_by(
    round_: Round, assignments: Iterable[Assignment], user: User
) -> Coverage:
    """Return what a person's assignments cover together."""
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
        tuple(user.conflict_paths),
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
