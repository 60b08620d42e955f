from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opendti.errors import TableError
from opendti.ranking.succession import SuccessionLink
from opendti.tables import read_succession


def links(text: str, folder: Path) -> tuple[SuccessionLink, ...]:
    path = folder / "links.csv"
    path.write_text(text, "utf-8")
    return read_succession(path)


def faults(text: str, folder: Path) -> list[str]:
    with pytest.raises(TableError) as caught:
        links(text, folder)
    return [str(fault) for fault in caught.value.faults]


def test_links_are_read(tmp_path: Path) -> None:
    text = (
        "new_unit,old_unit,date,rule,weight\n"
        "Hải Phòng,Hải Phòng,2025-07-01,,\n"
        "Hải Phòng,Hải Dương,01/07/2025,,\n"
        'N,A,2026-01-01,sum,"0,5"\n'
        "N,B,2026-01-01,sum,1\n"
    )
    assert links(text, tmp_path) == (
        SuccessionLink("Hải Phòng", "Hải Phòng", date(2025, 7, 1)),
        SuccessionLink("Hải Phòng", "Hải Dương", date(2025, 7, 1)),
        SuccessionLink("N", "A", date(2026, 1, 1), "sum", 0.5),
        SuccessionLink("N", "B", date(2026, 1, 1), "sum", 1.0),
    )


def test_vietnamese_headers_and_rules_are_read(tmp_path: Path) -> None:
    text = "Đơn vị mới,Đơn vị cũ,Ngày,Quy tắc\nN,A,1/7/2025,không so sánh\n"
    assert links(text, tmp_path) == (
        SuccessionLink("N", "A", date(2025, 7, 1), "not_comparable"),
    )


def test_a_table_without_dates_speaks_of_one_day(tmp_path: Path) -> None:
    assert links("predecessor,successor\nA,N\n", tmp_path) == (
        SuccessionLink("N", "A"),
    )


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    text = (
        "new_unit,old_unit,date,rule,weight\n"
        "N,A,2025-13-01,,\n"
        "N,,2025-07-01,,\n"
        "N,A,2025-07-01,median,-1\n"
        "M,A,2025-07-01,,\n"
        "M,A,2025-07-01,,\n"
        "M,B,2025-07-01,sum,2\n"
        "L,B,,,\n"
    )
    assert faults(text, tmp_path) == [
        'links.csv, row 2, column date: a date such as 2025-07-01 or 01/07/2025 was expected, not "2025-13-01"',
        "links.csv, row 3, column old_unit: the old unit is missing",
        'links.csv, row 4, column rule: mean, sum or not_comparable was expected, not "median"',
        "links.csv, row 4, column weight: a weight above 0 was expected, not -1",
        "links.csv, row 6, column old_unit: this link stands already in row 5",
        "links.csv, row 7, column rule: unit M has the rule mean further up",
        "links.csv, row 7, column weight: unit M needs a weight in every row, or in none",
        "links.csv, row 8, column date: the date is missing",
    ]


def test_missing_columns_and_rows_are_faults(tmp_path: Path) -> None:
    assert faults("new_unit,date\nN,2025-07-01\n", tmp_path) == [
        "links.csv: a column old_unit was expected"
    ]
    assert faults("new_unit,old_unit,date\n", tmp_path) == [
        "links.csv: the table has a header, but no rows"
    ]
