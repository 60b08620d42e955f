"""Which column is which: header names vary, columns are missing or elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opendti.annex.folding import fold_letters
from opendti.annex.reading.lines import Cell, Line

Field = str
CODE, TITLE, POINTS, WEIGHT, RULE = "code", "title", "points", "weight", "rule"
EVIDENCE, COLLECTED, VERIFIED, UNIT, NOTE = (
    "evidence", "collected_from", "verified_by", "unit", "note",
)  # fmt: skip
IGNORED = "ignored"

_NAMES: tuple[tuple[Field, str], ...] = (
    (IGNORED, r"tu (cham|danh gia|cho diem)|diem (dat|tham dinh|duoc|cua hoi dong)|^ket qua|^thuc te|nam truoc"),
    (CODE, r"^(stt|tt|so tt|s\.?t\.?t\.?|so thu tu|ma|ma so|ma chi so|ma tieu chi|ky hieu|no\.?|#|muc)$"),
    (UNIT, r"^don vi tinh|^dvt$"),
    (VERIFIED, r"xac minh|phoi hop|tham tra|^(don vi|co quan) (chu tri|tham dinh|kiem tra|theo doi|danh gia)"),
    (EVIDENCE, r"kiem chung|minh chung|^tai lieu|^ho so|giai trinh|^chung minh|^evidence"),
    (COLLECTED, r"^nguon"),
    (RULE, r"^(cach|phuong phap|huong dan|cong thuc|quy tac|quy dinh|tieu chuan|dieu kien|muc (do )?danh gia)|(tinh|cham) diem|^rule"),
    (WEIGHT, r"^(ty trong|ti trong|trong so|weight)|^ty le( ?%| ?\(%\))?$|^%$"),
    (POINTS, r"^((tong|muc|thang|so|khung) )*diem\b|diem (toi da|chuan)$|^(max )?points|^toi da"),
    (NOTE, r"^(ghi chu|note)"),
    (TITLE, r"\b(chi so|tieu chi|noi dung|linh vuc|tru cot|hang muc|nhiem vu|criteri|indicator)"),
)  # fmt: skip

MAX_NAME_LENGTH = 80
MIN_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class PointsColumn:
    """One column of points: of every unit, or of one block."""

    index: int
    title: str
    is_weight: bool = False
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The column index of each field; `starts` are the indices of the header's own cells."""

    indices: dict[Field, int]
    points: tuple[PointsColumn, ...]
    names: dict[Field, str]
    starts: tuple[int, ...]
    folded: tuple[str, ...]

    def cell(self, line: Line, index: int | None) -> Cell:
        """Return the cell under a column of the header."""
        if index is None:
            return Cell()
        here = index
        own = _starts(line)
        # Word often gives the same cells other widths: then the order decides.
        if len(own) == len(self.starts) and index in self.starts:
            here = own[self.starts.index(index)]
        return line.cells[here] if here < len(line.cells) else Cell()

    def field(self, line: Line, name: Field) -> Cell:
        """Return the cell of a field, empty where the annex has no such column."""
        return self.cell(line, self.indices.get(name))

    def is_repeated_in(self, line: Line) -> bool:
        """Return whether a line is the header once more."""
        texts = [fold_letters(self.cell(line, index).text) for index in self.starts]
        pairs = [
            (text, name)
            for text, name in zip(texts, self.folded, strict=True)
            if text and name
        ]
        same = sum(1 for text, name in pairs if text == name)
        return len(pairs) >= MIN_COLUMNS - 1 and same > len(pairs) / 2


def _starts(line: Line) -> tuple[int, ...]:
    return tuple(
        index for index, cell in enumerate(line.cells) if cell.covered != "left"
    )


def field_of(name: str) -> Field | None:
    """Return the field that a column's name means."""
    folded = " ".join(fold_letters(name).split())
    if not folded or len(folded) > MAX_NAME_LENGTH:
        return None
    return next((field for field, words in _NAMES if re.search(words, folded)), None)


def find_columns(line: Line, below: Line | None) -> Columns | None:
    """Return the columns if the line is a header: a name, and points or a rule."""
    starts = _starts(line)
    texts = {index: line.cells[index].text for index in starts}
    fields = {index: field_of(text) for index, text in texts.items()}
    found = {field for field in fields.values() if field not in {None, IGNORED}}
    if len(found) < MIN_COLUMNS or TITLE not in found:
        return None
    if not found & {POINTS, WEIGHT, RULE} or _holds_values(line):
        return None
    indices: dict[Field, int] = {}
    for index, field in fields.items():
        if field is not None and field not in {POINTS, WEIGHT, IGNORED}:
            indices.setdefault(field, index)
    points = tuple(_points(line, fields, below))
    names = {field: texts[index] for field, index in indices.items()}
    folded = tuple(fold_letters(texts[index]) for index in starts)
    return Columns(indices, points, names, starts, folded)


def _holds_values(line: Line) -> bool:
    """Distinguish a row, with a number in front or in its cells, from a header of names."""
    first = next((cell.text for cell in line.cells if cell.text), "")
    return any(text.isdigit() for text in first) or any(
        cell.number is not None for cell in line.cells
    )


def _points(
    line: Line, fields: dict[int, Field | None], below: Line | None
) -> list[PointsColumn]:
    columns = []
    for index, field in fields.items():
        if field not in {POINTS, WEIGHT}:
            continue
        is_weight = field == WEIGHT or "%" in line.cells[index].text
        title = line.cells[index].text
        columns.append(PointsColumn(index, title, is_weight))
        columns += _blocks(line, index, below)
    kept = [column for column in columns if not column.is_weight] or columns
    return [column for column in kept if column.is_below] or kept


def _blocks(line: Line, index: int, below: Line | None) -> list[PointsColumn]:
    """Return the columns of a second header row under a merged points cell."""
    end = index + 1
    while end < len(line.cells) and line.cells[end].covered == "left":
        end += 1
    if below is None or end == index + 1:
        return []
    return [
        PointsColumn(here, below.cells[here].text, is_below=True)
        for here in range(index, min(end, len(below.cells)))
        if below.cells[here].text and below.cells[here].number is None
    ]


def is_second_header(columns: Columns, line: Line) -> bool:
    """Return whether the line under a header only names the parts of its cells."""
    return any(column.is_below for column in columns.points) or (
        bool(line.cells)
        and columns.field(line, CODE).covered == "above"
        and columns.field(line, TITLE).covered == "above"
    )
