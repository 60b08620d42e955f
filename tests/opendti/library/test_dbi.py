"""The enterprise index: levels of criteria, of pillars and of the whole."""

from __future__ import annotations

import pytest

from opendti import (
    AnswerRow,
    Plan,
    Scores,
    build_answers,
    compile_plan,
    load_framework,
    score,
)
from opendti.library import framework_path
from opendti.ranking import bands_of

PILLARS = {"1": 13, "2": 5, "3": 16, "4": 13, "5": 10, "6": 7}
"""Points of each pillar with every criterion at level 1."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(load_framework(framework_path("vn.dbi.sme@2021")))


def _score(plan: Plan, levels: dict[str, int], **single: int) -> Scores:
    """Score a firm by the level of every criterion of a pillar, and of single ones."""
    at = {
        criterion.code: levels[criterion.code[0]]
        for criterion in plan.criteria
        if criterion.code[0] in levels
    } | {
        code.removeprefix("c").replace("_", "."): level
        for code, level in single.items()
    }
    rows = [AnswerRow("A", code, str(level)) for code, level in at.items()]
    return score(plan, build_answers(plan, rows, {"A": "all"}))


def _points(scores: Scores, node: str) -> float:
    return float(scores.points[0, scores.node_codes.index(node)])


def _level(scores: Scores, node: str = "index") -> str:
    band = bands_of(scores).of(0, scores.node_codes.index(node))
    assert band is not None
    return band.code


def test_example_of_the_decision(plan: Plan) -> None:
    """39 of 65 points in pillar 1 is level 3."""
    scores = _score(plan, {"1": 3})
    assert _points(scores, "1") == 39
    assert _level(scores, "1") == "3"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_points_with_every_criterion_at_one_level(plan: Plan, level: int) -> None:
    """Table 1: 64, 128, 192, 256, 320 points."""
    scores = _score(plan, dict.fromkeys(PILLARS, level))
    assert _points(scores, "index") == 64 * level
    for pillar, points in PILLARS.items():
        assert _points(scores, pillar) == points * level
        assert _level(scores, pillar) == str(level)
    assert _level(scores) == str(level)


def test_strategy_weighs_five_points_a_level(plan: Plan) -> None:
    assert _points(_score(plan, {}, c2_1_1=3), "2.1.1") == 15
    assert _points(_score(plan, {}, c1_1_1=3), "1.1.1") == 3


@pytest.mark.parametrize(
    ("points", "level"), [(4, "0"), (5, "0"), (6, "1"), (10, "1"), (11, "2"), (20, "2")]
)
def test_bounds_of_a_pillar(plan: Plan, points: int, level: str) -> None:
    """Of 50 points: up to 10 % level 0, above it 1, above 20 % level 2."""
    codes = [
        criterion.code for criterion in plan.criteria if criterion.code.startswith("5.")
    ]
    given = {f"c{code.replace('.', '_')}": 0 for code in codes}
    whole, rest = divmod(points, 5)
    for index, key in enumerate(given):
        given[key] = 5 if index < whole else rest if index == whole else 0
    scores = _score(plan, {}, **given)
    assert _points(scores, "5") == points
    assert _level(scores, "5") == level


def test_no_answer_is_level_nought(plan: Plan) -> None:
    assert _level(_score(plan, {})) == "0"


def test_three_strong_pillars_are_not_enough(plan: Plan) -> None:
    scores = _score(plan, {"1": 5, "3": 5, "4": 5})
    assert _points(scores, "index") == 210
    assert _level(scores) == "0"


def test_fourth_pillar_lifts_the_whole_as_far_as_it_reaches(plan: Plan) -> None:
    scores = _score(plan, {"1": 5, "3": 5, "4": 5, "5": 2})
    assert (_points(scores, "index"), _level(scores)) == (230, "2")


def test_highest_level_asks_for_all_six_pillars(plan: Plan) -> None:
    scores = _score(plan, {"1": 5, "2": 5, "3": 5, "4": 5, "5": 5, "6": 4})
    assert (_points(scores, "index"), _level(scores)) == (313, "4")


def test_many_points_in_weak_pillars_do_not_lift_the_whole(plan: Plan) -> None:
    """Above 192 points, and only four pillars at level 4: level 3."""
    scores = _score(plan, {"1": 4, "2": 3, "3": 4, "4": 4, "5": 4, "6": 3})
    assert _points(scores, "index") == 244
    assert _level(scores) == "3"


def test_large_enterprises_have_the_known_scale() -> None:
    framework = load_framework(framework_path("vn.dbi.large@2025"))
    plan = compile_plan(framework)
    assert sum(criterion.maxima[0] for criterion in plan.criteria) == 695
    assert {node.status for node in framework.nodes} == {"adapted"}
    assert framework.bands == ()
