"""One thing that is wrong with data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opendti.faults.catalogue import CATALOGUE
from opendti.faults.template import Language, write_sentence

POSITION_WORDS: dict[Language, tuple[str, str, str]] = {
    "vi": ("dòng", "hàng", "cột"),
    "en": ("line", "row", "column"),
}
"""A line of a text file, and the row and the column of a table."""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong, and where.

    Attributes
    ----------
    code
        The kind of fault, a key of `CATALOGUE`.
    params
        What the words of the kind name: texts, numbers, lists of texts.
    file
        The file's name, as a person calls it.
    line
        The line of a text file, from 1.
    row
        The row of a table, from 1, the header included.
    column
        A table column's name, or the character's offset in a line of text, from 1.
    path
        The code of a node, or what else names the part that is at fault.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    file: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | int | None = None
    path: str | None = None

    def text(self, language: Language = "en") -> str:
        """Return what is wrong, in words, without the position; KeyError for an unknown code."""
        return write_sentence(CATALOGUE[self.code], self.params, language)

    @property
    def message(self) -> str:
        """The English words."""
        return self.text("en")

    def line_of_text(self, language: Language = "en") -> str:
        """Return one line: the position first, then what is wrong."""
        words = POSITION_WORDS[language]
        numbers = zip(words, (self.line, self.row, self.column), strict=True)
        parts = [self.file or ""]
        parts += [f"{word} {number}" for word, number in numbers if number is not None]
        parts.append(self.path or "")
        position = ", ".join(part for part in parts if part)
        text = self.text(language)
        return f"{position}: {text}" if position else text

    def __str__(self) -> str:
        """One English line: the position first, then what is wrong."""
        return self.line_of_text("en")
