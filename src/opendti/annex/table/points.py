"""Points as annexes write them: 20, "20 điểm", "1.000", "0,5", "-5", "Không tính điểm"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from opendti.annex.folding import NUMBER, fold_letters, number
from opendti.annex.reading.lines import Cell
from opendti.folding import visible
from opendti.numeric.text import parse_number

Extra = Literal["", "bonus", "penalty"]
_NONE = re.compile(r"khong (tinh|cham|cho) diem|theo doi|khong xep hang")
_WRITTEN = r"[\d.,](?:[\d., ]*[\d.,])?"
"""What may be a number that stands alone; the one parser decides."""
_POINTS = re.compile(
    rf"(?:toi da\s*)?(?:la\s*|:\s*)?({_WRITTEN})\s*(%)?\s*(?:d|diem|point|points)?\.?(?:\s*\(toi da\)?)?"
)
_EXTRA = re.compile(
    rf"(?:diem\s+)?(?P<sign>[-+](?!\s*-)|tru|cong|thuong)(?:\s+them)?\s*(?:(?:toi da|nhieu nhat|khong qua)\s*)?"
    rf"(?:la\s*|:\s*)?-?(?P<most>{NUMBER})\s*(?:d|diem)?\.?"
)


@dataclass(frozen=True, slots=True)
class ParsedPoints:
    """
    Points, or that the row is not scored, or what could not be understood.

    `extra` are points outside the scale: added, or taken away where printed below 0.
    """

    value: float | None = None
    is_shown: bool = False
    unread: str = ""
    extra: Extra = ""


NOTHING = ParsedPoints()


def read_points(cell: Cell) -> ParsedPoints:
    """
    Read a points cell.

    Examples
    --------
    >>> read_points(Cell("1.000 điểm")).value, read_points(Cell("0,5")).value
    (1000.0, 0.5)
    >>> read_points(Cell("Không tính điểm")).is_shown
    True
    >>> read_points(Cell("Trừ tối đa 5 điểm"))
    ParsedPoints(value=5.0, is_shown=False, unread='', extra='penalty')
    """
    if cell.number is not None:
        return ParsedPoints(
            abs(cell.number), extra="penalty" if cell.number < 0 else ""
        )
    text = " ".join(fold_letters(visible(cell.text)).split())
    if not text or text in {"-", "/", "x"}:
        return NOTHING
    if _NONE.search(text):
        return ParsedPoints(is_shown=True)
    match = _POINTS.fullmatch(text.strip("()"))
    if match:
        return _of_number(match[1], cell)
    extra = _EXTRA.fullmatch(text.strip("()"))
    if extra:
        is_deduction = extra["sign"] in {"-", "tru"}
        kind: Extra = "penalty" if is_deduction else "bonus"
        return ParsedPoints(number(extra["most"]), extra=kind)
    return ParsedPoints(unread=cell.text)


def _of_number(text: str, cell: Cell) -> ParsedPoints:
    try:
        return ParsedPoints(parse_number(text, official=True))
    except ValueError:
        return ParsedPoints(unread=cell.text)


_IN_TITLE = re.compile(rf"\s*[(:\-]\s*(?:toi da\s*)?({NUMBER})\s*(?:d|diem)\s*\)?\s*$")


def points_in_title(title: str) -> tuple[str, float | None]:
    """
    Take points off the end of a section's title.

    Examples
    --------
    >>> points_in_title("NHẬN THỨC SỐ (100 điểm)")
    ('NHẬN THỨC SỐ', 100.0)
    """
    match = _IN_TITLE.search(fold_letters(title))
    if match is None:
        return title, None
    return title[: match.start()].rstrip(), number(match[1])
