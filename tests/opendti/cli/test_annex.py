from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from opendti.framework import fingerprint, load_framework

ROWS = (
    ("STT", "Chỉ số", "Điểm tối đa", "Cách tính điểm"),
    ("1", "Kế hoạch", 10, "Đã ban hành: điểm tối đa; chưa ban hành: 0 điểm"),
    ("3", "Hội đồng đánh giá", 5, "Theo kết luận của Hội đồng"),
)


def test_an_annex_becomes_a_framework(run: Any, tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "annex.xlsx"))
    sheet = workbook.add_worksheet()
    for row, cells in enumerate(ROWS):
        sheet.write_row(row, 0, cells)
    workbook.close()
    result = run(
        "import-annex", "annex.xlsx", "-o", "draft.yaml",
        "--id", "vn.x.y", "--version", "2026", "--title", "Bộ chỉ số X",
    )  # fmt: skip
    assert result.stdout.splitlines() == [
        "sure: dòng 2, 1, rule: hiểu là: có hoặc không",
        "fault: dòng 3, 3, code: số thứ tự 3 không nối tiếp 1",
        "guess: dòng 3, 3, rule: chưa hiểu cách tính điểm",
        "draft.yaml: vn.x.y@2026, 2 tiêu chí, 15 điểm; 1 chắc chắn, 1 phỏng đoán, 1 lỗi",
    ]
    assert (result.stderr, result.exit_code) == ("", 0)
    assert load_framework(tmp_path / "draft.yaml").title.vi == "Bộ chỉ số X"


def test_a_file_that_is_no_annex_is_a_fault(run: Any, tmp_path: Path) -> None:
    (tmp_path / "annex.xlsx").write_bytes(b"%PDF-1.7")
    result = run("import-annex", "annex.xlsx", "-o", "draft.yaml", "-l", "en")
    assert (
        result.stderr
        == "annex.xlsx: a PDF; give the annex as .xlsx or .docx [annex_pdf]\n"
    )
    assert result.exit_code == 1
    assert not (tmp_path / "draft.yaml").exists()


def test_a_framework_goes_out_and_in(run: Any, tmp_path: Path) -> None:
    print_ = fingerprint(load_framework(tmp_path / "framework.yaml"))
    for kind in ("yaml", "json", "xlsx", "docx"):
        result = run("export", "framework.yaml", "-o", f"out.{kind}")
        assert result.stdout == f"out.{kind}: test.cli@1, {print_}\n"
        result = run("import-annex", f"out.{kind}", "-o", "back.yaml", "-l", "en")
        assert result.exit_code == 0
        assert fingerprint(load_framework(tmp_path / "back.yaml")) == print_


def test_an_unknown_kind_is_wrong_use(run: Any) -> None:
    result = run("export", "framework.yaml", "-o", "out.odt")
    assert (
        result.stderr
        == "cannot write .odt; one of yaml, json, xlsx, docx was expected\n"
    )
    assert result.exit_code == 2
