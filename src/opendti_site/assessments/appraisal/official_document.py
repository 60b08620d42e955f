"""Official documents as DOCX: a landscape A4 page, letterheads, tables."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
from django.utils import timezone
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell

FONT, SIZE, TABLE_SIZE = "Times New Roman", 13, 11


def landscape_document() -> Document:
    """Return an empty document on a landscape A4 page."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    normal.paragraph_format.space_after = Pt(4)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    return document


def file_of(document: Document, title: str) -> bytes:
    """Return a document as the bytes of its file, with a title and nobody's name in its properties."""
    properties = document.core_properties
    properties.title, properties.author = title, ""
    properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = timezone.now()
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def add_table(
    document: Document,
    widths: Sequence[float],
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """Add a table with columns of these widths in centimetres; its head is repeated on each page."""
    table = document.add_table(rows=1 + len(rows), cols=len(titles))
    table.style = "Table Grid"
    table.autofit = False
    # Asking a table for its cells row by row takes the square of its length.
    found = table._tbl.tr_lst  # noqa: SLF001 -- the only way past that
    cells = [[_Cell(cell, table) for cell in row.tc_lst] for row in found]
    found[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, texts in enumerate([titles, *rows]):
        for cell, text, width in zip(cells[number], texts, widths, strict=True):
            cell.width = Cm(width)
            write_cell(cell, text, bold=number == 0, size=TABLE_SIZE)


def write_cell(
    cell: _Cell,
    text: str,
    *,
    bold: bool = False,
    centred: bool = False,
    more: bool = False,
    size: int = SIZE,
) -> None:
    """Write into a cell, with `more` below what it holds."""
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_centred(document: Document, text: str, *, bold: bool = False) -> None:
    """Add a paragraph in the middle."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold
