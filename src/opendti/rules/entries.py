"""Entries of a rule's table, each with a share of the points or points of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Protocol, TypeVar

from opendti.definitions import Definition, Path, Points, Share, Text
from opendti.errors import Fault
from opendti.formula import Number, Tree
from opendti.numeric.tolerance import POINTS_TOLERANCE
from opendti.rules.labels import CODE, POINTS, SHARE, TITLE
from opendti.rules.trees import times

T = TypeVar("T", str, float)


class RuleEntry(Protocol):
    """What has a share of the points, or points; one of the two in a sound file."""

    @property
    def share(self) -> float | None:
        """Return the share of the points, from 0 to 1."""

    @property
    def points(self) -> float | None:
        """Return the points."""


class Option(Definition):
    """One answer of a choice, with its share of the points or its points."""

    code: Annotated[str, CODE]
    title: Annotated[Text, TITLE]
    share: Annotated[Share | None, SHARE] = None
    points: Annotated[Points | None, POINTS] = None


def points_of(entry: RuleEntry, points: float) -> float:
    """Return an entry's points, of `points` for full marks."""
    return entry.points if entry.points is not None else (entry.share or 0.0) * points


def points_tree(entry: RuleEntry, full_marks: Tree) -> Tree:
    """Return the tree of an entry's points: its own, or its share of `full_marks`."""
    if entry.points is not None:
        return Number(entry.points)
    return times(entry.share or 0.0, full_marks)


def entry_faults(
    entries: Sequence[RuleEntry], points: float, path: Path, key: str
) -> Iterator[tuple[Path, Fault]]:
    """Yield the entries that have neither a share nor points, both, or too many points."""
    for index, entry in enumerate(entries):
        here = (*path, key, index)
        if (entry.share is None) == (entry.points is None):
            yield here, Fault("share_or_points")
        elif entry.points is not None and entry.points > points:
            params = {"points": entry.points, "maximum": points}
            yield here, Fault("points_above_criterion", params)


def best_faults(
    entries: Sequence[RuleEntry], points: float, path: Path
) -> Iterator[tuple[Path, Fault]]:
    """Yield a fault where nothing gives all the points; a faulty entry is a fault of its own."""
    best = max(points_of(entry, points) for entry in entries)
    is_valid = all((entry.share is None) != (entry.points is None) for entry in entries)
    if is_valid and best < points - POINTS_TOLERANCE:
        yield path, Fault("best_below_points", {"best": best, "points": points})


def repeated(values: Iterable[T]) -> list[T]:
    """Return the values that stand there more than once, in the order of their first."""
    return [value for value, count in Counter(values).items() if count > 1]
