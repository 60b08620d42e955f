"""What is raced: a scene with its actions, and the list of all actions of the site."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import itertools
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import opendti_site
from tests.site.walls.race_worlds import (
    RaceWorld,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Scene:
    """Surroundings: made anew for each race over the same people, and the actions done in them.

    `turning` are those on which the others depend; `refused` those that another must come before.
    """

    make: Callable[[RaceWorld], None]
    acts: dict[str, Callable[[RaceWorld], object]]
    turning: frozenset[str]
    refused: frozenset[str] = frozenset()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each action against itself, and every two of which one is a turning point."""
        for pair in itertools.combinations_with_replacement(self.acts, 2):
            if pair[0] == pair[1] or not self.turning.isdisjoint(pair):
                yield pair


LATE = {"assessments.change_framework"}
"""Acts whose transaction begins inside them, after what they have computed."""


def actions_of_the_site() -> set[str]:
    """Name every function that writes in a transaction, as `app.verb`, by reading the modules."""
    found = set()
    for module in pkgutil.walk_packages(opendti_site.__path__, "opendti_site."):
        if ".actions" not in module.name or ".migrations" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        found |= {
            f"{module.name.split('.')[1]}.{name}"
            for name, member in inspect.getmembers(loaded, inspect.isfunction)
            if member.__module__ == module.name
            and not name.startswith("_")
            and hasattr(member, "__wrapped__")
        }
    return found | LATE


def coordinator_and_reason(world: RaceWorld) -> dict[str, Any]:
    return {"by": world.who("coordinator"), "reason": "Lý do"}


def later(world: RaceWorld) -> dt.datetime:
    return world.seen["draft"].submit_by + dt.timedelta(days=1)
