"""Round-off is no spread and no difference: 0.3 ÷ 3, 0.1 ÷ 1 and 0.7 ÷ 7 are one number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from opendti import (
    Answers,
    Plan,
    compile_plan,
    explain,
    rank,
    score,
    write_working,
)
from opendti.coin import import_coin, write_coin
from opendti.errors import Fault, TableError
from opendti.numeric.moments import deviation_of, kurtosis_of, skewness_of
from opendti.tables import read_answers
from tests.opendti.composite_sets import answers_of, group, leaf, plan_with
from tests.small_sets import criterion
from tests.small_sets import plan_with as points_plan

TIES = Path(__file__).parents[3] / "data" / "cases" / "ties"
SAME = [[0.3, 3], [0.1, 1], [0.7, 7]]
"""Numbers and what they are divided by: 0.09999999999999999, 0.1, 0.09999999999999999."""


def divided(normalise: str) -> tuple[Plan, Answers]:
    plan = plan_with(
        f"{{normalise: {normalise}}}",
        leaf("a", "denominator: b, target: 1"),
        leaf("b", "rule: {kind: shown}"),
    )
    return plan, answers_of(plan, SAME)


@pytest.mark.parametrize(
    ("normalise", "values"),
    [
        ("{method: min_max}", [np.nan] * 3),
        ("{method: z_score}", [np.nan] * 3),
        ("{method: distance_to_best}", [np.nan] * 3),
        ("{method: distance_to_reference, reference: u1}", [np.nan] * 3),
        ("{method: rank}", [1, 1, 1]),
        ("{method: percentile_rank}", [0, 0, 0]),
        ("{method: borda}", [0, 0, 0]),
        ("{method: fraction_of_max}", [100, 100, 100]),
    ],
)
def test_numbers_that_differ_by_round_off_are_all_the_same(
    normalise: str, values: list[float]
) -> None:
    plan, answers = divided(normalise)
    scores = score(plan, answers)
    np.testing.assert_allclose(scores.points[:, 1], values, rtol=1e-12)
    there = ~np.isnan(scores.points[:, 1])
    assert (rank(scores).ranks[there, 1] == 1).all()


def test_copeland_takes_round_off_for_a_tie() -> None:
    section = "{normalise: {method: none}, aggregate: {method: copeland}}"
    plan = plan_with(
        section, leaf("a", "denominator: b"), leaf("b", "rule: {kind: shown}")
    )
    assert score(plan, answers_of(plan, SAME)).points[:, 0].tolist() == [0, 0, 0]


def test_round_off_is_no_outlier() -> None:
    plan = plan_with("{treat: {}, normalise: {method: none}}", leaf("a"))
    numbers = [[0.1]] * 11 + [[0.3 / 3]]
    assert score(plan, answers_of(plan, numbers)).points[:, 0].tolist() == [
        number for (number,) in numbers
    ]


def test_a_rule_of_the_block_takes_round_off_for_no_spread() -> None:
    plan = points_plan(
        criterion(
            "{kind: minmax, on: 'IF(b = 0, 0, a / b)'}",
            more="items: [{code: a, type: number, title: {vi: a}}, {code: b, type: number, title: {vi: b}}]",
        )
    )
    answers = answers_of(plan, SAME)
    assert score(plan, answers).points[:, 0].tolist() == [0, 0, 0]
    assert "0,1 = 0,1: đạt" in write_working(
        explain(plan, answers, unit="u0", node="1")
    )


def test_units_with_the_same_numbers_in_another_order_share_a_rank(
    tmp_path: Path,
) -> None:
    index = import_coin(TIES / "meta.csv", TIES / "data.csv")
    write_coin(index, tmp_path)
    plan = compile_plan(index.framework)
    answers = read_answers(tmp_path / "answers.csv", plan)

    ranks = dict(
        zip(answers.units, rank(score(plan, answers)).ranks[:, 0], strict=True)
    )
    assert ranks == {"U1": 2, "U2": 2, "U3": 2, "LO": 5, "HI": 1}


@pytest.mark.parametrize(
    ("method", "more", "numbers"),
    [
        ("fraction_of_max", "direction: -1", [2, 4, 5]),
        ("fraction_of_max", "", [-2, 0, -1]),
        ("distance_to_reference, reference: u0", "", [None, 4, 5]),
        ("distance_to_reference, reference: u0", "", [3, 4, 5]),
        ("distance_to_target", "target: 3", [4, 5, 6]),
        ("distance_to_target", "direction: -1, target: 8", [4, 5, 6]),
    ],
)
def test_no_indicator_is_dropped_in_silence(
    method: str, more: str, numbers: list[float | None]
) -> None:
    scale = f"normalise: {{method: {method}}}"
    plan = plan_with("{}", leaf("a", f"{scale}, {more}" if more else scale), leaf("b"))
    rows = [[number, float(index)] for index, number in enumerate(numbers)]
    with pytest.raises(TableError) as refused:
        score(plan, answers_of(plan, rows))
    name = method.partition(",")[0]
    assert [str(fault) for fault in refused.value.faults] == [
        str(Fault(f"{name}_dropped", {"block": "all"}, path="a"))
    ]


def test_a_capped_target_that_all_have_reached_gives_all_the_top() -> None:
    plan = plan_with(
        "{normalise: {method: distance_to_target, capped: true}}",
        leaf("a", "target: 3"),
    )
    answers = answers_of(plan, [[4], [5], [None]])
    points = score(plan, answers).points[:, 0]
    np.testing.assert_array_equal(points, [100, 100, np.nan])
    assert "= 100" in write_working(explain(plan, answers, unit="u0", node="a"))


@pytest.mark.parametrize("weights", ["pca", "pca_squared"])
def test_weights_that_only_the_order_of_children_would_decide_are_refused(
    weights: str,
) -> None:
    plan = plan_with(f"{{weights: {weights}}}", group("g", leaf("a"), leaf("b")))
    tied = [[1, 1], [2, 1], [1, 2], [2, 2]]
    with pytest.raises(
        TableError, match="two components explain the same, so neither is the first"
    ):
        score(plan, answers_of(plan, tied))


@pytest.mark.parametrize("leaves", [("a", "b"), ("b", "a")])
def test_loadings_that_cancel_are_refused_in_either_order(
    leaves: tuple[str, str],
) -> None:
    plan = plan_with("{weights: pca}", group("g", *map(leaf, leaves)))
    with pytest.raises(TableError, match="pca gives no weights in block all"):
        score(plan, answers_of(plan, [[1, 4], [2, 3], [3, 2], [4, 1]]))


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_standard_scores_about_a_mean_above_nothing_are_judged_when_scored(
    method: str,
) -> None:
    section = "{{normalise: {{method: z_score, mean: 10}}, aggregate: {{method: {0}}}}}"
    plan = plan_with(section.format(method), leaf("a"), leaf("b"))
    assert (score(plan, answers_of(plan, [[1, 2], [2, 1]])).points > 0).all()
    far = [[float(index == 0), 1.0 + index] for index in range(200)]
    with pytest.raises(TableError, match="mean of index needs values above 0"):
        score(plan, answers_of(plan, [[-row[0], row[1]] for row in far]))


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1e-70, 1.0, 1e14])
def test_moments_of_any_size_are_those_of_the_numbers_beside_each_other(
    size: float,
) -> None:
    numbers = np.array([[1.0], [2.0], [3.0], [9.0]])
    values = numbers * size
    np.testing.assert_allclose(deviation_of(values) / size, deviation_of(numbers))
    np.testing.assert_allclose(skewness_of(values), skewness_of(numbers))
    np.testing.assert_allclose(kurtosis_of(values), kurtosis_of(numbers))


def test_a_z_score_of_tiny_numbers_is_a_number() -> None:
    plan = plan_with("{normalise: {method: z_score}}", leaf("a"))
    answers = answers_of(plan, [[1e-300], [2e-300], [3e-300]])
    scores = score(plan, answers)
    np.testing.assert_allclose(scores.points[:, 0], [-1, 0, 1], atol=1e-12)
    assert rank(scores).ranks[:, 0].tolist() == [3, 2, 1]
