"""The site's clock in a test: what happens earlier or later than now."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opendti_site.assessments.rounds.models import Round

_now = timezone.now


@contextmanager
def shifted(**ahead: float) -> Iterator[None]:
    """Let everything inside happen earlier or later: `shifted(days=-20)`."""
    shift = dt.timedelta(**ahead)
    with mock.patch.object(timezone, "now", side_effect=lambda: _now() + shift):
        yield


class Clock:
    """A clock that a test moves on; it ticks on from there."""

    def __init__(self) -> None:
        self.shift = dt.timedelta()

    def now(self) -> dt.datetime:
        """Return the moment that the site believes in."""
        return _now() + self.shift

    def move_on(self, **ahead: float) -> None:
        """Move on by some days, hours, minutes."""
        self.shift += dt.timedelta(**ahead)

    def pass_deadline(self, round_: Round) -> None:
        """Move on to just behind a round's deadline."""
        round_.refresh_from_db(fields=["submit_by"])
        self.shift = round_.submit_by - _now() + dt.timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The site's clock, to be moved on."""
    made = Clock()
    monkeypatch.setattr(timezone, "now", made.now)
    return made
