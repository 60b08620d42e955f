from __future__ import annotations

import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
import xlsxwriter

from opendti.annex import Draft, import_annex
from opendti.annex.reading import package as bounds
from opendti.errors import AnnexError, UsageError
from opendti.framework.model import walk
from tests.opendti.annex.annexes import write_sheet

HEAD: list[object] = ["STT", "Chỉ số", "Điểm tối đa", "Cách xác định và tính điểm"]
YES = "Có: điểm tối đa; không: 0 điểm"


def drafted(tmp_path: Path, rows: list[list[object]]) -> Draft:
    return import_annex(write_sheet(tmp_path / "annex.xlsx", [HEAD, *rows]))


def faults_of(draft: Draft) -> list[tuple[int | None, str | None, str, str]]:
    return [
        (notice.row, notice.code, notice.field, notice.message.vi)
        for notice in draft.notices
        if notice.level == "fault"
    ]


def refused(path: Path) -> str:
    with pytest.raises(AnnexError) as caught:
        import_annex(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name
    return fault.message


def test_a_duplicate_number_is_reported_and_the_draft_is_made(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        [["1", "Nhóm", 20, ""], ["1.1", "Một", 10, YES], ["1.1", "Hai", 10, YES]],
    )
    assert [position.node.code for position in walk(draft.framework)] == [
        "1",
        "1.1",
        "1.1-2",
    ]
    assert faults_of(draft) == [(4, "1.1-2", "code", "số thứ tự 1.1 đã có ở trên")]


def test_a_gap_in_the_numbers_is_reported(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        [["1", "Nhóm", 20, ""], ["1.1", "Một", 10, YES], ["1.4", "Bốn", 10, YES]],
    )
    assert faults_of(draft) == [(4, "1.4", "code", "số thứ tự 1.4 không nối tiếp 1.1")]


def test_sums_that_do_not_add_up_are_reported(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["1", "Nhóm", "30", ""],
        ["1.1", "Một", "10", YES],
        ["1.2", "Hai", "12,5", YES],
        ["", "Tổng cộng", "40", ""],
    ]
    draft = drafted(tmp_path, rows)
    assert faults_of(draft) == [
        (
            2,
            "1",
            "points",
            "văn bản ghi 30 điểm, nhưng các mục bên dưới cộng lại là 22,5",
        ),
        (
            5,
            None,
            "points",
            "văn bản ghi tổng 40 điểm, nhưng các tiêu chí cộng lại là 22,5",
        ),
    ]
    assert draft.framework.declared == ()


def test_missing_and_unreadable_points_are_reported(tmp_path: Path) -> None:
    draft = drafted(tmp_path, [["1", "Một", "", YES], ["2", "Hai", "mười", YES]])
    assert faults_of(draft) == [
        (2, "1", "points", "thiếu điểm tối đa"),
        (3, "2", "points", "không hiểu điểm “mười”"),
        (3, "2", "points", "thiếu điểm tối đa"),
    ]
    assert draft.framework.missing is not None
    assert draft.framework.missing.vi == "Chưa có điểm tối đa của: 1, 2"


def test_a_rule_that_gives_more_than_the_points_is_reported(tmp_path: Path) -> None:
    text = "4 cuộc: 20 điểm; 3 cuộc: 15 điểm; còn lại: 0 điểm"
    draft = drafted(tmp_path, [["1", "Họp", 10, text]])
    ((row, code, field, message),) = faults_of(draft)
    assert (row, code, field) == (2, "1", "rule")
    assert message.startswith("cách tính đọc được không hợp lệ")
    english = [
        notice.message.en or "" for notice in draft.notices if notice.level == "fault"
    ]
    assert "20 points are more than the criterion's 10" in english[0]
    assert draft.framework.nodes[0].rule is not None
    assert draft.framework.nodes[0].rule.kind == "share"


def test_merged_points_are_not_counted_twice(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=4)
    rows = [
        [str(cell) for cell in HEAD],
        ["1", "Một", "10", YES],
        ["2", "Hai", "", YES],
    ]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "10"
    table.cell(1, 3).merge(table.cell(2, 3)).text = YES
    document.save(str(tmp_path / "merged.docx"))
    draft = import_annex(tmp_path / "merged.docx")
    assert [node.points for node in draft.framework.nodes] == [10, 0]
    assert faults_of(draft) == [(3, "2", "points", "thiếu điểm tối đa")]
    shared = [
        notice.message.vi
        for notice in draft.notices
        if (notice.code, notice.level) == ("2", "guess")
    ]
    assert shared == ["ô cách tính điểm gộp chung với dòng trên"]


def test_a_number_cell_that_lost_its_zero_is_corrected(tmp_path: Path) -> None:
    rows: list[list[object]] = [["1", "Nhóm", 100, ""]]
    rows += [
        [float(f"1.{number}"), f"Chỉ số {number}", 10, YES] for number in range(1, 10)
    ]
    rows.append([1.1, "Chỉ số mười", 10, YES])
    draft = drafted(tmp_path, rows)
    assert [position.node.code for position in walk(draft.framework)][-1] == "1.10"
    assert faults_of(draft) == []


def test_letters_in_pieces_are_read_as_whole_ones(tmp_path: Path) -> None:
    rows = [
        [unicodedata.normalize("NFD", str(cell)) for cell in HEAD],
        [
            "1",
            unicodedata.normalize("NFD", "Nhận thức số"),
            "5",
            unicodedata.normalize("NFD", YES),
        ],
    ]
    draft = import_annex(
        write_sheet(tmp_path / "nfd.xlsx", [list(row) for row in rows])
    )
    (node,) = draft.framework.nodes
    assert node.title.vi == unicodedata.normalize("NFC", "Nhận thức số")
    assert node.rule is not None
    assert node.rule.kind == "yes_no"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", "a PDF; give the annex as .xlsx or .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old .xls or .doc file, or one locked",
        ),
        (b"<html><table>", "a web page or RTF file; save it as .xlsx or .docx"),
        (b"", "the file is empty"),
        (b"STT,Chi so", "not an .xlsx or .docx file"),
        (b"PK\x03\x04 broken", "the file is damaged and cannot be opened"),
    ],
)
def test_another_kind_of_file_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "annex.xlsx"
    path.write_bytes(content)
    assert refused(path).startswith(message)


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "annex.docx", {"readme.txt": b"hello"})
    assert refused(path) == "a ZIP file, but neither an .xlsx nor a .docx"


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST_UNPACKED", 1_000_000)
    path = packed(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b" " * 5_000_000})
    assert path.stat().st_size < 10_000
    with pytest.raises(AnnexError, match=r"bomb\.xlsx: unpacks to more than 1 MB"):
        bounds.open_package(path.name, path.read_bytes())


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annex.xlsx"
    with path.open("wb") as file:
        file.truncate(bounds.LARGEST_FILE + 1)
    assert refused(path) == "larger than 20 MB"


def test_a_cell_far_away_is_refused(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "far.xlsx", [HEAD])
    members = {}
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="D1"', b'r="XFD1048576"')
    message = refused(packed(path, members))
    assert message.startswith("reading it takes more than 128 MB of memory")


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    path = packed(tmp_path / "a.docx", {"word/document.xml": entities})
    assert "declares a document type" in refused(path)


def test_a_file_without_an_annex_is_refused(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "list.xlsx", [["Họ và tên", "Chức vụ"], ["A", "B"]])
    assert refused(path).startswith("no annex table found")


def test_a_missing_file_or_part_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        import_annex(tmp_path / "nothing.xlsx")
    path = write_sheet(tmp_path / "one.xlsx", [HEAD, ["1", "Một", 10, YES]])
    with pytest.raises(UsageError, match="there is no part 3; the file has 1"):
        import_annex(path, part=3)


def test_a_formula_without_a_result_is_no_blank_of_an_annex(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["1", "Nhóm"])
        sheet.write_row(2, 0, ["1.1", "Một", "", YES])
        sheet.write_formula(2, 2, "=5+5", None, "")
    with pytest.raises(AnnexError) as caught:
        import_annex(path)
    (fault,) = caught.value.faults
    assert (fault.row, fault.column, fault.code) == (3, "C", "uncomputed_formula")


@pytest.mark.parametrize("digits", ["0.500.000", "9" * 20, "9" * 70])
def test_digits_that_are_no_number_end_no_import(tmp_path: Path, digits: str) -> None:
    rule = f"Đạt từ {digits} trở lên: 5 điểm; dưới {digits}: {digits} điểm"
    draft = drafted(tmp_path, [["1", "Nhóm", "", ""], ["1.1", "Một", "5", rule]])
    levels = {notice.level for notice in draft.notices if notice.field == "rule"}
    assert levels == {"guess", "fault"}
