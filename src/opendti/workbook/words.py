"""The texts of cells, which formulas compare."""

from __future__ import annotations

from opendti.plan.model import Criterion

COVER = "Đọc trước"
ANSWERS = "Số liệu"
POINTS = "Điểm"
BESTS = "Tốt nhất"
TOTALS = "Tổng hợp"
RANKS = "Xếp hạng"
RULES = "Quy tắc"
LISTS = "Danh mục"

KAD = "KAD"
CD = "CĐ"
GIVEN = "Đã nhập"
BLANK = "Để trống"
NOTHING = "–"
NOT_MEASURED = {
    "hold": "CĐ: chờ đo",
    "zero": "CĐ: 0 điểm",
    "leave_out": "CĐ: không tính",
}
ON_HOLD = NOT_MEASURED["hold"]
LEFT_OUT = NOT_MEASURED["leave_out"]
WRITTEN = "(đã ghi)"
HOW = "Hạng = 1 + số đơn vị cùng khối có giá trị cao hơn"
"""How a rank is computed; written above its column."""


def state_of(criterion: Criterion, code: int) -> str:
    """Return the word for the state of a criterion, by `State`'s number."""
    return (GIVEN, BLANK, KAD, NOT_MEASURED[criterion.not_measured])[code]
