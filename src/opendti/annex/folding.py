"""Vietnamese letters folded to unaccented ones, one for one, so that offsets of matches hold in the original."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from opendti.numeric.text import parse_number

_SIGNS = {
    "đ": "d",
    "×": "*",
    "÷": "/",
    **dict.fromkeys("\u2217\u00b7\u22c5", "*"),
    **dict.fromkeys("\u2215\u2044", "/"),
    **dict.fromkeys("–—−•\u2010\u2011", "-"),
    **dict.fromkeys("→\uff1a", ":"),
    "\uff1b": ";",
    "\u2a7e": "≥",
    "\u2a7d": "≤",
}
"""Signs that many keyboards and word processors write in their own way."""

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?"
"""A number as Vietnamese writes it: 1.000 is a thousand, 0,5 a half."""


@lru_cache(maxsize=4096)
def _unaccented(letter: str) -> str:
    lower = letter.lower()[:1]
    base = unicodedata.normalize("NFD", lower)[:1]
    return _SIGNS.get(base, base)


def fold_letters(text: str) -> str:
    """
    Return the text in unaccented lower-case letters, each at its original offset.

    Examples
    --------
    >>> fold_letters("Điểm tối đa × 1/2")
    'diem toi da * 1/2'
    """
    return "".join(map(_unaccented, unicodedata.normalize("NFC", text)))


def lower_case(text: str) -> str:
    """
    Return the text in lower case, each letter at its original offset.

    Examples
    --------
    >>> lower_case("Điểm ĐẠT")
    'điểm đạt'
    """
    return "".join(letter.lower()[:1] for letter in text)


def number(text: str) -> float:
    """
    Read one number that matched `NUMBER`; what no parser takes keeps its digits.

    Examples
    --------
    >>> number("1.000"), number("0,5"), number("10.5")
    (1000.0, 0.5, 10.5)
    """
    try:
        return parse_number(text, official=True)
    except ValueError:
        # A number of a document or a bank, too large to be meant: its rule stays a guess.
        return float(text.replace(".", "").replace(",", "."))
