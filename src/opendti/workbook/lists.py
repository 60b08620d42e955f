"""The sheet of lists: the options of each choice, as the answers name them."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from opendti.plan.model import PlanItem
from opendti.workbook.cell_map import FIRST_LISTED, CellMap
from opendti.workbook.styles import Styles
from opendti.workbook.words import CD, KAD, LISTS, NOT_APPLICABLE, UNMEASURED

HEADINGS = (("Mã số liệu", 14), ("Số liệu", 60), ("Mã phương án", 18), ("Nghĩa", 60))
MARKS = ((KAD, NOT_APPLICABLE), (CD, UNMEASURED))
LINE, PADDING = 13, 4


def write_lists(sheet: Worksheet, cell_map: CellMap, styles: Styles) -> None:
    """Write one row an option, choice after choice, each ending with the states' marks."""
    sheet.set_row(0, 24)
    title = f"{LISTS}: phương án trả lời của các câu chọn"
    sheet.write_string(0, 0, title, styles("title"))
    for column, (head, width) in enumerate(HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(FIRST_LISTED - 2, column, head, styles("head"))
    row = FIRST_LISTED - 1
    for index in cell_map.choices:
        row = _write_list(sheet, cell_map.plan.items[index], row, styles)
    sheet.freeze_panes(FIRST_LISTED - 1, 0)
    sheet.repeat_rows(FIRST_LISTED - 2)


def _write_list(sheet: Worksheet, item: PlanItem, row: int, styles: Styles) -> int:
    options = [(option.code, option.title.vi) for option in item.options]
    for rank, (code, text) in enumerate((*options, *MARKS)):
        name, title = (item.id, item.title.vi) if rank == 0 else ("", "")
        cells = ((name, "key"), (title, "wrap"), (code, "code"), (text, "wrap"))
        for column, (cell, style) in enumerate(cells):
            sheet.write_string(row, column, cell, styles(style))
        longest = max(len(title), len(text))
        sheet.set_row(row, LINE * (1 + int(longest * 1.15 / HEADINGS[1][1])) + PADDING)
        row += 1
    return row
