"""One thing that is wrong or will be: a code with its parameters, worded for the administrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from opendti_site.system.words import REMEDIES, TITLES

Level = Literal["bad", "warn"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`bad` is wrong now, `warn` may or will be; `anchor` is the part of the page that shows it."""

    code: str
    level: Level
    params: dict[str, Any] = field(default_factory=dict)
    anchor: str = ""

    @property
    def title(self) -> str:
        """Return what is wrong, in the reader's language."""
        return str(TITLES[self.code]) % self.params

    @property
    def remedy(self) -> str:
        """Return what to do about it, in the reader's language."""
        return str(REMEDIES[self.code]) % self.params

    def as_data(self) -> dict[str, Any]:
        """Return what a program reads."""
        return {
            "code": self.code,
            "level": self.level,
            "params": {name: str(value) for name, value in self.params.items()},
            "title": self.title,
            "remedy": self.remedy,
        }


ProblemFinder = Callable[[], Iterator[Problem]]


def found_by(*checks: ProblemFinder) -> list[Problem]:
    """Return what the checks find, the worst first; one that raises is a problem itself."""
    found: list[Problem] = []
    for check in checks:
        try:
            found.extend(check())
        except Exception as error:  # noqa: BLE001 -- one check must not hide the others
            name = check.__name__.replace("_", " ")
            found.append(
                Problem("check_failed", "bad", {"name": name, "error": f"{error}"})
            )
    return sorted(found, key=lambda problem: problem.level != "bad")
