"""Sets of which only the structure was published: its counts, its points, nothing invented."""

from __future__ import annotations

import pytest

from opendti import (
    AnswerRow,
    Plan,
    build_answers,
    compile_plan,
    load_framework,
    parse_framework,
    score,
)
from opendti.errors import FrameworkError
from opendti.framework.counts import count_nodes
from opendti.library import framework_path

STRUCTURES = [
    ("vn.dti.ministry@2020", "services", {"main": 7, "component": 41, "criterion": 111}, 500),
    ("vn.dti.province@2020", "all", {"pillar": 3, "main": 21, "component": 108, "criterion": 306}, 1000),
    ("vn.dti.ministry@2022", "services", {"main": 6, "component": 70}, 1000),
    ("vn.dti.province@2022", "all", {"main": 9, "component": 98}, 1000),
    ("vn.dti.province@2024", "all", {"main": 8}, 940),
    ("vn.dti.ministry@2025", "services", {"main": 6, "component": 31}, 1000),
    ("vn.dti.national@2022", "all", {"indicator": 24}, 1000),
    ("vn.dti.national@2025", "all", {"pillar": 3, "indicator": 12}, 1000),
    ("vn.ict.ministry@2019", "all", {"category": 6}, 200),
    ("vn.mard.dti@2023", "no_services", {"main": 6, "component": 34}, 500),
    ("vn.mard.dti@2023", "services", {"main": 6, "component": 47}, 650),
    ("vn.most.dti@2025", "all", {"main": 6}, 1000),
    ("vn.dbi.large@2025", "all", {"pillar": 6, "component": 25, "criterion": 139}, 695),
    ("vn.hanoi.city@2025", "all", {"main": 9, "component": 34}, 0),
    ("vn.hanoi.commune@2025", "all", {"main": 8, "component": 47}, 0),
    ("vn.mocst.dti@2023", "no_procedures", {"main": 7}, 500),
    ("vn.mocst.dti@2023", "procedures", {"main": 7}, 640),
    ("vn.moet.school@2022", "all", {"group": 2}, 200),
    ("vn.tayninh.commune@2025", "all", {"main": 6, "criterion": 62}, 960),
]  # fmt: skip


@pytest.mark.parametrize(("identity", "block", "counts", "points"), STRUCTURES)
def test_counts_and_points_are_the_published_ones(
    identity: str, block: str, counts: dict[str, int], points: float
) -> None:
    framework = load_framework(framework_path(identity))
    assert {level: count_nodes(framework, level, block) for level in counts} == counts
    assert not framework.complete
    assert framework.missing
    plan = compile_plan(framework)
    scores = score(plan, build_answers(plan, [], {"A": block}))
    assert scores.max_points[0, 0] == points


@pytest.mark.parametrize(
    ("pillar", "components", "criteria", "points"),
    [("CQS", 45, 133, 400), ("KTS", 36, 101, 300), ("XHS", 27, 72, 300)],
)
def test_pillars_of_2020_have_the_published_counts_and_points(
    pillar: str, components: int, criteria: int, points: float
) -> None:
    framework = load_framework(framework_path("vn.dti.province@2020"))
    assert count_nodes(framework, "main", under=pillar) == 7
    assert count_nodes(framework, "component", under=pillar) == components
    assert count_nodes(framework, "criterion", under=pillar) == criteria
    plan = compile_plan(framework)
    scores = score(plan, build_answers(plan, [], {"A": "all"}))
    assert scores.max_points[0, scores.node_codes.index(pillar)] == points


def test_misprint_of_the_report_is_found() -> None:
    """An economy pillar of 2 components contradicts the 108 that the report gives."""
    text = framework_path("vn.dti.province@2020").read_text("utf-8")
    text = text.replace("component: 36,", "component: 2,")
    with pytest.raises(FrameworkError) as caught:
        parse_framework(text)
    assert [fault.message for fault in caught.value.faults] == [
        "declared 108 component, the tree has 74"
    ]


@pytest.fixture(scope="module")
def ict() -> Plan:
    return compile_plan(load_framework(framework_path("vn.ict.ministry@2019")))


@pytest.mark.parametrize(
    ("code", "given", "points"),
    [
        ("I.1", {"a": 90, "b": 100}, 18),
        ("I.4", {"a": 9, "b": 10, "c": 3}, 43.5),
        ("I.4", {"a": 10, "b": 10, "c": 12}, 50),
        ("I.5", {"a": True, "b": 0}, 35),
        ("I.5", {"a": True, "b": 0.9}, 54),
        ("I.5", {"a": False, "b": 0}, 0),
    ],
)
def test_rules_of_category_one(
    ict: Plan, code: str, given: dict[str, float], points: float
) -> None:
    rows = [AnswerRow("A", f"{code}.{item}", value) for item, value in given.items()]
    scores = score(ict, build_answers(ict, rows, {"A": "all"}))
    assert scores.points[0, scores.node_codes.index(code)] == pytest.approx(points)


def test_bandwidth_is_measured_by_the_largest(ict: Plan) -> None:
    given = {"A": (500, 100), "B": (200, 100), "C": (0, 0)}
    rows = [
        AnswerRow(unit, f"I.3.{item}", value)
        for unit, pair in given.items()
        for item, value in zip("ab", pair, strict=True)
    ]
    scores = score(ict, build_answers(ict, rows, dict.fromkeys(given, "all")))
    column = scores.points[:, scores.node_codes.index("I.3")].tolist()
    assert column == pytest.approx([40, 16, 0])
