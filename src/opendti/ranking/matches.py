"""Which nodes of two years are compared with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opendti.ranking.standing import Standing

Kind = Literal["same", "changed", "new", "dropped", "other_framework"]
"""`other_framework`: nodes of equal code in two frameworks with no crosswalk between them."""


@dataclass(frozen=True, slots=True)
class Match:
    """
    Nodes of the earlier version that stand for nodes of the later one.

    Each side holds codes with their weights, which add up to 1; a side is empty where
    the node is new or dropped. The value of a side is the weighted mean of its nodes.
    """

    kind: Kind
    before: tuple[tuple[str, float], ...] = ()
    after: tuple[tuple[str, float], ...] = ()


def match_by_code(
    before: Standing, after: Standing, kind: Kind = "same"
) -> tuple[Match, ...]:
    """Match nodes of equal code as of one kind; the rest is new or dropped."""
    earlier, later = before.columns, after.columns
    shared = [
        Match(kind, ((code, 1.0),), ((code, 1.0),))
        if code in earlier
        else Match("new", (), ((code, 1.0),))
        for code in later
    ]
    gone = [Match("dropped", ((code, 1.0),)) for code in earlier if code not in later]
    return (*shared, *gone)


def has_nodes(match: Match, before: Standing, after: Standing) -> bool:
    """Return whether both years have every node that a match names."""
    earlier, later = before.columns, after.columns
    return (
        all(code in earlier for code, _ in match.before)
        and all(code in later for code, _ in match.after)
        and bool(match.before or match.after)
    )
