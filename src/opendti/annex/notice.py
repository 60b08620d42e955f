"""What the importer says of each thing it read: sure, guessed, or at fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opendti.definitions import Text

Certainty = Literal["sure", "guess", "fault"]


@dataclass(frozen=True, slots=True)
class Notice:
    """
    One remark for the person who will confirm the draft.

    `row` is the row of the sheet, or the running row over all tables of a
    document, from 1; `code` is the node that the remark is about.
    """

    level: Certainty
    row: int | None
    field: str
    message: Text
    code: str | None = None

    def in_language(self, language: str) -> str:
        """Return it in one line: level, row and code, field, message."""
        row = "" if self.row is None else ("dòng {}" if language == "vi" else "row {}")
        parts = [row.format(self.row), self.code or "", self.field]
        position = ", ".join(part for part in parts if part)
        return f"{self.level}: {position}: {self.message.in_language(language)}"


def notice_of(
    level: Certainty, row: int | None, field: str, vi: str, en: str
) -> Notice:
    """Return a notice of a whole row or file."""
    return Notice(level, row, field, Text(vi=vi, en=en))
