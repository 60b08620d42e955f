"""Lines to entries: one per numbered or titled row, its continuations joined to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from opendti.annex.folding import fold_letters
from opendti.annex.reading.lines import Cell, Line
from opendti.annex.table.columns import (
    CODE,
    COLLECTED,
    EVIDENCE,
    NOTE,
    POINTS,
    RULE,
    TITLE,
    UNIT,
    VERIFIED,
    Columns,
    find_columns,
    is_second_header,
)
from opendti.annex.table.line_texts import (
    code_and_title,
    first_points,
    is_column_numbers,
    own_text,
    own_texts,
)
from opendti.annex.table.points import (
    NOTHING,
    ParsedPoints,
    points_in_title,
    read_points,
)

LONGEST_SECTION = 200
TEXTS = (RULE, EVIDENCE, COLLECTED, VERIFIED, UNIT, NOTE)
_TOTAL = re.compile(r"^(tong( cong| so| diem|$)|cong\b|total)")
_NEXT_ANNEX = re.compile(r"^(phu luc|bieu so|mau so)\b")
_FOOTNOTE = re.compile(r"^[*(\s]*(ghi chu|chu thich|luu y|noi nhan)\b")
_BARE_LABEL = re.compile(r"[*(\s]*(?:ghi chu|chu thich|luu y)\s*[:)]*")
_PAGE = re.compile(r"(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?")
_SENT_TO = re.compile(r"noi nhan\b")
_BULLET = re.compile(r"^[-+*]\s*")


@dataclass(slots=True)
class AnnexEntry:
    """One row of the annex, with what the rows under it add."""

    row: int
    code: str
    title: str
    bold: bool = False
    is_number: bool = False
    points: list[ParsedPoints] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    def add(self, name: str, text: str) -> None:
        """Join a further piece of text to a field."""
        if text and text not in self.texts.get(name, "").split("\n"):
            self.texts[name] = "\n".join(filter(None, (self.texts.get(name), text)))


@dataclass(slots=True)
class AnnexTable:
    """One annex: what is above it, its columns, its entries, its printed total."""

    heading: tuple[str, ...]
    columns: Columns
    entries: list[AnnexEntry] = field(default_factory=list)
    total: AnnexEntry | None = None
    below: list[tuple[int, str]] = field(default_factory=list)

    def notes(self) -> list[tuple[int, str]]:
        """Return what is below the table, by row, up to whom it is sent to."""
        found = []
        for row, text in self.below:
            folded = fold_letters(text)
            if _SENT_TO.match(folded):
                break
            if not _BARE_LABEL.fullmatch(folded) and not _PAGE.fullmatch(folded):
                found.append((row, text))
        return found


def read_tables(lines: Iterable[Line]) -> list[AnnexTable]:
    """Return every table with a header; one without goes on with the one before."""
    gatherer = _Gatherer()
    kept = list(lines)
    for index, line in enumerate(kept):
        below = kept[index + 1] if index + 1 < len(kept) else None
        gatherer.take(line, below)
    return gatherer.finished()


class _Gatherer:
    """Takes line after line; knows the annex it is in and what stood above it."""

    def __init__(self) -> None:
        self.tables: list[AnnexTable] = []
        self.above: list[tuple[int, str]] = []
        self.table = 0
        self.entry: AnnexEntry | None = None
        self.header_row = 0
        self.closed = False

    def take(self, line: Line, below: Line | None) -> None:
        texts = [cell.text for cell in line.cells if cell.text and not cell.covered]
        if not texts:
            return
        if self._is_second_header(line):
            return
        columns = find_columns(line, below) if line.table else None
        if columns is not None:
            self._header(line, columns)
        elif (
            not self.tables
            or (line.table == 0 and not self._is_section(line))
            or (line.table and line.table != self.table and not self._continues(line))
        ):
            self.above += [(line.row, text) for text in texts]
        else:
            self._row(line)

    def finished(self) -> list[AnnexTable]:
        """Return the tables; what no table follows any more are notes of the last."""
        if self.tables:
            self.tables[-1].below += self.above
        return self.tables

    def _is_second_header(self, line: Line) -> bool:
        return (
            bool(self.tables)
            and line.table == self.table
            and line.row == self.header_row + 1
            and is_second_header(self.tables[-1].columns, line)
        )

    def _continues(self, line: Line) -> bool:
        """Return whether a table without a header goes on with the one before."""
        # A page break cuts a table in two, and the second half has no header of its own.
        starts = [cell for cell in line.cells if cell.covered != "left"]
        if len(starts) in {1, len(self.tables[-1].columns.starts)}:
            self.table = line.table
            return True
        return False

    def _is_section(self, line: Line) -> bool:
        text = line.cells[0].text
        return (
            bool(self.tables)
            and not self.closed
            and bool(re.match(r"(?:[IVXLC]{1,6}|[A-H]|\d{1,2})[.)]\s+\S", text))
            and len(text) < LONGEST_SECTION
        )

    def _header(self, line: Line, columns: Columns) -> None:
        self.table = line.table
        self.header_row = line.row
        heading = tuple(text for _row, text in self.above)
        self.tables.append(AnnexTable(heading, columns))
        self.above, self.closed = [], False

    def _row(self, line: Line) -> None:
        table = self.tables[-1]
        columns = table.columns
        if columns.is_repeated_in(line) or is_column_numbers(columns, line):
            return
        code, title = code_and_title(columns, line)
        label = fold_letters(title or code)
        if _TOTAL.match(label) and not (code and title):
            table.total = _entry(columns, line, "", title or code)
            self.closed = True
        elif _NEXT_ANNEX.match(label) and not code:
            self.above.append((line.row, title))
            self.closed = True
        elif (_FOOTNOTE.match(label) and not code) or (self.closed and not code):
            table.below.append((line.row, next(iter(own_texts(line)), title)))
        elif self._is_continuation(columns, line, code, title):
            self._continue(columns, line, title)
        else:
            self.entry = _entry(columns, line, code, title)
            self.entry.is_number = columns.field(line, CODE).number is not None
            table.entries.append(self.entry)

    def _is_continuation(
        self, columns: Columns, line: Line, code: str, title: str
    ) -> bool:
        if self.entry is None or code:
            return False
        cell = columns.field(line, TITLE)
        own = "" if cell.covered == "above" else title
        if not own or _BULLET.match(fold_letters(own)):
            return True
        has_points = any(
            columns.cell(line, column.index).text for column in columns.points
        )
        is_section = cell.bold or own.isupper() or len(own_texts(line)) == 1
        return not has_points and not is_section

    def _continue(self, columns: Columns, line: Line, title: str) -> None:
        entry = self.entry
        if entry is None:  # pragma: no cover -- asked for above
            return
        cell = columns.field(line, TITLE)
        own = "" if cell.covered == "above" else title
        rule = own_text(columns.field(line, RULE))
        points = own_text(columns.cell(line, first_points(columns)))
        pieces = [_BULLET.sub("", own) if own else "", rule]
        # A row of a case and its points, without a rule: "Đúng hạn | 5" reads as "Đúng hạn: 5
        # điểm".
        if points and own and not rule:
            printed = points if "đ" in points.lower() else f"{points} điểm"
            entry.add(RULE, f"{pieces[0].rstrip(' :;.')}: {printed}")
        elif points and rule and not own:
            printed = points if "đ" in points.lower() else f"{points} điểm"
            entry.add(
                RULE, rule if "điểm" in rule else f"{rule.rstrip(' :;.')}: {printed}"
            )
        else:
            for piece in filter(None, pieces):
                entry.add(RULE, piece)
        for name in TEXTS[1:]:
            entry.add(name, own_text(columns.field(line, name)))


def _entry(columns: Columns, line: Line, code: str, title: str) -> AnnexEntry:
    entry = AnnexEntry(line.row, code, title)
    entry.bold = columns.field(line, TITLE).bold or line.cells[0].bold
    entry.points = [
        read_points(_unshared(columns, line, column.index)) for column in columns.points
    ]
    bare, stated = points_in_title(title)
    if stated is not None and all(read == NOTHING for read in entry.points):
        entry.title = bare
        entry.points = [ParsedPoints(stated) for _ in columns.points] or [
            ParsedPoints(stated)
        ]
    for name in TEXTS:
        cell = columns.field(line, name)
        if name == RULE and cell.covered == "left":
            continue
        entry.add(name, cell.text)
        if cell.covered == "above" and cell.text:
            entry.shared.add(name)
    return entry


def _unshared(columns: Columns, line: Line, index: int) -> Cell:
    """Points merged over several rows belong to the first of them only."""
    cell = columns.cell(line, index)
    return Cell() if cell.covered else cell


__all__ = [
    "CODE",
    "COLLECTED",
    "EVIDENCE",
    "NOTE",
    "POINTS",
    "RULE",
    "TITLE",
    "UNIT",
    "VERIFIED",
    "AnnexEntry",
    "AnnexTable",
    "read_tables",
]
