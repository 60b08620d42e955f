from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import opendti
from opendti.errors import UsageError
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.tables import (
    read_answers,
    read_table,
    scores_frame,
    write_answers,
    write_frame,
    write_scores,
)
from tests.opendti.composite_sets import answers_of, leaf, plan_with

ENDINGS = ["csv", "xlsx", "parquet"]


def answered(plan: Plan) -> Answers:
    answers = Answers.empty(plan, ["Cục A", "Vụ B"], ["services", "no_services"])
    answers.values[0, :6] = [5, 10, 0.125, 1, 1, 99.5]
    answers.states[0] = State.GIVEN
    answers.states[1, 2:4] = [State.NOT_APPLICABLE, State.NOT_MEASURED]
    return answers


@pytest.mark.parametrize("ending", ENDINGS)
def test_written_answers_read_back(tmp_path: Path, plan: Plan, ending: str) -> None:
    answers = answered(plan)
    write_answers(answers, plan, tmp_path / f"t.{ending}")
    back = read_answers(tmp_path / f"t.{ending}", plan)
    assert back.units == answers.units
    assert_array_equal(back.blocks, answers.blocks)
    assert_array_equal(back.values, answers.values)
    assert_array_equal(back.states, answers.states)


def test_answers_are_written_in_the_long_form(tmp_path: Path, plan: Plan) -> None:
    write_answers(answered(plan), plan, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text("utf-8") == (
        "unit,block,item,value,state\n"
        "Cục A,services,1.a,5,given\n"
        "Cục A,services,1.b,10,given\n"
        "Cục A,services,2.a,0.125,given\n"
        "Cục A,services,3.a,yes,given\n"
        "Cục A,services,4.a,deputy,given\n"
        "Cục A,services,5.a,99.5,given\n"
        "Cục A,services,6.a,,given\n"
        "Vụ B,no_services,2.a,,not_applicable\n"
        "Vụ B,no_services,3.a,,not_measured\n"
        "Vụ B,no_services,4.a,,blank\n"
        "Vụ B,no_services,5.a,,blank\n"
        "Vụ B,no_services,6.a,,blank\n"
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    whole=st.integers(0, 10**15),
    share=st.floats(0, 1),
    mark=st.floats(0, 100),
    ending=st.sampled_from(ENDINGS),
)
def test_every_number_reads_back_as_it_was(
    tmp_path: Path, plan: Plan, whole: int, share: float, mark: float, ending: str
) -> None:
    answers = Answers.empty(plan, ["x"], ["services"])
    answers.values[0, [0, 1, 2, 5]] = [whole, whole, share, mark]
    answers.states[0, [0, 1, 2, 5]] = State.GIVEN
    path = tmp_path / f"t.{ending}"
    write_answers(answers, plan, path)
    assert_array_equal(read_answers(path, plan).values, answers.values)


@pytest.mark.parametrize("ending", ENDINGS)
def test_written_scores(tmp_path: Path, plan: Plan, ending: str) -> None:
    answers = answered(plan)
    scores = opendti.score(plan, answers)
    write_scores(scores, opendti.rank(scores), tmp_path / f"t.{ending}")
    table = read_table(tmp_path / f"t.{ending}").frame
    assert table.columns == [
        "unit", "block", "node", "node_level", "points", "max_points",
        "value", "rank", "band", "state",
    ]  # fmt: skip
    rows = table.select(pl.all().cast(pl.String)).rows()
    assert [
        (row[0], row[2], row[3], float(row[4]), row[8], row[9]) for row in rows
    ] == [
        ("Cục A", "index", "index", 31.2, "A", "given"),
        ("Cục A", "1", "criterion", 5.0, None, "given"),
        ("Cục A", "2", "criterion", 1.25, None, "given"),
        ("Cục A", "3", "criterion", 10.0, None, "given"),
        ("Cục A", "4", "criterion", 5.0, None, "given"),
        ("Cục A", "5", "criterion", 9.95, None, "given"),
        ("Cục A", "6", "criterion", 0.0, None, "given"),
        ("Vụ B", "index", "index", 0.0, None, "blank"),
        ("Vụ B", "2", "criterion", 0.0, None, "not_applicable"),
        ("Vụ B", "3", "criterion", 0.0, None, "not_measured"),
        ("Vụ B", "4", "criterion", 0.0, None, "blank"),
        ("Vụ B", "5", "criterion", 0.0, None, "blank"),
        ("Vụ B", "6", "criterion", 0.0, None, "blank"),
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_unrounded_points_are_read_back_to_the_last_bit(
    tmp_path: Path, ending: str
) -> None:
    plan = plan_with("{normalise: {method: none}}", leaf("a"))
    numbers = [[0.1 + 0.2], [1 / 3], [100 / 7], [1234567890.123456]]
    scores = opendti.score(plan, answers_of(plan, numbers))
    write_scores(scores, opendti.rank(scores), tmp_path / f"t.{ending}")
    read = read_table(tmp_path / f"t.{ending}").frame["points"].cast(pl.Float64)
    assert read.to_list() == [number for row in numbers for number in (*row, *row)]


def test_a_stack_of_draws_cannot_be_written(plan: Plan) -> None:
    answers = answered(plan)
    stack = Answers(
        answers.units, answers.blocks, answers.values[None], answers.states[None]
    )
    scores = opendti.score(plan, stack)
    with pytest.raises(UsageError, match=r"^only one table of units can be written"):
        scores_frame(scores, opendti.rank(scores))


def test_a_file_is_replaced_whole_or_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("before")

    def fail(_frame: pl.DataFrame, target: BytesIO) -> None:
        target.write(b"half")
        message = "the disk is full"
        raise OSError(28, message)

    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_csv", fail)
        with pytest.raises(UsageError) as raised:
            write_frame(pl.DataFrame({"a": [1]}), path)
    assert str(raised.value) == f"{path}: cannot be written: the disk is full"
    assert path.read_text() == "before"
    write_frame(pl.DataFrame({"a": [1]}), path)
    assert path.read_text() == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("t.txt", "a file ending in .csv, .xlsx or .parquet was expected"),
        ("no/t.csv", "cannot be written: No such file or directory"),
        ("folder.csv", "this is not a file that can be replaced"),
    ],
)
def test_a_path_that_cannot_be_written(
    tmp_path: Path, target: str, message: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    path = tmp_path / target
    with pytest.raises(UsageError) as raised:
        write_frame(pl.DataFrame({"a": [1]}), path)
    assert str(raised.value) == f"{path}: {message}"
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_more_rows_than_a_sheet_holds(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": np.zeros(1_048_576, dtype=np.int8)})
    with pytest.raises(UsageError) as raised:
        write_frame(frame, tmp_path / "t.xlsx")
    assert str(raised.value) == (
        f"{tmp_path / 't.xlsx'}: 1048576 rows are more than a sheet holds; "
        "use .csv or .parquet"
    )


def test_a_text_in_a_spreadsheet_is_never_a_formula(tmp_path: Path) -> None:
    write_frame(pl.DataFrame({"unit": ["=1+1", "http://x.y"]}), tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").frame["unit"].to_list() == [
        "=1+1",
        "http://x.y",
    ]


def test_a_spreadsheet_is_dated_as_its_caller_says_and_never_today(
    tmp_path: Path,
) -> None:
    frame = pl.DataFrame({"a": [1]})
    date = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
    write_frame(frame, tmp_path / "dated.xlsx", created=date)
    write_frame(frame, tmp_path / "undated.xlsx")
    written = {
        name: zipfile.ZipFile(tmp_path / f"{name}.xlsx").read("docProps/core.xml")
        for name in ("dated", "undated")
    }
    assert b"2026-03-01T08:00:00Z" in written["dated"]
    assert b"1980-01-01T00:00:00Z" in written["undated"]
