"""Whether a text says anything, and how it is written as a sentence."""

from __future__ import annotations


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
