"""Collects the faults of one table, and sorts them by its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import SupportsInt

from opendti.errors import Fault
from opendti.tables.table import Table

MAX_FAULTS = 1000  # listed of one column; the rest is counted


@dataclass(slots=True)
class Ledger:
    """Collects the faults of a table, up to `MAX_FAULTS` a column."""

    table: Table
    faults: list[Fault] = field(default_factory=list)
    counts: Counter[str | None] = field(default_factory=Counter)

    def add(
        self,
        fault: Fault,
        *,
        position: SupportsInt | None = None,
        column: str | None = None,
        path: str | None = None,
    ) -> None:
        """Add one fault at a position of the frame."""
        self.counts[column] += 1
        if self.counts[column] <= MAX_FAULTS:
            row = None if position is None else self.table.number(int(position))
            file = self.table.file
            self.faults.append(
                replace(fault, file=file, row=row, column=column, path=path)
            )

    def finish(self) -> list[Fault]:
        """Return the faults by row, then by column; faults of the whole table first."""
        order = {name: index for index, name in enumerate(self.table.columns)}
        faults = sorted(
            self.faults,
            key=lambda fault: (fault.row or 0, order.get(str(fault.column), -1)),
        )
        for column, times in self.counts.items():
            if times > MAX_FAULTS:
                fault = Fault("more_faults", {"count": times - MAX_FAULTS})
                faults.append(replace(fault, file=self.table.file, column=column))
        return faults
