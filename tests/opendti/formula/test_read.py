from __future__ import annotations

import pytest

from opendti.errors import FormulaError
from opendti.formula import read_formula, write_formula


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a+b*2", "a + b * 2"),
        ("(a+b)*2", "(a + b) * 2"),
        ("a-(b-c)", "a - (b - c)"),
        ("a-b-c", "a - b - c"),
        ("a/(b/c)", "a / (b / c)"),
        ("80%", "0.8"),
        ("7.5%", "0.075"),
        ("-3", "-3"),
        ("-a", "0 - a"),
        ("2^3^2", "2 ^ 3 ^ 2"),
        ("IF(b=0;0;MIN(1;a/b))", "IF(b = 0, 0, MIN(1, a / b))"),
        ("if(a<>1, 2, 3)", "IF(a <> 1, 2, 3)"),
        ('a="chief"', 'a = "chief"'),
        ("1e3", "1000"),
    ],
)
def test_a_formula_that_is_read_is_written_in_one_way(text: str, written: str) -> None:
    assert write_formula(read_formula(text)) == written


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("a + ", "the formula ends too early", 5),
        ("a $ b", "'$' has no meaning in a formula", 3),
        ("a b", "'b' is not expected here", 3),
        ("a bcdefghijklm", "'bcdefghijklm' is not expected here", 3),
        ("a bcdefghijklmn", "'bcdefghijklm' is not expected here", 3),
        ("a.__class__", "'.' has no meaning in a formula", 2),
        ("a[0]", "'[' has no meaning in a formula", 2),
        ("lambda: 1", "':' has no meaning in a formula", 7),
        ("()", "')' is not expected here", 2),
        ("", "the formula ends too early", 1),
    ],
)
def test_read_gives_the_position(text: str, message: str, column: int) -> None:
    with pytest.raises(FormulaError) as caught:
        read_formula(text)
    (fault,) = caught.value.faults
    assert (fault.message, fault.column) == (message, column)


def test_read_counts_lines() -> None:
    with pytest.raises(FormulaError) as caught:
        read_formula("a +\n  $")
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (2, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 41 + "1" + ")" * 41, "brackets nest at most 40 deep"),
        ("-" * 201 + "1", "a formula has at most 200 operators"),
        ("+".join("1" * 300), "a formula has at most 200 operators"),
        ("1" * 2001, "a formula has at most 2000 characters, this one 2001"),
    ],
)
def test_read_refuses_oversize(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message.split(",", maxsplit=1)[0]):
        read_formula(text)
