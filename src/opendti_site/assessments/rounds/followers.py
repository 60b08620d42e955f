"""What moves with a deadline of a round: slices that lie above this one register it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Model

from opendti_site.assessments.rounds.models import Round

Moved = Mapping[str, tuple[dt.datetime, dt.datetime]]
"""The former and the new moment, by the column of the deadline."""
Follower = Callable[[Round, Moved], Sequence[Model]]
"""Moves rows of a locked round with its deadlines, or as it opens; returns those that it wrote."""
_FOLLOWERS: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """Call a function of another slice whenever deadlines of a round move, and as it opens, with none."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def move_followers(
    round_: Round, before: Mapping[str, object], names: Sequence[str]
) -> list[Model]:
    """Move what follows some deadlines of a locked round, which has the new ones; return the rows.

    `before` has what they were; a step that was added or taken away moves nothing.
    """
    moved = {
        name: (former, new)
        for name in names
        if isinstance(former := before[name], dt.datetime)
        and isinstance(new := getattr(round_, name), dt.datetime)
    }
    return call_followers(round_, moved)


def call_followers(round_: Round, moved: Moved) -> list[Model]:
    """Let other slices follow deadlines that moved, none as a round opens; return the rows that they wrote."""
    return [row for follower in _FOLLOWERS for row in follower(round_, moved)]
