"""The language at its limits: sizes, arguments, guards, comparisons of what is equal."""

from __future__ import annotations

import math

import pytest

from opendti.errors import FormulaError
from opendti.formula import (
    Symbol,
    ValueKind,
    check_formula,
    evaluate,
    read_formula,
    write_formula,
)
from opendti.formula.spreadsheet import CellReference, write_live
from opendti.formula.tree import Call, Name, Number, rewrite

NAMES = {
    "a": Symbol(ValueKind.NUMBER),
    "b": Symbol(ValueKind.NUMBER),
    "done": Symbol(ValueKind.TRUTH),
    "chair": Symbol(ValueKind.OPTION, ("chief",)),
    "one": Symbol(ValueKind.NUMBER, value=1.0),
    "below": Symbol(ValueKind.NUMBER, value=-1.0),
}


def faults(text: str) -> list[str]:
    return [fault.message for fault in check_formula(read_formula(text), text, NAMES)]


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        ("1" * 2000, "1" * 2001),
        ("(" * 40 + "1" + ")" * 40, "(" * 41 + "1" + ")" * 41),
        ("1" + "+1" * 200, "1" + "+1" * 201),
    ],
)  # fmt: skip
def test_the_longest_formula_is_read_and_a_longer_one_refused(
    text: str, longer: str
) -> None:
    assert read_formula(text)
    with pytest.raises(FormulaError, match="at most"):
        read_formula(longer)


def test_brackets_side_by_side_do_not_nest() -> None:
    assert read_formula("+".join(["(1)"] * 41))


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        *((name, 1, 1) for name in ("NOT", "ABS", "LN", "EXP", "BEST")),
        ("LOG", 1, 2),
        *((name, 1, 30) for name in ("AND", "OR", "MIN", "MAX", "SUM")),
        ("ROUND", 2, 2),
        ("IF", 3, 3),
    ],
)
def test_every_function_takes_its_number_of_arguments_and_no_other(
    name: str, low: int, high: int
) -> None:
    argument = "done" if name in {"AND", "OR", "NOT", "IF"} else "1"

    def faults_of(count: int) -> list[str]:
        text = f"{name}({','.join([argument] * count)})"
        return [message for message in faults(text) if "arguments, not" in message]

    assert (faults_of(low), faults_of(high)) == ([], [])
    others = [count for count in (low - 1, high + 1) if count > 0]
    assert [len(faults_of(count)) for count in others] == [1] * len(others)


@pytest.mark.parametrize("digits", [0, 10])
def test_decimals_of_round_at_their_ends(digits: int) -> None:
    assert faults(f"ROUND(a, {digits})") == []


@pytest.mark.parametrize("digits", ["11", "-1", "1.5", "a"])
def test_other_decimals_of_round_are_refused(digits: str) -> None:
    assert faults(f"ROUND(a, {digits})") == ["ROUND takes 0 to 10 decimals, a constant"]


@pytest.mark.parametrize(("power", "is_sound"), [("0", True), ("10", True), ("11", False), ("-10", True), ("-11", False), ("0.5", True), ("one", True)])  # fmt: skip
def test_powers_at_their_ends(power: str, is_sound: bool) -> None:  # noqa: FBT001 -- a table's cell
    assert (faults(f"a ^ {power}") == []) is is_sound


@pytest.mark.parametrize(("number", "is_sound"), [("999999999999999", True), ("1000000000000000", False), ("-999999999999999", True), ("-1000000000000000", False)])  # fmt: skip
def test_a_number_beyond_the_bound_is_refused(number: str, is_sound: bool) -> None:  # noqa: FBT001 -- a table's cell
    assert (faults(f"a + {number}") == []) is is_sound


UNGUARDED = ["a division by what may be zero; guard it: IF(x = 0, 0, …/x)"]


@pytest.mark.parametrize(
    "condition",
    ["b <> 0", "b > 0", "b < 0", "b > 1", "b >= 1", "b > one", "AND(done, b > 0)"],
)
def test_a_condition_that_excludes_zero_guards_the_branch_it_leads_to(
    condition: str,
) -> None:
    assert faults(f"IF({condition}, a / b, 0)") == []
    assert faults(f"IF({condition}, 0, a / b)") == UNGUARDED


@pytest.mark.parametrize("condition", ["b = 0", "b <= 0", "OR(done, b = 0)"])
def test_a_condition_that_includes_zero_guards_the_other_branch(condition: str) -> None:
    assert faults(f"IF({condition}, 0, a / b)") == []
    assert faults(f"IF({condition}, a / b, 0)") == UNGUARDED


@pytest.mark.parametrize(
    "condition",
    [
        *("b >= 0", "b < 1", "b <= 1", "b <> 1", "b = 1", "b > below", "b >= below"),
        *("b > a", "0 < b", "a > 0", "OR(done, b > 0)", "NOT(b = 0)", "done"),
    ],
)
def test_other_conditions_guard_no_branch(condition: str) -> None:
    assert faults(f"IF({condition}, a / b, 0)") == UNGUARDED
    assert faults(f"IF({condition}, 0, a / b)") == UNGUARDED


def test_a_guard_of_another_part_is_none() -> None:
    assert faults("IF(AND(done, a = 0), 0, a / b)") == UNGUARDED
    assert faults("IF(b > 0, a / (a + b), 0)") == UNGUARDED
    assert faults("IF(b > 0, a / b, 0) + a / b") == UNGUARDED
    assert faults("IF(b > 0, MIN(a / b, IF(a = 1, a / b, 1)), 0)") == []


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("IF(done, a, done)", ["IF gives a number here and a yes or no there"]),
        ("IF(done, done, a)", ["IF gives a yes or no here and a number there"]),
        ("IF(done, x, a)", ["unknown name x; known: a, b, below, chair, done, one"]),
        ("IF(done, a, x)", ["unknown name x; known: a, b, below, chair, done, one"]),
        ("IF(done, chair, chair)", ["expected a number, found an option"]),
        ("AND(a)", ["expected a yes or no, found a number"]),
        ("NOT(chair)", ["expected a yes or no, found an option"]),
        ("MIN(done, 1)", []),
        ("MIN(chair, x)", ["expected a number, found an option", "unknown name x; known: a, b, below, chair, done, one"]),
        ("a < chair", ["expected a number, found an option"]),
        ('a + "chief"', ["a text stands only beside = or <> of a choice"]),
        ('"chief" <> chair', []),
        ('"chief" = "chief"', ["only a choice is compared with a text"]),
        ("chair = chair", ['a choice is compared with an option, as "code"']),
    ],
)  # fmt: skip
def test_kinds_that_do_not_fit(text: str, messages: list[str]) -> None:
    assert faults(text) == messages


@pytest.mark.parametrize(
    ("operator", "smaller", "equal", "greater"),
    [("=", 0, 1, 0), ("<>", 1, 0, 1), ("<", 1, 0, 0), ("<=", 1, 1, 0), (">", 0, 0, 1), (">=", 0, 1, 1)],
)  # fmt: skip
@pytest.mark.parametrize(
    ("left", "right"),
    [(0.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.7 + 0.1, 0.8), (0.8, 0.7 + 0.1), (1e9 * 1.1, 1.1e9)],
)  # fmt: skip
def test_comparisons_of_what_is_equal_on_paper(
    operator: str, smaller: int, equal: int, greater: int, left: float, right: float
) -> None:
    tree = read_formula(f"a {operator} b")
    step = max(abs(right), 1.0) * 1e-9
    found = [
        float(evaluate(tree, {"a": left + change, "b": right}))
        for change in (-step, 0.0, step)
    ]
    assert found == [smaller, equal, greater]


@pytest.mark.parametrize("operator", ["=", "<>", "<", "<=", ">", ">="])
def test_a_comparison_with_nothing_is_nothing(operator: str) -> None:
    tree = read_formula(f"a {operator} b")
    assert math.isnan(float(evaluate(tree, {"a": math.nan, "b": 1.0})))
    assert math.isnan(float(evaluate(tree, {"a": 1.0, "b": math.nan})))


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a / b", {"a": 1.0, "b": 0.0}, math.inf),
        ("a / b", {"a": -1.0, "b": 0.0}, -math.inf),
        ("a ^ 0", {"a": 0.0}, 1.0),
        ("a ^ 0", {"a": math.nan}, math.nan),
        ("2 ^ 3 ^ 2", {}, 64.0),
        ("-a ^ 2", {"a": 3.0}, 9.0),  # as in a spreadsheet
        ("2 - 3 - 4", {}, -5.0),
        ("2 / 4 / 2", {}, 0.25),
        ("2 + 3 * 4 ^ 2", {}, 50.0),
        ("a%", {"a": 50.0}, 0.5),
        ("(a + 1)%", {"a": 49.0}, 0.5),
        ("50% * 50%", {}, 0.25),
        ("0.00001%", {}, 1e-7),
        ("1 + 2 < 4", {}, 1.0),
        ("AND(a, b)", {"a": 1.0, "b": 0.0}, 0.0),
        ("AND(a, b)", {"a": 1.0, "b": 1.0}, 1.0),
        ("OR(a, b)", {"a": 0.0, "b": 1.0}, 1.0),
        ("OR(a, b)", {"a": 0.0, "b": 0.0}, 0.0),
        ("NOT(a)", {"a": 1.0}, 0.0),
        ("NOT(a)", {"a": 0.0}, 1.0),
        ("IF(a, 2, 3)", {"a": 1.0}, 2.0),
        ("IF(a, 2, 3)", {"a": 0.0}, 3.0),
        ("IF(a, 2, 3)", {"a": math.nan}, math.nan),
        ("MIN(a, b, 2)", {"a": 2.0, "b": 1.0}, 1.0),
        ("MAX(a, b, 2)", {"a": 2.0, "b": 3.0}, 3.0),
        ("ROUND(a, 0)", {"a": 2.5}, 3.0),
        ("ROUND(a, 0)", {"a": -2.5}, -3.0),
        ("ROUND(a, 1)", {"a": 0.25}, 0.3),
        ("ABS(a)", {"a": -2.0}, 2.0),
    ],
)
def test_every_operator_and_function(
    text: str, values: dict[str, float], expected: float
) -> None:
    found = float(evaluate(read_formula(text), values))
    assert found == pytest.approx(expected, rel=1e-15, abs=0, nan_ok=True)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e15 - 1, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (1 - 1e15, "-999999999999999"),
        (0.5, "0.5"),
        (2.0, "2"),
        (0.0, "0"),
    ],
)
def test_numbers_are_written_as_they_count(value: float, written: str) -> None:
    assert write_formula(Number(value)) == written


def test_a_tree_rebuilt_keeps_its_offsets() -> None:
    tree = read_formula("a + b")
    assert [part.offset for part in (tree, *tree.arguments)] == [2, 0, 4]
    assert (Number(1.0).offset, Name("a").offset, Call("+", ()).offset) == (0, 0, 0)
    assert rewrite(tree, lambda part: part) == tree
    assert read_formula('chair = "chief"') == read_formula('chair   =   "chief"')


CELLS = {
    Name("a"): CellReference("A1"),
    Name("b"): CellReference("B1"),
    Name("c"): CellReference("C1", ("x", "y"), "L1:L2"),
    Name("max"): CellReference("F1"),
}


@pytest.mark.parametrize(
    ("formula", "live"),
    [
        # One argument of two may be without a value: so may the whole.
        (
            "MIN(a, IF(a = 0, 1, b))",
            '_xlfn.IFNA(IF(ISNUMBER(A1),MIN(A1,IF(A1=0,1,IF(ISNUMBER(B1),B1,NA()))),""),"")',
        ),
        (
            "IF(a = 0, 1, b) + a",
            '_xlfn.IFNA(IF(ISNUMBER(A1),IF(A1=0,1,IF(ISNUMBER(B1),B1,NA()))+A1,""),"")',
        ),
        (
            "a + IF(a = 0, 1, b)",
            '_xlfn.IFNA(IF(ISNUMBER(A1),A1+IF(A1=0,1,IF(ISNUMBER(B1),B1,NA())),""),"")',
        ),
        ("MIN(a, 1)", 'IF(ISNUMBER(A1),MIN(A1,1),"")'),
        ("MIN(max, 1)", "MIN(F1,1)"),
        ("a + (c = 1)", 'IF(AND(ISNUMBER(A1),ISNUMBER(MATCH(C1,L1:L2,0))),A1+N(C1="y"),"")'),
        ("a + b + (c = 0)", 'IF(AND(COUNT(A1,B1)=2,ISNUMBER(MATCH(C1,L1:L2,0))),A1+B1+N(C1="x"),"")'),
        ("IF(0 <> c, 1, 0)", 'IF(ISNUMBER(MATCH(C1,L1:L2,0)),IF(C1<>"x",1,0),"")'),
        ("c = a", 'IF(AND(ISNUMBER(A1),ISNUMBER(MATCH(C1,L1:L2,0))),N((MATCH(C1,L1:L2,0)-1)=A1),"")'),
        ("IFNA(IF(b = 0, 0, a), max)", "IF(ISNUMBER(B1),IF(B1=0,0,IF(ISNUMBER(A1),A1,F1)),F1)"),
        ("IFNA(IF(b = 0, 0, a) * 2, 0)", "_xlfn.IFNA(IF(ISNUMBER(B1),IF(B1=0,0,IF(ISNUMBER(A1),A1,NA()))*2,0),0)"),
        ("IFNA(a, b)", '_xlfn.IFNA(IF(ISNUMBER(A1),A1,IF(ISNUMBER(B1),B1,NA())),"")'),
        ("(a + 1) * (b - 1)", 'IF(COUNT(A1,B1)=2,(A1+1)*(B1-1),"")'),
        ("a * 2 + b", 'IF(COUNT(A1,B1)=2,A1*2+B1,"")'),
        ("a ^ 2 / b ^ 3", 'IF(COUNT(A1,B1)=2,A1^2/B1^3,"")'),
        ("a / (b / 2)", 'IF(COUNT(A1,B1)=2,A1/(B1/2),"")'),
        ("(a ^ 2) ^ 2", 'IF(ISNUMBER(A1),A1^2^2,"")'),
        ("a - 0", 'IF(ISNUMBER(A1),A1-0,"")'),
        ("ROUND(a, 0)", 'IF(ISNUMBER(A1),(SIGN(A1)*ROUND(ABS(A1)+1E-9,0)),"")'),
        ("2 ^ 1", "2^1"),
    ],
)  # fmt: skip
def test_a_live_formula_asks_where_a_value_may_be_missing(
    formula: str, live: str
) -> None:
    assert write_live(read_formula(formula), CELLS) == live
