"""The dialect of a text table: its separator, and the line of its header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from opendti.errors import Fault
from opendti.tables.reading.header import SEARCHED, HeaderNames

SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,\t]*\s*', re.IGNORECASE)
"""The line that sets the separator for Excel: it is no row."""


@dataclass(frozen=True, slots=True)
class TextDialect:
    """
    The dialect of a text table.

    Attributes
    ----------
    separator
        Comma, semicolon, tab, or what a line `sep=` names.
    header
        The header's cells; empty where the table has none.
    lines
        Lines above the header.
    rows
        Rows above the header, as a spreadsheet program counts them.
    """

    separator: str
    header: tuple[str, ...]
    lines: int = 0
    rows: int = 0

    @property
    def first_row(self) -> int:
        """The number that a person sees beside the first row below the header."""
        return self.rows + 2


def find_dialect(lines: Iterable[str], header_names: HeaderNames) -> TextDialect:
    """
    Find the separator and the header in the first lines of a table.

    Parameters
    ----------
    lines
        With their ends.
    header_names
        The names by which the header is found; it is the first row where none is.
    """
    # A quoted cell may run over several lines, so more lines than rows are read.
    first = list(islice(lines, 4 * SEARCHED))
    named = _SEPARATOR_LINE.fullmatch(first[0]) if first else None
    if named:
        return _with_separator(first, named[1], header_names, above=1)[1]
    tried = [_with_separator(first, mark, header_names, above=0) for mark in SEPARATORS]
    counted = max(SEPARATORS, key=first[0].count) if first else ","
    # The separator that shows the most names of columns; where none is known, the most frequent.
    return max(tried, key=lambda each: (each[0], each[1].separator == counted))[1]


def _with_separator(
    lines: Sequence[str], separator: str, header_names: HeaderNames, *, above: int
) -> tuple[int, TextDialect]:
    """Return how many columns a header shows when the lines are cut so, and the writing."""
    rows: list[list[str]] = []
    starts = [0]
    reader = csv.reader(lines[above:], delimiter=separator, strict=True)
    for cells in _until_broken(reader):
        rows.append(cells)
        starts.append(reader.line_num)
    found = header_names.find(rows)
    index = found or 0
    header = tuple(rows[index]) if rows else ()
    known = 0 if found is None else len(header)
    return known, TextDialect(separator, header, above + starts[index], index)


def _until_broken(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Walk over the rows up to one that cannot be read: its fault is found with the others."""
    try:
        yield from reader
    except csv.Error:
        return


def row_faults(
    rows: Iterable[Sequence[str]], header: Sequence[str], file: str, first_row: int
) -> list[Fault]:
    """
    Name the rows that have more or fewer cells than the header; empty rows are none.

    Parameters
    ----------
    header
        Its last cells may be without a name: a row may leave them out.
    first_row
        The number of the first of `rows`.
    """
    min_width, faults = named_width(header), []
    for number, cells in enumerate(rows, start=first_row):
        if min_width <= len(cells) <= len(header) or not any(map(str.strip, cells)):
            continue
        width = min_width if len(cells) < min_width else len(header)
        code = "too_few_cells" if len(cells) < min_width else "too_many_cells"
        params = {"found": len(cells), "columns": width}
        faults.append(Fault(code, params, file=file, row=number))
    return faults


def named_width(header: Sequence[str]) -> int:
    """Count the columns of a header up to the last that has a name."""
    return max((n for n, name in enumerate(header, start=1) if name.strip()), default=0)
