"""The texts of cells, which formulas compare."""

from __future__ import annotations

from opendti.numeric.text import NO_VALUE
from opendti.plan.model import Criterion
from opendti.scoring import words
from opendti.scoring.words import STATE_MARKS, STATE_WORDS, UNMEASURED_MARKS

COVER = "Đọc trước"
ANSWERS = "Số liệu"
POINTS = "Điểm"
BESTS = "Tốt nhất"
TOTALS = "Tổng hợp"
RANKS = "Xếp hạng"
RULES = "Quy tắc"
LISTS = "Danh mục"

KAD, CD = STATE_MARKS["not_applicable"], STATE_MARKS["not_measured"]
GIVEN, BLANK, NOT_APPLICABLE, UNMEASURED = (
    state.capitalised().vi for state in STATE_WORDS.values()
)
KAD_MEANS = f"{KAD}: {STATE_WORDS['not_applicable'].vi}"
CD_MEANS = f"{CD}: {STATE_WORDS['not_measured'].vi}"
NOTHING = NO_VALUE
YES, NO = words.YES.vi, words.NO.vi
NOT_MEASURED = UNMEASURED_MARKS
ON_HOLD = NOT_MEASURED["hold"]
LEFT_OUT = NOT_MEASURED["leave_out"]
WRITTEN = "(đã ghi)"
HOW = "Hạng = 1 + số đơn vị cùng khối có giá trị cao hơn"
"""How a rank is computed; written above its column."""


def state_of(criterion: Criterion, code: int) -> str:
    """Return the word for the state of a criterion, by `State`'s number."""
    return (GIVEN, BLANK, KAD, NOT_MEASURED[criterion.not_measured])[code]
