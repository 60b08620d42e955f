"""Tables as people send them, read into plain rows, and as they take them home.

A list of units or people is no table of answers, so the engine's readers do not fit it; this
small reader keeps the row and column of every cell for the messages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from opendti import tables
from opendti.errors import Fault, TableError
from opendti.folding import fold
from opendti.naming import find_disguise, tidy
from opendti.tables.reading.header import HeaderNames
from opendti.tables.totals import is_total, numbers_columns
from opendti.tables.words import SKIPPED
from opendti.untrusted import read_untrusted
from opendti_site.ui.language import reader_language

BOUNDS = {"rows": 20_000, "columns": 100, "length": 10_000}
"""Rows and columns of a list, and characters of a cell: the last two are far more than one needs."""
__all__ = [
    "ListFault",
    "ListRefusedError",
    "ListRow",
    "ListTable",
    "check_length",
    "disguise_words",
    "is_total",
    "numbers_columns",
    "read_table",
    "workbook_of",
]


@dataclass(frozen=True, slots=True)
class ListFault:
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

    def __init__(self, faults: list[ListFault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line with its number in the file."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class ListTable:
    """A named table of texts; `skipped` are the columns that nobody needs."""

    name: str
    columns: list[str]
    rows: list[ListRow]
    skipped: list[str] = field(default_factory=list)

    def as_plain(self) -> list[Any]:
        """Return what JSON can hold, for the page between preview and writing."""
        rows = [[row.number, row.cells] for row in self.rows]
        return [self.name, self.columns, rows, self.skipped]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> ListTable:
        """Take back what `as_plain` gave."""
        name, columns, rows, skipped = plain
        found = [ListRow(number, cells) for number, cells in rows]
        return cls(name, columns, found, skipped)


def read_table(
    name: str,
    content: bytes,
    known: Collection[str] = (),
    *,
    mark: str = "",
    exact: bool = False,
) -> ListTable:
    """
    Read a CSV or XLSX file; a fault names the file, and the row where it has one.

    Parameters
    ----------
    known
        Names of columns: the row that holds the most of them is the header.
    mark
        What a cell of the table's sheet begins with: the sheet is found wherever it lies in the book.
    exact
        Write numbers of a workbook so that they have one reading; codes that are numbers stay as they are
        without.
    """
    # Columns are named with underscores in code, and with spaces by people.
    names = HeaderNames.of(column.replace("_", " ") for column in known).as_plain()
    try:
        with read_untrusted(
            "list",
            content,
            name,
            bounds=BOUNDS,
            header_names=names,
            mark=mark,
            exact=exact,
        ) as answer:
            return as_table(name, answer.data["rows"], answer.data["first_row"])
    except TableError as error:
        raise ListRefusedError([
            _list_fault(name, fault) for fault in error.faults
        ]) from None


def check_length(text: str, limit: int | None, *, is_required: bool) -> None:
    """Raise ValueError, with what is wrong in words, for a cell that is empty or too long."""
    if is_required and not text:
        raise ValueError(_("không được để trống"))
    if limit is not None and len(text) > limit:
        raise ValueError(_("dài quá %(limit)d ký tự") % {"limit": limit})


def disguise_words(text: str) -> str:
    """Explain why a name may be taken for another one; nothing, where it is plain."""
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


def _list_fault(name: str, fault: Fault) -> ListFault:
    words = fault.text(reader_language())
    return ListFault(name, fault.row, str(fault.column or ""), words)


def as_table(name: str, lines: list[list[str]], first_row: int = 2) -> ListTable:
    """Take the first line as names of columns, and drop empty lines and columns nobody needs."""
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise ListRefusedError([
            ListFault(name, 1, "", _("dòng đầu phải là tên các cột"))
        ])
    # Without case and marks: "Mã đơn vị" and "ma don vi" are one column.
    columns = [fold(cell).replace(" ", "_") for cell in lines[0]]
    # Spreadsheets leave empty columns at the right of a table.
    while columns and not columns[-1]:
        columns.pop()
    needless = [column.replace("_", " ") in SKIPPED for column in columns]
    rows = [
        ListRow(number, {c: tidy(v) for c, v in zip(columns, line, strict=False)})
        for number, line in enumerate(lines[1:], start=first_row)
        if any(cell.strip() for cell in line)
    ]
    return ListTable(
        name,
        [c for c, skip in zip(columns, needless, strict=True) if not skip],
        rows,
        [c.strip() for c, skip in zip(lines[0], needless, strict=False) if skip],
    )


def workbook_of(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    created: dt.datetime,
    texts: Collection[str] = (),
) -> bytes:
    """
    Return rows as a spreadsheet of a date; texts are written as texts, never as formulas.

    Parameters
    ----------
    texts
        Columns that hold texts alone, also where there is no row to tell it.
    """
    import polars as pl  # noqa: PLC0415 -- only files need it, and it takes long to load

    frame = pl.DataFrame(
        list(rows),
        schema=list(columns),
        schema_overrides=dict.fromkeys(texts, pl.String),
        orient="row",
        # All rows: by the first hundred alone a column could be taken for numbers.
        infer_schema_length=None,
    )
    with TemporaryDirectory(prefix="opendti-") as folder:
        path = Path(folder) / "table.xlsx"
        tables.write_frame(frame, path, created=created)
        return path.read_bytes()
