"""
DOCX to lines: paragraphs and tables in their order, merged cells and all.

The tables are read from the markup itself: python-docx repeats merged cells, leaves
out what is in content controls, and does not see automatic numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from opendti.annex.reading.lines import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    EmbeddedDefinition,
    FileContents,
    Line,
    cleaned,
)
from opendti.annex.reading.markup import MATH, WORD, is_on, read_markup
from opendti.annex.reading.package import Package, refuse
from opendti.annex.reading.word_numbers import WordNumbers
from opendti.errors import Fault

NAMESPACE = "urn:opendti:annex:1"
"""Of the custom part in which our own export carries the whole definition."""

_WRAPPERS = {f"{WORD}{name}" for name in ("sdt", "sdtContent", "ins", "customXml")}
_HIDDEN = {f"{WORD}{name}" for name in ("del", "moveFrom", "txbxContent", "pPr", "rPr")}
_BREAKS = {
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}tab": " ",
    f"{WORD}noBreakHyphen": "-",
}


def read_document(package: Package) -> FileContents:
    """Read all paragraphs and tables of a document's body."""
    root = read_markup(package, "word/document.xml")
    body = root.find(f"{WORD}body") if root is not None else None
    if body is None:
        refuse(package.name, Fault("annex_damaged_document"))
    numbering = read_markup(package, "word/numbering.xml")
    styles = read_markup(package, "word/styles.xml")
    reader = _Reader(WordNumbers(numbering, styles))
    lines = []
    for line in reader.lines(body):
        lines.append(line)
        if len(lines) > MAX_ROWS:
            refuse(package.name, Fault("annex_too_many_rows", {"limit": MAX_ROWS}))
    return FileContents(tuple(lines), _embedded(package))


def _embedded(package: Package) -> EmbeddedDefinition | None:
    for member in package.members:
        if not member.startswith("customXml/item") or "Props" in member:
            continue
        root = read_markup(package, member)
        if root is not None and root.tag == f"{{{NAMESPACE}}}annex":
            definition = root.findtext(f"{{{NAMESPACE}}}definition") or ""
            return EmbeddedDefinition(definition, root.get("digest", ""))
    return None


def _unwrapped(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the children, also those inside content controls."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


class _Reader:
    """Walks a body once, counting tables and rows."""

    def __init__(self, numbers: WordNumbers) -> None:
        self.numbers = numbers
        self.table = 0
        self.row = 0

    def lines(self, body: etree._Element) -> Iterator[Line]:
        for child in _unwrapped(body):
            if child.tag == f"{WORD}p":
                text = cleaned(self.paragraph(child))
                if text:
                    bold = _is_bold(child)
                    yield Line(self.row, 0, (Cell(text, bold=bold),))
            elif child.tag == f"{WORD}tbl":
                self.table += 1
                yield from self.rows(child)

    def rows(self, table: etree._Element) -> Iterator[Line]:
        above: dict[int, Cell] = {}
        for row in _unwrapped(table):
            if row.tag == f"{WORD}tr":
                self.row += 1
                cells = tuple(self.cells(row, above))
                yield Line(self.row, self.table, cells[:MAX_COLUMNS])

    def cells(self, row: etree._Element, above: dict[int, Cell]) -> Iterator[Cell]:
        column = 0
        for _ in range(_number(row.find(f"{WORD}trPr/{WORD}gridBefore"), 0)):
            yield Cell()
            column += 1
        for cell in _unwrapped(row):
            if cell.tag != f"{WORD}tc":
                continue
            merge = cell.find(f"{WORD}tcPr/{WORD}vMerge")
            read = Cell(self.cell(cell), bold=_is_bold(cell))
            # A merged cell is written once, at the top; below, Word writes empty ones that go
            # on.
            if merge is not None and merge.get(f"{WORD}val") != "restart":
                top = above.get(column, read)
                read = Cell(top.text, top.number, top.bold, "above")
            above[column] = read
            yield read
            # Bounded: a span of two thousand million columns is one attribute.
            span = _number(cell.find(f"{WORD}tcPr/{WORD}gridSpan"), 1)
            for _ in range(span - 1):
                yield Cell(covered="left")
            column += span

    def cell(self, cell: etree._Element) -> str:
        paragraphs = (
            self.paragraph(inner)
            for inner in cell.iter(f"{WORD}p")
            if not any(up.tag == f"{WORD}txbxContent" for up in inner.iterancestors())
        )
        return cleaned("\n".join(paragraphs))

    def paragraph(self, paragraph: etree._Element) -> str:
        text = "".join(_texts(paragraph))
        label = self.numbers.label(paragraph)
        return f"{label} {text}".strip() if label else text


def _texts(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        # Fallback repeats in an older form what is beside it.
        if not isinstance(tag, str) or tag in _HIDDEN or tag.endswith("}Fallback"):
            continue
        if tag in {f"{WORD}t", f"{MATH}t"}:
            yield child.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag == f"{MATH}f":
            top, bottom = (
                "".join(_texts(part)) if part is not None else ""
                for part in (child.find(f"{MATH}num"), child.find(f"{MATH}den"))
            )
            yield f"{top}/{bottom}"
        else:
            yield from _texts(child)


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{WORD}val", "") if element is not None else ""
    return min(int(value), MAX_COLUMNS) if value.isdigit() else default


def _is_bold(element: etree._Element) -> bool:
    """Return whether all that is written is bold."""
    runs = [run for run in element.iter(f"{WORD}r") if "".join(_texts(run)).strip()]
    return bool(runs) and all(is_on(run.find(f"{WORD}rPr/{WORD}b")) for run in runs)
