"""Writes to the tree of units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max, Q, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.unique import save_unique
from opendti_site.organisations.lists import ListedUnit, read_list
from opendti_site.organisations.locking import lock_tree, locked_unit
from opendti_site.organisations.models import MAX_KEY_LENGTH, MAX_PATH_LENGTH, Unit
from opendti_site.organisations.objections import objections_to_closing
from opendti_site.ui.list_tables.bridge import ListTable


class UnitDetails(TypedDict, total=False):
    """The details of a unit besides its code and name."""

    name_en: str
    short_name: str
    kind: str
    block: str
    opened_on: date | None
    closed_on: date | None


@transaction.atomic
def create_unit(
    *,
    by: User | None,
    code: str,
    name: str,
    parent: Unit | None = None,
    **details: Unpack[UnitDetails],
) -> Unit:
    """Add a unit below its parent."""
    lock_tree()
    if parent:
        parent = Unit.objects.get(pk=parent.pk)  # where it is now
    unit = add_below(parent, code=code, name=name, **details)
    record("create_unit", unit, by=by, seals=[unit], code=code)
    return unit


@transaction.atomic
def edit_unit(*, unit: Unit, version: int, by: User, changes: dict[str, Any]) -> Unit:
    """Change a unit that still is as its editor saw it."""
    current = locked_unit(unit.pk)
    if current.version != version:
        message = _("Đơn vị này vừa được sửa ở cửa sổ khác hoặc bởi người khác.")
        raise EditConflictError(message, current)
    if changes.get("parent"):
        changes = {**changes, "parent": Unit.objects.get(pk=changes["parent"].pk)}
    refuse_silent_closing(current, changes)
    written = change(current, changes)
    if written:
        below = subtrees([current] if "parent" in written else [])
        seals = [current, *below]
        record("edit_unit", current, by=by, seals=seals, changes=written)
    return current


@transaction.atomic
def close_unit(
    *, unit: Unit, on: date, reason: str, by: User, decision: str = ""
) -> Unit:
    """End a unit on a day; its past stays.

    What is still under way for it keeps it open, unless `decision` says what becomes of that.
    """
    current = locked_unit(unit.pk)
    if current.opened_on and on < current.opened_on:
        raise ActionRefusedError(_("Ngày kết thúc không thể trước ngày thành lập."))
    if Unit.objects.filter(parent=current, closed_on__isnull=True).exists():
        raise ActionRefusedError(
            _("Còn đơn vị cấp dưới đang hoạt động. Xin đóng hoặc chuyển chúng trước.")
        )
    # Under the tree's lock, which the opening of a round takes too: no form is opened for a
    # unit that is closing.
    objections = objections_to_closing(current)
    if objections and not decision.strip():
        raise ActionRefusedError(
            _("Đơn vị còn hồ sơ đang mở; hãy ghi cách xử lý các hồ sơ này.")
        )
    details: dict[str, Any] = {}
    if objections:
        under_way = [objection.words for objection in objections]
        details = {"under_way": under_way, "decision": decision.strip()}
    change(current, {"closed_on": on})
    record(
        "close_unit", current, by=by, seals=[current], on=on, reason=reason, **details
    )
    return current


def refuse_silent_closing(unit: Unit, values: dict[str, Any]) -> None:
    """Refuse to close a unit by an edit or a list while something of it is under way: its own page shows that."""
    if unit.closed_on or not values.get("closed_on"):
        return
    if objections_to_closing(unit):
        raise ActionRefusedError(
            _("%(unit)s còn hồ sơ đang mở; hãy dùng trang Kết thúc hoạt động đơn vị.")
            % {"unit": unit}
        )


@transaction.atomic
def import_units(*, table: ListTable, by: User) -> list[Unit]:
    """Write a checked list, all of it or nothing; parents may be in the same list.

    A unit that is known by its code is changed, any other is added.
    """
    listed, written, moved = _write_list(table, by)
    record(
        "import_units",
        "organisations.Unit",
        by=by,
        name=table.name,
        seals=[*written, *subtrees(moved)],
        rows=len(listed),
    )
    return written


def preview_units(table: ListTable, user: User) -> list[ListedUnit]:
    """Return what `import_units` would write for a person, by writing it and taking it back."""
    with transaction.atomic():
        listed, _written, _moved = _write_list(table, user)
        # The very code that writes, taken back: a preview of its own would promise what the
        # write then refuses.
        transaction.set_rollback(True)
    return listed


def _write_list(
    table: ListTable, by: User
) -> tuple[list[ListedUnit], list[Unit], list[Unit]]:
    """Write a list; return its lines, their units, and those units that were moved."""
    lock_tree()
    listed = read_list(table, by)
    known = {unit.code: unit for unit in Unit.objects.order_by("path")}
    moved = []
    for row in above_first(listed):
        parent = known.get(row.parent_code)
        values = row.values | {"parent": parent}
        if row.code in known:
            if "parent" in change(known[row.code], values):
                moved.append(known[row.code])
        else:
            known[row.code] = add_below(parent, code=row.code, **row.values)
    return listed, [known[row.code] for row in listed], moved


def above_first(listed: Iterable[ListedUnit]) -> list[ListedUnit]:
    """Order a list so that every parent stands before its children."""
    waiting = {row.code: row for row in listed}
    ordered: list[ListedUnit] = []

    def put(row: ListedUnit) -> None:
        if row.parent_code in waiting:
            put(waiting.pop(row.parent_code))
        ordered.append(row)

    while waiting:
        put(waiting.pop(next(iter(waiting))))
    return ordered


def add_below(parent: Unit | None, **values: Any) -> Unit:
    """Write a new row with its path in the tree."""
    unit = Unit(parent=parent, **values)
    unit.search_key = search_key_of(unit)
    save_unique(unit, "code", taken_words(unit))
    unit.path = path_below(parent, unit)
    refuse_too_deep(len(unit.path))
    unit.save(update_fields=["path"])
    return unit


def change(unit: Unit, values: dict[str, Any]) -> dict[str, list[str]]:
    """Write what differs, and give back what it was and became."""
    differing = {
        name: [plain(getattr(unit, name)), plain(value)]
        for name, value in values.items()
        if getattr(unit, name) != value
    }
    if not differing:
        return {}
    for name in differing:
        setattr(unit, name, values[name])
    if "parent" in differing:
        move(unit)
    unit.search_key = search_key_of(unit)
    unit.version += 1
    # Not the path: a unit above may have moved since this row was read.
    fields = [*differing, "search_key", "version"]
    save_unique(unit, "code", taken_words(unit), fields)
    return differing


def move(unit: Unit) -> None:
    """Move a unit and everything below it under its new parent."""
    parent = unit.parent
    for row in (unit, parent):
        if row is not None:
            row.refresh_from_db(fields=["path"])
    old = unit.path
    # Asked of the path as it is now: the form offered parents of some minutes ago.
    if parent and parent.path.startswith(old):
        raise ActionRefusedError(_("Đơn vị không thể nằm dưới chính nó."))
    unit.path = path_below(parent, unit)
    below = Unit.objects.filter(path__startswith=old)
    longest = below.aggregate(length=Max(Length("path")))["length"]
    refuse_too_deep(longest - len(old) + len(unit.path))
    unit.save(update_fields=["path"])
    # One statement for the subtree: a country's has thousands of rows.
    below.update(path=Concat(Value(unit.path), Substr("path", len(old) + 1)))


def subtrees(roots: Iterable[Unit]) -> list[Unit]:
    """Read units with all below them; none for no roots."""
    wanted = Q(pk__in=[])
    for root in roots:
        root.refresh_from_db(fields=["path"])
        wanted |= Q(path__startswith=root.path)
    return list(Unit.objects.filter(wanted))


def path_below(parent: Unit | None, unit: Unit) -> str:
    """Return the path of a saved unit from its parent's."""
    return f"{parent.path if parent else ''}{unit.pk:04d}/"


def refuse_too_deep(length: int) -> None:
    """Refuse a path that is longer than its column: SQLite would keep it, PostgreSQL fail."""
    if length > MAX_PATH_LENGTH:
        raise ActionRefusedError(_("Cây đơn vị quá sâu."))


def plain(value: Any) -> str:
    """Write a value for the audit line."""
    if isinstance(value, Unit):
        return value.code
    return "" if value is None else str(value)


def taken_words(unit: Unit) -> str:
    """Explain that another unit has this one's code."""
    return _("Mã %(code)s đã có đơn vị khác dùng.") % {"code": unit.code}


def search_key_of(unit: Unit) -> str:
    """Fold everything by which a unit may be looked for."""
    words = f"{unit.code} {unit.name} {unit.short_name} {unit.name_en}"
    # Letters that Unicode takes apart, such as Korean ones, make the key longer than the names.
    return fold(words)[:MAX_KEY_LENGTH]
