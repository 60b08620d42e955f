"""Points as annexes write them: 20, "20 điểm", "1.000", "0,5", "Không tính điểm"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opendti.annex.letters import NUMBER, fold, number
from opendti.annex.reading.lines import Cell

_NONE = re.compile(r"khong (tinh|cham|cho) diem|theo doi|khong xep hang")
_POINTS = re.compile(
    rf"(?:toi da\s*)?(?:la\s*|:\s*)?({NUMBER})\s*(%)?\s*(?:d|diem|point|points)?\.?"
)
_SIGNED = re.compile(rf"([-+])\s*({NUMBER})")


@dataclass(frozen=True, slots=True)
class PointsRead:
    """Points, or that the row is not scored, or what could not be understood."""

    value: float | None = None
    is_shown: bool = False
    unread: str = ""


NOTHING = PointsRead()


def read_points(cell: Cell) -> PointsRead:
    """
    Read a points cell.

    Examples
    --------
    >>> read_points(Cell("1.000 điểm")).value, read_points(Cell("0,5")).value
    (1000.0, 0.5)
    >>> read_points(Cell("Không tính điểm")).is_shown
    True
    """
    if cell.number is not None:
        unread = cell.text if cell.number < 0 else ""
        return PointsRead(None if unread else cell.number, unread=unread)
    text = " ".join(fold(cell.text).split())
    if not text or text in {"-", "/", "x"}:
        return NOTHING
    if _NONE.search(text):
        return PointsRead(is_shown=True)
    match = _POINTS.fullmatch(text.strip("()"))
    if match:
        return PointsRead(number(match[1]))
    return PointsRead(unread=cell.text)


_IN_TITLE = re.compile(rf"\s*[(:\-]\s*(?:toi da\s*)?({NUMBER})\s*(?:d|diem)\s*\)?\s*$")


def points_in_title(title: str) -> tuple[str, float | None]:
    """
    Take points off the end of a section's title.

    Examples
    --------
    >>> points_in_title("NHẬN THỨC SỐ (100 điểm)")
    ('NHẬN THỨC SỐ', 100.0)
    """
    match = _IN_TITLE.search(fold(title))
    if match is None:
        return title, None
    return title[: match.start()].rstrip(), number(match[1])
