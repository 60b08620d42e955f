"""Reads of conflicts of interest: whom of which units somebody may not judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import (
    InterestConflict,
    RoleAssignment,
    User,
    standing_on,
)
from opendti_site.accounts.queries import SupportsPath, scopes_of, within


def has_conflict(user: User, unit: SupportsPath) -> bool:
    """Return whether a conflict of interest of a person about a unit, or one above it, stands today."""
    return any(unit.path.startswith(path) for path in user.conflict_paths)


def read_conflicts(people: Iterable[User]) -> None:
    """Read which conflicts of people at hand stand today, in one query."""
    listed = list(people)  # one person may be there several times, as several objects
    paths: dict[int, list[str]] = {person.pk: [] for person in listed}
    found = InterestConflict.objects.filter(
        standing_on(timezone.localdate()), user__in=paths
    )
    for pk, path in found.order_by("pk").values_list("user", "unit__path"):
        paths[pk].append(path)
    for person in listed:
        person.conflict_paths = paths[person.pk]


def conflicts_of(person: User) -> QuerySet[InterestConflict]:
    """Return every conflict that was declared for a person, the latest first."""
    found = person.conflicts.select_related("unit", "declared_by", "ended_by")
    return found.order_by("-pk")


def conflicts_between(
    people: Iterable[User], first: dt.date, last: dt.date
) -> list[InterestConflict]:
    """Return the conflicts of some people that stood on a day of a time, in the order in which they were declared."""
    found = InterestConflict.objects.filter(user__in=list(people), since__lte=last)
    rows = found.select_related("user", "unit").order_by("pk")
    return [row for row in rows if row.last_day is None or row.last_day >= first]


def units_for_conflicts(by: User, person: User) -> QuerySet[Model]:
    """Return the units about which somebody may declare a conflict of a person, in the tree's order."""
    unit = RoleAssignment._meta.get_field("unit").remote_field.model  # noqa: SLF001 -- the unit is known by name only
    roles = () if by == person else (Role.COORDINATOR,)
    return unit._default_manager.filter(  # noqa: SLF001 -- as above
        within(scopes_of(by, *roles), "path")
    ).order_by("path")
