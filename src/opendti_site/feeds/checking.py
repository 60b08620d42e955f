"""Checks rows of a push against the scope of the account, the units and the framework."""

from __future__ import annotations

from collections.abc import Sequence

from opendti_site.accounts.models import ServiceAccount
from opendti_site.accounts.service_tokens import covers_item
from opendti_site.feeds.bridge import ItemReader, readers_of
from opendti_site.feeds.readings import PushedRow, RowFault
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.observations.enums import AnswerState
from opendti_site.observations.readings import NewObservation
from opendti_site.organisations.models import Unit


class RowChecker:
    """Turns rows into observations, and finds what is wrong with them, in a fixed number of queries."""

    def __init__(
        self,
        account: ServiceAccount,
        release: FrameworkRelease,
        rows: Sequence[PushedRow],
    ) -> None:
        self.identity = release.identity
        self.rows = rows
        self.readers = readers_of(release)
        self.allowed = {item for item in self.readers if covers_item(account, item)}
        below = Unit.objects.filter(path__startswith=account.unit.path)
        # All of them, not those that are named: ten thousand codes are no condition of a query.
        self.units = dict(below.values_list("code", "pk"))
        self.seen: set[tuple[object, ...]] = set()

    def check(self) -> tuple[list[NewObservation], list[RowFault]]:
        """Return the observations of the good rows, and the fault of each other one."""
        good: list[NewObservation] = []
        faults: list[RowFault] = []
        for number, row in enumerate(self.rows):
            found = self._checked(number, row)
            if isinstance(found, RowFault):
                faults.append(found)
            else:
                good.append(found)
        return good, faults

    def _checked(self, number: int, row: PushedRow) -> NewObservation | RowFault:
        reader = self.readers.get(row.item)
        if row.unit not in self.units:
            return RowFault(number, "unit", "unit_unknown")
        if reader is None:
            return RowFault(number, "item", "item_unknown")
        if row.item not in self.allowed:
            return RowFault(number, "item", "item_not_allowed")
        if row.period_end < row.period_start:
            return RowFault(number, "period_end", "period_reversed")
        key = (row.unit, row.item, row.period_start, row.period_end)
        if key in self.seen:
            return RowFault(number, "item", "row_twice")
        self.seen.add(key)
        return self._read(number, row, reader)

    def _read(
        self, number: int, row: PushedRow, reader: ItemReader
    ) -> NewObservation | RowFault:
        is_given = row.state == AnswerState.GIVEN
        if is_given != (row.value is not None):
            code = "value_missing" if is_given else "value_not_expected"
            return RowFault(number, "value", code)
        if row.state == AnswerState.NOT_APPLICABLE and not reader.may_not_apply:
            return RowFault(number, "state", "state_not_allowed")
        read = None if row.value is None else reader.read(row.value)
        if read and read.fault:
            return RowFault(number, "value", read.fault)
        return NewObservation(
            unit=self.units[row.unit],
            framework=self.identity,
            item=row.item,
            period_start=row.period_start,
            period_end=row.period_end,
            value=read.value if read else None,
            text=read.text if read else "",
            state=row.state,
        )
