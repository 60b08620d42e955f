"""
The one way to send a table as a file.

A text cell that a spreadsheet program would take for a formula (it begins with `=`, `+`,
`-` or `@`, also in full width or behind blanks, or with a control character) is written
with an apostrophe before it, within a cell also behind a semicolon, a tab or a new line; numbers are left alone. A machine that wants the texts as
they are asks with `?raw=1`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read Vietnamese wrongly
FORMULA_STARTS = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20", *"\t\r\n")
"""East Asian editions read the full-width signs as the narrow ones."""
INNER_START = re.compile(r"([;\t\n]\s*[\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where lists are separated by semicolons, as with a decimal comma, a program splits a cell there."""
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def csv_answer(
    request: HttpRequest,
    name: str,
    head: Iterable[str],
    rows: Iterable[Iterable[object]],
) -> HttpResponse:
    """Send rows as a CSV file; `?raw=1` leaves formula starts as they are."""
    return file_answer(csv_text(head, rows, raw=asks_for_raw(request)), CSV, name)


def asks_for_raw(request: HttpRequest) -> bool:
    """Return whether a machine asks for the texts as they are."""
    return request.GET.get("raw") == "1"


def file_answer(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """Send a file to be kept under a name."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


def csv_text(
    head: Iterable[str], rows: Iterable[Iterable[object]], *, raw: bool = False
) -> str:
    """Write rows as CSV with a byte order mark; formula starts are neutralised unless raw."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(head)
    writer.writerows(rows if raw else ([neutral(cell) for cell in row] for row in rows))
    return BYTE_ORDER_MARK + sheet.getvalue()


def neutral(cell: object) -> object:
    """Return a cell that no spreadsheet program evaluates."""
    # -5 begins with a sign and is a number: an apostrophe would make it a text in every sheet.
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return cell
    cell = INNER_START.sub(r"\1'", cell)
    is_formula = cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(
        FORMULA_STARTS
    )
    return f"'{cell}" if is_formula else cell
