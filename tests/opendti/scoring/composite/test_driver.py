from __future__ import annotations

import numpy as np
import pytest

from opendti import Answers, Plan, State, rank, score
from opendti.errors import TableError, UsageError
from opendti.scoring.composite import run_composite, stages
from tests.opendti.composite_sets import answers_of, group, leaf, plan_with
from tests.small_sets import criterion
from tests.small_sets import plan_with as points_plan

NONE = "{normalise: {method: none}}"
BLOCKS = "blocks: [{code: x, title: {vi: x}}, {code: y, title: {vi: y}}]\n"


def points(plan: Plan, answers: Answers, *codes: str) -> list[list[float]]:
    scores = score(plan, answers)
    columns = [scores.node_codes.index(code) for code in codes]
    return scores.points[:, columns].tolist()


def test_a_missing_child_shares_its_weight_out() -> None:
    plan = plan_with(NONE, leaf("a", "weight: 1"), leaf("b", "weight: 2"), leaf("c"))
    answers = answers_of(plan, [[4, 7, 2], [4, None, 2], [None, None, None]])
    found = score(plan, answers)
    assert found.points[:, 0].tolist()[:2] == [5.0, 3.0]
    assert np.isnan(found.points[2, 0])
    assert np.isnan(found.values[2, 0])
    assert rank(found).ranks[:, 0].tolist() == [1, 2, 0]


def test_values_are_points_rounded_and_the_top_is_that_of_the_scale() -> None:
    plan = plan_with("{normalise: {range: [1, 10]}}", leaf("a"), leaf("b"))
    scores = score(plan, answers_of(plan, [[0, 0], [1, 0], [3, 1]]))
    assert scores.points[:, 1].tolist() == [1.0, 4.0, 10.0]
    assert scores.values[1, 0] == 2.5
    assert (scores.max_points == 10).all()


@pytest.mark.parametrize("method", ["none", "z_score", "rank", "borda"])
def test_a_scale_without_a_top_says_so(method: str) -> None:
    plan = plan_with(f"{{normalise: {{method: {method}}}}}", leaf("a"))
    scores = score(plan, answers_of(plan, [[1], [2]]))
    assert np.isposinf(scores.max_points).all()
    assert scores.values[1, 0] > scores.values[0, 0]


def test_less_is_better_where_the_direction_says_so() -> None:
    plan = plan_with(
        "{}",
        group("g", leaf("a", "direction: -1"), leaf("b")),
        group("h", leaf("c"), more="direction: -1"),
    )
    answers = answers_of(plan, [[0, 0, 0], [4, 4, 3], [1, 2, 4]])
    found = points(plan, answers, "a", "b", "g", "h", "index")
    assert found[0] == [100, 0, 50, 0, 75]
    assert found[1] == [0, 100, 50, 75, 37.5]


def test_goalposts_and_targets_stand_in_the_numbers_own_direction() -> None:
    plan = plan_with(
        "{normalise: {method: goalposts}}",
        leaf("a", "goalposts: [0, 20], direction: -1"),
        leaf("b", "goalposts: [0, 20]"),
        leaf(
            "c",
            "target: 2, direction: -1, normalise: {method: distance_to_target, capped: true}",
        ),
    )
    answers = answers_of(plan, [[5, 5, 10], [30, 30, 6], [10, 10, 1]])
    assert points(plan, answers, "a", "b", "c") == [
        [75, 25, 0],
        [0, 100, 50],
        [50, 50, 100],
    ]


def test_the_reference_unit_is_the_measure() -> None:
    section = "{normalise: {method: distance_to_reference, reference: u1}}"
    plan = plan_with(section, leaf("a"))
    answers = answers_of(plan, [[0], [4], [6]])
    assert points(plan, answers, "a") == [[0], [100], [150]]
    gone = plan_with(section.replace("u1", "u9"), leaf("a"))
    with pytest.raises(UsageError, match="the reference unit u9 is not among"):
        score(gone, answers)


def test_each_block_is_measured_by_itself() -> None:
    plan = plan_with("{}", leaf("a"), head=BLOCKS)
    answers = answers_of(plan, [[0], [10], [2], [4], [5]], blocks=[0, 1, 0, 1, 0])
    assert points(plan, answers, "a") == [[0], [100], [40], [0], [100]]
    ranking = rank(score(plan, answers))
    assert ranking.ranks[:, 0].tolist() == [3, 1, 2, 2, 1]


def test_methods_are_set_by_level_and_by_node() -> None:
    section = (
        "{normalise: {method: none}, "
        "aggregate: {method: geometric, levels: {index: {method: median}}}}"
    )
    plan = plan_with(
        section,
        group("g", leaf("a"), leaf("b")),
        group("h", leaf("c"), leaf("d"), more="aggregate: harmonic"),
        group("i", leaf("e")),
    )
    answers = answers_of(plan, [[1, 4, 1, 4, 9]])
    assert points(plan, answers, "g", "h", "i", "index")[0] == pytest.approx([
        2,
        1.6,
        9,
        2,
    ])


def test_too_few_children_give_no_value() -> None:
    section = (
        "{normalise: {method: none}, "
        "aggregate: {availability: 0.6, levels: {index: {availability: 0}}}}"
    )
    plan = plan_with(
        section,
        group("g", leaf("a"), leaf("b", "may_not_apply: true")),
        group("h", leaf("c"), leaf("d")),
    )
    answers = answers_of(
        plan,
        [[1, 2, 3, 4], [1, None, 3, 4], [1, None, None, 4]],
        states={(2, 1): State.NOT_APPLICABLE},
    )
    found = np.array(points(plan, answers, "g", "h", "index"))
    np.testing.assert_array_equal(
        found, [[1.5, 3.5, 2.5], [np.nan, 3.5, 3.5], [1, np.nan, 1]]
    )


def test_screened_out_units_have_no_value_and_measure_nobody() -> None:
    plan = plan_with("{screen: {availability: 0.6, drop: [u0]}}", leaf("a"), leaf("b"))
    answers = answers_of(plan, [[-50, 9], [0, 1], [10, 2], [90, None]])
    scores = score(plan, answers)
    assert np.isnan(scores.values[[0, 3]]).all()
    assert (scores.max_points == 100).all()
    assert scores.points[1:3, 1].tolist() == [0, 100]
    assert rank(scores).ranks[:, 0].tolist() == [0, 2, 1, 0]
    assert run_composite(plan, answers).kept.tolist() == [False, True, True, False]


def test_the_order_of_steps_is_the_frameworks() -> None:
    nodes = (leaf("a"), leaf("b"))
    section = "{screen: {availability: 1}, impute: {method: mean}, order: [%s]}"
    rows: list[list[float | None]] = [[0, 0], [2, 4], [4, None]]
    first = plan_with(section % "denominate, screen, impute, treat", *nodes)
    kept = run_composite(first, answers_of(first, rows)).kept
    assert kept.tolist() == [True, True, False]
    second = plan_with(section % "impute, screen, treat, denominate", *nodes)
    tables = stages(second, answers_of(second, rows))
    assert list(tables) == ["raw", "imputed", "screened", "normalised", "aggregated"]
    assert tables["screened"][2].tolist() == [4, 2]
    assert np.isnan(tables["raw"][2, 1])


def test_a_leaf_is_divided_by_its_denominator() -> None:
    shown = "{code: people, title: {vi: p}, rule: {kind: shown}}"
    plan = plan_with(NONE, leaf("a", "denominator: people"), shown)
    answers = answers_of(plan, [[6, 2], [6, 0], [6, None]])
    scores = score(plan, answers)
    assert scores.points[0].tolist() == [3, 3, 0]
    assert np.isnan(scores.points[1:, 0]).all()
    assert scores.max_points[0, 2] == 0
    assert np.isnan(scores.values[0, 2])


def test_the_last_number_known_fills_in_and_is_divided_too() -> None:
    items = (
        "denominator: people, items: [{code: a, type: number}, "
        "{code: last, type: number}]"
    )
    shown = "{code: people, title: {vi: p}, rule: {kind: shown}}"
    section = "{normalise: {method: none}, impute: {method: last}}"
    plan = plan_with(section, leaf("a", items), leaf("b"), shown)
    assert plan.item_index("a") == 0
    answers = answers_of(plan, [[6, 8, None, 2], [None, 8, 1, 2], [None, None, 1, 2]])
    tables = stages(plan, answers)
    np.testing.assert_array_equal(tables["imputed"], [[3, np.nan], [4, 1], [np.nan, 1]])


def test_what_does_not_apply_is_never_filled_in() -> None:
    section = "{normalise: {method: none}, impute: {method: mean}}"
    plan = plan_with(section, leaf("a", "may_not_apply: true"), leaf("b"))
    answers = answers_of(
        plan,
        [[2, 1], [4, 1], [0, 1], [None, 1]],
        states={(2, 0): State.NOT_APPLICABLE},
    )
    scores = score(plan, answers)
    assert scores.points[:, 0].tolist() == [1.5, 2.5, 1, 2]
    assert scores.states[2, 1] == State.NOT_APPLICABLE


def test_what_was_not_measured_follows_its_policy() -> None:
    plan = plan_with(
        NONE,
        leaf("a", "not_measured: zero"),
        leaf("b", "not_measured: leave_out"),
        leaf("c"),
    )
    every = {(row, row): State.NOT_MEASURED for row in range(3)}
    scores = score(plan, answers_of(plan, [[3, 3, 3]] * 4, states=every))
    assert scores.points[:, 0].tolist() == [2, 3, 3, 3]
    assert scores.unresolved.tolist() == [False, False, True, False]
    assert scores.states[:, 0].tolist() == [0, 0, State.NOT_MEASURED, 0]


def test_a_rule_gives_the_raw_number() -> None:
    rule = "{kind: ratio, zero: not_applicable}"
    items = (
        "items: [{code: a, type: count, title: {vi: a}}, "
        "{code: b, type: count, title: {vi: b}}]"
    )
    plan = plan_with(
        NONE, criterion(rule, code="r", points="10", more=items), leaf("c")
    )
    answers = answers_of(plan, [[1, 4, 3], [0, 0, 3], [None, 4, 3]])
    scores = score(plan, answers)
    assert scores.points[0].tolist() == [2.75, 2.5, 3]
    assert scores.states[:, 1].tolist() == [
        State.GIVEN,
        State.NOT_APPLICABLE,
        State.BLANK,
    ]


def test_a_view_is_the_mean_of_its_nodes() -> None:
    views = "views: [{code: v, title: {vi: v}, nodes: [a, c]}]\n"
    plan = plan_with(NONE, leaf("a", "weight: 3"), leaf("b"), leaf("c"), head=views)
    assert points(plan, answers_of(plan, [[4, 9, 8]]), "v") == [[5]]


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_a_mean_that_cannot_be_taken_names_the_cells(method: str) -> None:
    plan = plan_with(
        f"{{normalise: {{method: none}}, aggregate: {{method: {method}}}}}",
        leaf("a"),
        leaf("b"),
    )
    with pytest.raises(TableError) as caught:
        score(plan, answers_of(plan, [[1, 2], [0, 2], [3, -1]]))
    assert [str(fault) for fault in caught.value.faults] == [
        f"u1 a: the {method} mean of index needs values above 0",
        f"u2 b: the {method} mean of index needs values above 0",
    ]


def test_numbers_too_large_to_compute_with_name_their_cells() -> None:
    plan = plan_with(
        "{treat: {}}",
        leaf("a", "denominator: b"),
        leaf("b", "rule: {kind: shown}"),
    )
    wanted = "a number from -10^15 to 10^15 was expected here, it is larger"
    with pytest.raises(TableError) as caught:
        score(plan, answers_of(plan, [[1, 1], [2e9, 1e-9], [-1e300, 1]]))
    assert [str(fault) for fault in caught.value.faults] == [f"u2 a: {wanted}"]
    with pytest.raises(TableError) as caught:
        score(plan, answers_of(plan, [[1, 1], [2e9, 1e-9], [3, 1e-300]]))
    assert [str(fault) for fault in caught.value.faults] == [
        f"u1 a: {wanted}",
        f"u2 a: {wanted}",
    ]


def test_weights_of_components_are_those_of_every_level() -> None:
    plan = plan_with(
        "{weights: pca_squared}", group("g", leaf("a"), leaf("b")), leaf("c")
    )
    rng = np.random.default_rng(3)
    answers = answers_of(plan, rng.normal(size=(30, 3)).tolist())
    run = run_composite(plan, answers)
    for (entry, _), weights in run.weights.items():
        assert weights.sum() == pytest.approx(1), entry
    scores = score(plan, answers)
    g, c = scores.points[:, 1], scores.points[:, 4]
    np.testing.assert_allclose(scores.points[:, 0], (g + c) / 2, rtol=1e-12)


def test_draws_are_a_leading_axis() -> None:
    section = "{screen: {availability: 0.5}, impute: {method: median}, treat: {}}"
    plan = plan_with(section, leaf("a", "direction: -1"), leaf("b", "weight: 2"))
    rng = np.random.default_rng(5)
    draws = np.exp(rng.normal(size=(4, 12, 2)) * 2)
    draws[rng.random(draws.shape) < 0.2] = np.nan
    stacked = answers_of(plan, draws[0].tolist())
    object.__setattr__(stacked, "values", draws)
    object.__setattr__(stacked, "states", np.isnan(draws).astype(np.uint8))
    together = score(plan, stacked)
    for index, draw in enumerate(draws):
        alone = score(plan, answers_of(plan, draw.tolist()))
        np.testing.assert_allclose(together.points[index], alone.points, rtol=1e-12)


def test_only_the_nodes_asked_for_are_kept() -> None:
    plan = plan_with("{}", group("g", leaf("a"), leaf("b")), leaf("c"))
    answers = answers_of(plan, [[1, 2, 3], [2, 1, 4], [5, 5, 5]])
    some, whole = score(plan, answers, ["g", "index"]), score(plan, answers)
    assert some.node_codes == ("index", "g")
    assert (some.points == whole.points[:, :2]).all()


def test_another_index_has_no_stages() -> None:
    plan = points_plan(criterion("{kind: share}"))
    with pytest.raises(UsageError, match="is no composite index"):
        stages(plan, answers_of(plan, [[1]]))
