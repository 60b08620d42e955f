"""Rows of a table that are no units: totals, means, column numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from opendti.folding import fold

MAY_BE_TOTAL = (
    r"(?i)^\W*(?:[ΣΣ∑]|to|tổ|t\W*c|co|cộ|ca|cả|bi|bì|tr|gr|su|av|me|ov|gi|mu|mứ|di|đi|đ|do|độ"
    r"|so|số|lo|lớ|nho|nhỏ|th[aấ]|ma|mi|st|va)"
)
"""A first look over all names at once; `is_total` decides."""
_AROUND = re.compile(r"\([^)]*\)|[^\w\s]")
_MEAN = r"(?:(?:gia tri|diem|muc|so|ty le) )?(?:trung binh|binh quan)(?: (?:cong|chung|diem))?"
_WHOLE = r"(?:toan|ca) (?:tinh|thanh pho|tp|huyen|quan|xa|phuong|nganh|quoc|nuoc|bo|khoi|vung|he thong|dia ban|dia phuong)"
_TOTAL = re.compile(
    rf"(?:tong(?: (?:cong|so|diem|chung))*|t cong|cong(?: (?:chung|don))?|{_MEAN})(?: (?:cua )?{_WHOLE})?|{_WHOLE}"
    r"|trung vi|do lech chuan|(?:(?:gia tri|diem|muc) )?(?:lon|nho|cao|thap) nhat"
    r"|(?:grand |sub ?)?totals?|sum|averages?|avg|means?|median|overall|max(?:imum)?|min(?:imum)?"
    r"|std|std? ?dev|standard deviation|variance"
)
"""Folded headings of rows that sum units up, average them or name their extremes."""
_SUM_SIGN = re.compile(r"\W*[Σ∑]\W*")
_MIN_COLUMNS = 3
"""Columns that must be numbered before their numbers are no answers."""


def is_total(name: str) -> bool:
    """
    Return whether a name is the heading of a row of totals or means.

    Examples
    --------
    >>> is_total("Tổng cộng toàn tỉnh:"), is_total("Tổng cục Thuế")
    (True, False)
    """
    if _SUM_SIGN.fullmatch(name):
        return True
    # The whole name: `Tổng cục Thuế` begins like a total and is an agency.
    return bool(_TOTAL.fullmatch(" ".join(_AROUND.sub(" ", fold(name)).split())))


def numbers_columns(cells: Sequence[Any]) -> bool:
    """
    Return whether it is the row of column numbers that forms have below their header.

    Examples
    --------
    >>> numbers_columns(["(1)", "(2)", "(3)"]), numbers_columns(["1", "2", "4"])
    (True, False)
    """
    found = [_cell_text(cell) for cell in cells if cell is not None]
    if not _MIN_COLUMNS <= len(found) == len(cells) or not found[0].isdecimal():
        return False
    first = int(found[0])
    # Two columns that hold 1 and 2 may be answers; three in a row from the first are a printed
    # form.
    return first in {0, 1} and found == [
        str(first + offset) for offset in range(len(found))
    ]


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip(" ()[]")
