"""
Errors, formulas and number formats of XLSX cells that the reader does not return.

Errors such as #DIV/0! and uncomputed formulas are empty cells to it, and
neither must pass for a blank; and it gives 4 for a code that the sheet shows as 04. So
the sheet's XML is read once more; a sheet whose text can hold none of these costs one
search, and no XML is parsed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from opendti.errors import Fault

_MAY_HOLD_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']|\x00""")
"""An attribute that says "error", in whichever quotes; two bytes a letter are not searched."""
_MAY_HOLD_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]|\x00")
_ZEROS = re.compile(r"0{2,}")
"""A number format that writes zeros in front of a short number, and nothing else."""
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(slots=True)
class SheetMarks:
    """
    What stands at cells, by row number and column number from 1.

    Attributes
    ----------
    errors
        The error as written.
    uncomputed
        Cells of formulas without a result.
    widths
        Digits that the number format shows at least.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    widths: dict[tuple[int, int], int] = field(default_factory=dict)

    def faults(self, file: str) -> list[Fault]:
        """Name the cells that must not pass for blanks, row by row."""
        faults = {
            position: Fault("cell_error", {"error": error})
            for position, error in self.errors.items()
        }
        faults |= dict.fromkeys(self.uncomputed, Fault("uncomputed_formula"))
        return [
            replace(faults[row, column], file=file, row=row, column=_letters(column))
            for row, column in sorted(faults)
        ]

    def shown(self, row: int, column: int, number: float) -> str | None:
        """Return a number as the sheet shows it, where its format puts zeros in front."""
        width = self.widths.get((row, column))
        if width is None or not number.is_integer() or number < 0:
            return None
        return str(int(number)).zfill(width)


def find_marks(raw: bytes, sheet: str) -> SheetMarks:
    """
    Read the errors, formulas and number formats of a sheet.

    Parameters
    ----------
    raw
        A workbook that was opened before.
    sheet
        The sheet's name.
    """
    marks = SheetMarks()
    try:
        with ZipFile(BytesIO(raw)) as workbook:
            data = workbook.read(_part(workbook, sheet))
            zeros = _zero_formats(workbook)
    except (BadZipFile, KeyError, etree.XMLSyntaxError):
        return marks
    if not (zeros or _MAY_HOLD_ERROR.search(data) or _MAY_HOLD_FORMULA.search(data)):
        return marks
    try:
        for position, cell in _cells(data):
            _read_cell(marks, position, cell, zeros)
    except etree.XMLSyntaxError:
        pass
    return marks


def _read_cell(
    marks: SheetMarks,
    position: tuple[int, int],
    cell: etree._Element,
    zeros: dict[str, int],
) -> None:
    kind, value = cell.get("t"), cell.findtext("{*}v")
    if kind == "e":
        marks.errors[position] = value or ""
    elif not value and kind != "str" and cell.find("{*}f") is not None:
        # A computed text may be empty; its cell then says that it holds a text.
        marks.uncomputed.append(position)
    elif cell.get("s") in zeros:
        marks.widths[position] = zeros[cell.get("s", "")]


def _cells(data: bytes) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """Walk over the cells; one without a reference follows the one before it."""
    # Entities, networks and DTDs are how XML reads other files or grows without end.
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    row = column = 0
    events = etree.iterparse(
        BytesIO(data), events=("start", "end"), tag=("{*}row", "{*}c"), **options
    )
    for event, element in events:
        is_row = etree.QName(element).localname == "row"
        if event == "start" and is_row:
            row, column = int(element.get("r") or row + 1), 0
        elif event == "end" and not is_row:
            named = re.fullmatch(r"([A-Z]+)(\d+)", element.get("r", ""))
            column = _number(named[1]) if named else column + 1
            yield (int(named[2]) if named else row, column), element
        # Freed at once: a sheet of a million cells would otherwise be a tree in memory.
        if event == "end":
            element.clear()


def _zero_formats(workbook: ZipFile) -> dict[str, int]:
    """Return by style the digits that its number format shows at least, where there are such."""
    try:
        styles = _markup(workbook.read("xl/styles.xml"))
    except KeyError:
        return {}
    widths = {
        tag.get("numFmtId"): len(code)
        for tag in styles.iterfind(".//{*}numFmts/{*}numFmt")
        if _ZEROS.fullmatch(code := tag.get("formatCode", ""))
    }
    cell_styles = styles.iterfind("{*}cellXfs/{*}xf")
    return {
        str(number): widths[tag.get("numFmtId")]
        for number, tag in enumerate(cell_styles)
        if tag.get("numFmtId") in widths
    }


def _letters(column: int) -> str:
    """Write a column's number as a sheet names it: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _part(workbook: ZipFile, sheet: str) -> str:
    """Return the file inside the workbook that holds a sheet; `KeyError` if there is none."""
    book = _markup(workbook.read("xl/workbook.xml"))
    links = _markup(workbook.read("xl/_rels/workbook.xml.rels"))
    names = {
        tag.get("name"): tag.get(_LINK) or tag.get(_STRICT_LINK)
        for tag in book.iterfind(".//{*}sheet")
    }
    targets = {tag.get("Id"): tag.get("Target", "") for tag in links.iterfind("{*}*")}
    target = targets[names[sheet]]
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _markup(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
