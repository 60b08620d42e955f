"""Lists of units from files: every line checked against the tree, all faults at once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import scopes_of
from opendti_site.organisations.bridge import Fault, ListRefusedError
from opendti_site.organisations.enums import Kind
from opendti_site.organisations.models import Unit
from opendti_site.ui.text import fold

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.bridge import Row, Table


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RESERVED = {"them", "nhap", "mau"}
COLUMNS = {
    "ma": "code",
    "ten": "name",
    "ten_tieng_anh": "name_en",
    "ten_ngan": "short_name",
    "loai": "kind",
    "khoi": "block",
    "ma_cap_tren": "parent",
    "ngay_thanh_lap": "opened_on",
    "ngay_ket_thuc": "closed_on",
}
REQUIRED = ("ma", "ten")
LENGTHS = {"ma": 40, "ten": 200, "ten_tieng_anh": 200, "ten_ngan": 80, "khoi": 40}


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One checked line of a list that is about to be written."""

    code: str
    parent_code: str
    values: dict[str, Any]
    existing: Unit | None

    @property
    def changes(self) -> bool:
        """Say whether anything differs from the row that exists."""
        unit = self.existing
        if unit is None:
            return True
        parent_code = unit.parent.code if unit.parent else ""
        return parent_code != self.parent_code or any(
            getattr(unit, name) != value for name, value in self.values.items()
        )


def code_fault(code: str) -> str:
    """Say what is wrong with a code; nothing, if nothing is."""
    if not CODE.fullmatch(code):
        return _("mã chỉ gồm chữ không dấu, số và . _ - , bắt đầu bằng chữ hoặc số")
    if code.lower() in RESERVED:
        return _("mã này dành riêng cho hệ thống")
    return ""


def read_list(table: Table, user: User) -> list[ListedUnit]:
    """Check a list of units against the tree; raise all faults at once."""
    faults = header_faults(table)
    if faults:
        raise ListRefusedError(faults)
    known = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    first: dict[str, int] = {}
    for row in table.rows:
        first.setdefault(row.cells.get("ma", ""), row.number)
    listed: list[ListedUnit] = []
    for row in table.rows:
        values, wrong = cells_of(table, row)
        wrong += place_faults(table, row, first, known)
        wrong += scope_faults(table, row, known, user)
        faults += wrong
        if not wrong:
            code, parent = row.cells["ma"], row.cells.get("ma_cap_tren", "")
            listed.append(ListedUnit(code, parent, values, known.get(code)))
    faults += circle_faults(table, {unit.code: unit.parent_code for unit in listed})
    if faults:
        raise ListRefusedError(sorted(faults, key=lambda fault: fault.row or 0))
    return listed


def header_faults(table: Table) -> list[Fault]:
    """Name columns that are missing, unknown or doubled, and an empty list."""
    faults = [
        Fault(table.name, 1, name, _("thiếu cột này"))
        for name in REQUIRED
        if name not in table.columns
    ]
    faults += [
        Fault(
            table.name,
            1,
            name,
            _("cột lạ; các cột có thể dùng: %(names)s") % {"names": ", ".join(COLUMNS)},
        )
        for name in table.columns
        if name not in COLUMNS
    ]
    faults += [
        Fault(table.name, 1, name, _("cột này có hai lần"))
        for name, times in Counter(table.columns).items()
        if times > 1
    ]
    if not faults and not table.rows:
        faults.append(Fault(table.name, 2, "", _("bảng không có dòng nào")))
    return faults


def cells_of(table: Table, row: Row) -> tuple[dict[str, Any], list[Fault]]:
    """Read the cells of a line that need no other line."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in table.columns:
        try:
            values[COLUMNS[column]] = read_cell(column, row.cells.get(column, ""))
        except ValueError as wrong:
            faults.append(Fault(table.name, row.number, column, str(wrong)))
    values.pop("parent", None)
    values.pop("code", None)
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and closed and closed < opened:
        message = _("ngày kết thúc trước ngày thành lập")
        faults.append(Fault(table.name, row.number, "ngay_ket_thuc", message))
    return values, faults


def read_cell(column: str, text: str) -> Any:
    """Read one cell; a ValueError says what was expected."""
    if column in REQUIRED and not text:
        raise ValueError(_("không được để trống"))
    if len(text) > LENGTHS.get(column, 200):
        raise ValueError(_("dài quá %(limit)d ký tự") % {"limit": LENGTHS[column]})
    if column == "ma" and code_fault(text):
        raise ValueError(code_fault(text))
    if column == "loai":
        return read_kind(text)
    if column.startswith("ngay_"):
        return read_day(text)
    return text


def read_kind(text: str) -> str:
    """Read a kind by its code or by its Vietnamese or English words."""
    if not text:
        return Kind.OTHER.value
    for kind in Kind:
        if fold(text) in {kind.value, fold(str(kind.label))}:
            return kind.value
    expected = ", ".join(Kind.values)
    raise ValueError(
        _("%(text)s không phải là loại đơn vị; cần một trong: %(expected)s")
        % {"text": f"“{text}”", "expected": expected}
    )


def read_day(text: str) -> date | None:
    """Read a day as 31/12/2026 or 2026-12-31."""
    if not text:
        return None
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ValueError(
        _("%(text)s không phải là ngày; cần dạng 31/12/2026") % {"text": f"“{text}”"}
    )


def place_faults(
    table: Table, row: Row, first: dict[str, int], known: dict[str, Unit]
) -> list[Fault]:
    """Check that a code stands once and that its parent exists."""
    code, parent = row.cells.get("ma", ""), row.cells.get("ma_cap_tren", "")
    faults = []
    if code and first[code] != row.number:
        message = _("mã %(code)s đã có ở dòng %(row)d") % {
            "code": code,
            "row": first[code],
        }
        faults.append(Fault(table.name, row.number, "ma", message))
    if parent and parent not in known and parent not in first:
        message = _("không có đơn vị nào mã %(code)s") % {"code": parent}
        faults.append(Fault(table.name, row.number, "ma_cap_tren", message))
    return faults


def scope_faults(
    table: Table, row: Row, known: dict[str, Unit], user: User
) -> list[Fault]:
    """Check that the writer coordinates the unit, and the parent that it gets."""
    scopes = scopes_of(user, Role.COORDINATOR)
    code, parent = row.cells.get("ma", ""), row.cells.get("ma_cap_tren", "")
    existing, above = known.get(code), known.get(parent)
    message = _("ngoài phạm vi anh/chị điều phối")
    faults = []
    if existing and not any(existing.path.startswith(path) for path in scopes):
        faults.append(Fault(table.name, row.number, "ma", message))
    if above and not any(above.path.startswith(path) for path in scopes):
        faults.append(Fault(table.name, row.number, "ma_cap_tren", message))
    was_top = existing is not None and existing.parent_id is None
    if not parent and not was_top and "" not in scopes:
        needed = _("cần mã đơn vị cấp trên")
        faults.append(Fault(table.name, row.number, "ma_cap_tren", needed))
    return faults


def circle_faults(table: Table, parents: dict[str, str]) -> list[Fault]:
    """Find units that would stand below themselves."""
    numbers = {row.cells.get("ma", ""): row.number for row in table.rows}
    message = _("đơn vị không thể nằm dưới chính nó")
    return [
        Fault(table.name, numbers[code], "ma_cap_tren", message)
        for code in circle_codes(parents)
    ]


def circle_codes(parents: dict[str, str]) -> set[str]:
    """Return the codes that stand above themselves; each code is walked over once."""
    walk_of: dict[str, int] = {}
    circling: set[str] = set()
    for number, start in enumerate(parents):
        code, way = start, []
        while code in parents and code not in walk_of:
            walk_of[code] = number
            way.append(code)
            code = parents[code]
        if walk_of.get(code) == number:
            circling.update(way[way.index(code) :])
    return circling
