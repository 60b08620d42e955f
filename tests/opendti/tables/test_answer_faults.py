"""What is wrong with a table of answers, each fault with its row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from opendti.errors import UsageError
from opendti.plan.model import Plan
from tests.opendti.tables.test_answers import faults, read, values

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


def test_all_faults_are_reported_at_once_in_the_order_of_rows(
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


def test_beyond_a_thousand_faults_of_a_column_their_number_is_reported(
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
