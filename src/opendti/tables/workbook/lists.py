"""The sheet of lists: the options of each choice, as the answers name them."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from opendti.tables.workbook.spots import FIRST_LISTED, Spots
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.words import CD, KAD, LISTS

HEAD = FIRST_LISTED - 2
"""The row of the headings, counted from 0."""
TEXT_WIDTH = 40
MARKS = ((KAD, "Không áp dụng"), (CD, "Chưa đo"))


def write_lists(sheet: Worksheet, spots: Spots, styles: Styles) -> None:
    """Write two columns a choice: codes and what they mean, then the marks of states."""
    sheet.set_row(0, 24)
    title = f"{LISTS}: phương án trả lời của các câu chọn"
    sheet.write_string(0, 0, title, styles("title"))
    columns = []
    for place in spots.choices:
        item = spots.plan.items[place]
        options = [(option.code, option.title.vi) for option in item.options]
        columns.append((item.id, item.title.vi, [*options, *MARKS]))
    _write_heads(sheet, [(code, text) for code, text, _ in columns], styles)
    for row in range(max(len(lines) for _, _, lines in columns)):
        texts = [lines[row][1] for _, _, lines in columns if row < len(lines)]
        longest = max(len(text) for text in texts)
        sheet.set_row(HEAD + 1 + row, 13 * (1 + int(longest * 1.15 / TEXT_WIDTH)) + 4)
        for place, (_, _, lines) in enumerate(columns):
            if row < len(lines):
                code, text = lines[row]
                sheet.write_string(HEAD + 1 + row, place * 2, code, styles("code"))
                sheet.write_string(HEAD + 1 + row, place * 2 + 1, text, styles("wrap"))


def _write_heads(
    sheet: Worksheet, heads: list[tuple[str, str]], styles: Styles
) -> None:
    sheet.set_row(HEAD, 44)
    for place, (code, text) in enumerate(heads):
        sheet.set_column(place * 2, place * 2, 14)
        sheet.set_column(place * 2 + 1, place * 2 + 1, TEXT_WIDTH)
        sheet.write_string(HEAD, place * 2, code, styles("under"))
        sheet.write_string(HEAD, place * 2 + 1, text, styles("under"))
