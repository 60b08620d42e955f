"""
Every error the engine raises on purpose.

    OpenDTIError
    ├── UsageError            the caller asked for something that does not exist
    └── FaultsError           the data are at fault; carries every fault found
        ├── FrameworkError    a framework file
        ├── CrosswalkError    a crosswalk between two versions
        ├── FormulaError      one formula
        ├── TableError        a table of answers
        └── AnnexError        an official annex
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong, where it stands, and what was expected.

    `row` counts the lines of a table from 1, the header included; `column` is a
    table column's name or the character's place in a line of text, from 1. `code`
    names the kind of fault where a program has to tell it apart.
    """

    message: str
    file: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | int | None = None
    path: str | None = None
    code: str = ""

    def __str__(self) -> str:
        """One line: place first, then what is wrong."""
        parts = [self.file or ""]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        if self.path:
            parts.append(self.path)
        place = ", ".join(part for part in parts if part)
        return f"{place}: {self.message}" if place else self.message


class OpenDTIError(Exception):
    """The root of the engine's errors."""


class UsageError(OpenDTIError):
    """Something was asked for that does not exist, such as an unknown unit."""


class FaultsError(OpenDTIError):
    """Data at fault; every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FrameworkError(FaultsError):
    """A framework file that cannot be used as it stands."""


class CrosswalkError(FaultsError):
    """A crosswalk that cannot be used as it stands."""


class FormulaError(FaultsError):
    """A formula that cannot be read, or that says something impossible."""


class TableError(FaultsError):
    """A table of answers that cannot be used as it stands."""


class AnnexError(FaultsError):
    """An official annex that cannot be read at all."""
