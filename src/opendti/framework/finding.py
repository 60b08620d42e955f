"""One thing wrong with a framework, by its path in the file."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A message, the path it is about, the node's code, the place inside a formula."""

    path: Path
    message: str
    where: str | None = None
    within: tuple[int, int] | None = None
