"""The faults of one table, gathered and told in the order of its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import SupportsInt

from opendti.errors import Fault
from opendti.tables.table import Table

_MOST = 1000  # told of one column; beyond, their number says enough


@dataclass(slots=True)
class Ledger:
    """Collects what is wrong; nobody is told of one fault before all are known."""

    table: Table
    faults: list[Fault] = field(default_factory=list)
    told: Counter[str | None] = field(default_factory=Counter)

    def tell(
        self,
        fault: Fault,
        *,
        position: SupportsInt | None = None,
        column: str | None = None,
        path: str | None = None,
    ) -> None:
        """Note one fault at a position of the frame."""
        self.told[column] += 1
        if self.told[column] <= _MOST:
            row = None if position is None else self.table.number(int(position))
            file = self.table.file
            self.faults.append(
                replace(fault, file=file, row=row, column=column, path=path)
            )

    def finish(self) -> list[Fault]:
        """Give the faults by row, then by column; faults of the whole table first."""
        order = {name: place for place, name in enumerate(self.table.columns)}
        faults = sorted(
            self.faults, key=lambda one: (one.row or 0, order.get(str(one.column), -1))
        )
        for column, times in self.told.items():
            if times > _MOST:
                fault = Fault("more_faults", {"count": times - _MOST})
                faults.append(replace(fault, file=self.table.file, column=column))
        return faults
