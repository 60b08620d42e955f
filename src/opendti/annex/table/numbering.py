"""The printed numbers of rows: 1, 1.1; I, II; A, B; a), b); TC-01, and which follows which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opendti.annex.folding import fold_letters

_WORD = re.compile(
    r"^(?:phần|nhóm|trụ cột|mục|tiêu chí|chỉ số|tc|cs)\s+", re.IGNORECASE
)
_DOTTED = re.compile(
    r"(?:\d{1,4}|[^\W\d_]{1,12}(?:-?\d{1,4})?)(?:\.(?:\d{1,4}|[A-Za-zĐđ]))+"
)
_PREFIXED = re.compile(r"([^\W\d_]{1,12})[-. ]?(\d{1,4})")
_ROMAN = re.compile(r"(?=[IVXLC])(C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ENGLISH = "abcdefghijklmnopqrstuvwxyz"
OPAQUE = "?"


@dataclass(frozen=True, slots=True)
class Numbering:
    """One way to read a printed number: its style (1, I, a, dotted …), and its ordinal among its siblings."""

    style: str
    value: int
    dotted: str = ""


UNNUMBERED = Numbering("", 0)


def numberings_of(printed: str) -> list[Numbering]:
    """Return the ways to read a printed number: C may be a letter or a hundred."""
    if _DOTTED.fullmatch(printed):
        last = printed.rpartition(".")[2]
        depth = printed.count(".")
        return [Numbering(f"dotted{depth}", ordinal(last), printed)]
    found = []
    if printed.isdigit():
        found.append(Numbering("1", int(printed)))
    for text, style in ((printed, "I"), (printed.upper(), "i")):
        is_case = printed.isupper() if style == "I" else printed.islower()
        if is_case and _ROMAN.fullmatch(text):
            found.append(Numbering(style, _roman_value(text)))
    if len(printed) == 1 and printed.isalpha():
        style = "A" if printed.isupper() else "a"
        found.append(Numbering(style, ordinal(printed)))
    prefixed = _PREFIXED.fullmatch(printed)
    if prefixed and not found:
        found.append(Numbering(f"#{prefixed[1].lower()}", int(prefixed[2])))
    return found


def ordinal(text: str) -> int:
    """Return the ordinal of a number or a letter among its siblings, from 1; 0 where it has none."""
    if text.isdigit():
        return int(text)
    if len(text) == 1:
        return _ENGLISH.find(fold_letters(text)) + 1
    return _roman_value(text) if _ROMAN.fullmatch(text) else 0


def follows(value: int, last: int, style: str) -> bool:
    """Return whether an ordinal comes right after another one, in a style of numbering."""
    if value == last + 1:
        return True
    if style.lower() != "a" or not 0 < last <= len(_ENGLISH):
        return False
    # Vietnamese counts a, b, c, d, (đ), e, g: no f.
    letters = [
        _ENGLISH[number - 1] for number in (last, value) if 0 < number <= len(_ENGLISH)
    ]
    return len(letters) == 2 and letters == ["e", "g"]  # noqa: PLR2004 -- a pair


def _roman_value(text: str) -> int:
    values = [_VALUES[letter] for letter in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def bare_number(code: str) -> str:
    """Return a printed number without the words and signs around it."""
    bare = _WORD.sub("", code.strip()).strip(" .):(–-")
    return bare.replace(" ", "")


def next_number(printed: str) -> str:
    """Return the number after one, for a row that has none."""
    match = re.fullmatch(r"(.*?)(\d+)", printed)
    return (
        f"{match[1]}{int(match[2]) + 1}" if match else f"{printed}-1" if printed else ""
    )
