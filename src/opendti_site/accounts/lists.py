"""Lists of people from files: a line a role, every line checked, all faults at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from opendti.naming import identity
from opendti_site.accounts.list_cells import (
    COLUMNS,
    EMAIL,
    NAME,
    REQUIRED,
    ROLE,
    UNIT,
    USERNAME,
    read_cell,
)
from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name
from opendti_site.accounts.permissions import can_manage
from opendti_site.accounts.queries import units_coordinated_by
from opendti_site.ui.list_tables.bridge import (
    ListFault,
    ListRefusedError,
    ListRow,
    ListTable,
    is_total,
    numbers_columns,
)
from opendti_site.ui.list_tables.faults import header_faults


@dataclass(slots=True)
class ListedPerson:
    """One person of a list, with what the list says."""

    username: str
    full_name: str
    email: str
    existing: User | None
    row: int
    roles: list[tuple[str, Any]] = field(default_factory=list)
    """Roles that the person does not hold yet, each with its unit."""

    @property
    def changes_details(self) -> bool:
        """Whether an account that exists gets another name or address."""
        user = self.existing
        if user is None:
            return False
        is_moved = bool(self.email) and self.email != user.email
        return is_moved or self.full_name != user.full_name

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return self.existing is None or self.changes_details or bool(self.roles)


def read_list(table: ListTable, by: User) -> list[ListedPerson]:
    """Check a list of people for the person who uploads it; raise all faults at once."""
    faults = header_faults(table, COLUMNS, REQUIRED)
    if faults:
        raise ListRefusedError(faults)
    reading = _PeopleReading(table, by)
    for row in table.rows:
        reading.take(row)
    if reading.faults:
        raise ListRefusedError(sorted(reading.faults, key=lambda fault: fault.row or 0))
    return list(reading.people.values())


class _PeopleReading:
    """The lines of a list beside the accounts and units that there are."""

    def __init__(self, table: ListTable, by: User) -> None:
        self.table = table
        self.by = by
        units = units_coordinated_by(by)
        self.units: dict[str, Any] = {identity(unit.code): unit for unit in units}  # type: ignore[attr-defined]  # known by name only
        # All accounts, since names and addresses are unique over the whole site and compared
        # folded.
        accounts = list(User.objects.order_by("pk"))
        self.known = {fold_name(user.username): user for user in accounts}
        self.owners = {user.email: user for user in accounts if user.email}
        self.people: dict[str, ListedPerson] = {}
        self.addresses: dict[str, ListedPerson] = {}
        self.managed: dict[int, bool] = {}
        self.faults: list[ListFault] = []

    def take(self, row: ListRow) -> None:
        """Read one line, and add it to its person."""
        cells = self._cells(row)
        if cells is None:
            return
        key = fold_name(cells[USERNAME])
        person = self.people.get(key)
        if person is None:
            person = self._person(row, cells)
            self.people[key] = person
            # After it was added: further lines of the person are then compared, not refused as
            # new.
            self._check_person(row, person)
        else:
            self._check_same(row, person, cells)
        self._take_role(row, person, cells)

    def _cells(self, row: ListRow) -> dict[str, str] | None:
        """Read the cells of a line; None where one of them is at fault."""
        if numbers_columns(list(row.cells.values())) or any(
            is_total(row.cells.get(column, "")) for column in REQUIRED
        ):
            self._fault(row, "", _("dòng này không phải là người dùng; hãy xóa dòng"))
            return None
        cells, count = {}, len(self.faults)
        for column in COLUMNS:
            try:
                cells[column] = read_cell(column, row.cells.get(column, ""))
            except ValueError as wrong:
                self._fault(row, column, str(wrong))
        return cells if len(self.faults) == count else None

    def _person(self, row: ListRow, cells: dict[str, str]) -> ListedPerson:
        existing = self.known.get(fold_name(cells[USERNAME]))
        return ListedPerson(
            existing.username if existing else cells[USERNAME],
            cells[NAME],
            cells[EMAIL],
            existing,
            row.number,
        )

    def _check_person(self, row: ListRow, person: ListedPerson) -> None:
        """Refuse accounts that are another's to look after, and addresses that are another's."""
        user = person.existing
        if user is not None and not can_manage(self.by, user):
            words = _("đã có người khác dùng tên này, ngoài phạm vi anh/chị điều phối")
            self._fault(row, USERNAME, words)
        if not person.email:
            return
        owner = self.owners.get(person.email)
        if owner is not None and owner != user:
            self._fault(row, EMAIL, _("đã có người dùng địa chỉ thư này"))
        other = self.addresses.setdefault(person.email, person)
        if other is not person:
            words = _("địa chỉ này đã có ở dòng %(row)d") % {"row": other.row}
            self._fault(row, EMAIL, words)

    def _check_same(
        self, row: ListRow, person: ListedPerson, cells: dict[str, str]
    ) -> None:
        """Refuse a second line of a person that says otherwise than the first."""
        for column, first in ((NAME, person.full_name), (EMAIL, person.email)):
            # An empty cell repeats the one above it.
            if cells[column] and cells[column] != first:
                words = _("khác với dòng %(row)d của cùng người") % {"row": person.row}
                self._fault(row, column, words)

    def _take_role(
        self, row: ListRow, person: ListedPerson, cells: dict[str, str]
    ) -> None:
        role, code = cells[ROLE], cells[UNIT]
        if not role and not code:
            if person.existing is None:
                self._fault(row, ROLE, _("người mới cần vai trò và đơn vị"))
            return
        if not role or not code:
            column = UNIT if role else ROLE
            self._fault(row, column, _("vai trò và đơn vị đi cùng nhau"))
            return
        unit = self.units.get(identity(code))
        if unit is None:
            words = _("không có đơn vị mã này trong phạm vi anh/chị điều phối")
            self._fault(row, UNIT, words)
        # A list that is taken home, extended and brought back names roles that exist.
        elif self._holds(person, role, unit) or (role, unit) in person.roles:
            return
        # Separation of duties: somebody else has to give a coordinator a further role.
        elif person.existing == self.by:
            self._fault(row, ROLE, _("không ai tự giao vai trò cho chính mình"))
        else:
            person.roles.append((role, unit))

    @staticmethod
    def _holds(person: ListedPerson, role: str, unit: Any) -> bool:
        user = person.existing
        return user is not None and (role, unit.path) in user.held_roles

    def _fault(self, row: ListRow, column: str, words: str) -> None:
        self.faults.append(ListFault(self.table.name, row.number, column, words))
