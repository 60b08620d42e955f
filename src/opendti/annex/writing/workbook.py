"""The annex as XLSX: landscape A4, the header on every page, points as numbers."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from opendti.annex.reading.lines import EmbeddedDefinition
from opendti.annex.reading.spreadsheet import (
    DEFINITION_SHEET,
    FIRST_DEFINITION_ROW,
    MARK,
)
from opendti.annex.writing.layout import AnnexLayout, LayoutRow

SHEET, MARKED_SHEET = "Phụ lục", "Bảng tiêu chí"
MAX_LENGTH = 30_000
"""Characters in a cell; a spreadsheet holds 32,767."""
LINE, TALLEST = 17.0, 400.0
"""Points of a line in Times New Roman 13, and of the tallest row there can be."""
WHAT = (
    "Định nghĩa đầy đủ của bộ chỉ số, để nhập lại không mất gì. "
    "Bảng ở trang trước được sửa thì bảng có giá trị."
)


def write_workbook(
    layout: AnnexLayout, embedded: EmbeddedDefinition | None, fingerprint: str
) -> bytes:
    """Return the annex as the bytes of an XLSX file, with the definition in a sheet of its own."""
    file = BytesIO()
    workbook = xlsxwriter.Workbook(
        file,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    workbook.set_properties({"title": layout.title, "created": layout.created})
    _Sheet(workbook, layout).write()
    if embedded is not None:
        _embed(workbook, embedded, fingerprint)
    workbook.close()
    return file.getvalue()


class _Sheet:
    """The visible sheet, written from the top down."""

    def __init__(self, workbook: Any, layout: AnnexLayout) -> None:
        self.layout = layout
        self.sheet = workbook.add_worksheet(MARKED_SHEET if layout.mark else SHEET)
        font = {"font_name": "Times New Roman", "font_size": 13}
        cell = font | {"border": 1, "text_wrap": True, "valign": "vcenter"}
        centred = cell | {"align": "center"}
        self.formats = {
            "head": workbook.add_format(font | {"bold": True, "align": "center", "text_wrap": True, "valign": "vcenter"}),
            "note": workbook.add_format(font | {"italic": True, "align": "center", "text_wrap": True, "valign": "vcenter"}),
            "header": workbook.add_format(centred | {"bold": True, "bg_color": "#F2F2F2"}),
            "text": workbook.add_format(cell),
            "text bold": workbook.add_format(cell | {"bold": True}),
            "code": workbook.add_format(centred),
            "code bold": workbook.add_format(centred | {"bold": True}),
            "points": workbook.add_format(centred | {"num_format": "#,##0.####"}),
            "points bold": workbook.add_format(centred | {"num_format": "#,##0.####", "bold": True}),
            "whole": workbook.add_format(centred | {"num_format": "#,##0"}),
            "whole bold": workbook.add_format(centred | {"num_format": "#,##0", "bold": True}),
        }  # fmt: skip

    def write(self) -> None:
        """Write page, title, header, rows and total."""
        header_row = self._title()
        for column, name in enumerate(self.layout.header):
            self.sheet.write_string(header_row, column, name, self.formats["header"])
        self.sheet.set_row(header_row, self._height(self.layout.header, 1.4))
        row = header_row + 1
        for layout_row in self.layout.rows:
            self._row(row, layout_row)
            row += 1
        self._total(row)
        self._page(header_row)

    def _title(self) -> int:
        last = len(self.layout.header) - 1
        for row, text in enumerate(self.layout.heading):
            name = "note" if text.startswith("(") else "head"
            self.sheet.merge_range(row, 0, row, last, text, self.formats[name])
            width = sum(self.layout.widths)
            self.sheet.set_row(row, 20 * (1 + len(text) // width))
        return len(self.layout.heading) + 1

    def _row(self, row: int, layout_row: LayoutRow) -> None:
        style = " bold" if layout_row.is_group else ""
        self.sheet.write_string(row, 0, layout_row.code, self.formats["code" + style])
        self.sheet.write_string(
            row, 1, layout_row.title[:MAX_LENGTH], self.formats["text" + style]
        )
        for column, (value, text) in enumerate(
            zip(layout_row.points, layout_row.point_texts, strict=True), start=2
        ):
            if layout_row.is_shown or layout_row.sign:
                self.sheet.write_string(row, column, text, self.formats["code"])
            else:
                self._number(row, column, value, style)
        for column, text in enumerate(
            layout_row.texts, start=2 + len(layout_row.points)
        ):
            self.sheet.write_string(
                row, column, text[:MAX_LENGTH], self.formats["text" + style]
            )
        shown = (
            layout_row.point_texts
            if layout_row.is_shown
            else ("",) * len(layout_row.points)
        )
        texts = (layout_row.code, layout_row.title, *shown, *layout_row.texts)
        self.sheet.set_row(row, self._height(texts))

    def _number(self, row: int, column: int, value: float | None, style: str) -> None:
        if value is None:
            self.sheet.write_blank(row, column, None, self.formats["points" + style])
            return
        name = "whole" if float(value).is_integer() else "points"
        self.sheet.write_number(row, column, value, self.formats[name + style])

    def _height(self, texts: tuple[str, ...], loss: float = 1.0) -> float:
        """Estimate a row's height: spreadsheets do not grow rows that a program writes."""
        lines = max(
            sum(1 + int(len(line) * loss / width) for line in text.split("\n"))
            for text, width in zip(texts, self.layout.widths, strict=True)
        )
        return min(TALLEST, LINE * lines + 2)

    def _total(self, row: int) -> None:
        self.sheet.merge_range(row, 0, row, 1, "Tổng cộng", self.formats["code bold"])
        for column, value in enumerate(self.layout.total, start=2):
            self._number(row, column, value, " bold")
        for column in range(2 + len(self.layout.total), len(self.layout.header)):
            self.sheet.write_blank(row, column, None, self.formats["text"])

    def _page(self, header_row: int) -> None:
        for column, width in enumerate(self.layout.widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(header_row)
        self.sheet.freeze_panes(header_row + 1, 2)
        mark = f"{self.layout.mark} · " if self.layout.mark else ""
        self.sheet.set_footer(f'&C&"Times New Roman"&11{mark}&P/&N')


def _embed(workbook: Any, embedded: EmbeddedDefinition, fingerprint: str) -> None:
    """Write the definition line by line: to be read by people, and back by us."""
    sheet = workbook.add_worksheet(DEFINITION_SHEET)
    head = [MARK, WHAT, fingerprint, embedded.digest]
    for row, text in enumerate(head):
        sheet.write_string(row, 0, text)
    for row, line in enumerate(
        embedded.definition.splitlines(), start=FIRST_DEFINITION_ROW - 1
    ):
        for column, start in enumerate(range(0, len(line), MAX_LENGTH)):
            sheet.write_string(row, column, line[start : start + MAX_LENGTH])
    sheet.set_column(0, 0, 120)
    # Nobody should print sixty pages of it; "Unhide" shows it to anyone who wants to read it.
    sheet.hide()
