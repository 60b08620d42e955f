"""Criteria of one shape are evaluated at once, each with its own numbers."""

from __future__ import annotations

import numpy as np
import pytest

from opendti import Answers, score
from opendti.formula.tree import Call, Name, String
from opendti.plan.batches import as_slice, gather
from tests.small_sets import criterion, item, plan_with

A = f"items: [{item('a', 'number')}]"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["{kind: count, each: 2}", "{kind: count, each: 3}"], [5.0, 7.5]),
        (["{kind: count, each: 2}", "{kind: count, each: 2}"], [5.0, 5.0]),
        (["{kind: count, each: 2, cap: 4}", "{kind: count, each: 3, cap: 4}"], [4.0, 4.0]),
        (["{kind: panel, high: 10}", "{kind: panel, high: 5}"], [2.5, 5.0]),
        *(
            ([f"{{kind: formula, gives: points, formula: 'ROUND(a / 8, {n})'}}" for n in digits], expected)
            for digits, expected in (((1, 2), [0.3, 0.31]), ((2, 2), [0.31, 0.31]))
        ),
    ],
)  # fmt: skip
def test_criteria_of_one_shape_keep_their_numbers(
    rules: list[str], expected: list[float]
) -> None:
    codes = [f"1.{number}" for number, _ in enumerate(rules, start=1)]
    lines = [
        criterion(rule, code=code, more=A)
        for code, rule in zip(codes, rules, strict=True)
    ]
    plan = plan_with(*lines)
    answers = Answers.of_values(["u"], np.array([0]), np.array([[2.5, 2.5]]))
    points = score(plan, answers).points[0]
    assert points[[plan.node_index(code) for code in codes]].tolist() == expected


def test_bests_of_other_things_stay_apart() -> None:
    rule = "{{kind: formula, gives: points, formula: 'BEST({0}) - a'}}"
    lines = [criterion(rule.format("a"), code="1.1", more=A), criterion(rule.format("-a"), code="1.2", more=A), criterion(rule.format("a"), code="1.3", more=A)]  # fmt: skip
    plan = plan_with(*lines)
    values = np.array([[1.0, -1.0, 2.0], [4.0, -4.0, 7.0]])
    answers = Answers.of_values(["u", "v"], np.array([0, 0]), values)
    points = score(plan, answers).points[0]
    found = [points[plan.node_index(code)] for code in ("1.1", "1.2", "1.3")]
    assert found == [3.0, 5.0, 5.0]


@pytest.mark.parametrize(
    ("indices", "run"),
    [([2, 3, 4], slice(2, 5)), ([3], slice(3, 4)), ([0], slice(0, 1)), ([2, 4], None), ([3, 2], None)],
)  # fmt: skip
def test_consecutive_indices_are_a_slice(indices: list[int], run: slice | None) -> None:
    found = as_slice(np.array(indices, dtype=np.intp))
    assert found == run if run is not None else found.tolist() == indices


def test_a_text_in_a_compiled_tree_is_a_mistake() -> None:
    tree = Call("=", (Name("a"), String("x")))
    with pytest.raises(TypeError, match="a text is left in a compiled tree"):
        gather({0: tree}, {"a": 0}, [])
