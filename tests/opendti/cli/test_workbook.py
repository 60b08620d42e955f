from __future__ import annotations

from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def test_workbook_writes_a_file(run: Any, tmp_path: Path) -> None:
    result = run("workbook", "framework.yaml", "answers.csv", "-o", "out.xlsx")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)
    book = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    rows = book.get_sheet_by_name("Xếp hạng").to_python()
    assert [(row[0], row[5]) for row in rows[5:]] == [
        ("Cục A", 2.0),
        ("Vụ B", 2.0),
        ("Vụ C", 4.0),
        ("Cục D", 1.0),
    ]


def test_workbook_asks_where_to(run: Any) -> None:
    result = run("workbook", "framework.yaml", "answers.csv")
    assert result.stderr == "Missing option '-o' / '--out'. (see --help)\n"
    assert result.exit_code == 2
