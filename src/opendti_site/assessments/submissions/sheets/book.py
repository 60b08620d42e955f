"""Lays out a form's workbook: the rows with their lists and locks, the lists' options, and a page of guidance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from opendti_site.assessments.submissions.sheets.columns import (
    FILLED,
    HEADINGS,
    MARK,
    STATE,
    VALUE,
)

WIDTHS = {
    "code": 14,
    "criterion": 36,
    "title": 40,
    "guide": 34,
    VALUE: 22,
    STATE: 18,
    "reason": 28,
    "comment": 28,
    "evidence": 36,
    MARK: 12,
}
NOTE_LENGTH, TITLE_LENGTH, HEADER_LENGTH = 255, 32, 255
"""What a spreadsheet program shows of a note on a cell, of its title, and in a printed header."""


@dataclass(frozen=True, slots=True)
class BookRow:
    """A row of the form: its cells by column, and what the lists of its cells offer."""

    cells: Mapping[str, str]
    options: Sequence[str]
    states: Sequence[str]


@dataclass(frozen=True, slots=True)
class FormBook:
    """What a form's workbook holds."""

    title: str
    unit: str
    created: dt.datetime
    rows: Sequence[BookRow]

    def as_xlsx(self) -> bytes:
        """Return the workbook; every cell is text, so that what is typed comes back as it was typed."""
        file = BytesIO()
        settings = {"in_memory": True, "strings_to_formulas": False}
        with xlsxwriter.Workbook(file, settings | {"strings_to_urls": False}) as book:
            book.set_properties({
                "title": f"{self.title} – {self.unit}",
                "created": self.created.astimezone(dt.UTC),
            })
            _Layout(book, self).write()
        return file.getvalue()


class _Layout:
    """Writes one workbook."""

    def __init__(self, book: Any, form: FormBook) -> None:
        self.form = form
        base = {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1}
        self.head = book.add_format({**base, "bold": True, "bg_color": "#E7ECF3"})
        self.fixed = book.add_format({**base, "border_color": "#C8D0DA"})
        # Text cells: a program that reads “3,5” or “1.234” by its own language would change what was typed.
        self.open = book.add_format({
            **base,
            "border_color": "#C8D0DA",
            "bg_color": "#FFF8DC",
            "locked": False,
        })
        self.sheet: Worksheet = book.add_worksheet(_("Hồ sơ"))
        self.guide: Worksheet = book.add_worksheet(_("Hướng dẫn"))
        self.lists: Worksheet = book.add_worksheet(_("Danh mục"))
        self.sources: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """Write the three sheets."""
        for column, (key, heading) in enumerate(HEADINGS.items()):
            self.sheet.set_column(
                column, column, WIDTHS[key], None, {"hidden": key == MARK}
            )
            self.sheet.write_string(0, column, str(heading), self.head)
        for number, row in enumerate(self.form.rows, start=1):
            self._row(number, row)
        self._page()
        self._guidance()
        self.lists.protect()

    def _row(self, number: int, row: BookRow) -> None:
        for column, key in enumerate(HEADINGS):
            style = self.open if key in FILLED else self.fixed
            self.sheet.write_string(number, column, row.cells[key], style)
        columns = list(HEADINGS)
        title, note = row.cells["title"], row.cells["guide"]
        self._offer(number, columns.index(VALUE), row.options, title, note)
        self._offer(number, columns.index(STATE), row.states, "", "")

    def _offer(
        self, row: int, column: int, words: Sequence[str], title: str, note: str
    ) -> None:
        """Offer a list in a cell where there is one, and say what the cell takes."""
        rule: dict[str, Any] = {"validate": "any"}
        if words:
            rule = {
                "validate": "list",
                "source": self._source(tuple(words)),
                "error_title": _("Không có trong danh sách"),
                "error_message": _("Hãy chọn một trong danh sách hoặc để trống."),
            }
        if note:
            rule |= {"input_title": _cut(title, TITLE_LENGTH)}
            rule |= {"input_message": _cut(note, NOTE_LENGTH)}
        if words or note:
            self.sheet.data_validation(row, column, row, column, rule)

    def _source(self, words: tuple[str, ...]) -> str:
        """Write a list once, and return where it lies: inside a cell's rule commas would cut it."""
        if words not in self.sources:
            column = len(self.sources)
            self.lists.write_column(0, column, words, self.fixed)
            cells = xl_range_abs(0, column, len(words) - 1, column)
            self.sources[words] = f"='{self.lists.get_name()}'!{cells}"
        return self.sources[words]

    def _page(self) -> None:
        """Lock what is not filled in, and set how the sheet is printed."""
        sheet = self.sheet
        sheet.freeze_panes(1, 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        head = f"{self.form.title} – {self.form.unit}".replace("&", "&&")
        sheet.set_header(f"&L{_cut(head, HEADER_LENGTH - 2)}")

    def _guidance(self) -> None:
        lines = (
            self.form.title,
            self.form.unit,
            _("Chỉ điền các ô nền vàng; các ô khác được khóa để giữ dấu của tệp."),
            _("Ô trống là chưa có số liệu, không phải số 0."),
            _("Số lẻ viết dấu phẩy (3,5 hoặc 1.234,5); tỷ lệ viết 80% hoặc 0,8."),
            _(
                "Không áp dụng: để trống giá trị, chọn trạng thái và ghi lý do ở mọi dòng của tiêu chí."
            ),
            _("Có thể đổi thứ tự, ẩn hoặc thêm cột và trang; không sửa mã và dấu."),
            _("Điền xong, tải tệp lên hồ sơ và xem trước thay đổi rồi mới lưu."),
        )
        self.guide.set_column(0, 0, 100)
        for row, line in enumerate(lines):
            self.guide.write_string(row, 0, line, self.fixed if row else self.head)
        self.guide.protect()


def _cut(text: str, length: int) -> str:
    """Shorten a text to what a spreadsheet program takes; a longer one would be left out."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
