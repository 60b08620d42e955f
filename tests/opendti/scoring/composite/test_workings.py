from __future__ import annotations

import math

import pytest

from opendti import Answers, Plan, State, explain, score, write_working
from tests.opendti.composite_sets import answers_of, group, leaf, plan_with

REGION = (
    "{code: region, title: {vi: Vùng, en: Region}, rule: {kind: shown}, items: "
    "[{code: a, type: choice, options: [{code: n, title: {vi: Bắc, en: North}}, "
    "{code: s, title: {vi: Nam, en: South}}]}]}"
)
PEOPLE = "{code: people, title: {vi: Dân số, en: People}, rule: {kind: shown}}"


@pytest.fixture
def index() -> tuple[Plan, Answers]:
    plan = plan_with(
        "{impute: {method: group_mean, group: region}, normalise: {range: [1, 101]}}",
        group(
            "g",
            leaf("a", "denominator: people"),
            leaf("b", "direction: -1, weight: 2"),
        ),
        PEOPLE,
        REGION,
        head="rounding: {value: 2}\n",
    )
    rows: list[list[float | None]] = [
        [10, 4, 2, 0],
        [30, 1, 2, 0],
        [None, 9, 4, 0],
        [None, 3, 2, 1],
    ]
    return plan, answers_of(plan, rows)


def lines(index: tuple[Plan, Answers], unit: str, node: str, language: str) -> str:
    return write_working(explain(*index, unit=unit, node=node), language)


def test_a_criterion_is_worked_out_step_by_step(index: tuple[Plan, Answers]) -> None:
    assert lines(index, "u0", "a", "vi") == (
        "a  a: 1 (thang 1–101)\n"
        "    Cách tính: Chia cho people. Càng cao càng tốt. "
        "Chuẩn hóa: min–max, thang 1–101.\n"
        "    a = 10  (a)\n"
        "    people = 2  (Dân số)\n"
        "    Số liệu gốc = 10\n"
        "    Chia cho people = 10 ÷ 2 = 5\n"
        "    Chuẩn hóa, min–max = (5 − 5) ÷ (15 − 5) × 100 + 1 = 1"
    )
    assert lines(index, "u2", "a", "en") == (
        "a  a: 51 (scale 1–101)\n"
        "    Rule: Divided by people. More is better. "
        "Normalised: min–max, scale 1–101.\n"
        "    a = blank  (a)\n"
        "    people = 4  (People)\n"
        "    Missing, filled with the mean of the group = 10\n"
        "    What was left blank does not count as 0: the value may be higher than with a low number.\n"
        "    Normalised, min–max = (10 − 5) ÷ (15 − 5) × 100 + 1 = 51"
    )


def test_a_group_is_worked_out_with_its_weights(index: tuple[Plan, Answers]) -> None:
    whole = lines(index, "u0", "g", "en").splitlines()
    assert whole[0] == "g  g: 42.67 (scale 1–101)"
    assert whole[1] == (
        "    Arithmetic mean = (1 × 1 + 2 × 63.5) ÷ (1 + 2) = 42.666667…, rounded 42.67"
    )
    assert "        Less is better, sign changed = -4" in whole
    without = lines(index, "u3", "g", "vi").splitlines()
    assert without[1:4] == [
        "    Không có giá trị: a. Trọng số được chia cho phần còn lại.",
        "    Ô để trống không tính là 0: giá trị có thể cao hơn so với khi nhập một số thấp.",
        "    Trung bình cộng = (2 × 76) ÷ (2) = 76, làm tròn 76,00",
    ]


def test_what_is_only_shown_is_explained_by_its_input(
    index: tuple[Plan, Answers],
) -> None:
    working = explain(*index, unit="u3", node="region")
    assert [entry.shown.en for entry in working.inputs] == ["South"]
    assert (working.steps, working.children) == ((), ())


def test_a_unit_that_was_screened_out_is_reported_so() -> None:
    plan = plan_with("{screen: {availability: 0.9}}", leaf("a"), leaf("b"))
    answers = answers_of(plan, [[1, 2], [3, None], [4, 5]])
    out = "Đơn vị không qua bước sàng lọc dữ liệu: không có giá trị, không xếp hạng."
    assert explain(plan, answers, unit="u1", node="index").steps[0].vi == out
    assert explain(plan, answers, unit="u1", node="a").steps[-1].vi == out


FAR = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 900]


def test_a_treated_number_is_reported() -> None:
    plan = plan_with("{treat: {}}", leaf("a"))
    answers = answers_of(plan, [[x] for x in FAR])
    steps = [step.vi for step in explain(plan, answers, unit="u9", node="a").steps]
    assert steps == [
        "Số liệu gốc = 900",
        "Giá trị ngoại lai, thay bằng giá trị kề (winsorise): 900 → 9",
        "Chuẩn hóa, min–max = (9 − 1) ÷ (9 − 1) × 100 = 100",
    ]


@pytest.mark.parametrize(
    ("scale", "formula"),
    [
        ("{method: none}", "as it is = 3"),
        ("{method: z_score}", "z-score = (3 − 2.5) ÷ 1.290994… × 1 + 0 = 0.387298…"),
        ("{method: rank}", "rank = 3"),
        ("{method: borda}", "Borda score = 3 − 1 = 2"),
        (
            "{method: percentile_rank}",
            "percentile rank = (3 − 1) ÷ (4 − 1) × 100 = 66.666667…",
        ),
        (
            "{method: distance_to_best}",
            "distance to the best = (1 − (4 − 3) ÷ (4 − 1)) × 100 = 66.666667…",
        ),
        (
            "{method: distance_to_reference, reference: u1}",
            "distance to a reference unit = (1 − (2 − 3) ÷ (2 − 1)) × 100 = 200",
        ),
        (
            "{method: distance_to_target, capped: true}",
            (
                "distance to the target = (1 − (2 − 3) ÷ (2 − 1)) × 100, "
                "kept on the scale: 100"
            ),
        ),
        ("{method: fraction_of_max}", "fraction of the maximum = 3 ÷ 4 × 100 = 75"),
        (
            "{method: goalposts, range: [0, 10]}",
            "goalposts = (3 − 2) ÷ (6 − 2) × 10, kept on the scale: 2.5",
        ),
    ],
)
def test_every_normalisation_is_written_with_its_numbers(
    scale: str, formula: str
) -> None:
    plan = plan_with(
        f"{{normalise: {scale}}}", leaf("a", "goalposts: [2, 6], target: 2")
    )
    answers = answers_of(plan, [[1], [2], [3], [4]])
    working = explain(plan, answers, unit="u2", node="a")
    assert working.steps[-1].en == f"Normalised, {formula}"
    assert working.value == score(plan, answers).values[2, 1]


@pytest.mark.parametrize(
    ("method", "line"),
    [
        (
            "geometric",
            "Geometric mean = (2^1 × 16^2)^(1 ÷ (1 + 2)) = 8, rounded 8.0000",
        ),
        (
            "harmonic",
            "Harmonic mean = (1 + 2) ÷ (1 ÷ 2 + 2 ÷ 16) = 4.8, rounded 4.8000",
        ),
        ("median", "Median = 2 (weight 1); 16 (weight 2) = 16, rounded 16.0000"),
        ("copeland", "Copeland score = wins − losses = 1, rounded 1.0000"),
    ],
)
def test_every_aggregation_is_written_with_its_numbers(method: str, line: str) -> None:
    section = f"{{normalise: {{method: none}}, aggregate: {{method: {method}}}}}"
    plan = plan_with(section, leaf("a"), leaf("b", "weight: 2"))
    answers = answers_of(plan, [[2, 16], [1, 1]])
    assert explain(plan, answers, unit="u0", node="index").steps[-1].en == line


def test_a_column_without_spread_is_reported() -> None:
    plan = plan_with("{}", leaf("a"))
    working = explain(plan, answers_of(plan, [[1], [1]]), unit="u0", node="a")
    assert working.steps[-1].en.startswith("Cannot be normalised")
    assert math.isnan(working.value)
    assert working.state is State.GIVEN


def test_a_negative_number_stands_in_brackets() -> None:
    section = "{normalise: {method: none}}"
    plan = plan_with(section, leaf("a"), leaf("b", "weight: 2"))
    answers = answers_of(plan, [[2, -16], [1, 1]])
    line = "Trung bình cộng = (1 × 2 + 2 × (-16)) ÷ (1 + 2) = -10, làm tròn -10,0000"
    assert explain(plan, answers, unit="u0", node="index").steps[-1].vi == line
