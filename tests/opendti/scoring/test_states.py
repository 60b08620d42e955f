from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from opendti import AnswerRow, Answers, State, build_answers, rank, score
from opendti.errors import TableError, UsageError
from opendti.tables import read_answers
from tests.small_sets import criterion, item, plan_with

GIVEN, BLANK, NOT_APPLICABLE, NOT_MEASURED = State
FED = ("feed", "survey", "panel", "monitor")


def scored(
    policy: str, state: State, *, may_not_apply: bool = True
) -> tuple[list[float], list[float], list[int], bool]:
    """Score 10 of 10 on one criterion, and a state on the other."""
    more = f"not_measured: {policy}, may_not_apply: {str(may_not_apply).lower()}"
    plan = plan_with(
        criterion("{kind: yes_no}"), criterion("{kind: yes_no}", code="1.2", more=more)
    )
    rows = [AnswerRow("u", "1.1", value=True), AnswerRow("u", "1.2", state=state)]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    return (
        scores.points[0, [0, 3]].tolist(),
        scores.max_points[0, [0, 3]].tolist(),
        scores.states[0, [0, 3]].tolist(),
        bool(scores.unresolved[0]),
    )


def test_a_blank_scores_nothing_of_its_maximum() -> None:
    assert scored("hold", BLANK) == ([10, 0], [20, 10], [GIVEN, BLANK], False)


def test_not_applicable_leaves_points_and_maximum() -> None:
    assert scored("hold", NOT_APPLICABLE) == (
        [10, 0],
        [10, 0],
        [GIVEN, NOT_APPLICABLE],
        False,
    )


def test_not_applicable_is_a_blank_where_the_framework_does_not_allow_it() -> None:
    found = scored("hold", NOT_APPLICABLE, may_not_apply=False)
    assert found == ([10, 0], [20, 10], [GIVEN, BLANK], False)


@pytest.mark.parametrize(
    ("source", "state"),
    [("report", BLANK), *((other, NOT_MEASURED) for other in FED)],
)
def test_what_no_unit_reports_is_not_measured_until_it_is_answered(
    tmp_path: Path, source: str, state: State
) -> None:
    fed = criterion("{kind: yes_no}", code="1.2", more=f"collected_from: {source}")
    plan = plan_with(criterion("{kind: yes_no}"), fed)
    wide, long = tmp_path / "wide.csv", tmp_path / "long.csv"
    wide.write_text("unit,1.1,1.2\nu,yes,\n", "utf-8")
    long.write_text("unit,item,value\nu,1.1,yes\n", "utf-8")

    tables = (
        build_answers(plan, [AnswerRow("u", "1.1", value=True)], {"u": "all"}),
        read_answers(wide, plan),
        read_answers(long, plan),
    )

    assert [table.states[0].tolist() for table in tables] == [[GIVEN, state]] * 3
    assert plan.criteria[1].default_state == state.code


@pytest.mark.parametrize(
    ("policy", "maxima", "root_state", "unresolved"),
    [
        ("hold", [20, 10], NOT_MEASURED, True),
        ("zero", [20, 10], GIVEN, False),
        ("leave_out", [10, 0], GIVEN, False),
    ],
)
def test_not_measured_follows_its_policy(
    policy: str, maxima: list[float], root_state: State, *, unresolved: bool
) -> None:
    expected = ([10, 0], maxima, [root_state, NOT_MEASURED], unresolved)
    assert scored(policy, NOT_MEASURED) == expected


def test_a_unit_without_answers_is_blank_to_the_root() -> None:
    plan = plan_with(criterion("{kind: yes_no}"))
    scores = score(plan, Answers.empty(plan, ["u"], ["all"]))
    assert scores.states[0].tolist() == [BLANK, BLANK, BLANK]
    assert scores.values[0].tolist() == [0, 0, 0]


def test_zero_is_not_blank() -> None:
    plan = plan_with(criterion("{kind: count, each: 1}"))
    scores = score(plan, build_answers(plan, [AnswerRow("u", "1.1", 0)], {"u": "all"}))
    assert scores.states[0].tolist() == [GIVEN, GIVEN, GIVEN]


def test_what_does_not_apply_at_all_has_no_value_and_no_rank() -> None:
    plan = plan_with(criterion("{kind: yes_no}", more="may_not_apply: true"))
    rows = [
        AnswerRow("u", "1.1", state=NOT_APPLICABLE),
        AnswerRow("v", "1.1", value=False),
    ]
    scores = score(plan, build_answers(plan, rows, {"u": "all", "v": "all"}))
    assert math.isnan(scores.values[0, 0])
    assert rank(scores).ranks[:, 0].tolist() == [0, 1]
    assert rank(scores).sizes[:, 0].tolist() == [1, 1]


def test_criteria_rounded_before_adding() -> None:
    ab = f"items: [{item('a')}, {item('b')}]"
    plan = plan_with(
        criterion("{kind: ratio}", points="6", more=ab),
        criterion("{kind: ratio}", code="1.2", points="4", more=ab),
        head="rounding: {criterion: 2}\n",
    )
    cells = {"1.1.a": 1645, "1.1.b": 2270, "1.2.a": 470, "1.2.b": 2270}
    rows = [AnswerRow("u", code, value) for code, value in cells.items()]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.points[0].tolist() == [5.18, 5.18, 4.35, 0.83]


def test_views_share_nodes_and_count_each_once() -> None:
    views = 'views: [{code: v, title: {vi: v}, nodes: ["1.1", "1.2"]}, {code: w, title: {vi: w}, nodes: ["1.2"]}]\n'
    plan = plan_with(
        criterion("{kind: yes_no}"),
        criterion("{kind: yes_no}", code="1.2", points="30"),
        head=views,
    )
    scores = score(
        plan, build_answers(plan, [AnswerRow("u", "1.2", value=True)], {"u": "all"})
    )
    assert scores.points[0, 4:].tolist() == [30, 30]
    assert scores.max_points[0, 4:].tolist() == [40, 30]
    assert scores.values[0, 4:].tolist() == [0.75, 1]


def test_only_the_nodes_asked_for() -> None:
    plan = plan_with(criterion("{kind: yes_no}"))
    scores = score(plan, Answers.empty(plan, ["u"], ["all"]), nodes=["index"])
    assert (scores.node_codes, scores.values.shape) == (("index",), (1, 1))
    with pytest.raises(UsageError, match=r"no node 1\.2; did you mean 1\.1\?"):
        score(plan, Answers.empty(plan, ["u"], ["all"]), nodes=["1.2"])


def test_answers_to_another_plan_are_refused() -> None:
    plan = plan_with(criterion("{kind: yes_no}"))
    other = Answers.of_values(["u"], np.zeros(1, dtype=np.intp), np.zeros((1, 2)))
    with pytest.raises(UsageError, match="2 items, the plan has 1"):
        score(plan, other)


def test_draws_are_a_leading_axis() -> None:
    plan = plan_with(
        criterion("{kind: share}"), criterion("{kind: relative}", code="1.2")
    )
    draws = np.random.default_rng(1).random((5, 3, 2))
    blocks = np.zeros(3, dtype=np.intp)
    together = score(plan, Answers.of_values(["a", "b", "c"], blocks, draws))
    assert together.points.shape[0] == len(draws)
    for index, draw in enumerate(draws):
        alone = score(plan, Answers.of_values(["a", "b", "c"], blocks, draw))
        assert np.array_equal(together.points[index], alone.points)
        assert np.array_equal(rank(together).ranks[index], rank(alone).ranks)


def test_every_fault_of_the_rows_is_reported() -> None:
    plan = plan_with(
        criterion("{kind: yes_no}"), criterion("{kind: share}", code="1.2")
    )
    rows = [
        AnswerRow("x", "1.1", value=True),
        AnswerRow("u", "9.9", value=True),
        AnswerRow("u", "1.1", value=True),
        AnswerRow("u", "1.1.a", value=False),
        AnswerRow("u", "1.2", "much"),
        AnswerRow("v", "1.2", 1, NOT_MEASURED),
    ]
    with pytest.raises(TableError) as caught:
        build_answers(plan, rows, {"u": "all", "v": "all"})
    assert [str(fault) for fault in caught.value.faults] == [
        "x 1.1: no unit x",
        "u 9.9: no item 9.9",
        "u 1.1.a: two rows for one cell",
        "u 1.2: 'much' is no value of type share",
        "v 1.2: a value beside the state not_measured",
    ]


def test_values_beyond_the_bounds_of_their_items_are_refused_all_at_once() -> None:
    options = (
        "[{code: x, title: {vi: x}, share: 1}, {code: y, title: {vi: y}, share: 0}]"
    )
    plan = plan_with(
        criterion("{kind: yes_no}"),
        criterion("{kind: share}", code="1.2"),
        criterion("{kind: count, each: 1}", code="1.3"),
        criterion(f"{{kind: choice, options: {options}}}", code="1.4"),
        criterion("{kind: minmax}", code="1.5"),
    )
    values = {
        "1.1": (7, 0.5),
        "1.2": (1.5, -1),
        "1.3": (-3, 2.5),
        "1.4": (2, 0.5),
        "1.5": (math.inf, math.nan),
    }
    rows = [
        AnswerRow(unit, item, value)
        for item, pair in values.items()
        for unit, value in zip("uv", pair, strict=True)
    ]
    with pytest.raises(TableError) as caught:
        build_answers(plan, rows, {"u": "all", "v": "all"})
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("v 1.5", "value_of_other_type"),
        ("u 1.1", "truth_as_number"),
        ("v 1.1", "truth_as_number"),
        ("u 1.2", "number_outside"),
        ("v 1.2", "number_outside"),
        ("u 1.3", "number_too_small"),
        ("v 1.3", "number_too_small"),
        ("u 1.4", "option_expected"),
        ("v 1.4", "option_expected"),
        ("u 1.5", "number_beyond_bounds"),
    ]


def test_scoring_leaves_the_answers_as_they_are() -> None:
    rule = "{kind: formula, formula: a, gives: points}"
    items = f"items: [{item('a', 'number')}]"
    plan = plan_with(
        criterion(rule, more=items), criterion(rule, code="1.2", more=items)
    )
    answers = Answers.of_values(["u"], np.array([0]), np.array([[12.0, -1.0]]))
    assert score(plan, answers).points[0].tolist() == [10, 10, 10, 0]
    assert answers.values.tolist() == [[12.0, -1.0]]
