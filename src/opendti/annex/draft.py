"""A draft: the framework that was made of an annex, and all that must be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from opendti.annex.notice import Certainty, Notice
from opendti.framework import Framework


@dataclass(frozen=True, slots=True)
class Draft:
    """A framework made of an annex, its text, and the notices in the order of the rows."""

    text: str
    framework: Framework
    notices: tuple[Notice, ...] = ()

    def counted(self, level: Certainty) -> int:
        """Return how many notices are of a level."""
        return sum(1 for notice in self.notices if notice.level == level)
