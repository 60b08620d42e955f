"""The sheets of a composite index, and the marks that stand where there is no number."""

from __future__ import annotations

from opendti.numeric.text import format_number
from opendti.workbook.words import KAD, NOTHING

RAW = "Số gốc"
OUTLIERS = "Kiểm ngoại lai"
STATISTICS = "Thống kê"
WEIGHTS = "Trọng số"
SHEETS = {
    "raw": RAW,
    "denominated": "Chia mẫu số",
    "screened": "Sàng lọc",
    "imputed": "Bù số thiếu",
    "treated": "Xử lý ngoại lai",
    "normalised": "Chuẩn hóa",
}
"""The sheet of each stage."""
NO_QUOTIENT = "Không chia được"
SCREENED_OUT = "Loại"
NOT_POSITIVE = "Có số ≤ 0"
STAYS_EMPTY = (KAD, NOTHING, SCREENED_OUT)
"""What is never imputed: does not apply, is not asked of the block, was screened out."""
UNTREATED = "Giữ nguyên"


def percent(share: float) -> str:
    """Write a share as per cent in Vietnamese: 66,7%."""
    return f"{format_number(share * 100, 4, 'vi', trim=True)}%"
