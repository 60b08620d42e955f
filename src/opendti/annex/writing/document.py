"""The annex as DOCX: landscape A4, Times New Roman, the header on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from lxml import etree

from opendti.annex.reading.document import NAMESPACE
from opendti.annex.reading.lines import EmbeddedDefinition
from opendti.annex.writing.layout import TOTAL, AnnexLayout, LayoutRow, points_text

FONT = "Times New Roman"
SIZE, TABLE_SIZE = 13, 11
"""Points of the text above the table, and in it: seven columns leave no more room."""
PAGE = 26.7
"""Centimetres between the margins of a landscape A4."""


def write_document(
    layout: AnnexLayout, embedded: EmbeddedDefinition | None, fingerprint: str
) -> bytes:
    """Return the annex as the bytes of a DOCX file, with the definition in a custom part."""
    document = docx.Document()
    _page(document, layout.mark)
    for text in layout.heading:
        is_note = text.startswith("(")
        _paragraph(document, text, bold=not is_note, italic=is_note)
    _table(document, layout)
    if embedded is not None:
        _embed(document, embedded, fingerprint)
    _describe(document, layout)
    file = BytesIO()
    document.save(file)
    return _undated(file)


def _describe(document: Document, layout: AnnexLayout) -> None:
    """Replace the properties of python-docx's template, which was made in 2013."""
    properties = document.core_properties
    properties.title, properties.author = layout.title, ""
    properties.comments, properties.language = "", "vi-VN"
    properties.last_modified_by = ""
    properties.created = properties.modified = layout.created


def _undated(file: BytesIO) -> bytes:
    """Pack the members again without the times of packing, so that equal files are equal bytes."""
    packed = BytesIO()
    with ZipFile(file) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(ZipInfo(member.filename), source.read(member), ZIP_DEFLATED)
    return packed.getvalue()


def _page(document: Document, mark: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin, section.right_margin = Cm(1.7), Cm(1.3)
    section.top_margin = section.bottom_margin = Cm(1.6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    spacing = normal.paragraph_format
    spacing.space_after, spacing.line_spacing = Pt(2), 1.0
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    _page_number(section.footer.paragraphs[0], mark)


def _page_number(paragraph: Any, mark: str) -> None:
    """Write the page number into the foot, behind the mark of what is no annex."""
    if mark:
        paragraph.add_run(f"{mark} · ").font.size = Pt(TABLE_SIZE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx knows no fields


def _paragraph(document: Document, text: str, *, bold: bool, italic: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic


def _table(document: Document, layout: AnnexLayout) -> None:
    count = 1 + len(layout.rows) + 1
    table = document.add_table(rows=count, cols=len(layout.header))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _narrow_margins(table)
    whole = sum(layout.widths)
    widths = [Cm(PAGE * width / whole) for width in layout.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # Asking a table for its cells row by row takes the square of its length.
    rows = table._tbl.tr_lst  # noqa: SLF001 -- the only way past that
    head, *body, last = [[_Cell(cell, table) for cell in row.tc_lst] for row in rows]
    _fill(head, layout.header, widths, bold=True, centred=range(len(head)))
    rows[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    rows[0].get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    centred = (0, *range(2, len(head) - layout.text_count))
    for cells, layout_row in zip(body, layout.rows, strict=True):
        _fill(
            cells, _texts(layout_row), widths, bold=layout_row.is_group, centred=centred
        )
    total = [points_text(points) for points in layout.total]
    texts = ("", TOTAL, *total, *("",) * layout.text_count)
    _fill(last, texts, widths, bold=True, centred=centred)


def _narrow_margins(table: Table) -> None:
    """Leave a millimetre beside the text: seven columns need the rest."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr  # noqa: SLF001 -- python-docx has no such setting
    # The schema wants it before what the template's look says last.
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _texts(layout_row: LayoutRow) -> tuple[str, ...]:
    return (
        layout_row.code,
        layout_row.title,
        *layout_row.point_texts,
        *layout_row.texts,
    )


def _fill(
    cells: list[_Cell],
    texts: tuple[str, ...],
    widths: Sequence[Length],
    *,
    bold: bool,
    centred: Iterable[int],
) -> None:
    centred_columns = set(centred)
    for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.width = widths[column]
        _write(cell, text, bold=bold, is_centred=column in centred_columns)


def _write(cell: _Cell, text: str, *, bold: bool, is_centred: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for index, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold, Pt(TABLE_SIZE)
        # A group's name never stands alone at the foot of a page.
        paragraph.paragraph_format.keep_with_next = bold or None
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _embed(document: Document, embedded: EmbeddedDefinition, fingerprint: str) -> None:
    """Put the definition into a part of its own, which offices keep and do not show."""
    root = etree.Element(f"{{{NAMESPACE}}}annex", nsmap={None: NAMESPACE})
    root.set("digest", embedded.digest)
    root.set("fingerprint", fingerprint)
    etree.SubElement(root, f"{{{NAMESPACE}}}definition").text = embedded.definition
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    package = document.part.package
    name = package.next_partname("/customXml/item%d.xml")
    part = Part(name, "application/xml", content, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
