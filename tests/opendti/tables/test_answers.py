from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_array_equal

import opendti
from opendti.errors import TableError
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.words import STATE_MARKS, STATE_WORDS, UNMEASURED_MARKS
from opendti.tables.answers import read_answers
from opendti.workbook.answers import MARKS
from tests.opendti.tables.conftest import FRAMEWORK

ITEMS = ["1.a", "1.b", "2.a", "3.a", "4.a", "5.a", "6.a"]
G, B, NA, NM = State.GIVEN, State.BLANK, State.NOT_APPLICABLE, State.NOT_MEASURED


def read(folder: Path, plan: Plan, text: str, stage: str = "final") -> Answers:
    path = folder / "t.csv"
    path.write_text(text, "utf-8")
    return read_answers(path, plan, stage)


def faults(folder: Path, plan: Plan, text: str, stage: str = "final") -> list[str]:
    with pytest.raises(TableError) as raised:
        read(folder, plan, text, stage)
    return [str(fault) for fault in raised.value.faults]


def values(answers: Answers, unit: str) -> dict[str, float]:
    row = answers.values[answers.units.index(unit)]
    return {ITEMS[index]: row[index] for index in np.flatnonzero(~np.isnan(row))}


def states(answers: Answers, unit: str) -> list[State]:
    return [State(state) for state in answers.states[answers.units.index(unit)]]


def test_the_wide_form_is_read(tmp_path: Path, plan: Plan) -> None:
    answers = read(
        tmp_path,
        plan,
        "5,unit,1.b,1.a,2,3.a,4,6,block\n"
        "90.5,x,10,5,0.5,yes,chief,words,services\n"
        ",y,,,,,,,no_services\n",
    )
    assert answers.units == ("x", "y")
    assert answers.blocks.tolist() == [1, 0]
    assert values(answers, "x") == {
        "1.a": 5, "1.b": 10, "2.a": 0.5, "3.a": 1, "4.a": 0, "5.a": 90.5
    }  # fmt: skip
    assert states(answers, "x") == [G] * 7
    assert states(answers, "y") == [B] * 7


def test_the_long_form_is_read(tmp_path: Path, plan: Plan) -> None:
    answers = read(
        tmp_path,
        plan,
        "item,unit,value,state,block\n"
        "1.a,x,5,given,services\n"
        "1.b,x,10,,\n"
        "2,x,,not_applicable,\n"
        "3,x,,not_measured,\n"
        "4,y,deputy,,no_services\n"
        "5,y,,blank,\n"
        "6,y,,given,\n",
    )
    assert answers.units == ("x", "y")
    assert answers.blocks.tolist() == [1, 0]
    assert values(answers, "x") == {"1.a": 5, "1.b": 10}
    assert states(answers, "x") == [G, G, NA, NM, B, B, B]
    assert values(answers, "y") == {"4.a": 1}
    assert states(answers, "y") == [B, B, B, B, G, B, G]


def test_vietnamese_headers_words_and_numbers(tmp_path: Path, plan: Plan) -> None:
    answers = read(
        tmp_path,
        plan,
        "Đơn vị;Khối;Số liệu;Giá trị;Trạng thái\n"
        "Cục A;Có dịch vụ công;1.a;1.234;\n"
        "Cục A;có dịch vụ công;1.b;2 000;Đã có\n"
        "Cục A;;2;45,5%;\n"
        "Cục A;;3;Có;\n"
        "Cục A;;4;cấp phó;\n"
        "Vụ B;Không dịch vụ công;2;;Không áp dụng\n"
        "Vụ B;;3;;chưa đo\n"
        "Vụ B;;5;;để trống\n",
    )
    assert answers.units == ("Cục A", "Vụ B")
    assert values(answers, "Cục A") == {
        "1.a": 1234, "1.b": 2000, "2.a": 0.455, "3.a": 1, "4.a": 1
    }  # fmt: skip
    assert states(answers, "Vụ B") == [B, B, NA, NM, B, B, B]


def test_states_as_words_in_a_wide_table(tmp_path: Path, plan: Plan) -> None:
    answers = read(
        tmp_path,
        plan,
        "unit,block,1.a,1.b,2,3\nx,services,không áp dụng,1,not_applicable,chưa đo được\n"
        "y,no_services,không áp dụng,,,blank\n".replace(
            "services,không áp dụng,1", "services,,1"
        ),
    )
    assert states(answers, "x") == [B, G, NA, NM, B, B, B]
    assert states(answers, "y") == [B] * 7


@pytest.mark.parametrize("number", ["12.000", "12 000", "12000", "12000.0", "1.2e4"])
def test_a_whole_number_however_it_is_written(
    tmp_path: Path, plan: Plan, number: str
) -> None:
    text = f"unit;block;1.a;1.b\nx;services;1;{number}\n"
    assert values(read(tmp_path, plan, text), "x") == {"1.a": 1, "1.b": 12000}


def test_empty_rows_are_no_units(tmp_path: Path, plan: Plan) -> None:
    answers = read(tmp_path, plan, "unit,block,2\n\nx,services,1\n,,\n")
    assert answers.units == ("x",)


def test_one_block_needs_no_block_column(tmp_path: Path) -> None:
    text = """
opendti: 1
id: test.one
version: "1"
title: {vi: Một khối, en: One block}
status: illustrative
levels: [{code: criterion, title: {vi: Tiêu chí, en: Criterion}}]
nodes:
  - {code: "1", title: {vi: Tỷ lệ, en: Share}, points: 10, rule: {kind: share}}
"""
    plan = opendti.compile_plan(opendti.parse_framework(text))
    assert read(tmp_path, plan, "unit,1\nx,0.5\n").blocks.tolist() == [0]
    assert read(tmp_path, plan, "unit,khối,1\nx,bất kỳ,0.5\n").blocks.tolist() == [0]


@pytest.mark.parametrize(
    ("stage", "expected"), [("self", 0.1), ("appraised", 0.2), ("final", 0.3)]
)
@pytest.mark.parametrize(
    "text",
    [
        "unit,block,2,stage\nx,services,0.3,final\nx,,0.1,self\nx,,0.2,thẩm định\n",
        "unit,block,item,value,stage\nx,services,2,0.3,final\nx,,2,0.1,self\nx,,2,0.2,appraised\n",
    ],
    ids=["wide", "long"],
)
def test_the_highest_stage_not_above_the_asked_one_holds(
    tmp_path: Path, plan: Plan, text: str, stage: str, expected: float
) -> None:
    assert values(read(tmp_path, plan, text, stage), "x") == {"2.a": expected}


def test_an_empty_cell_of_a_higher_stage_says_nothing_in_a_wide_table(
    tmp_path: Path, plan: Plan
) -> None:
    text = "unit,block,2,3,stage\nx,services,0.3,yes,self\nx,services,,no,final\n"
    assert values(read(tmp_path, plan, text), "x") == {"2.a": 0.3, "3.a": 0}


def test_an_empty_value_of_a_higher_stage_is_blank_in_a_long_table(
    tmp_path: Path, plan: Plan
) -> None:
    text = "unit,block,item,value,stage\nx,services,2,0.3,self\nx,services,2,,final\n"
    assert states(read(tmp_path, plan, text), "x") == [B] * 7


@pytest.mark.parametrize(
    ("stages", "asked", "expected"),
    [
        ("", "final", NA),
        ("", "appraised", NA),
        ("", "self", B),
        ("self", "final", B),
        ("appraised", "final", NA),
        ("appraised", "appraised", NA),
    ],
)
def test_a_claim_of_not_applicable_counts_once_it_is_accepted(
    tmp_path: Path, plan: Plan, stages: str, asked: str, expected: State
) -> None:
    text = f"unit,block,item,value,state,stage\nx,services,2,,not_applicable,{stages}\n"
    assert states(read(tmp_path, plan, text, asked), "x")[2] == expected


def test_a_zero_denominator_is_no_fault(tmp_path: Path, plan: Plan) -> None:
    answers = read(tmp_path, plan, "unit,block,1.a,1.b\nx,services,0,0\n")
    assert values(answers, "x") == {"1.a": 0, "1.b": 0}


def test_typed_tables_are_read_like_text(tmp_path: Path, plan: Plan) -> None:
    columns = {
        "unit": [1, 2],
        "block": ["services", "no_services"],
        "1.a": [5, None],
        "1.b": [10.0, np.nan],
        "2": [0.5, None],
        "3": [True, False],
        "4": ["chief", None],
        "5": [90, 12.5],
    }
    pl.DataFrame(columns, strict=False).write_parquet(tmp_path / "t.parquet")
    typed = read_answers(tmp_path / "t.parquet", plan)
    text = "unit,block,1.a,1.b,2,3,4,5\n1,services,5,10,0.5,1,chief,90\n2,no_services,,,,0,,12.5\n"
    plain = read(tmp_path, plan, text)
    assert typed.units == plain.units == ("1", "2")
    assert_array_equal(typed.values, plain.values)
    assert_array_equal(typed.states, plain.states)


WRITTEN_STATES = [
    *(
        (written, State[code.upper()])
        for code, words in STATE_WORDS.items()
        for text in (words, words.capitalised())
        for written in (code, text.vi, str(text.en))
    ),
    *((mark, State[code.upper()]) for code, mark in STATE_MARKS.items()),
    *((mark, NM) for mark in UNMEASURED_MARKS.values()),
]


@pytest.fixture(scope="module")
def waivable() -> Plan:
    """Return the plan of these tests, each criterion of which may not apply."""
    text = FRAMEWORK.replace("    may_not_apply: true\n", "")
    text = text.replace("    points:", "    may_not_apply: true\n    points:")
    return opendti.compile_plan(opendti.parse_framework(text))


@pytest.mark.parametrize(("written", "state"), sorted(set(WRITTEN_STATES)))
def test_a_state_is_read_by_every_word_that_our_files_write_for_it(
    tmp_path: Path, waivable: Plan, written: str, state: State
) -> None:
    value = "5" if state == G else ""
    long = read(
        tmp_path,
        waivable,
        f"unit,block,item,value,state\nx,services,1.a,{value},{written}\n",
    )
    assert states(long, "x")[0] == state


@pytest.mark.parametrize(
    ("written", "state"),
    sorted({(written, state) for written, state in WRITTEN_STATES if state != G}),
)
def test_a_cell_holds_any_word_of_a_state_instead_of_a_value(
    tmp_path: Path, waivable: Plan, written: str, state: State
) -> None:
    cells = f",{written}" * 5
    wide = read(tmp_path, waivable, f"unit,block,1.a,2,3.a,4,5\nx,services{cells}\n")
    assert [states(wide, "x")[index] for index in (0, 2, 3, 4, 5)] == [state] * 5


def test_what_the_workbook_writes_in_cells_of_answers_is_read(
    tmp_path: Path, waivable: Plan
) -> None:
    marks = {state: mark for state, mark in MARKS.items() if mark}
    assert marks.keys() == {NA, NM}
    rows = "".join(f"{state.code},services,{mark}\n" for state, mark in marks.items())
    answers = read(tmp_path, waivable, f"unit,block,1.a\n{rows}")
    assert {unit: states(answers, unit)[0] for unit in answers.units} == {
        state.code: state for state in marks
    }
