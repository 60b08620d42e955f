"""Writes to the tree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction

from opendti_site.audit.actions import record
from opendti_site.organisations.models import Unit
from opendti_site.ui.text import fold

if TYPE_CHECKING:
    from datetime import date

    from opendti_site.accounts.models import User


class UnitDetails(TypedDict, total=False):
    """What may be said about a unit besides its code and name."""

    name_en: str
    short_name: str
    kind: str
    block: str
    opened_on: date | None
    closed_on: date | None


@transaction.atomic
def create_unit(
    *,
    by: User | None,
    code: str,
    name: str,
    parent: Unit | None = None,
    **details: Unpack[UnitDetails],
) -> Unit:
    """Add a unit below its parent."""
    unit = Unit(code=code, name=name, parent=parent, **details)
    unit.search_key = search_key_of(unit)
    unit.save()
    place_below(unit, parent)
    unit.save(update_fields=["path"])
    record("create_unit", unit, by=by, code=code)
    return unit


def place_below(unit: Unit, parent: Unit | None) -> None:
    """Set the path of a saved unit from its parent's."""
    unit.path = f"{parent.path if parent else ''}{unit.pk:04d}/"


def search_key_of(unit: Unit) -> str:
    """Fold everything by which a unit may be looked for."""
    return fold(f"{unit.code} {unit.name} {unit.short_name} {unit.name_en}")
