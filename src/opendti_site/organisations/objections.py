"""What stands against closing a unit: other apps, which lie above this one, say so here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing of a unit that is still under way: in words, and where it is looked at."""

    words: str
    url: str
    is_open: bool = True
    """Whether the unit still has to do something for it; what is handed in only goes on."""
    is_led: bool = False
    """Whether the unit runs it for others, so that it cannot end before."""


Finder = Callable[["Unit"], Iterable[Objection]]
_FINDERS: list[Finder] = []


def register_objections(finder: Finder) -> None:
    """Ask a function of another app whenever a unit is to be closed."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def under_way_for(unit: Unit) -> list[Objection]:
    """Return all that is under way for a unit, also what it has handed in."""
    return [objection for finder in _FINDERS for objection in finder(unit)]


def objections_to_closing(unit: Unit) -> list[Objection]:
    """Return what is under way for a unit and waits for it."""
    return [objection for objection in under_way_for(unit) if objection.is_open]
