"""Whom a change of a round's framework concerns: apps that lie above this one write to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round

if TYPE_CHECKING:
    from opendti_site.assessments.submissions.framework_changes import FormChange


@dataclass(frozen=True, slots=True)
class FrameworkNews:
    """A framework that was changed, by which document, and what it changed for whom."""

    round: Round
    document: str
    forms: Sequence[FormChange]
    judges: Mapping[int, int]
    """By account: the decisions that are looked at again."""
    by: User


Announcer = Callable[[FrameworkNews], None]
_ANNOUNCERS: list[Announcer] = []


def register_announcer(announcer: Announcer) -> None:
    """Call a function, within the transaction, whenever a round's framework has changed."""
    if announcer not in _ANNOUNCERS:
        _ANNOUNCERS.append(announcer)


def announce(news: FrameworkNews) -> None:
    """Pass on that a round's framework has changed."""
    for announcer in _ANNOUNCERS:
        announcer(news)
