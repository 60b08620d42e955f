"""
Names in lists, in the order of the Vietnamese alphabet.

Đ comes after D, Ă and Â after A, Ê after E, Ô and Ơ after O, Ư after U; tones count where the
letters are the same (Level huyền hỏi ngã sắc nặng), capitals last of all. PostgreSQL has this
order by ICU; SQLite is taught it under the same name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from django.db.models.functions import Collate

COLLATION = "vi-x-icu"
_HATS = {"\u0306": 1, "\u0302": 2, "\u031b": 3}
"""What makes another letter: breve, circumflex, horn; a stroke makes Đ."""
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def in_vietnamese_order(field: str) -> Collate:
    """Return a field as `order_by` takes it."""
    return Collate(field, COLLATION)


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> tuple[list[tuple[str, int]], list[int], str]:
    """
    Return the key by which names are sorted: letters, then tones, then capitals.

    Examples
    --------
    >>> sorted(["Đà Nẵng", "Dung", "An", "Ân", "Án", "Ăn"], key=sort_key)
    ['An', 'Án', 'Ăn', 'Ân', 'Dung', 'Đà Nẵng']
    """
    letters: list[tuple[str, int]] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", text.casefold()):
        if letters and mark in _HATS:
            letters[-1] = (letters[-1][0], _HATS[mark])
        elif letters and mark in _TONES:
            tones[-1] = _TONES[mark]
        else:
            letters.append(("d", 1) if mark == "đ" else (mark, 0))
            tones.append(0)
    return letters, tones, text.swapcase()


def _compared(left: str, right: str) -> int:
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


def teach_sqlite(connection: Any, **_kwargs: Any) -> None:
    """Register the collation at a new connection to SQLite."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, _compared)
