"""Tables as people send them, read into plain rows.

The list of units is no table of answers, so the engine's readers do not fit it; this
small reader keeps the place of every cell for the messages.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from opendti.errors import TableError
from opendti.tables.extent import refuse_vast
from opendti_site.ui.text import fold

ROWS_LIMIT = 20_000


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
    if content[:4] == b"PK\x03\x04":
        lines = read_workbook(name, content)
    elif name.lower().endswith((".xlsx", ".xls")):
        raise refuse(name, _("tệp mang đuôi Excel nhưng không phải là tệp XLSX"))
    else:
        lines = read_text(name, content)
    if len(lines) > ROWS_LIMIT:
        raise refuse(name, _("quá %(limit)d dòng") % {"limit": ROWS_LIMIT})
    return as_table(name, lines)


def read_workbook(name: str, content: bytes) -> list[list[str]]:
    """Read the first sheet of a workbook."""
    try:
        refuse_vast(io.BytesIO(content), name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except TableError as error:
        message = _("bảng tính có ô nằm quá xa bảng; hãy xóa các dòng, cột thừa")
        raise refuse(name, message) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(name, _("tệp không phải là XLSX hoặc đã hỏng")) from error
    return [[as_text(cell) for cell in line] for line in sheet]


def read_text(name: str, content: bytes) -> list[list[str]]:
    """Read CSV in UTF-8, with commas or semicolons."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        message = _("không đọc được chữ: tệp phải là UTF-8")
        raise ListRefusedError([Fault(name, row, "", message)]) from error
    if "\x00" in text:
        raise refuse(name, _("tệp không phải là CSV"))
    first = text.split("\n", maxsplit=1)[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    try:
        return [list(line) for line in csv.reader(io.StringIO(text), delimiter=mark)]
    except csv.Error as error:
        raise refuse(
            name, _("tệp không phải là CSV: %(why)s") % {"why": error}
        ) from error


def refuse(name: str, message: str) -> ListRefusedError:
    """Refuse a whole file."""
    return ListRefusedError([Fault(name, None, "", message)])


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


def as_text(cell: Any) -> str:
    """Write a cell of a workbook as it would be typed."""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
