"""Texts as people search for them, and whether they say anything."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower a text and drop its marks: "bo cong thuong" finds "Bộ Công Thương"."""
    spread = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(bare.split())


def has_words(text: str) -> bool:
    """Return whether a text holds a letter: a reason of blanks, dots or digits explains nothing."""
    return any(character.isalpha() for character in text)


def as_sentence(words: str) -> str:
    """
    Write words as a sentence: a capital at its beginning, a mark at its end.

    Examples
    --------
    >>> as_sentence("the code 1 stands twice")
    'The code 1 stands twice.'
    """
    whole = words[:1].upper() + words[1:]
    return whole if whole[-1:] in ".?!:…" else f"{whole}."
