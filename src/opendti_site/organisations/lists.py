"""Lists of units from files: every line checked against the tree, all faults at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from opendti.naming import identity
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import scopes_of
from opendti_site.organisations.list_cells import (
    COLUMNS,
    NAMES,
    REQUIRED,
    cells_of,
    code_fault,
    new_code_fault,
)
from opendti_site.organisations.models import Unit
from opendti_site.organisations.objections import objections_to_closing
from opendti_site.ui.list_tables.bridge import (
    ListFault,
    ListRefusedError,
    ListRow,
    ListTable,
    is_total,
    numbers_columns,
)
from opendti_site.ui.list_tables.faults import header_faults

MAX_DEPTH = 30
"""Levels of the tree: as many as the paths of units have room for."""


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One checked line of a list that is about to be written."""

    code: str
    parent_code: str
    values: dict[str, Any]
    existing: Unit | None

    @property
    def block_words(self) -> str:
        """Return the block in words, where it is one that has words."""
        return Unit(block=self.values.get("block", "")).block_words

    @property
    def changes(self) -> bool:
        """Return whether anything differs from the row that exists."""
        unit = self.existing
        if unit is None:
            return True
        parent_code = unit.parent.code if unit.parent else ""
        return parent_code != self.parent_code or any(
            getattr(unit, name) != value for name, value in self.values.items()
        )


def read_list(table: ListTable, user: User) -> list[ListedUnit]:
    """Check a list of units against the tree; raise all faults at once."""
    faults = header_faults(table, COLUMNS, REQUIRED)
    if faults:
        raise ListRefusedError(faults)
    reading = _UnitsReading(table, user)
    listed = [unit for row in table.rows if (unit := reading.unit(row))]
    reading.faults += cycle_faults(table, listed, reading.known)
    if reading.faults:
        raise ListRefusedError(sorted(reading.faults, key=lambda fault: fault.row or 0))
    return listed


class _UnitsReading:
    """The lines of a list beside the units that there are, by the form in which codes are compared."""

    def __init__(self, table: ListTable, user: User) -> None:
        self.table = table
        self.user = user
        units = Unit.objects.select_related("parent")
        self.known = {identity(unit.code): unit for unit in units}
        self.first: dict[str, ListRow] = {}
        for row in table.rows:
            # The first of several lines is the unit, the others repeat it: each is told which
            # one it repeats.
            self.first.setdefault(identity(row.cells.get("ma", "")), row)
        self.faults: list[ListFault] = []

    def unit(self, row: ListRow) -> ListedUnit | None:
        """Read one line; None where it is at fault."""
        code, parent = row.cells.get("ma", ""), row.cells.get("ma_cap_tren", "")
        wrong = total_faults(self.table, row)
        existing = self.known.get(identity(code))
        values: dict[str, Any] = {}
        if not wrong:
            values, wrong = cells_of(self.table, row)
            wrong += code_faults(self.table, row, self.first, self.known)
            wrong += scope_faults(self.table, row, self.known, self.user)
            wrong += day_faults(self.table, row, values, existing)
        self.faults += wrong
        if wrong:
            return None
        return ListedUnit(
            self._spelling(code), self._spelling(parent), values, existing
        )

    def _spelling(self, code: str) -> str:
        """Return a code as the tree writes it, or as the list writes it first."""
        key = identity(code)
        if key in self.known:
            return self.known[key].code
        return self.first[key].cells["ma"] if code else ""


def total_faults(table: ListTable, row: ListRow) -> list[ListFault]:
    """Find a row of totals or of the columns' numbers, which is no unit."""
    # Forms print numbers below their headings, and files are made of forms.
    if numbers_columns(list(row.cells.values())):
        message = _("dòng này giống dòng đánh số cột, không phải đơn vị; hãy xóa dòng")
        return [ListFault(table.name, row.number, "", message)]
    for column in ("ma", *NAMES):
        if is_total(row.cells.get(column, "")):
            message = _(
                "dòng này giống dòng tổng; hãy xóa dòng. Nếu đó là tên một đơn vị, hãy thêm ở trang Thêm đơn vị"
            )
            return [ListFault(table.name, row.number, column, message)]
    return []


def day_faults(
    table: ListTable, row: ListRow, values: dict[str, Any], existing: Unit | None
) -> list[ListFault]:
    """Compare the two days, also with those that stand, and refuse to close what is under way."""
    opened, closed = (
        values.get(name, getattr(existing, name, None))
        for name in ("opened_on", "closed_on")
    )
    column = "ngay_ket_thuc" if "closed_on" in values else "ngay_thanh_lap"
    if opened and closed and closed < opened:
        message = _("ngày kết thúc trước ngày thành lập")
        return [ListFault(table.name, row.number, column, message)]
    is_closing = existing and not existing.closed_on and values.get("closed_on")
    if existing and is_closing and objections_to_closing(existing):
        message = _(
            "đơn vị còn hồ sơ đang mở; hãy dùng trang Kết thúc hoạt động đơn vị"
        )
        return [ListFault(table.name, row.number, column, message)]
    return []


def code_faults(
    table: ListTable, row: ListRow, first: dict[str, ListRow], known: dict[str, Unit]
) -> list[ListFault]:
    """Check that a code occurs once and that its parent exists."""
    code, parent = row.cells.get("ma", ""), row.cells.get("ma_cap_tren", "")
    faults = []
    if code and identity(code) not in known and not code_fault(code):
        fault = new_code_fault(code)
        if fault:
            faults.append(ListFault(table.name, row.number, "ma", fault))
    if code and first[identity(code)] is not row:
        message = _("mã %(code)s đã có ở dòng %(row)d") % {
            "code": code,
            "row": first[identity(code)].number,
        }
        faults.append(ListFault(table.name, row.number, "ma", message))
    if parent and identity(parent) not in known and identity(parent) not in first:
        message = _("không có đơn vị nào mã %(code)s") % {"code": parent}
        faults.append(ListFault(table.name, row.number, "ma_cap_tren", message))
    return faults


def scope_faults(
    table: ListTable, row: ListRow, known: dict[str, Unit], user: User
) -> list[ListFault]:
    """Check that the writer coordinates the unit, and the parent that it gets unless it has it already."""
    scopes = scopes_of(user, Role.COORDINATOR)
    code, parent = row.cells.get("ma", ""), row.cells.get("ma_cap_tren", "")
    existing, above = known.get(identity(code)), known.get(identity(parent))
    message = _("ngoài phạm vi anh/chị điều phối")
    reached = {
        unit.pk
        for unit in (existing, above)
        if unit and any(unit.path.startswith(path) for path in scopes)
    }
    faults = []
    if existing and existing.pk not in reached:
        faults.append(ListFault(table.name, row.number, "ma", message))
    # A parent outside one's reach may stay what it is: the list names it for every unit.
    is_kept = (
        existing and existing.pk in reached and above and existing.parent_id == above.pk
    )
    if above and above.pk not in reached and not is_kept:
        faults.append(ListFault(table.name, row.number, "ma_cap_tren", message))
    was_top = existing is not None and existing.parent_id is None
    if not parent and not was_top and "" not in scopes:
        needed = _("cần mã đơn vị cấp trên")
        faults.append(ListFault(table.name, row.number, "ma_cap_tren", needed))
    return faults


def cycle_faults(
    table: ListTable, listed: list[ListedUnit], known: dict[str, Unit]
) -> list[ListFault]:
    """Find units that would be below themselves, or too deep, in the tree as it will be."""
    parents = {
        unit.code: unit.parent.code if unit.parent else "" for unit in known.values()
    }
    parents |= {unit.code: unit.parent_code for unit in listed}
    in_cycles = codes_in_cycles(parents)
    numbers = {identity(row.cells.get("ma", "")): row.number for row in table.rows}
    faults = []
    for unit in listed:
        if unit.code in in_cycles:
            message = _("đơn vị không thể nằm dưới chính nó")
        elif _is_too_deep(unit.code, parents, in_cycles):
            message = _("cây đơn vị sâu quá %(limit)d cấp") % {"limit": MAX_DEPTH}
        else:
            continue
        number = numbers[identity(unit.code)]
        faults.append(ListFault(table.name, number, "ma_cap_tren", message))
    return faults


def _is_too_deep(code: str, parents: dict[str, str], in_cycles: set[str]) -> bool:
    for _level in range(MAX_DEPTH):
        code = parents.get(code, "")
        if not code or code in in_cycles:
            return False
    return True


def codes_in_cycles(parents: dict[str, str]) -> set[str]:
    """Return the codes that are above themselves; each code is walked over once."""
    walk_of: dict[str, int] = {}
    in_cycles: set[str] = set()
    for number, start in enumerate(parents):
        code, visited = start, []
        while code in parents and code not in walk_of:
            walk_of[code] = number
            visited.append(code)
            code = parents[code]
        # Met again in the same walk: the codes from its first visit on are the circle.
        if walk_of.get(code) == number:
            in_cycles.update(visited[visited.index(code) :])
    return in_cycles
