from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_array_equal

import opendti
from opendti.errors import TableError, UsageError
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.tables.answers import read_answers

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


def test_the_wide_form(tmp_path: Path, plan: Plan) -> None:
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


def test_the_long_form(tmp_path: Path, plan: Plan) -> None:
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


WIDE = "unit,block,1.a,1.b,2,3,4,5\n"
LONG = "unit,block,item,value,state\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unit,block,2\n", ["t.csv: the table has a header, but no rows"]),
        ("block,2\nservices,1\n", ["t.csv: a column unit (đơn vị) was expected"]),
        (
            "đơn vị,giá trị\nx,1\n",
            ["t.csv: a column item (số liệu) was expected"],
        ),
        (
            "item,block\n2,services\n",
            [
                "t.csv: a column unit (đơn vị) was expected",
                "t.csv: a column value (giá trị) was expected",
            ],
        ),
        (
            "unit,block\nx,services\n",
            ["t.csv: no column names an item of test.tables@1, such as 1.a"],
        ),
        (
            "unit,đơn vị,block,2\nx,x,services,1\n",
            ["t.csv, column đơn vị: this means the same as column unit"],
        ),
        (
            "unit,block,2,2.a\nx,services,1,1\n",
            ["t.csv, column 2.a: this means the same as column 2"],
        ),
        (
            "unit,block,1.c,7\nx,services,1,1\n",
            [
                "t.csv, column 1.c: no item 1.c; did you mean 1.b?",
                "t.csv, column 7: no item 7",
            ],
        ),
        (
            "unit,block,2,state\nx,services,1,given\n",
            [
                (
                    "t.csv, column state: a table of one row a unit has no states; "
                    "write the word in the item's cell"
                ),
            ],
        ),
        (
            "unit,block,item,value,stat\nx,services,2,1,given\n",
            ["t.csv, column stat: unknown column; did you mean state?"],
        ),
        (
            "unit,2\nx,1\n",
            [
                (
                    "t.csv: a column block (khối) was expected, to tell the blocks apart: "
                    "no_services, services"
                ),
            ],
        ),
        (
            "unit,block,2\nx,,1\ny,service,1\n,services,1\n",
            [
                (
                    "t.csv, row 2, column block: the block of unit x is missing; "
                    "one of no_services, services was expected"
                ),
                (
                    "t.csv, row 3, column block: one of no_services, services was expected, "
                    'not "service"'
                ),
                "t.csv, row 4, column unit: the unit is missing",
            ],
        ),
        (
            "unit,block,2\nx,services,1\n\nx,services,1\n",
            ["t.csv, row 4, column unit: unit x stands already in row 2"],
        ),
        (
            "unit,block,2,stage\nx,services,1,selv\n",
            [
                (
                    "t.csv, row 2, column stage: self, appraised or final was expected, "
                    'not "selv"'
                ),
            ],
        ),
    ],
)
def test_a_fault_of_the_table(
    tmp_path: Path, plan: Plan, text: str, expected: list[str]
) -> None:
    assert faults(tmp_path, plan, text) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("abc,9,,,,", 'row 2, column 1.a: a whole number such as 1234 was expected, not "abc"'),
        ('"2,5",9,,,,', 'row 2, column 1.a: a whole number such as 1234 was expected, not "2,5"'),
        ("-3,9,,,,", "row 2, column 1.a: a whole number of at least 0 was expected, not -3"),
        (",,1.2,,,", "row 2, column 2: a share from 0 to 1 was expected, not 1.2"),
        (",,120%,,,", "row 2, column 2: a share from 0 to 1 was expected, not 1.2"),
        (",,nan,,,", 'row 2, column 2: a number such as 0,45 or 1.234,5 was expected, not "nan"'),
        (",,inf,,,", 'row 2, column 2: a number such as 0,45 or 1.234,5 was expected, not "inf"'),
        (",,,maybe,,", 'row 2, column 3: yes or no (có or không) was expected, not "maybe"'),
        (",,,,boss,", 'row 2, column 4: one of chief, deputy was expected, not "boss"'),
        (
            "1000000000000001,9,,,,",
            'row 2, column 1.a: a number from -10^15 to 10^15 was expected, not "1000000000000001"',
        ),
        (",,,,,1e300", 'row 2, column 5: a number from -10^15 to 10^15 was expected, not "1e+300"'),
        (",,,,,101", "row 2, column 5: a number from 0 to 100 was expected, not 101"),
        ("5,4,,,,", "row 2, column 1.a, 1: a must not be greater than b (unit x: a = 5, b = 4)"),
        (
            "not_applicable,,,,,",
            "row 2, column 1.a: criterion 1 always applies; a value was expected",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_cell_in_the_wide_form(
    tmp_path: Path, plan: Plan, cells: str, expected: str
) -> None:
    assert faults(tmp_path, plan, f"{WIDE}x,services,{cells}\n") == [
        f"t.csv, {expected}"
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2,abc,", 'column value, 2.a: a number such as 0,45 or 1.234,5 was expected, not "abc"'),
        ("4,boss,", 'column value, 4.a: one of chief, deputy was expected, not "boss"'),
        ("2,1,perhaps", 'column state: one of given, blank, not_applicable, not_measured was expected, not "perhaps"'),
        ("2,,given", "column state, 2.a: the state says given, but there is no value"),
        ("2,1,blank", "column state, 2.a: the state says blank, but there is a value"),
        ("2,1,not_applicable", "column state, 2.a: the state says not_applicable, but there is a value"),
        ("3,,not_applicable", "column value, 3.a: criterion 3 always applies; a value was expected"),
        ("9,1,", "column item: no item 9"),
        ("1.aa,1,", "column item: no item 1.aa; did you mean 1.a?"),
        (",1,", "column item: the item is missing"),
        ("5,1000,", "column value, 5.a: a number from 0 to 100 was expected, not 1000"),
    ],
)  # fmt: skip
def test_a_fault_of_a_cell_in_the_long_form(
    tmp_path: Path, plan: Plan, row: str, expected: str
) -> None:
    text = f"{LONG}x,services,{row}\n"
    assert faults(tmp_path, plan, text) == [f"t.csv, row 2, {expected}"]


def test_two_rows_for_one_cell(tmp_path: Path, plan: Plan) -> None:
    assert faults(tmp_path, plan, f"{LONG}x,services,2,1,\nx,,2.a,0,\n") == [
        "t.csv, row 3, column value, 2.a: unit x has an answer to this item already, in row 2"
    ]


def test_a_unit_in_two_blocks(tmp_path: Path, plan: Plan) -> None:
    assert faults(tmp_path, plan, f"{LONG}x,services,2,1,\nx,no_services,3,1,\n") == [
        (
            "t.csv, row 3, column block: unit x is in block services further up, "
            "but here in no_services"
        ),
    ]


def test_a_criterion_that_the_block_does_not_have(tmp_path: Path, plan: Plan) -> None:
    assert faults(tmp_path, plan, "unit,block,1.a\nx,no_services,5\n") == [
        "t.csv, row 2, column 1.a: criterion 1 does not exist in block no_services"
    ]
    assert faults(tmp_path, plan, f"{LONG}x,no_services,1.a,5,\n") == [
        "t.csv, row 2, column value, 1.a: criterion 1 does not exist in block no_services"
    ]


def test_a_failing_check_in_the_long_form_names_the_row_that_holds(
    tmp_path: Path, plan: Plan
) -> None:
    text = (
        "unit,block,item,value,stage\n"
        "x,services,1.b,4,self\nx,services,1.a,3,self\nx,services,1.a,5,final\n"
    )
    assert faults(tmp_path, plan, text) == [
        "t.csv, row 4, column value, 1: a must not be greater than b (unit x: a = 5, b = 4)"
    ]
    assert values(read(tmp_path, plan, text, "self"), "x") == {"1.a": 3, "1.b": 4}


def test_all_faults_are_told_at_once_in_the_order_of_rows(
    tmp_path: Path, plan: Plan
) -> None:
    text = (
        f"{WIDE}x,services,1,2,2,maybe,,\ny,services,x,,,,boss,\nz,services,3,2,,,,-1\n"
    )
    assert faults(tmp_path, plan, text) == [
        "t.csv, row 2, column 2: a share from 0 to 1 was expected, not 2",
        't.csv, row 2, column 3: yes or no (có or không) was expected, not "maybe"',
        't.csv, row 3, column 1.a: a whole number such as 1234 was expected, not "x"',
        't.csv, row 3, column 4: one of chief, deputy was expected, not "boss"',
        "t.csv, row 4, column 1.a, 1: a must not be greater than b (unit z: a = 3, b = 2)",
        "t.csv, row 4, column 5: a number from 0 to 100 was expected, not -1",
    ]


def test_beyond_a_thousand_faults_of_a_column_their_number_is_told(
    tmp_path: Path, plan: Plan
) -> None:
    rows = "".join(f"u{number},services,2\n" for number in range(1010))
    listed = faults(tmp_path, plan, f"unit,block,2\n{rows}")
    assert len(listed) == 1001
    assert listed[-1] == "t.csv, column 2: 10 more faults of this column are not listed"


def test_an_unknown_stage_is_wrong_use(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(UsageError) as raised:
        read(tmp_path, plan, "unit,block,2\nx,services,1\n", "last")
    assert (
        str(raised.value) == 'stage self, appraised or final was expected, not "last"'
    )
