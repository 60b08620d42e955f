"""The commune set of Ho Chi Minh City: every family of its rules, worked by hand."""

from __future__ import annotations

import pytest

from opendti import (
    AnswerRow,
    Framework,
    Plan,
    build_answers,
    compile_plan,
    load_framework,
    score,
)
from opendti.framework.model import walk
from opendti.library import framework_path


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(framework_path("vn.hcmc.commune@2026"))


@pytest.fixture(scope="module")
def plan(framework: Framework) -> Plan:
    return compile_plan(framework)


CASES = [
    # options
    ("DTI-01", {"a": "secretary_or_chairman"}, 2),
    ("DTI-01", {"a": "other"}, 0),
    # a / b
    ("DTI-02", {"a": 3, "b": 4}, 1.5),
    ("DTI-02", {"a": 0, "b": 0}, 0),
    # a table on a number, with a condition
    ("DTI-04", {"a": True, "b": 52}, 2),
    ("DTI-04", {"a": True, "b": 51}, 1),
    ("DTI-04", {"a": True, "b": 20}, 1),
    ("DTI-04", {"a": True, "b": 19}, 0.5),
    ("DTI-04", {"a": True, "b": 0}, 0.5),
    ("DTI-04", {"a": False, "b": 60}, 0),
    # yes or no
    ("DTI-05", {"a": True}, 1),
    ("DTI-05", {"a": False}, 0),
    # a sum over four quarters
    ("DTI-07", {"a": "on_time", "b": "on_time", "c": "on_time", "d": "on_time"}, 2),
    ("DTI-07", {"a": "on_time", "b": "late", "c": "none", "d": "on_time"}, 1.25),
    ("DTI-07", {"a": "on_time"}, 0.5),
    # parts that add up
    ("DTI-10", {"a": True, "b": False}, 1),
    ("DTI-10", {"a": True, "b": True}, 2),
    ("DTI-14", {"a": True, "b": 0}, 2),
    ("DTI-14", {"a": False, "b": 1}, 1),
    ("DTI-14", {"a": True, "b": 5}, 4),
    ("DTI-26", {"a": False, "b": True}, 1),
    # a floor
    ("DTI-12", {"a": 95, "b": 100}, 0.95),
    ("DTI-12", {"a": 90, "b": 100}, 0.9),
    ("DTI-12", {"a": 89, "b": 100}, 0),
    ("DTI-12", {"a": 120, "b": 100}, 1),
    # all or nothing
    ("DTI-27", {"a": 50, "b": 50}, 3),
    ("DTI-27", {"a": 49, "b": 50}, 0),
    ("DTI-37", {"a": 999, "b": 1000}, 0),
    # a target with a jump: below it the ratio itself, not rescaled
    ("DTI-28", {"a": 100, "b": 30, "c": 45}, 5),
    ("DTI-28", {"a": 100, "b": 30, "c": 44}, 3.7),
    ("DTI-29", {"a": 80, "b": 100}, 5),
    ("DTI-29", {"a": 79, "b": 100}, 3.95),
    ("DTI-30", {"a": 100, "b": 96, "c": 100, "d": 94}, 3),
    ("DTI-30", {"a": 100, "b": 90, "c": 100, "d": 94}, 2.76),
    ("DTI-41", {"a": 30, "b": 100}, 5),
    ("DTI-41", {"a": 29, "b": 100}, 1.45),
    ("DTI-43", {"a": 70, "b": 100}, 1),
    ("DTI-43", {"a": 60, "b": 100}, 0.6),
    # parts with rules of their own; nothing to handle is no fault of the unit
    ("DTI-36", {"a": 0, "b": 0, "c": True}, 4),
    ("DTI-36", {"a": 95, "b": 100, "c": True}, 3.9),
    ("DTI-36", {"a": 89, "b": 100, "c": True}, 2),
    ("DTI-36", {"a": 100, "b": 100, "c": False}, 2),
    # k of n
    ("DTI-39", dict.fromkeys("abcdefg", True), 3),
    ("DTI-39", {**dict.fromkeys("abcdefg", False), "a": True, "g": True}, 3 * 2 / 7),
    ("DTI-39", dict.fromkeys("abcdefg", False), 0),
    # a mean population may be smaller than the count at the year's end
    ("DTI-40", {"a": 101, "b": 100}, 2),
]


@pytest.mark.parametrize(("code", "given", "points"), CASES)
def test_rule_gives_the_points_worked_by_hand(
    plan: Plan, code: str, given: dict[str, float | str | bool], points: float
) -> None:
    rows = [AnswerRow("Xã A", f"{code}.{item}", value) for item, value in given.items()]
    scores = score(plan, build_answers(plan, rows, {"Xã A": "all"}))
    assert scores.points[0, scores.node_codes.index(code)] == pytest.approx(points)


def test_every_kind_of_rule_of_the_set_has_a_case(framework: Framework) -> None:
    kinds = {
        position.node.code: position.node.rule.kind
        for position in walk(framework)
        if position.node.rule
    }
    worked = {kinds[code] for code, _, _ in CASES}
    assert set(kinds.values()) == worked


def test_blank_sheet_has_none_of_the_hundred_points(plan: Plan) -> None:
    scores = score(plan, build_answers(plan, [], {"Xã A": "all"}))
    assert (scores.points[0, 0], scores.max_points[0, 0]) == (0, 100)


def test_number_of_the_decision_is_called_inferred(framework: Framework) -> None:
    (basis,) = framework.legal
    assert basis.document == "3336/QĐ-UBND"
    assert basis.note is not None
    assert "suy đoán" in basis.note.vi
