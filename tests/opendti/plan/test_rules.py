"""Every kind of rule, worked by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from pydantic import TypeAdapter

from opendti import AnswerRow, State, build_answers, score
from opendti.formula import write_formula
from opendti.rules import BaseRule, Rule
from tests.small_sets import criterion, item, plan_with

Cell = float | str | bool | State | None
AB = f"items: [{item('a')}, {item('b')}]"
PARTS = """{kind: parts, parts: [
          {code: p, title: {vi: p}, share: 1/2, rule: {kind: yes_no, on: a}},
          {code: q, title: {vi: q}, points: 5, rule: {kind: count, each: 1, on: b}}]}"""
OPTIONS = """{kind: choice, options: [
          {code: chief, title: {vi: trưởng}, share: 1},
          {code: deputy, title: {vi: phó}, share: 1/2},
          {code: other, title: {vi: khác}, points: 1},
          {code: none, title: {vi: chưa}, share: 0}]}"""
STEPS = "{kind: steps, steps: [{from: 20, share: 1/2}, {from: 52, share: 1}, {from: 0, bound: open, points: 2}]}"


def points(rule: str, answers: Mapping[str, Cell], more: str = "") -> float:
    """Score one unit on one criterion of ten points."""
    plan = plan_with(criterion(rule, more=more))
    rows = [
        AnswerRow("u", f"1.1.{code}", state=value)
        if isinstance(value, State)
        else AnswerRow("u", f"1.1.{code}", value)
        for code, value in answers.items()
    ]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    return float(scores.points[0, plan.node_index("1.1")])


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        ("{kind: share}", {"a": 0.75}, 7.5),
        ("{kind: yes_no}", {"a": True}, 10),
        ("{kind: yes_no}", {"a": False}, 0),
        (OPTIONS, {"a": "chief"}, 10),
        (OPTIONS, {"a": "deputy"}, 5),
        (OPTIONS, {"a": "other"}, 1),
        (OPTIONS, {"a": "none"}, 0),
        (STEPS, {"a": 52}, 10),
        (STEPS, {"a": 51}, 5),
        (STEPS, {"a": 20}, 5),
        (STEPS, {"a": 19}, 2),
        (STEPS, {"a": 0}, 0),
        ("{kind: count, each: 1.5}", {"a": 3}, 4.5),
        ("{kind: count, each: 1.5}", {"a": 30}, 10),
        ("{kind: count, each: 1, cap: 5}", {"a": 7}, 5),
        ("{kind: shown}", {"a": 7}, 0),
    ],
)
def test_rules_of_one_item(
    rule: str, answers: Mapping[str, Cell], expected: float
) -> None:
    text = (
        criterion(rule).replace("points: 10, ", "")
        if "shown" in rule
        else criterion(rule)
    )
    plan = plan_with(text)
    rows = [AnswerRow("u", "1.1", value) for value in answers.values()]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.points[0, 0] == expected


@pytest.mark.parametrize(
    ("rule", "a", "b", "expected"),
    [
        ("{kind: ratio}", 3, 4, 7.5),
        ("{kind: ratio}", 5, 4, 10),
        ("{kind: ratio}", 3, 0, 0),
        ("{kind: ratio, zero: full}", 0, 0, 10),
        ("{kind: ratio, target: 80%}", 4, 10, 5),
        ("{kind: ratio, target: 80%}", 9, 10, 10),
        ("{kind: ratio, target: 80%, below: jump}", 8, 10, 10),
        ("{kind: ratio, target: 80%, below: jump}", 79, 100, 7.9),
        ("{kind: ratio, floor: 90%}", 9, 10, 9),
        ("{kind: ratio, floor: 90%}", 89, 100, 0),
        ("{kind: ratio, all_or_nothing: true}", 10, 10, 10),
        ("{kind: ratio, all_or_nothing: true}", 9, 10, 0),
        ("{kind: ratio, all_or_nothing: true, target: 95%}", 19, 20, 10),
        ("{kind: ratio, numerator: a + b, denominator: a}", 4, 4, 10),
        ("{kind: formula, formula: 'IF(b = 0, 0, 1 - a/b)'}", 1, 4, 7.5),
        ("{kind: formula, formula: 'a - b', gives: points}", 9, 2, 7),
        ("{kind: formula, formula: 'a - b', gives: points}", 2, 9, 0),
        ("{kind: formula, formula: 'a * b', gives: points}", 9, 9, 10),
        ("{kind: formula, formula: 'a * max / 100', gives: points}", 50, 0, 5),
    ],
)
def test_rules_of_two_items(rule: str, a: float, b: float, expected: float) -> None:
    assert points(rule, {"a": a, "b": b}, AB) == pytest.approx(expected, abs=1e-12)


def test_a_ratio_over_nothing_may_not_apply() -> None:
    plan = plan_with(
        criterion("{kind: ratio, zero: not_applicable}", more=AB),
        criterion("{kind: yes_no}", code="1.2"),
    )
    rows = [
        AnswerRow("u", "1.1.a", 0),
        AnswerRow("u", "1.1.b", 0),
        AnswerRow("u", "1.2", value=True),
    ]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.max_points[0].tolist() == [10, 10, 0, 10]
    assert scores.values[0, 0] == 1
    assert scores.states[0].tolist() == [0, 0, State.NOT_APPLICABLE, 0]
    assert math.isnan(scores.values[0, 2])


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"a": True, "b": 3}, 8),
        ({"a": True, "b": 9}, 10),
        ({"a": True}, 5),
        ({"b": 2}, 2),
        ({}, 0),
    ],
)
def test_parts_add_up_and_a_blank_part_gives_nothing(
    answers: Mapping[str, Cell], expected: float
) -> None:
    assert (
        points(PARTS, answers, f"items: [{item('a', 'yes_no')}, {item('b')}]")
        == expected
    )


def test_relative_is_against_the_best_of_the_block() -> None:
    head = "blocks: [{code: x, title: {vi: x}}, {code: y, title: {vi: y}}]\n"
    plan = plan_with(criterion("{kind: relative}"), head=head)
    rows = [AnswerRow(f"u{n}", "1.1", n) for n in (1, 2, 4, 8)]
    blocks = {"u1": "x", "u2": "x", "u4": "y", "u8": "y", "none": "x"}
    scores = score(plan, build_answers(plan, rows, blocks))
    assert scores.points[:, 0].tolist() == [5, 10, 5, 10, 0]


def test_points_follow_the_block() -> None:
    head = "blocks: [{code: x, title: {vi: x}}, {code: y, title: {vi: y}}]\n"
    plan = plan_with(
        criterion("{kind: yes_no}", points="{x: 10, y: 20}"),
        criterion("{kind: yes_no}", code="1.2", points="{y: 5}"),
        head=head,
    )
    rows = [AnswerRow(unit, "1.1", value=True) for unit in ("a", "b")]
    scores = score(plan, build_answers(plan, rows, {"a": "x", "b": "y"}))
    assert scores.points[:, 0].tolist() == [10, 20]
    assert scores.max_points[:, 0].tolist() == [10, 25]
    assert math.isnan(scores.max_points[0, plan.node_index("1.2")])


QUARTERS = """{kind: periods, on: [q1, q2, q3, q4], options: [
          {code: on_time, title: {vi: đúng hạn}, points: 2.5},
          {code: late, title: {vi: trễ hạn}, share: 1/2},
          {code: none, title: {vi: không}, share: 0}]}"""
BEST_OF = """{kind: best_of, alternatives: [
          {code: own, title: {vi: tự có}, share: 1, rule: {kind: ratio}},
          {code: hired, title: {vi: thuê}, points: 6, rule: {kind: count, each: 1, on: c}}]}"""
LEVELS = """{kind: levels, levels: [
          {level: 0, title: {vi: chưa}}, {level: 1, title: {vi: bắt đầu}}, {level: 2, title: {vi: tốt}}]}"""
ABC = f"items: [{item('a')}, {item('b')}, {item('c')}]"
SURVEY = "{kind: survey, low: 1, high: 5, least: 30}"
AN = f"items: [{item('a', 'number')}, {item('n')}]"


@pytest.mark.parametrize(
    ("rule", "answers", "more", "expected"),
    [
        (
            "{kind: checklist, on: [a, b, c, d]}",
            {"a": True, "b": True, "c": False},
            "",
            5,
        ),
        ("{kind: checklist, on: [a, b]}", {}, "", 0),
        (QUARTERS, {"q1": "on_time", "q2": "late", "q3": "none"}, "", 3.75),
        (BEST_OF, {"a": 1, "b": 2, "c": 6}, ABC, 6),
        (BEST_OF, {"a": 3, "b": 4, "c": 6}, ABC, 7.5),
        (BEST_OF, {"c": 2}, ABC, 2),
        ("{kind: minmax, low: 20, high: 60}", {"a": 30}, "", 2.5),
        ("{kind: minmax, low: 20, high: 60}", {"a": 70}, "", 10),
        ("{kind: minmax, low: 20, high: 60, direction: down}", {"a": 30}, "", 7.5),
        (LEVELS, {"a": "1"}, "", 5),
        (LEVELS, {"a": "2"}, "", 10),
        (SURVEY, {"a": 4, "n": 30}, AN, 7.5),
        (SURVEY, {"a": 4, "n": 29}, AN, 0),
        ("{kind: panel, high: 100}", {"a": 80}, "", 8),
        ("{kind: bonus, rule: {kind: count, each: 2}}", {"a": 3}, "", 6),
        ("{kind: penalty, rule: {kind: count, each: 2}}", {"a": 3}, "", -6),
        ("{kind: penalty, rule: {kind: count, each: 2}}", {"a": 30}, "", -10),
        ("{kind: penalty, rule: {kind: count, each: 2}}", {}, "", -10),
    ],
)
def test_further_rules_give_their_points(
    rule: str, answers: Mapping[str, Cell], more: str, expected: float
) -> None:
    assert points(rule, answers, more) == pytest.approx(expected, abs=1e-12)


def test_minmax_over_the_block() -> None:
    plan = plan_with(criterion("{kind: minmax}"))
    rows = [AnswerRow(f"u{n}", "1.1", n) for n in (-4, 0, 4)]
    scores = score(
        plan, build_answers(plan, rows, {"u-4": "all", "u0": "all", "u4": "all"})
    )
    assert scores.points[:, 0].tolist() == [0, 5, 10]


def test_too_few_respondents_are_not_measured() -> None:
    plan = plan_with(criterion(SURVEY, more=AN))
    rows = [AnswerRow("u", "1.1.a", 4), AnswerRow("u", "1.1.n", 29)]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.states[0].tolist() == [State.NOT_MEASURED] * 3
    assert scores.unresolved.tolist() == [True]


@pytest.mark.parametrize(
    ("gate", "expected"), [(True, [10, 10, 0]), (False, [0, 0, 0]), (None, [0, 0, 0])]
)
def test_a_gate_closes_its_group(*, gate: bool | None, expected: list[float]) -> None:
    plan = plan_with(
        criterion("{kind: yes_no}"),
        criterion("{kind: gate}", code="1.2").replace("points: 10, ", ""),
    )
    rows = [AnswerRow("u", "1.1", value=True), AnswerRow("u", "1.2", gate)]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.points[0, [0, 2, 3]].tolist() == expected
    assert scores.max_points[0, [0, 2, 3]].tolist() == [10, 10, 0]


def test_extras_belong_to_no_maximum_and_the_value_stays_in_its_range() -> None:
    plan = plan_with(
        criterion("{kind: yes_no}"),
        criterion(
            "{kind: bonus, rule: {kind: count, each: 1}}", code="1.2", points="4"
        ),
        criterion("{kind: penalty, rule: {kind: yes_no}}", code="1.3", points="1"),
    )
    rows = [
        AnswerRow("u", "1.1", value=True),
        AnswerRow("u", "1.2", 9),
        AnswerRow("u", "1.3", value=False),
    ]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.points[0].tolist() == [14, 14, 10, 4, 0]
    assert scores.max_points[0].tolist() == [10, 10, 10, 0, 0]
    assert scores.values[0, :3].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("rule", "formula"),
    [
        ({"kind": "steps", "steps": [{"from": 1, "share": 0}, {"from": 2, "share": 1}, {"from": 3, "share": "1/2"}]}, "IF(a >= 3, 0.5 * max, IF(a >= 2, max, IF(a >= 1, 0, 0)))"),
        ({"kind": "count", "each": 0}, "MIN(max, 0)"),
        ({"kind": "count", "each": 1}, "MIN(max, a)"),
        ({"kind": "count", "each": 2}, "MIN(max, 2 * a)"),
        ({"kind": "ratio"}, "IF(b = 0, 0, MIN(1, a / b) * max)"),
        ({"kind": "ratio", "target": "80%"}, "IF(b = 0, 0, MIN(1, a / b / 0.8) * max)"),
        ({"kind": "panel"}, "MAX(0, MIN(1, a)) * max"),
        ({"kind": "panel", "low": 1, "high": 2}, "MAX(0, MIN(1, a - 1)) * max"),
        ({"kind": "panel", "high": 2}, "MAX(0, MIN(1, a / 2)) * max"),
    ],
)  # fmt: skip
def test_a_formula_is_shown_without_products_that_change_nothing(
    rule: dict[str, object], formula: str
) -> None:
    model: TypeAdapter[BaseRule] = TypeAdapter(Rule)
    assert write_formula(model.validate_python(rule).tree()) == formula


def test_a_parameter_counts_as_its_number() -> None:
    plan = plan_with(
        criterion("{kind: ratio, target: high - 0.3}", more=AB),
        head="parameters: {high: 0.8}\n",
    )
    rows = [AnswerRow("u", "1.1.a", 1.0), AnswerRow("u", "1.1.b", 4.0)]
    scores = score(plan, build_answers(plan, rows, {"u": "all"}))
    assert scores.points[0, plan.node_index("1.1")] == pytest.approx(5.0)
