"""One thing wrong with a framework, by its path in the file."""

from __future__ import annotations

from dataclasses import dataclass

from opendti.definitions import Path
from opendti.errors import Fault


@dataclass(frozen=True, slots=True)
class FrameworkFinding:
    """A fault, the path it is about, the node's code, line and column inside a formula."""

    path: Path
    fault: Fault
    where: str | None = None
    within: tuple[int, int] | None = None
