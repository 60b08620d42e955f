from __future__ import annotations

import math

import numpy as np
import pytest

from opendti.formula import evaluate, read_formula
from opendti.formula.tree import Name, Number, call

NAN = math.nan


@pytest.mark.parametrize(
    ("text", "a", "b", "expected"),
    [
        ("a + b * 2", 1, 2, 5),
        ("IF(b = 0, 7, a / b)", 1, 0, 7),
        ("IF(b = 0, 7, a / b)", 1, 4, 0.25),
        ("MIN(1, a, b)", 3, 0.5, 0.5),
        ("MAX(a, b) ^ 2", 3, 2, 9),
        ("SUM(a, b, 1)", 3, 2, 6),
        ("ROUND(a, 2)", 1.005, 0, 1.01),
        ("ABS(a - b)", 2, 5, 3),
        ("IF(AND(a > 1, NOT(b > 1)), 1, 0)", 2, 1, 1),
        ("IF(OR(a > 1, b > 1), 1, 0)", 1, 1, 0),
        ("IF(a >= 80%, 1, 0)", 0.8, 0, 1),
        ("a = b", 2, 2, 1),
    ],
)
def test_a_formula_has_its_value(
    text: str, a: float, b: float, expected: float
) -> None:
    assert float(evaluate(read_formula(text), {"a": a, "b": b})) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a + 1",
        "MIN(1, a)",
        "IF(a > 0, 1, 1)",
        "a = a",
        "IF(OR(b > 0, a > 0), 1, 0)",
        "a * 0",
    ],
)
def test_a_blank_is_contagious(text: str) -> None:
    assert math.isnan(float(evaluate(read_formula(text), {"a": NAN, "b": 1.0})))


def test_only_the_branch_taken_counts() -> None:
    tree = read_formula("IF(b > 0, b, a)")
    assert float(evaluate(tree, {"a": NAN, "b": 1.0})) == 1


def test_ifna_stops_a_blank() -> None:
    tree = call("IFNA", Name("a"), Number(0.0))
    assert evaluate(tree, {"a": np.array([NAN, 2.0])}).tolist() == [0.0, 2.0]


def test_arrays_broadcast() -> None:
    a, b = np.arange(6.0).reshape(2, 3), np.array([1.0, 2.0, 0.0])
    result = evaluate(read_formula("IF(b = 0, 0, a / b)"), {"a": a, "b": b})
    assert result.tolist() == [[0.0, 0.5, 0.0], [3.0, 2.0, 0.0]]
