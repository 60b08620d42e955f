"""Tables as people send them, read into plain rows.

The list of units is no table of answers, so the engine's readers do not fit it; this
small reader keeps the place of every cell for the messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from opendti.errors import Fault as EngineFault
from opendti.errors import TableError
from opendti.untrusted import read_untrusted
from opendti_site.ui.text import fold

ROWS_LIMIT = 20_000
COLUMNS_LIMIT = 100
CELL_LIMIT = 10_000
"""Characters of a cell; this and the columns are far more than a list needs."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a table, and where."""

    file: str
    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = [self.file]
        if self.row:
            where.append(_("dòng %(row)d") % {"row": self.row})
        if self.column:
            where.append(_("cột %(column)s") % {"column": self.column})
        return f"{', '.join(where)}: {self.message}"


class ListRefusedError(Exception):
    """A table cannot be taken; `faults` says everything that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its number in the file."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A named table of texts."""

    name: str
    columns: list[str]
    rows: list[Row]

    def as_plain(self) -> list[Any]:
        """Give what JSON can hold, for the page between preview and writing."""
        return [self.name, self.columns, [[r.number, r.cells] for r in self.rows]]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Table:
        """Take back what `as_plain` gave."""
        name, columns, rows = plain
        return cls(name, columns, [Row(number, cells) for number, cells in rows])


def read_table(name: str, content: bytes) -> Table:
    """Read a CSV or XLSX file; a fault names the file, and the row where it has one."""
    try:
        with read_untrusted(
            "list",
            content,
            name,
            most=ROWS_LIMIT,
            widest=COLUMNS_LIMIT,
            longest=CELL_LIMIT,
        ) as answer:
            return as_table(name, answer.data)
    except TableError as error:
        raise ListRefusedError([
            _in_words(name, fault) for fault in error.faults
        ]) from None


def _in_words(name: str, fault: EngineFault) -> Fault:
    words = {
        "false_xlsx": _("tệp mang đuôi Excel nhưng không phải là tệp XLSX"),
        "not_xlsx": _("tệp không phải là XLSX hoặc đã hỏng"),
        "not_utf8": _("không đọc được chữ: tệp phải là UTF-8"),
        "not_csv": _("tệp không phải là CSV"),
        "too_long": _("quá %(limit)d dòng") % {"limit": ROWS_LIMIT},
        "too_wide": _("quá %(limit)d cột") % {"limit": COLUMNS_LIMIT},
        "long_cell": _("có ô dài quá %(limit)d ký tự") % {"limit": CELL_LIMIT},
        "untrusted_memory": _(
            "đọc tệp cần quá nhiều bộ nhớ; hãy xóa các dòng, cột trống ngoài bảng"
        ),
        "untrusted_time": _("đọc tệp mất quá nhiều thời gian; hãy tách tệp"),
        "untrusted_output": _("tệp chứa quá nhiều dữ liệu; hãy tách tệp"),
    }
    unreadable = _("tệp hỏng hoặc thuộc loại không đọc được")
    return Fault(name, fault.row, "", words.get(fault.code, unreadable))


def as_table(name: str, lines: list[list[str]]) -> Table:
    """Take the first line as names of columns, and drop empty lines."""
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise ListRefusedError([Fault(name, 1, "", _("dòng đầu phải là tên các cột"))])
    columns = [fold(cell).replace(" ", "_") for cell in lines[0]]
    while columns and not columns[-1]:
        columns.pop()
    rows = [
        Row(number, {c: v.strip() for c, v in zip(columns, line, strict=False)})
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    return Table(name, columns, rows)
