"""Files between us and a real LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from numpy.testing import assert_array_equal

import opendti
from opendti.errors import TableError
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.tables import (
    read_answers,
    read_table,
    scores_frame,
    write_answers,
    write_scores,
)

pytestmark = pytest.mark.office
SECONDS = 120


def convert(path: Path, ending: str, *options: str) -> Path:
    """Let LibreOffice read a file and save it as another kind, into a folder of its own."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed for the tests marked office"
    out = path.parent / "out"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    command = [office, profile, "--headless", *options, "--convert-to", ending]
    subprocess.run(  # noqa: S603 -- our own command
        [*command, "--outdir", str(out), str(path)],
        capture_output=True, check=True, timeout=SECONDS,
    )  # fmt: skip
    return out / f"{path.stem}.{ending.split(':', 1)[0]}"


def answered(plan: Plan) -> Answers:
    answers = Answers.empty(plan, ["Cục A", "Vụ B"], ["services", "no_services"])
    answers.values[0, :6] = [5, 12000, 0.125, 1, 1, 99.5]
    answers.states[0] = State.GIVEN
    answers.states[1, 2:4] = [State.NOT_APPLICABLE, State.NOT_MEASURED]
    return answers


def test_libreoffice_opens_the_scores_we_write(tmp_path: Path, plan: Plan) -> None:
    scores = opendti.score(plan, answered(plan))
    ranking = opendti.rank(scores)
    write_scores(scores, ranking, tmp_path / "scores.xlsx")
    # 44 = comma, 34 = quotation mark, 76 = UTF-8, from the first line on.
    opened = convert(
        tmp_path / "scores.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1"
    )
    table, frame = read_table(opened).frame, scores_frame(scores, ranking)
    assert table.columns == frame.columns
    assert table.height == frame.height
    assert table.row(0) == (
        "Cục A", "services", "index", "index", "26.2041666666667", "50", "0.5241", "1", "A", "given"
    )  # fmt: skip


def test_answers_saved_by_libreoffice_read_back(tmp_path: Path, plan: Plan) -> None:
    answers = answered(plan)
    write_answers(answers, plan, tmp_path / "answers.csv")
    saved = convert(tmp_path / "answers.csv", "xlsx", "--infilter=CSV:44,34,76,1")
    back = read_answers(saved, plan)
    assert back.units == answers.units
    assert_array_equal(back.values, answers.values)
    assert_array_equal(back.states, answers.states)


def test_a_wide_table_typed_in_libreoffice(tmp_path: Path, plan: Plan) -> None:
    typed = "đơn vị,khối,1.a,1.b,2,3,4,5\nCục A,services,1234,2000,0.5,có,chief,1.234\n"
    (tmp_path / "wide.csv").write_text(typed, "utf-8")
    saved = convert(tmp_path / "wide.csv", "xlsx", "--infilter=CSV:44,34,76,1")
    answers = read_answers(saved, plan)
    assert answers.values[0, :6].tolist() == [1234, 2000, 0.5, 1, 0, 1.234]


def test_a_formula_that_fails_in_libreoffice_is_a_fault(
    tmp_path: Path, plan: Plan
) -> None:
    typed = "unit,block,2,5\nx,services,=1/0,5\n"
    (tmp_path / "wide.csv").write_text(typed, "utf-8")
    saved = convert(
        tmp_path / "wide.csv",
        "xlsx",
        "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true",
    )
    with pytest.raises(TableError) as raised:
        read_answers(saved, plan)
    assert [str(fault) for fault in raised.value.faults] == [
        "wide.xlsx, row 2, column C: this cell holds the error #DIV/0!"
    ]
