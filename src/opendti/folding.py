"""
Words without case and diacritics: one form in which they are compared and searched.

"bo cong thuong" finds "Bộ Công Thương", and a table may say `not_applicable` or
"Not applicable". Names of units, where diacritics do count, are compared by
`opendti.naming.identity`.
"""

from __future__ import annotations

import unicodedata

_PIECE = 1000  # characters


def fold(text: str) -> str:
    """
    Return words without case, diacritics, underscores and double spaces.

    The site stores search keys made by it: a change of its results needs a migration of them.

    Examples
    --------
    >>> fold("  Không_áp  dụng ")
    'khong ap dung'
    """
    # đ has no decomposition in Unicode: the one letter of Vietnamese that NFD does not take
    # apart.
    lower = visible(text).casefold().replace("đ", "d")
    # In pieces: Python sorts a run of marks in a time that grows by its square. All marks go.
    plain = "".join(
        unicodedata.normalize("NFD", lower[start : start + _PIECE])
        for start in range(0, len(lower), _PIECE)
    )
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(letters.replace("_", " ").split())


def visible(text: str) -> str:
    """Return the text without format characters, as a form of the site does."""
    if text.isascii():
        return text
    return "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
