"""One change of a source file: where it is, what it replaces, what the tests made of it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the tests made of a mutant."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"


@dataclass(frozen=True, order=True)
class Mutant:
    """A source file with one expression or statement replaced.

    `start` and `end` are byte offsets into the file. `file`, `inside`, `before` and
    `after` identify a mutant across edits elsewhere in the file: they are what an
    accepted survivor is named by.
    """

    file: str
    line: int
    start: int
    end: int
    kind: str
    inside: str
    """The function or class around the change, dotted; empty at module level."""
    before: str
    """The source that is replaced, its white space collapsed."""
    after: str

    @property
    def name(self) -> tuple[str, str, str, str]:
        """Return what an accepted survivor is matched by."""
        return self.file, self.inside, self.before, self.after

    def apply(self, source: bytes) -> bytes:
        """Return `source` with the change made."""
        return source[: self.start] + self.after.encode() + source[self.end :]

    def diff(self, source: bytes) -> str:
        """Return the change as a unified diff without context."""
        old = source.decode().splitlines()
        new = self.apply(source).decode().splitlines()
        lines = difflib.unified_diff(old, new, n=0, lineterm="")
        return "\n".join(list(lines)[3:])
