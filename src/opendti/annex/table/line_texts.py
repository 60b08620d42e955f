"""The texts that a line of an annex's table has itself, its code and its title."""

from __future__ import annotations

import re

from opendti.annex.folding import fold_letters
from opendti.annex.reading.lines import Cell, Line
from opendti.annex.table.columns import (
    CODE,
    TITLE,
    Columns,
)

_LEADING = re.compile(
    r"((?:phan|nhom|tru cot|muc|tieu chi|chi so)\s+)?"
    r"(?:(\d{1,3}(?:\.\d{1,3}){0,5}|[ivxlc]{1,6}|[a-z])\s*[.):]|\d{1,3}(?:\.\d{1,3}){1,5})\s+(?=\S)"
)
"""A number before a title: with its stop or, where it has dots of its own, without."""


def own_text(cell: Cell) -> str:
    """Return a cell's text; one that a merged cell covers has none of its own."""
    return "" if cell.covered else cell.text


def own_texts(line: Line) -> list[str]:
    """Return the texts of a line that no merged cell covers, from the left."""
    return [cell.text for cell in line.cells if cell.text and not cell.covered]


def first_points(columns: Columns) -> int | None:
    """Return the index of the first column of points, None where there is none."""
    return columns.points[0].index if columns.points else None


def is_column_numbers(columns: Columns, line: Line) -> bool:
    """Recognise a row such as (1) (2) (3) under the header."""
    texts = [
        fold_letters(columns.cell(line, start).text).strip("() .")
        for start in columns.starts
    ]
    numbers = [text for text in texts if text]
    wanted = [str(number) for number in range(1, len(texts) + 1)]
    letters = [chr(96 + number) for number in range(1, len(texts) + 1)]
    return len(numbers) >= 3 and (texts in (wanted, letters) or numbers == wanted)  # noqa: PLR2004 -- two would be any row


def code_and_title(columns: Columns, line: Line) -> tuple[str, str]:
    """Return a line's code and title; a code may be printed at the head of the title."""
    texts = own_texts(line)
    cell, named = columns.field(line, CODE), columns.field(line, TITLE)
    code, title = own_text(cell), named.text
    if len(texts) == 1 and (not title or title == code):
        # One cell across the table, or a paragraph: a section's name.
        code, title = "", texts[0]
    if cell.covered == "above" and named.covered == "above":
        return "", title
    if code and not title and len(code) > 12:  # noqa: PLR2004 -- no number is longer
        code, title = "", code
    if not code and (CODE not in columns.indices or cell.covered != "above"):
        match = _LEADING.match(fold_letters(title))
        if match:
            return title[: match.end()].strip(" .:)"), title[match.end() :].strip()
    return code, title
