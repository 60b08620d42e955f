"""Reads of the tree of units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from opendti.folding import fold
from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import exactly, paths_held, scopes_of, within
from opendti_site.organisations.models import Succession, Unit


def units_visible_to(
    user: AbstractBaseUser | AnonymousUser, *roles: str
) -> QuerySet[Unit]:
    """Return the units over which a person holds one of the roles (any, if none)."""
    return Unit.objects.filter(within(scopes_of(user, *roles), "path"))


def units_run_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Unit]:
    """Return the units whose own rounds a person coordinates: where the role was given, not below."""
    return Unit.objects.filter(exactly(paths_held(user, Role.COORDINATOR), "path"))


def find_units(text: str, among: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Search by code or name; case and diacritics do not matter, nor word order."""
    found = Unit.objects.all() if among is None else among
    for word in fold(text).split():
        found = found.filter(search_key__contains=word)
    return found


def units_open_on(day: date | None = None) -> Q:
    """Filter to the units that exist on a day (today)."""
    at = day or timezone.localdate()
    opened = Q(opened_on__isnull=True) | Q(opened_on__lte=at)
    return opened & (Q(closed_on__isnull=True) | Q(closed_on__gt=at))


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A merger or a split that a unit came of or ended in: the other units, the day, the document."""

    succession: Succession
    units: tuple[Unit, ...]
    is_origin: bool
    """Whether the others came before the unit, not after it."""
    goes_on: bool
    """Whether the unit itself went on, with what it took in or without what it gave away."""


def changes_of(unit: Unit) -> list[UnitChange]:
    """Return the mergers and splits of a unit, the earliest first, in two queries."""
    return sorted(
        [*_changes(unit, is_origin=True), *_changes(unit, is_origin=False)],
        key=lambda change: change.succession.on,
    )


def _changes(unit: Unit, *, is_origin: bool) -> list[UnitChange]:
    own, other = "successor", "predecessor"
    if not is_origin:
        own, other = other, own
    rows = Succession.objects.filter(**{own: unit}).select_related(other)
    acts: dict[tuple[str, date, str], list[Succession]] = {}
    for row in rows:
        acts.setdefault((row.kind, row.on, row.document), []).append(row)
    found = []
    for act in acts.values():
        others = tuple(getattr(row, other) for row in act)
        strangers = tuple(another for another in others if another != unit)
        if strangers:
            found.append(
                UnitChange(act[0], strangers, is_origin, len(strangers) < len(others))
            )
    return found
