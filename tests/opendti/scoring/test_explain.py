from __future__ import annotations

import pytest

from opendti import AnswerRow, State, build_answers, explain, score, write_working
from opendti.errors import UsageError
from opendti.scoring import broken_checks
from tests.small_sets import criterion, item, plan_with

AB = f"items: [{item('a')}, {item('b')}]"
PLAN = plan_with(
    criterion("{kind: ratio, target: 80%}", more=AB),
    criterion(
        "{kind: steps, steps: [{from: 4, share: 1}, {from: 2, share: 1/2}]}", code="1.2"
    ),
    criterion("{kind: yes_no}", code="1.3", more="may_not_apply: true"),
    criterion("{kind: relative}", code="1.4"),
)
ANSWERS = build_answers(
    PLAN,
    [
        AnswerRow("u", "1.1.a", 2),
        AnswerRow("u", "1.1.b", 3),
        AnswerRow("u", "1.2", 3),
        AnswerRow("u", "1.3", state=State.NOT_APPLICABLE),
        AnswerRow("v", "1.4", 8),
    ],
    {"u": "all", "v": "all"},
)

VIETNAMESE = """\
index  Chỉ số chung: 13,333333 trên 30 điểm, giá trị 0,4444
    Điểm = 13,333333…
    Điểm tối đa = 30
    Giá trị = 13,333333… ÷ 30 = 0,444444…, làm tròn 0,4444
    1  Một: 13,333333 trên 30 điểm, giá trị 0,4444
        Điểm = 8,333333… + 5 + 0 + 0 = 13,333333…
        Điểm tối đa = 10 + 10 + 0 + 10 = 30
        Giá trị = 13,333333… ÷ 30 = 0,444444…, làm tròn 0,4444
        1.1  1.1: 8,333333 trên 10 điểm, giá trị 0,8333
            Cách tính: Tỷ lệ = a ÷ b. Từ 80% trở lên: điểm tối đa; dưới 80%: tỷ lệ ÷ 80% × điểm tối đa. Khi b = 0: 0 điểm.
            a = 2  (a)
            b = 3  (b)
            Điểm = MIN(1; a ÷ b ÷ 0,8) × điểm tối đa = MIN(1; 2 ÷ 3 ÷ 0,8) × 10 = MIN(1; 0,666667… ÷ 0,8) × 10 = MIN(1; 0,833333…) × 10 = 0,833333… × 10 = 8,333333…
        1.2  1.2: 5 trên 10 điểm, giá trị 0,5000
            Cách tính: a từ 4: điểm tối đa; từ 2: 1/2 điểm tối đa; còn lại: 0 điểm.
            a = 3  (1.2)
            a ≥ 4 (3 ≥ 4): chưa đạt
            a ≥ 2 (3 ≥ 2): đạt
            Điểm = 0,5 × điểm tối đa = 0,5 × 10 = 5
        1.3  1.3: không áp dụng
            Cách tính: Có: điểm tối đa; không: 0 điểm.
            a = không áp dụng  (1.3)
            Không áp dụng: không tính vào cả điểm đạt và điểm tối đa.
        1.4  1.4: 0 trên 10 điểm, giá trị 0,0000 (để trống)
            Cách tính: Mức = a. Điểm = mức của đơn vị ÷ mức cao nhất trong khối × điểm tối đa.
            a = để trống  (1.4)
            Để trống được tính 0 điểm."""


def test_the_whole_working_in_vietnamese() -> None:
    working = explain(PLAN, ANSWERS, unit="u", node="index")
    assert write_working(working, "vi") == VIETNAMESE


def test_one_criterion_in_english() -> None:
    working = explain(PLAN, ANSWERS, score(PLAN, ANSWERS), unit="v", node="1.4")
    assert write_working(working, "en").splitlines() == [
        "1.4  1.4: 10 of 10 points, value 1.0000",
        "    Rule: Level = a. Points = the unit's level ÷ the highest of the block × full points.",
        "    a = 8  (1.4)",
        "    Highest of the block: a = 8",
        "    Points = a ÷ 8 × full points = 8 ÷ 8 × 10 = 1 × 10 = 10",
    ]


@pytest.mark.parametrize(("unit", "node"), [("x", "1.1"), ("u", "9")])
def test_unknown_units_and_nodes(unit: str, node: str) -> None:
    with pytest.raises(
        UsageError, match=f"no (unit|node) {unit if unit == 'x' else node}"
    ):
        explain(PLAN, ANSWERS, unit=unit, node=node)


def test_checks_that_fail_are_named() -> None:
    rows = [
        AnswerRow("u", "1.1.a", 4),
        AnswerRow("u", "1.1.b", 3),
        AnswerRow("v", "1.1.a", 4),
    ]
    answers = build_answers(PLAN, rows, {"u": "all", "v": "all"})
    (broken,) = broken_checks(PLAN, answers)
    assert (broken.unit, broken.criterion, broken.message.vi) == (
        0,
        0,
        "a không được lớn hơn b",
    )


def test_extremes_of_the_block_are_reported_before_they_are_used() -> None:
    plan = plan_with(criterion("{kind: minmax}"))
    values = {"A": 3.0, "B": -4.0, "C": 5.0}
    rows = [AnswerRow(unit, "1.1", value) for unit, value in values.items()]
    answers = build_answers(plan, rows, dict.fromkeys(values, "all"))
    steps = [step.vi for step in explain(plan, answers, unit="A", node="1.1").steps]
    assert steps[:2] == ["Cao nhất trong khối: a = 5", "Thấp nhất trong khối: a = -4"]
    assert steps[2].startswith("Điểm = MAX(0; MIN(1; (a - (-4)) ÷ (5 - (-4))))")


def test_what_bonuses_and_gates_do_is_shown_in_words() -> None:
    count = "{kind: count, each: 0.5}"
    plan = plan_with(
        criterion(f"{{kind: penalty, rule: {count}}}", points="5"),
        '{code: "1.2", title: {vi: Có quy chế}, rule: {kind: gate}}',
        criterion("{kind: yes_no}", code="1.3"),
    )
    rows = [AnswerRow("A", "1.1", 3.0), AnswerRow("A", "1.2", value=True)]
    answers = build_answers(plan, rows, {"A": "all"})
    text = write_working(explain(plan, answers, unit="A", node="index"))
    assert "Điều kiện 1.2 Có quy chế: đạt" in text
    assert "Điểm trừ: -1,5" in text
    assert "1.1: -1,5 điểm, ngoài thang điểm" in text
    assert "giữ trong khoảng từ 0 đến 1, làm tròn 0,0000" in text
