"""What a verification looked at, part by part, and what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from opendti_site.audit.acceptance import Acceptance
from opendti_site.audit.findings import Finding


@dataclass(slots=True)
class ReportPart:
    """One kind of thing that a verification looked at: how many, for how long, what was found."""

    name: str
    count: int = 0
    found: int = 0
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return asdict(self)


@dataclass(slots=True)
class VerificationReport:
    """What a verification looked at and what it found."""

    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    lines: int = field(init=False)
    anchors: int = field(init=False)
    acceptances: list[Acceptance] = field(init=False)
    seconds: float = field(init=False)
    parts: list[ReportPart] = field(default_factory=list)
    unkept: str = ""  # why the result could not be kept for the page

    @property
    def accepted(self) -> int:
        """Count the rows that lines sealed as they were found."""
        return sum(acceptance.rows for acceptance in self.acceptances)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @contextmanager
    def part(self, name: str) -> Iterator[ReportPart]:
        """Time a part, and count what is found meanwhile; the block sets `count`."""
        part, began, before = ReportPart(name), time.monotonic(), len(self.findings)
        self.parts.append(part)
        yield part
        part.seconds = time.monotonic() - began
        part.found = len(self.findings) - before
