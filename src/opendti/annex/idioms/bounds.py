"""Bounds in a condition: "từ 20 đến 51", "dưới 90%", "trên 5", "4 cuộc"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from opendti.annex.letters import NUMBER, number

_LOW = rf"(?P<low>{NUMBER})\s*(?P<lowp>%)?"
_HIGH = rf"(?P<high>{NUMBER})\s*(?P<highp>%)?"
_UP = r"(?:dat\s+)?(?:tu|>=|≥|it\s+nhat|toi\s+thieu|khong\s+duoi|dat\s+tu)"
_OVER = r"(?:tren|>|lon\s+hon|cao\s+hon|hon|vuot)"
_UNDER = r"(?:duoi|<|nho\s+hon|it\s+hon|thap\s+hon|khong\s+dat|chua\s+dat|chua\s+du|chua\s+den)"
_UNTIL = r"(?:<=|≤|khong\s+qua|toi\s+da|den)"
_GAP = r"[^\d%;:]{0,40}?"

_PATTERNS = (
    ("between", re.compile(rf"(?P<open>{_OVER})?\s*(?:{_UP}\s*)?{_LOW}{_GAP}(?:den|toi|-)\s*(?P<below>{_UNDER})?\s*{_HIGH}")),
    ("between", re.compile(rf"(?P<open>{_OVER}|{_UP})\s*{_LOW}\s*(?:va|,)\s*(?P<below>{_UNDER}|{_UNTIL})\s*{_HIGH}")),
    ("between", re.compile(rf"{_LOW}\s*(?P<open><=?|≤)\s*[^\d<≤;:]{{1,25}}(?P<below><(?!=)|)(?:<=|≤)?\s*{_HIGH}")),
    ("up", re.compile(rf"{_LOW}{_GAP}tro\s+len")),
    ("down", re.compile(rf"(?P<closed>){_HIGH}{_GAP}tro\s+xuong")),
    ("up", re.compile(rf"(?P<open>{_OVER})\s*{_LOW}")),
    ("down", re.compile(rf"{_UNDER}\s*{_HIGH}")),
    ("down", re.compile(rf"(?P<closed>{_UNTIL})\s*{_HIGH}")),
    ("up", re.compile(rf"{_UP}\s*{_LOW}")),
    ("exact", re.compile(rf"^(?:(?:neu|khi|co|dat|du|dat\s+ty\s+le|to\s+chuc|ty\s+le|day\s+du|bang|=|tu)\s*)*{_LOW}(?!\s*(?:/|\*))")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """An interval of numbers; shares where `is_share`, else as written."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    is_share: bool = False
    is_exact: bool = False
    unit: tuple[int, int] = (0, 0)


def find_bound(condition: str) -> Bound | None:
    """
    Return the interval that a folded condition speaks of.

    Examples
    --------
    >>> find_bound("tu 90% - duoi 100%")
    Bound(low=0.9, high=1.0, low_open=False, high_open=True, is_share=True, is_exact=False, unit=(18, 18))
    """
    for kind, pattern in _PATTERNS:
        match = pattern.search(condition)
        if match:
            return _bound(kind, match, condition)
    return None


def _bound(kind: str, match: re.Match[str], condition: str) -> Bound:
    groups = match.groupdict()
    is_share = bool(groups.get("lowp") or groups.get("highp"))
    low = number(groups["low"]) if groups.get("low") else -math.inf
    high = number(groups["high"]) if groups.get("high") else math.inf
    last = "high" if groups.get("high") else "low"
    unit = _unit(condition, match.end(last) + (1 if is_share else 0))
    opening = (groups.get("open") or "").strip()
    low_open = bool(re.fullmatch(_OVER, opening)) or opening == "<"
    high_open = bool(re.fullmatch(_UNDER, groups.get("below") or ""))
    if kind == "down":
        high_open = groups.get("closed") is None
    if kind == "exact":
        high = low
    scale = 100 if is_share else 1
    return Bound(
        low / scale, high / scale, low_open, high_open, is_share, kind == "exact", unit
    )


def _unit(condition: str, start: int) -> tuple[int, int]:
    """Return where the words after a number stand: what is counted."""
    match = re.compile(
        r"\s*(?!tro (?:len|xuong))([a-z][a-z /]{0,40}?)\s*(?:tro len|tro xuong|$|[,;:.(])"
    ).match(condition, start)
    return match.span(1) if match else (start, start)
