"""Bounds in a condition: "từ 20 đến 51", "dưới 90%", "trên 5", "4 cuộc"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from opendti.annex.folding import NUMBER, number

_MORE, _LESS = r"(?:lon|cao|nhieu)", r"(?:nho|thap|it|kem)"
_WORDS = {
    "≥": rf"khong\s+(?:duoi|{_LESS}\s+hon)|{_MORE}\s+hon\s+hoac\s+bang|bang\s+hoac\s+{_MORE}\s+hon|tren\s+hoac\s+bang|it\s+nhat|toi\s+thieu|tu",
    "≤": rf"khong\s+(?:vuot(?:\s+qua)?|qua)|khong\s+(?:tren|{_MORE}\s+hon|hon)|{_LESS}\s+hon\s+hoac\s+bang|bang\s+hoac\s+{_LESS}\s+hon|duoi\s+hoac\s+bang|toi\s+da|nhieu\s+nhat",
    ">": rf"tren|{_MORE}\s+hon|hon|vuot(?:\s+qua)?|qua",
    "<": rf"duoi|{_LESS}\s+hon|(?:chua|khong)\s+dat|chua\s+(?:du|den)",
}
"""Comparisons in words; each stands right before its number."""
_SIGNS = {"≥": r">=|≥|^\s*=>", "≤": r"<=|≤|^\s*=<", ">": ">", "<": "<"}
_WORD, _SIGN = "|".join(_WORDS.values()), "|".join(_SIGNS.values())
_BEFORE_NUMBER = r"(?=(?:\s+(?:muc|ty\s+le|nguong|so|dat|la)){0,2}\s*\d)"
_TOKEN = re.compile(
    "|".join((
        rf"(?P<N>(?P<value>{NUMBER})\s*(?P<percent>%)?)",
        r"(?P<U>\btro\s+(?:len|di)\b)",
        r"(?P<D>\btro\s+xuong\b)",
        rf"(?P<sign>{_SIGN})",
        rf"(?P<word>\b(?:{_WORD})\b{_BEFORE_NUMBER})",
        rf"(?P<A>\bva\b(?=\s*(?:(?:{_WORD})\b|{_SIGN})\s*\d))",
        rf"(?P<T>(?:\b(?:den|toi)(?:\s+het)?\b|-)(?=\s*(?:(?:{_WORD})\b|{_SIGN}|)\s*\d))",
    ))
)  # fmt: skip
_ONE_NUMBER = re.compile(r"(?P<before>[≥≤><T]?)N(?P<after>[UD≥≤><]?)")
_TWO_NUMBERS = re.compile(r"(?P<first>[≥≤><]?)N(?P<to>T?)(?P<second>[≥≤><]?)N")
_AROUND = re.compile(r"N(?P<first>[≥≤><])(?P<second>[≥≤><])N")
_DIVISOR = re.compile(r"[a-z]\s*/\s*$")
_EXACTLY = re.compile(
    r"(?:\s*(?:neu|khi|co|dat|du|ty\s+le|to\s+chuc|hoan\s+thanh|thuc\s+hien|trien\s+khai|thanh\s+lap|day\s+du|bang|=)(?![^\W\d_]))*\s*$"
)
"""What may stand before a number that is meant exactly; after "mức" it is a name."""
_FLIPPED = str.maketrans("≥≤><", "≤≥<>")


@dataclass(frozen=True, slots=True)
class Bound:
    """
    An interval of numbers; shares where `is_share`, else as written.

    `parts` are the numbers and comparisons that it was made of.
    """

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    is_share: bool = False
    is_exact: bool = False
    unit: tuple[int, int] = (0, 0)
    parts: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_closed(self) -> bool:
        """Recognise an interval with two ends."""
        return -math.inf < self.low and self.high < math.inf

    def contains(self, value: float) -> bool:
        """Return whether a value lies within."""
        above = value > self.low or (value == self.low and not self.low_open)
        below = value < self.high or (value == self.high and not self.high_open)
        return above and below


def find_bound(condition: str, words: str = "") -> Bound | None:
    """
    Return the interval that a folded condition names; None where it is not just one.

    `words` are the condition in its own letters, for the parts of the interval.

    Examples
    --------
    >>> find_bound("tu 90% - duoi 100%")
    Bound(low=0.9, high=1.0, low_open=False, high_open=True, is_share=True, is_exact=False, unit=(18, 18))
    >>> find_bound("tu 5 hoac duoi 3 cuoc")
    """
    tokens = _tokens(condition, words)
    numbers = [token for token in tokens if token["N"]]
    operators = _operators("".join(map(_symbol, tokens)))
    if operators is None or any(_is_divided(condition, token) for token in numbers):
        return None
    if operators == ["="] and not _EXACTLY.match(condition, 0, numbers[0].start()):
        return None
    is_share = any(token["percent"] for token in numbers)
    is_range = any(token["T"] for token in tokens)
    # "từ 5 đến 90%" has one sign for both ends; elsewhere a bare number beside a share is a
    # count.
    if is_share and not is_range and not all(token["percent"] for token in numbers):
        return None
    values = [number(token["value"]) / (100 if is_share else 1) for token in numbers]
    found = _interval(operators, values)
    if found is None:
        return None
    unit = _unit(condition, numbers[-1].end())
    parts = ((words or condition)[slice(*token.span())].strip() for token in tokens)
    return Bound(*found, is_share, operators == ["="], unit, tuple(parts))


def _tokens(condition: str, words: str) -> list[re.Match[str]]:
    """Return the numbers and comparisons of a condition, from left to right."""
    return [
        token
        for token in _TOKEN.finditer(condition)
        if not _DIVISOR.search(condition, 0, token.start())
        and not _is_through(token, words)
    ]


def _is_through(token: re.Match[str], words: str) -> bool:
    """Distinguish "qua 3 kênh", through three of them, from "quá 3", more than three."""
    return token[0] == "qua" and words[slice(*token.span())].lower() != "quá"


def _symbol(token: re.Match[str]) -> str:
    for name in "NUDT":
        if token[name]:
            return name
    if token["A"]:
        return ""
    table = _SIGNS if token["sign"] else _WORDS
    return next(sign for sign, text in table.items() if re.fullmatch(text, token[0]))


def _operators(symbols: str) -> list[str] | None:
    """Return how each number is compared, from left to right; None for no known shape."""
    if match := _ONE_NUMBER.fullmatch(symbols):
        return _of_one_number(match["before"], match["after"])
    if match := _AROUND.fullmatch(symbols):
        return [match["first"].translate(_FLIPPED), match["second"]]
    if match := _TWO_NUMBERS.fullmatch(symbols):
        return _of_two_numbers(match["first"], match["to"], match["second"])
    return None


def _of_one_number(before: str, after: str) -> list[str] | None:
    if before and after in set("≥≤><"):
        return None
    if after == "U":
        return ["≥"] if before in {"", "≥"} else None
    if after == "D":  # people write "từ 5 trở xuống" as well
        return ["≤"] if before in {"", "≤", "≥"} else None
    if after:
        return [after.translate(_FLIPPED)]
    return [{"": "=", "T": "≤"}.get(before, before)]


def _of_two_numbers(first: str, to: str, second: str) -> list[str] | None:
    if first == "<" and to and not second:  # "dưới 90% đến 70%"
        return ["<", "≥"]
    if not (first or to) or not (second or to):
        return None
    return [first or "≥", second or "≤"]


def _interval(
    operators: list[str], values: list[float]
) -> tuple[float, float, bool, bool] | None:
    """Return low, high and which of them are open; None where nothing lies between."""
    if operators == ["≥", "≤"] and values[0] > values[1]:  # "90% - 80%"
        operators = ["≤", "≥"]
    low, high, low_open, high_open = -math.inf, math.inf, False, False
    lows = highs = 0
    for operator, value in zip(operators, values, strict=True):
        if operator in "=≥>":
            low, low_open, lows = value, operator == ">", lows + 1
        if operator in "=≤<":
            high, high_open, highs = value, operator == "<", highs + 1
    is_empty = low > high or (low == high and (low_open or high_open))
    return (
        None if is_empty or max(lows, highs) > 1 else (low, high, low_open, high_open)
    )


def _is_divided(condition: str, token: re.Match[str]) -> bool:
    """Recognise "5/7": a fraction, or a date."""
    before, after = (
        condition[: token.start()].rstrip(),
        condition[token.end() :].lstrip(),
    )
    return before.endswith("/") or after.startswith(("/", "*"))


def _unit(condition: str, start: int) -> tuple[int, int]:
    """Return where the words after a number stand: what is counted."""
    match = re.compile(
        r"\s*(?!tro (?:len|di|xuong))([a-z][a-z /]{0,40}?)\s*(?:tro len|tro di|tro xuong|$|[,;:.(])"
    ).match(condition, start)
    return match.span(1) if match else (start, start)
