"""Every kind of rule, worked by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from opendti import AnswerRow, State, build_answers, score
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
