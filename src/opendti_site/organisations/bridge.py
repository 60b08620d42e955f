"""Tables as people send them, read into plain rows.

The list of units is no table of answers, so the engine's readers do not fit it; this
small reader keeps the row and column of every cell for the messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from opendti.errors import Fault as EngineFault
from opendti.errors import TableError
from opendti.naming import find_disguise, identity, tidy
from opendti.tables.reading.header import HeaderNames
from opendti.tables.totals import is_total, numbers_columns
from opendti.tables.words import SKIPPED
from opendti.untrusted import read_untrusted
from opendti_site.ui.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection

ROWS_LIMIT = 20_000
COLUMNS_LIMIT = 100
CELL_LIMIT = 10_000
"""Characters of a cell; this and the columns are far more than a list needs."""
__all__ = [
    "Fault",
    "ListRefusedError",
    "Row",
    "Table",
    "disguise_words",
    "identity",
    "is_total",
    "numbers_columns",
    "read_table",
]


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
    """A named table of texts; `skipped` are the columns that nobody needs."""

    name: str
    columns: list[str]
    rows: list[Row]
    skipped: list[str] = field(default_factory=list)

    def as_plain(self) -> list[Any]:
        """Give what JSON can hold, for the page between preview and writing."""
        rows = [[row.number, row.cells] for row in self.rows]
        return [self.name, self.columns, rows, self.skipped]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Table:
        """Take back what `as_plain` gave."""
        name, columns, rows, skipped = plain
        found = [Row(number, cells) for number, cells in rows]
        return cls(name, columns, found, skipped)


def read_table(name: str, content: bytes, known: Collection[str] = ()) -> Table:
    """
    Read a CSV or XLSX file; a fault names the file, and the row where it has one.

    Parameters
    ----------
    known
        Names of columns: the row that holds the most of them is the header.
    """
    heads = HeaderNames.of(column.replace("_", " ") for column in known).as_plain()
    try:
        with read_untrusted(
            "list",
            content,
            name,
            max_rows=ROWS_LIMIT,
            max_columns=COLUMNS_LIMIT,
            max_length=CELL_LIMIT,
            heads=heads,
        ) as answer:
            return as_table(name, answer.data["rows"], answer.data["first_row"])
    except TableError as error:
        raise ListRefusedError([
            _in_words(name, fault) for fault in error.faults
        ]) from None


def disguise_words(text: str) -> str:
    """Say why a name may be taken for another one; nothing, where it is plain."""
    words = {
        "control": _("có ký tự điều khiển không hiện ra; hãy gõ lại"),
        "bidirectional": _("có ký tự đảo chiều chữ; hãy gõ lại"),
        "mixed_scripts": _(
            "có chữ cái của bảng chữ khác trông như chữ Latinh; hãy gõ lại"
        ),
        "styled_letters": _("có chữ toàn khổ hoặc chữ kiểu; hãy gõ lại"),
    }
    disguise = find_disguise(text)
    return words[disguise] if disguise else ""


def _in_words(name: str, fault: EngineFault) -> Fault:
    words = {
        "false_xlsx": _("tệp mang đuôi Excel nhưng không phải là tệp XLSX"),
        "not_xlsx": _("tệp không phải là XLSX hoặc đã hỏng"),
        "not_utf8": _("không đọc được chữ: tệp phải là UTF-8"),
        "not_csv": _("tệp không phải là CSV"),
        "too_long": _("quá %(limit)d dòng") % {"limit": ROWS_LIMIT},
        "too_wide": _("quá %(limit)d cột") % {"limit": COLUMNS_LIMIT},
        "long_cell": _("có ô dài quá %(limit)d ký tự") % {"limit": CELL_LIMIT},
        "too_few_cells": _("ít ô hơn dòng tên cột; hãy thêm dấu phân cách cho ô trống"),
        "too_many_cells": _(
            "nhiều ô hơn dòng tên cột; ô có dấu phân cách cần ngoặc kép"
        ),
        "cell_error": _("ô này có lỗi công thức; hãy sửa trong bảng tính"),
        "uncomputed_formula": _(
            "công thức chưa có kết quả; hãy mở tệp bằng phần mềm bảng tính rồi lưu lại"
        ),
        "untrusted_memory": _(
            "đọc tệp cần quá nhiều bộ nhớ; hãy xóa các dòng, cột trống ngoài bảng"
        ),
        "untrusted_time": _("đọc tệp mất quá nhiều thời gian; hãy tách tệp"),
        "untrusted_output": _("tệp chứa quá nhiều dữ liệu; hãy tách tệp"),
    }
    unreadable = _("tệp hỏng hoặc thuộc loại không đọc được")
    column = str(fault.column or "")
    return Fault(name, fault.row, column, words.get(fault.code, unreadable))


def as_table(name: str, lines: list[list[str]], first_row: int = 2) -> Table:
    """Take the first line as names of columns, and drop empty lines and columns nobody needs."""
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise ListRefusedError([Fault(name, 1, "", _("dòng đầu phải là tên các cột"))])
    columns = [fold(cell).replace(" ", "_") for cell in lines[0]]
    while columns and not columns[-1]:
        columns.pop()
    needless = [column.replace("_", " ") in SKIPPED for column in columns]
    rows = [
        Row(number, {c: tidy(v) for c, v in zip(columns, line, strict=False)})
        for number, line in enumerate(lines[1:], start=first_row)
        if any(cell.strip() for cell in line)
    ]
    return Table(
        name,
        [c for c, skip in zip(columns, needless, strict=True) if not skip],
        rows,
        [c.strip() for c, skip in zip(lines[0], needless, strict=False) if skip],
    )
