"""A draft: the framework that was made of an annex, and all that must be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opendti.annex.notice import Certainty, Notice
from opendti.definitions import Text
from opendti.framework import Framework


@dataclass(frozen=True, slots=True)
class Draft:
    """A framework made of an annex, its text, and the notices in the order of the rows."""

    text: str
    framework: Framework
    notices: tuple[Notice, ...] = ()

    @classmethod
    def receive(cls, data: dict[str, Any]) -> Draft:
        """Take a draft back from plain data, as the confined reader returns it."""
        notices = (
            Notice(**(notice | {"message": Text.model_validate(notice["message"])}))
            for notice in data["notices"]
        )
        framework = Framework.model_validate(data["framework"])
        return cls(data["text"], framework, tuple(notices))

    def counted(self, level: Certainty) -> int:
        """Return how many notices are of a level."""
        return sum(1 for notice in self.notices if notice.level == level)
