"""Annexes as offices write them: sheets and documents built from rows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import docx
import xlsxwriter
from docx.document import Document
from docx.table import Table

HEADER = (
    "STT",
    "Chỉ số/Chỉ số thành phần",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Tài liệu kiểm chứng",
    "Nguồn thu thập dữ liệu",
    "Đơn vị phối hợp xác minh số liệu",
)
HEADING = (
    "PHỤ LỤC I",
    "BỘ CHỈ SỐ ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP XÃ NĂM 2026",
    "(Kèm theo Quyết định số 3336/QĐ-UBND ngày 05 tháng 6 năm 2026 của Ủy ban nhân dân Thành phố)",
)


@dataclass(frozen=True)
class Commune:
    code: str
    parent: str
    title: str
    points: str
    family: str
    rule: str


def commune_rows() -> list[Commune]:
    with (Path(__file__).parent / "hcmc_commune_2026.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        return [Commune(**row) for row in csv.DictReader(file)]


def commune_table() -> list[tuple[str, ...]]:
    """The seven cells of each row; points with a decimal comma where they need one."""
    return [
        (
            row.code,
            row.title,
            row.points,
            row.rule,
            "Văn bản, tài liệu chứng minh" if row.parent else "",
            "UBND cấp xã báo cáo" if row.parent else "",
            "Sở Khoa học và Công nghệ" if row.parent else "",
        )
        for row in commune_rows()
    ]


def write_commune_sheet(path: Path) -> Path:
    """A printed sheet: title above, column numbers, the header again on each page."""
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("DTI.Xa")
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True})
    for index, text in enumerate(HEADING):
        sheet.merge_range(index, 0, index, 6, text, bold)
    row = 4
    for index, cells in enumerate(commune_table()):
        if index % 15 == 0:
            sheet.write_row(row, 0, HEADER, bold)
            row += 1
            if index == 0:
                sheet.write_row(row, 0, [f"({n})" for n in range(1, 8)])
                row += 1
        is_group = not cells[3]
        if is_group:
            sheet.write_number(row, 0, int(cells[0]), bold)
        else:
            sheet.write_string(row, 0, cells[0])
        sheet.write_string(row, 1, cells[1], bold if is_group else wrapped)
        sheet.write_number(row, 2, float(cells[2]), bold if is_group else None)
        for column, text in enumerate(cells[3:], start=3):
            sheet.write_string(row, column, text, wrapped)
        row += 1
    sheet.merge_range(row, 0, row, 1, "Tổng cộng", bold)
    sheet.write_number(row, 2, 100, bold)
    workbook.close()
    return path


def write_commune_document(path: Path) -> Path:
    """A printed document: three tables, merged section rows, shared evidence cells."""
    document = docx.Document()
    for text in HEADING:
        document.add_paragraph().add_run(text).bold = True
    rows = commune_table()
    for index, start in enumerate((0, 18, 35)):
        if index:
            document.add_paragraph(f"Trang {index + 1}")
        part = rows[start : (18, 35, len(rows))[index]]
        _commune_part(document, part, has_header=index != 1)
    document.add_paragraph("Nơi nhận: như trên.")
    document.save(str(path))
    return path


def _commune_part(
    document: Document, rows: list[tuple[str, ...]], *, has_header: bool
) -> None:
    table = document.add_table(rows=0, cols=7)
    if has_header:
        _fill(table, HEADER, bold=True)
    first = None
    for cells in rows:
        is_group = not cells[3]
        added = _fill(
            table, (cells[0] + ".", *cells[1:]) if is_group else cells, bold=is_group
        )
        if is_group:
            added[3].merge(added[6])
            first = None
        elif first is None:
            first = added
        else:
            for column in (4, 5, 6):
                added[column].text = ""
                merged = first[column].merge(added[column])
                merged.text = cells[column]


def _fill(
    table: Table, cells: tuple[str, ...], *, bold: bool
) -> list[docx.table._Cell]:
    added = list(table.add_row().cells)
    for cell, text in zip(added, cells, strict=True):
        cell.paragraphs[0].add_run(text).bold = bold
    return added


def write_sheet(path: Path, rows: list[list[object]]) -> Path:
    """A plain sheet of rows; numbers stay numbers."""
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    for index, cells in enumerate(rows):
        sheet.write_row(index, 0, cells)
    workbook.close()
    return path
