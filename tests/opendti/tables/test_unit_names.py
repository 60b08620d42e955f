"""Units of a table: one normal form, no disguise, no rows of totals."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opendti import compile_plan, rank, score
from opendti.errors import TableError
from opendti.framework import load_framework
from opendti.naming import identity
from opendti.plan.model import Plan
from opendti.ranking.comparison import compare
from opendti.ranking.succession import SuccessionLink, succeed
from opendti.scoring import explain
from opendti.tables import read_answers, read_standing, write_scores
from opendti.tables.unit_names import identities

CASES = Path("tests/data/cases")
NFD = "Xa\u0303 \u0110u\u031bo\u031b\u0300ng Hoa"


@pytest.fixture(scope="module")
def shares() -> Plan:
    return compile_plan(load_framework(CASES / "two_shares.yaml"))


def _faults(path: Path, plan: Plan, **options: object) -> list[str]:
    with pytest.raises(TableError) as raised:
        read_answers(path, plan, **options)
    return [str(fault) for fault in raised.value.faults]


def _csv(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text, "utf-8")
    return path


def test_names_that_differ_in_composition_are_one_unit(shares: Plan) -> None:
    answers = read_answers(CASES / "unit_names_nfd.csv", shares)
    assert len(answers.units) == 2
    assert not np.isnan(answers.values).any()
    working = explain(shares, answers, unit=NFD.upper(), node="index")
    assert working.value == pytest.approx(0.6)


def test_years_are_compared_by_the_same_form(tmp_path: Path, shares: Plan) -> None:
    paths = []
    for year, name in enumerate(("Xã\u00a0Đường Hoa\u200b", NFD)):
        text = f"unit,s,t\n{name},0.5,0.{year + 5}\n"
        scores = score(shares, read_answers(_csv(tmp_path, text), shares))
        paths.append(tmp_path / f"{year}.csv")
        write_scores(scores, rank(scores), paths[-1])
    before, after = map(read_standing, paths)
    comparison = compare(before, after)
    assert comparison.units == after.units == (NFD,)
    assert comparison.change[0, 0] == pytest.approx(0.05)
    successor = succeed(before, [SuccessionLink("Xã Mới", NFD)])
    assert successor.origins["Xã Mới"].past == "predecessor"


def test_a_unit_named_twice_is_named_twice_however_it_is_written(
    tmp_path: Path, shares: Plan
) -> None:
    path = _csv(tmp_path, "unit,s,t\nHN,1,1\nhn\u00a0,1,1\n")
    assert _faults(path, shares) == [
        "t.csv, row 3, column unit: unit HN stands already in row 2"
    ]


def test_a_name_without_letters_is_missing(tmp_path: Path, shares: Plan) -> None:
    path = _csv(tmp_path, "unit,s,t\n\u200b,1,1\n")
    assert _faults(path, shares) == ["t.csv, row 2, column unit: the unit is missing"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("H\u0410", "mixed_scripts"),
        ("A\u202eB", "bidirectional"),
        ("\uff21", "styled_letters"),
        ("A\x01", "control"),
    ],
)
def test_a_name_that_deceives_is_refused(
    tmp_path: Path, shares: Plan, name: str, code: str
) -> None:
    path = _csv(tmp_path, f"unit,s,t\nA,1,1\n{name},1,1\n")
    with pytest.raises(TableError) as raised:
        read_answers(path, shares)
    (fault,) = raised.value.faults
    assert (fault.row, fault.column, fault.code) == (3, "unit", f"name_{code}")


def test_a_row_of_totals_is_no_unit(tmp_path: Path) -> None:
    plan = compile_plan(load_framework(CASES / "relative.yaml"))
    path = tmp_path / "total_row.csv"
    shutil.copy(CASES / path.name, path)
    assert _faults(path, plan) == [
        (
            'total_row.csv, row 4, column đơn vị: "Tổng cộng" looks like a row of totals, '
            'not a unit; delete the row, or name it as a unit: --allow-unit "Tổng cộng"'
        )
    ]
    answers = read_answers(path, plan, allowed_units=["TỔNG  CỘNG"])
    assert answers.units == ("A", "B", "Tổng cộng")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Tổng",
            "TỔNG CỘNG:",
            "Cộng",
            "cong",
            "Tổng số (34)",
            "* Bình quân",
            "Trung bình",
        ),
        *(
            "Cả nước",
            "Total",
            "TOTAL (n=3)",
            "Grand total",
            "Mean",
            "Average",
            "Median",
        ),
        *(
            "Tổng cộng toàn tỉnh",
            "Tổng điểm",
            "Toàn ngành",
            "T.Cộng",
            "Điểm trung bình",
            "Bình quân cả tỉnh",
            "Lớn nhất",
            "Min",
            "Độ lệch chuẩn",
            "AVG",
            "∑",
        ),
    ],
)
def test_a_heading_of_totals_is_no_unit(
    tmp_path: Path, shares: Plan, name: str
) -> None:
    path = _csv(tmp_path, f"unit,s,t\nA,1,1\n{name},1,1\n")
    assert ["looks like a row of totals" in each for each in _faults(path, shares)] == [
        True
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Tổng cục Thuế",
        "Công an tỉnh",
        "Tổng công ty Điện lực",
        "TB",
        "Sum Hill",
        "Phòng Tổng hợp",
        "Xã Trung Bình",
        "Minh Hóa",
    ],
)
def test_names_that_only_begin_like_totals(
    tmp_path: Path, shares: Plan, name: str
) -> None:
    path = _csv(tmp_path, f"unit,s,t\n{name},1,1\n")
    assert read_answers(path, shares).units == (name,)


@pytest.mark.parametrize("numbers", ["1,2,3", "(1),(2),(3)", "[0],[1],[2]"])
def test_a_row_of_column_numbers_is_no_unit(
    tmp_path: Path, shares: Plan, numbers: str
) -> None:
    path = _csv(tmp_path, f"unit,s,t\n{numbers}\nA,1,1\n")
    assert any(
        "looks like the numbers of the columns" in each
        for each in _faults(path, shares)
    )


def test_units_may_be_numbered(tmp_path: Path) -> None:
    plan = compile_plan(load_framework(CASES / "relative.yaml"))
    path = _csv(tmp_path, "unit,s\n1,2\n2,3\n")
    assert read_answers(path, plan).units == ("1", "2")


def test_a_standing_refuses_totals_too(tmp_path: Path) -> None:
    path = _csv(tmp_path, "unit,node,value\nA,index,0.5\nMean,index,0.5\n")
    with pytest.raises(TableError, match="looks like a row of totals"):
        read_standing(path)
    assert read_standing(path, allowed_units=["mean"]).units == ("A", "Mean")


@example([" ", " a", "a "])
@given(st.lists(st.text("aAăĂ\u0306 \u00a0\u200b\t\u00adđĐ\u3000Σς", max_size=6)))
def test_all_names_at_once_are_compared_as_one_by_one(names: list[str]) -> None:
    found = identities(pl.Series(names, dtype=pl.String)).to_list()
    assert found == [identity(name) for name in names]
