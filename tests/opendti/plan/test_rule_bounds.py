"""Every rule exactly at each of its bounds, and just beside them, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from opendti import AnswerRow, State, build_answers, score
from opendti.scoring import broken_checks
from tests.small_sets import criterion, item, plan_with

Cell = float | str | bool | State | None
AB = f"items: [{item('a')}, {item('b')}]"
NUMBER = f"items: [{item('a', 'number')}]"
SURVEYED = f"items: [{item('a', 'number')}, {item('n')}]"
STEPS = """{kind: steps, steps: [
          {from: 0, bound: open, points: 1}, {from: 5, points: 3},
          {from: 10, share: 1/2}, {from: 20, bound: open, share: 1}]}"""


def scored(rule: str, answers: Mapping[str, Cell], more: str = "") -> float | State:
    """Score one unit on one criterion of ten points: the points, or the state without."""
    plan = plan_with(criterion(rule, more=more))
    rows = [
        AnswerRow("u", f"1.1.{code}", state=value)
        if isinstance(value, State)
        else AnswerRow("u", f"1.1.{code}", value)
        for code, value in answers.items()
    ]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    index = plan.node_index("1.1")
    state = State(int(scores.states[0, index]))
    return float(scores.points[0, index]) if state is State.GIVEN else state


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1, 0), (0, 0), (0.001, 1), (4.999, 1), (5, 3), (5.001, 3), (9.999, 3),
        (10, 5), (10.001, 5), (19.999, 5), (20, 5), (20.001, 10), (1e9, 10),
    ],
)  # fmt: skip
def test_every_step_at_its_start(value: float, expected: float) -> None:
    assert scored(STEPS, {"a": value}, NUMBER) == expected


@pytest.mark.parametrize(
    ("rule", "a", "b", "expected"),
    [
        ("{kind: ratio}", 0, 4, 0),
        ("{kind: ratio}", 4, 4, 10),
        ("{kind: ratio}", 0, 0, 0),
        ("{kind: ratio, zero: full}", 3, 0, 10),
        ("{kind: ratio, zero: full}", 0, 1, 0),
        ("{kind: ratio, zero: not_applicable}", 0, 1, 0),
        ("{kind: ratio, zero: not_applicable}", 0, 0, State.NOT_APPLICABLE),
        ("{kind: ratio, target: 80%}", 8, 10, 10),
        ("{kind: ratio, target: 80%}", 2, 10, 2.5),
        ("{kind: ratio, target: 80%}", 10, 10, 10),
        ("{kind: ratio, target: 80%, below: jump}", 799, 1000, 7.99),
        ("{kind: ratio, target: 80%, below: jump}", 800, 1000, 10),
        ("{kind: ratio, target: 150%, below: jump}", 120, 100, 10),
        ("{kind: ratio, target: 150%}", 120, 100, 8),
        ("{kind: ratio, floor: 50%}", 50, 100, 5),
        ("{kind: ratio, floor: 50%}", 49, 100, 0),
        ("{kind: ratio, floor: 50%, target: 80%}", 40, 100, 0),
        ("{kind: ratio, floor: 50%, target: 80%}", 50, 100, 6.25),
        ("{kind: ratio, floor: 50%, target: 80%}", 80, 100, 10),
        ("{kind: ratio, floor: 80%, target: 80%}", 80, 100, 10),
        ("{kind: ratio, floor: 80%, target: 80%}", 79, 100, 0),
        ("{kind: ratio, floor: 50%, zero: full}", 0, 0, 10),
        ("{kind: ratio, all_or_nothing: true}", 100, 100, 10),
        ("{kind: ratio, all_or_nothing: true}", 99, 100, 0),
        ("{kind: ratio, all_or_nothing: true, target: 0.9}", 90, 100, 10),
        ("{kind: ratio, all_or_nothing: true, target: 0.9}", 89, 100, 0),
        ("{kind: ratio, all_or_nothing: true, zero: full}", 0, 0, 10),
    ],
)
def test_ratios_at_target_floor_and_zero(
    rule: str, a: float, b: float, expected: float | State
) -> None:
    found = scored(rule, {"a": a, "b": b}, AB)
    assert found == (
        expected if isinstance(expected, State) else pytest.approx(expected)
    )


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ("{kind: count, each: 2}", 0, 0),
        ("{kind: count, each: 2}", 4, 8),
        ("{kind: count, each: 2}", 5, 10),
        ("{kind: count, each: 2}", 6, 10),
        ("{kind: count, each: 1}", 3, 3),
        ("{kind: count, each: 0}", 3, 0),
        ("{kind: count, each: 2, cap: 6}", 2, 4),
        ("{kind: count, each: 2, cap: 6}", 3, 6),
        ("{kind: count, each: 2, cap: 6}", 4, 6),
        ("{kind: count, each: 2, cap: 10}", 5, 10),
        ("{kind: count, each: 2, cap: 0}", 5, 0),
        ("{kind: share}", 0, 0),
        ("{kind: share}", 1, 10),
        ("{kind: minmax, low: 20, high: 60}", 19, 0),
        ("{kind: minmax, low: 20, high: 60}", 20, 0),
        ("{kind: minmax, low: 20, high: 60}", 40, 5),
        ("{kind: minmax, low: 20, high: 60}", 60, 10),
        ("{kind: minmax, low: 20, high: 60}", 61, 10),
        ("{kind: minmax, low: 20, high: 60, direction: down}", 20, 10),
        ("{kind: minmax, low: 20, high: 60, direction: down}", 60, 0),
        ("{kind: minmax, low: 20, high: 60, direction: down}", 61, 0),
        ("{kind: panel, high: 100}", 0, 0),
        ("{kind: panel, high: 100}", 100, 10),
        ("{kind: panel, low: 1, high: 5}", 1, 0),
        ("{kind: panel, low: 1, high: 5}", 3, 5),
        ("{kind: panel, low: 1, high: 5}", 5, 10),
        ("{kind: panel, low: 4, high: 5}", 4.5, 5),
        ("{kind: panel, high: 1}", 0.5, 5),
        ("{kind: panel, high: 2}", 1, 5),
        ("{kind: panel}", 0.5, 5),
        ("{kind: panel}", 1, 10),
        ("{kind: formula, formula: 'a', gives: points}", 10, 10),
        ("{kind: formula, formula: 'a', gives: points}", 10.5, 10),
        ("{kind: formula, formula: '-a', gives: points}", 1, 0),
        ("{kind: formula, formula: 'a'}", 0.5, 5),
    ],
)
def test_caps_and_scales_at_their_ends(
    rule: str, value: float, expected: float
) -> None:
    kind = "share" if "kind: share" in rule else "number"
    more = f"items: [{item('a', kind)}]"
    assert scored(rule, {"a": value}, more) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("respondents", "expected"),
    [(29, State.NOT_MEASURED), (30, 7.5), (31, 7.5), (0, State.NOT_MEASURED)],
)
def test_a_survey_at_its_least_number_of_respondents(
    respondents: int, expected: float | State
) -> None:
    rule = "{kind: survey, low: 1, high: 5, least: 30}"
    assert scored(rule, {"a": 4, "n": respondents}, SURVEYED) == expected


CHECKLIST = "{kind: checklist, on: [a, b, c]}"
PERIODS = """{kind: periods, on: [q1, q2], options: [
          {code: on_time, title: {vi: đúng}, points: 5}, {code: late, title: {vi: trễ}, share: 1/2},
          {code: none, title: {vi: không}, points: 0}]}"""
LEVELS = """{kind: levels, levels: [{level: 0, title: {vi: a}}, {level: 1, title: {vi: b}},
          {level: 2, title: {vi: c}}, {level: 3, title: {vi: d}}, {level: 4, title: {vi: e}}]}"""
BEST = """{kind: best_of, alternatives: [
          {code: p, title: {vi: p}, share: 1/2, rule: {kind: yes_no, on: a}},
          {code: q, title: {vi: q}, points: 6, rule: {kind: count, each: 1, on: b}}]}"""
YES = f"items: [{item('a', 'yes_no')}, {item('b')}]"
PANEL = """{kind: parts, parts: [
          {code: p, title: {vi: p}, points: 4, rule: {kind: panel, high: 5, on: a}},
          {code: q, title: {vi: q}, points: 6, rule: {kind: minmax, low: 0, high: 5, on: b}}]}"""
BOTH = f"items: [{item('a', 'number')}, {item('b', 'number')}]"


@pytest.mark.parametrize(
    ("rule", "answers", "more", "expected"),
    [
        (CHECKLIST, {"a": False, "b": False, "c": False}, "", 0),
        (CHECKLIST, {"a": True, "b": False}, "", 10 / 3),
        (CHECKLIST, {"a": True, "b": True, "c": True}, "", 10),
        (PERIODS, {"q1": "on_time", "q2": "on_time"}, "", 10),
        (PERIODS, {"q1": "on_time"}, "", 5),
        (PERIODS, {"q1": "late", "q2": "none"}, "", 2.5),
        (LEVELS, {"a": "0"}, "", 0),
        (LEVELS, {"a": "1"}, "", 2.5),
        (LEVELS, {"a": "4"}, "", 10),
        (BEST, {"a": True, "b": 4}, YES, 5),
        (BEST, {"a": True, "b": 5}, YES, 5),
        (BEST, {"a": True, "b": 6}, YES, 6),
        (BEST, {"a": True, "b": 7}, YES, 6),
        (BEST, {"a": False, "b": 0}, YES, 0),
        (BEST, {"b": 1}, YES, 1),
        # Within a part, what lies beyond the scale gives the part's points and no more.
        (PANEL, {"a": 10, "b": 0}, BOTH, 4),
        (PANEL, {"a": -5, "b": 5}, BOTH, 6),
        (PANEL, {"a": 0, "b": 10}, BOTH, 6),
        (PANEL, {"a": 5, "b": -5}, BOTH, 4),
    ],
)
def test_lists_and_alternatives_give_their_points(
    rule: str, answers: Mapping[str, Cell], more: str, expected: float
) -> None:
    assert scored(rule, answers, more) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-4, -2], [0, 0]),
        ([0, 0], [0, 0]),
        ([0, 5], [0, 10]),
        ([1, 5], [2, 10]),
        ([-1, 5], [0, 10]),
    ],
)
def test_relative_where_the_best_is_nothing(
    values: list[float], expected: list[float]
) -> None:
    plan = plan_with(criterion("{kind: relative}", more=NUMBER))
    rows = [
        AnswerRow(f"u{index}", "1.1.a", value) for index, value in enumerate(values)
    ]
    blocks = {row.unit: "all" for row in rows}
    scores = score(plan, build_answers(plan, rows, blocks))
    assert scores.points[:, plan.node_index("1.1")].tolist() == expected


@pytest.mark.parametrize(("direction", "expected"), [("up", [0, 5, 10]), ("down", [10, 5, 0])])  # fmt: skip
def test_minmax_of_a_block_without_ends_of_its_own(
    direction: str, expected: list[float]
) -> None:
    plan = plan_with(
        criterion(f"{{kind: minmax, direction: {direction}}}", more=NUMBER)
    )
    rows = [AnswerRow(f"u{value}", "1.1.a", value) for value in (2, 4, 6)]
    scores = score(plan, build_answers(plan, rows, {row.unit: "all" for row in rows}))
    assert scores.points[:, plan.node_index("1.1")].tolist() == expected


def test_minmax_of_equal_values_gives_nothing() -> None:
    plan = plan_with(criterion("{kind: minmax}", more=NUMBER))
    rows = [AnswerRow(unit, "1.1.a", 3) for unit in ("u", "v")]
    scores = score(plan, build_answers(plan, rows, {"u": "all", "v": "all"}))
    assert scores.points[:, plan.node_index("1.1")].tolist() == [0, 0]


def test_gates_close_one_by_one() -> None:
    gate = "{kind: gate}"
    plan = plan_with(
        criterion("{kind: yes_no}"),
        criterion(gate, code="1.2").replace("points: 10, ", ""),
        criterion(gate, code="1.3").replace("points: 10, ", ""),
    )
    units = {"both": (True, True), "first": (True, False), "last": (False, True)}
    rows = [
        AnswerRow(unit, code, value)
        for unit, gates in units.items()
        for code, value in zip(("1.1", "1.2", "1.3"), (True, *gates), strict=True)
    ]
    scores = score(plan, build_answers(plan, rows, dict.fromkeys(units, "all")))
    assert scores.points[:, 0].tolist() == [10, 0, 0]


@pytest.mark.parametrize(
    ("rule", "a", "count"),
    [
        ("{kind: ratio}", 3, 0),
        ("{kind: ratio}", 4, 0),
        ("{kind: ratio}", 5, 1),
        ("{kind: ratio}", None, 0),
        ("{kind: ratio, may_exceed: true}", 5, 0),
    ],
)
def test_a_part_is_not_more_than_its_whole(
    rule: str, a: float | None, count: int
) -> None:
    plan = plan_with(criterion(rule, more=AB))
    rows = [AnswerRow("u", "1.1.a", a), AnswerRow("u", "1.1.b", 4)]
    found = broken_checks(plan, build_answers(plan, rows, {"u": "all"}))
    assert len(found) == count
