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


Finder = Callable[["Unit"], Iterable[Objection]]
_FINDERS: list[Finder] = []


def register_objections(finder: Finder) -> None:
    """Ask a function of another app whenever a unit is to be closed."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def objections_to_closing(unit: Unit) -> list[Objection]:
    """Return all that is under way for a unit."""
    return [objection for finder in _FINDERS for objection in finder(unit)]
