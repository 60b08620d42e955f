from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import docx
import pytest

from opendti.annex import Draft, import_annex
from opendti.framework import Node
from opendti.framework.model import walk
from tests.opendti.annex.annexes import (
    HEADER,
    commune_rows,
    write_commune_document,
    write_commune_sheet,
    write_sheet,
)

TITLE = "BỘ CHỈ SỐ ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP XÃ NĂM 2026"
DOUBTFUL = ["DTI-04", "DTI-14", "DTI-36", "DTI-36"]


@pytest.fixture(params=["xlsx", "docx"])
def commune(request: pytest.FixtureRequest, tmp_path: Path) -> Draft:
    write = {"xlsx": write_commune_sheet, "docx": write_commune_document}[request.param]
    return import_annex(
        write(tmp_path / f"commune.{request.param}"), id="vn.hcmc.commune"
    )


def nodes_of(draft: Draft) -> dict[str, Node]:
    return {position.node.code: position.node for position in walk(draft.framework)}


def marked(draft: Draft, level: str, field: str) -> list[str | None]:
    return [
        notice.code
        for notice in draft.notices
        if (notice.level, notice.field) == (level, field)
    ]


def test_the_commune_annex_gives_its_tree(commune: Draft) -> None:
    parents = {
        position.node.code: position.parent.code if position.parent else ""
        for position in walk(commune.framework)
    }
    assert parents == {row.code: row.parent for row in commune_rows()}
    titles = {code: node.title.vi for code, node in nodes_of(commune).items()}
    assert titles == {row.code: row.title for row in commune_rows()}


def test_the_commune_annex_gives_its_points(commune: Draft) -> None:
    leaves = [node for node in nodes_of(commune).values() if node.rule]
    assert {node.code: node.points for node in leaves} == {
        row.code: float(row.points) for row in commune_rows() if row.rule
    }
    assert sum(float(str(node.points)) for node in leaves) == 100
    assert {
        declaration.under: declaration.points
        for declaration in commune.framework.declared
        if declaration.under
    } == {row.code: float(row.points) for row in commune_rows() if not row.rule}


def test_the_commune_annex_says_what_is_sure(commune: Draft) -> None:
    rules = [row.code for row in commune_rows() if row.rule]
    assert marked(commune, "sure", "rule") == [
        code for code in rules if code not in DOUBTFUL
    ]
    assert marked(commune, "guess", "rule") == DOUBTFUL
    assert commune.counted("fault") == 0


def test_the_commune_annex_keeps_its_texts(commune: Draft) -> None:
    nodes = nodes_of(commune)
    rules = [row for row in commune_rows() if row.rule]
    assert len(rules) == 43
    for row in rules:
        node = nodes[row.code]
        assert node.guidance is not None
        assert node.guidance.vi == row.rule
        assert node.evidence is not None
        assert node.evidence.text.vi == "Văn bản, tài liệu chứng minh"
        assert node.verified_by is not None
        assert node.verified_by.vi == "Sở Khoa học và Công nghệ"


def test_the_commune_annex_says_where_it_comes_from(commune: Draft) -> None:
    framework = commune.framework
    assert framework.identity == "vn.hcmc.commune@2026"
    assert framework.title.vi == TITLE
    assert (framework.status, framework.source) == ("adapted", "annex")
    assert framework.sources["annex"].title.vi.startswith("commune.")
    (basis,) = framework.legal
    assert (basis.document, basis.date) == ("3336/QĐ-UBND", "2026-06-05")
    assert [level.title.vi for level in framework.levels] == [
        "Chỉ số",
        "Chỉ số thành phần",
    ]


UNSEEN = [
    ("TT", "Tiêu chí đánh giá", "Tỷ trọng (%)", "Thang điểm", "Phương pháp đánh giá", "Minh chứng"),
    ("I", "NHẬN THỨC SỐ", "30%", "30 điểm", "", ""),
    ("1", "Số cuộc họp Ban Chỉ đạo trong năm", "", "10",
     "- Từ 4 cuộc trở lên: 10 điểm\n- 3 cuộc: 7,5 điểm\n- 2 cuộc: 5 điểm\n- 1 cuộc: 2,5 điểm\n- Không tổ chức: 0 điểm", "Thông báo"),
    ("2", "Tin, bài về chuyển đổi số", "", "10", "Mỗi tin, bài được 0,5 điểm, tối đa 10 điểm", "Đường dẫn"),
    ("3", "Tỷ lệ công chức dùng chữ ký số", "", "10",
     "a: Số công chức có sử dụng chữ ký số\nb: Tổng số công chức của đơn vị\nTỷ lệ = a/b × 100%\n- Tỷ lệ ≥ 80%: đạt điểm tối đa\n- Tỷ lệ < 80%: Điểm = Tỷ lệ/80% x Điểm tối đa", "Danh sách"),
    ("II", "HẠ TẦNG SỐ", "70%", "70 điểm", "", ""),
    ("1", "Băng thông kết nối Internet bình quân", "", "20", "Điểm = (Giá trị của đơn vị/Giá trị lớn nhất trong khối) x Điểm tối đa", "Hợp đồng"),
    ("2", "Hạ tầng máy tính", "", "50", "", ""),
    ("a)", "Tỷ lệ máy tính cài phần mềm diệt virus", "", "30",
     "Tỷ lệ = Số máy tính đã cài phần mềm / Tổng số máy tính\nTừ 90% trở lên: điểm tối đa\nTừ 70% đến dưới 90%: 50% số điểm\nDưới 70%: 0 điểm", ""),
    ("b)", "Có hệ thống dự phòng", "", "20", "Có: 20 điểm; Không: 0 điểm", ""),
    ("III", "THÔNG TIN CHUNG", "", "Không tính điểm", "", ""),
    ("1", "Số lượng công chức", "", "Không tính điểm", "", ""),
    ("", "TỔNG CỘNG", "100%", "100", "", ""),
]  # fmt: skip


def test_an_annex_of_another_style_becomes_a_draft(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("BỘ TIÊU CHÍ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ CỦA CÁC SỞ")
    table = document.add_table(rows=0, cols=6)
    for row in UNSEEN:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "unseen.docx"))
    draft = import_annex(tmp_path / "unseen.docx", id="vn.unseen")
    kinds = {
        code: node.rule.kind for code, node in nodes_of(draft).items() if node.rule
    }
    assert kinds == {
        "I.1": "steps",
        "I.2": "count",
        "I.3": "ratio",
        "II.1": "relative",
        "II.2.a": "steps",
        "II.2.b": "yes_no",
        "III.1": "shown",
    }
    assert [notice.level for notice in draft.notices] == ["sure"] * 7
    declared = [
        (declaration.under, declaration.points)
        for declaration in draft.framework.declared
    ]
    assert declared == [(None, 100), ("I", 30), ("II", 70), ("II.2", 50)]


def test_the_district_set_reports_the_points_that_were_cut_off(tmp_path: Path) -> None:
    ratio = "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa"
    rows: list[list[object]] = [
        list(HEADER),
        [1, "Nhận thức số", 100],
        [1.1, "Ban chỉ đạo chuyển đổi số cấp huyện tổ chức các cuộc họp trong năm", 20,
         "4 cuộc/năm: 20 điểm; 3 cuộc/năm: 15 điểm; 2 cuộc/năm: 10 điểm; 1 cuộc/năm: 5 điểm; còn lại: 0 điểm"],
        [1.2, "Bí thư/Chủ tịch chủ trì các cuộc họp về CĐS", 20,
         "a = Số cuộc họp do người đứng đầu chủ trì; b = Tổng số cuộc họp về CĐS; " + ratio],
        [1.3, "Văn bản chỉ đạo chuyên đề về chuyển đổi số do người đứng đầu ký", 20,
         "a = Số văn bản do người đứng đầu ký; b = Tổng số văn bản theo yêu cầu của tỉnh; " + ratio],
        [1.4, "Cổng/Trang thông tin điện tử có chuyên mục riêng về chuyển đổi số"],
    ]  # fmt: skip
    draft = import_annex(write_sheet(tmp_path / "district.xlsx", rows))
    assert list(nodes_of(draft)) == ["1", "1.1", "1.2", "1.3", "1.4"]
    assert marked(draft, "sure", "rule") == ["1.2", "1.3"]
    assert "5: văn bản cho 0 điểm, quy tắc đọc được cho 20" in {
        notice.message.vi for notice in draft.notices if notice.code == "1.1"
    }
    faults = [
        (notice.row, notice.code, notice.message.vi)
        for notice in draft.notices
        if notice.level == "fault"
    ]
    assert faults == [
        (2, "1", "văn bản ghi 100 điểm, nhưng các mục bên dưới cộng lại là 60"),
        (6, "1.4", "thiếu điểm tối đa"),
    ]
    assert draft.framework.complete is False
    assert draft.framework.declared == ()


def test_the_cao_lanh_rows_without_a_section_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["STT", "Tiêu chí", "Điểm", "Cách tính điểm"],
        ["1.1", "Người đứng đầu là Trưởng ban", 10,
         "Bí thư/Chủ tịch: điểm tối đa; cấp phó: 1/2*điểm tối đa; chưa có: 0 điểm"],
        ["1.2", "Người đứng đầu chủ trì, chỉ đạo", 10,
         "Tham dự đầy đủ các cuộc họp của tỉnh: 1/2*điểm tối đa; chủ trì các cuộc họp của thành phố: 1/2*điểm tối đa; còn lại: 0 điểm"],
        ["1.3", "Văn bản do người đứng đầu ký", 10, "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa"],
    ]  # fmt: skip
    draft = import_annex(write_sheet(tmp_path / "caolanh.xlsx", rows))
    kinds = [
        (code, node.rule.kind) for code, node in nodes_of(draft).items() if node.rule
    ]
    assert kinds == [("1.1", "choice"), ("1.2", "parts"), ("1.3", "ratio")]
    assert draft.counted("fault") == 0


def test_the_ict_rows_with_roman_codes_and_a_relative_rule(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Số TT", "Nội dung đánh giá", "Điểm tối đa", "Cách tính"],
        ["I", "Hạ tầng kỹ thuật công nghệ thông tin", "1.080 điểm", ""],
        ["I.1", "Tỷ lệ cán bộ được trang bị máy tính", "1.000", "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa"],
        ["I.2", "Tỷ lệ băng thông", "40,5", "Điểm = tỷ lệ của đơn vị/tỷ lệ lớn nhất trong các bộ*điểm tối đa"],
        ["I.3", "Mạng diện rộng", "39,5",
         "1. Tỷ lệ đơn vị kết nối, 34,5 điểm: Tỷ lệ = a/b; Điểm = Tỷ lệ*34,5 điểm\n2. Ứng dụng, 5 điểm: Mỗi ứng dụng 1 điểm, tối đa 5 điểm"],
    ]  # fmt: skip
    draft = import_annex(write_sheet(tmp_path / "ict.xlsx", rows))
    nodes = nodes_of(draft)
    assert [(code, nodes[code].points) for code in ("I.1", "I.2", "I.3")] == [
        ("I.1", 1000),
        ("I.2", 40.5),
        ("I.3", 39.5),
    ]
    assert [nodes[code].rule.kind for code in ("I.1", "I.2", "I.3")] == [
        "ratio",
        "relative",
        "parts",
    ]
    assert draft.counted("fault") == 0


def test_points_by_block_in_two_header_rows(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=5)
    table.cell(0, 2).merge(table.cell(0, 3)).text = "Điểm tối đa"
    for column, text in ((0, "STT"), (1, "Chỉ số"), (4, "Cách tính điểm")):
        table.cell(0, column).merge(table.cell(1, column)).text = text
    table.cell(1, 2).text, table.cell(1, 3).text = (
        "Khối có dịch vụ công",
        "Khối không có",
    )
    for row, cells in enumerate(
        (
            (
                "1",
                "Kế hoạch",
                "10",
                "10",
                "Đã ban hành: điểm tối đa; chưa ban hành: 0 điểm",
            ),
            ("2", "Dịch vụ công", "20", "", "Có: điểm tối đa; không: 0 điểm"),
        ),
        start=2,
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(str(tmp_path / "blocks.docx"))
    draft = import_annex(tmp_path / "blocks.docx")
    blocks = [(block.code, block.title.vi) for block in draft.framework.blocks]
    assert blocks == [("block1", "Khối có dịch vụ công"), ("block2", "Khối không có")]
    assert {code: node.points for code, node in nodes_of(draft).items()} == {
        "1": {"block1": 10, "block2": 10},
        "2": {"block1": 20},
    }


def test_options_on_rows_of_their_own_join_their_criterion(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    rows = (
        ("STT", "Chỉ số", "Điểm tối đa", "Cách tính điểm"),
        ("1.1", "Trưởng ban chỉ đạo", "10", "Bí thư là trưởng ban: 10 điểm"),
        ("", "", "", "Cấp phó là trưởng ban: 5 điểm"),
        ("", "", "", "Chưa có ban chỉ đạo: 0 điểm"),
    )
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    for column in (0, 1, 2):
        text = rows[1][column]
        table.cell(1, column).merge(table.cell(3, column)).text = text
    document.save(str(tmp_path / "merged.docx"))
    draft = import_annex(tmp_path / "merged.docx")
    (node,) = nodes_of(draft).values()
    assert node.points == 10
    assert node.rule is not None
    assert node.rule.model_dump()["kind"] == "choice"
    assert [option.points for option in node.rule.options if option.points] == [10, 5]  # type: ignore[union-attr]


def test_numbers_that_word_counts_itself(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    rows = (
        ("STT", "Chỉ số", "Điểm tối đa"),
        ("", "Nhận thức", "10"),
        ("", "Thể chế", "20"),
    )
    for index, cells in enumerate(rows):
        added = table.add_row().cells
        for cell, text in zip(added, cells, strict=True):
            cell.text = text
        if index:
            added[0].paragraphs[0].style = document.styles["List Number"]
    document.save(str(tmp_path / "auto.docx"))
    draft = import_annex(tmp_path / "auto.docx")
    found = {code: node.title.vi for code, node in nodes_of(draft).items()}
    assert found == {"1": "Nhận thức", "2": "Thể chế"}


def test_a_second_annex_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    header: list[object] = ["STT", "Chỉ số", "Điểm tối đa"]
    rows = [
        header,
        [1, "Một", 10],
        [2, "Hai", 20],
        [],
        ["Phụ lục II"],
        header,
        [1, "Khác", 30],
    ]
    path = write_sheet(tmp_path / "two.xlsx", rows)
    first, second = import_annex(path), import_annex(path, part=2)
    assert [node.title.vi for node in nodes_of(first).values()] == ["Một", "Hai"]
    assert [node.title.vi for node in nodes_of(second).values()] == ["Khác"]
    assert first.notices[0].message.en is not None
    assert "2 annexes" in first.notices[0].message.en


def test_the_reader_of_annexes_starts_without_polars() -> None:
    """A refused workbook is refused at once: what only tables need is not imported for it."""
    code = "import sys, opendti.annex; sys.exit('polars' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 -- our own code
