"""The set of the Ministry of Industry and Trade: counts, points, honest labels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from opendti import (
    AnswerRow,
    Framework,
    Plan,
    Scores,
    build_answers,
    compile_plan,
    load_framework,
    score,
)
from opendti.framework.items import items_of
from opendti.framework.model import Node, level_of, walk
from opendti.library import framework_path

FACTS = Path(__file__).parents[2] / "data" / "mard_2027_structure.csv"
BLOCKS = {"I": "no_services", "II": "services"}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(framework_path("vn.moit.dti@2023"))


@pytest.fixture(scope="module")
def plan(framework: Framework) -> Plan:
    return compile_plan(framework)


def _best(plan: Plan, unit: str, block: int) -> list[AnswerRow]:
    rows = []
    for criterion in plan.criteria:
        if np.isnan(criterion.maxima[block]):
            continue
        for item in (plan.items[index] for index in criterion.items):
            best: float | str | bool = 100.0
            if item.type == "choice":
                best = item.options[0].code
            elif item.type == "yes_no":
                best = True
            rows.append(AnswerRow(unit, item.id, best))
    return rows


def _score(plan: Plan, rows: list[AnswerRow], block: str) -> Scores:
    return score(plan, build_answers(plan, rows, {"A": block}))


def test_counts_and_points_are_those_of_the_twin_set(plan: Plan) -> None:
    blocks = [block.code for block in plan.blocks]
    with FACTS.open(encoding="utf-8") as file:
        facts = [row for row in csv.DictReader(file) if "." in row["code"]]
    assert len(facts) == 12
    for row in facts:
        part, main = row["code"].split(".")
        block = blocks.index(BLOCKS[part])
        maxima = [
            criterion.maxima[block]
            for criterion in plan.criteria
            if criterion.code.startswith(f"{main}.")
            and not np.isnan(criterion.maxima[block])
        ]
        assert (len(maxima), sum(maxima)) == (
            int(row["criteria"]),
            float(row["points"]),
        ), row["name_vi"]


@pytest.mark.parametrize(("block", "points"), [("no_services", 500), ("services", 650)])
def test_best_answers_give_every_point(plan: Plan, block: str, points: int) -> None:
    number = [block.code for block in plan.blocks].index(block)
    scores = _score(plan, _best(plan, "A", number), block)
    lost = [
        code
        for code, got, maximum in zip(
            scores.node_codes, scores.points[0], scores.max_points[0], strict=True
        )
        if maximum > 0 and not np.isclose(got, maximum)
    ]
    assert lost == []
    assert scores.points[0, 0] == pytest.approx(points)
    assert scores.values[0, 0] == 1


@pytest.mark.parametrize(("block", "points"), [("no_services", 500), ("services", 650)])
def test_no_answers_give_nothing_of_every_point(
    plan: Plan, block: str, points: int
) -> None:
    scores = _score(plan, [], block)
    assert (scores.points[0, 0], scores.max_points[0, 0]) == (0, points)


def test_unit_without_systems_of_its_own_is_not_punished(plan: Plan) -> None:
    rows = [row for row in _best(plan, "A", 0) if row.item[:3] not in {"5.1", "5.3"}]
    rows += [
        AnswerRow("A", f"{code}.{side}", 0) for code in ("5.1", "5.3") for side in "ab"
    ]
    scores = _score(plan, rows, "no_services")
    assert scores.max_points[0, 0] == 475
    assert scores.values[0, 0] == 1


def test_late_report_of_one_quarter_costs_an_eighth(plan: Plan) -> None:
    rows = [AnswerRow("A", f"2.3.{quarter}", "on_time") for quarter in "abc"]
    scores = _score(plan, [*rows, AnswerRow("A", "2.3.d", "late")], "services")
    assert scores.points[0, scores.node_codes.index("2.3")] == pytest.approx(8.75)


def test_no_criterion_is_called_official(framework: Framework) -> None:
    criteria = [
        position.node
        for position in walk(framework)
        if level_of(framework, position) == "criterion"
    ]
    assert {node.status for node in criteria} == {"adapted", "illustrative"}
    assert all(node.note for node in criteria)


def test_adapted_criteria_name_a_real_set(framework: Framework) -> None:
    nodes = ruled(framework)
    assert len(nodes) == CRITERIA
    for node in nodes:
        is_own = node.source == "opendti"
        assert is_own == (node.status == "illustrative"), node.code


def test_every_criterion_guides_the_officer(framework: Framework) -> None:
    nodes = ruled(framework)
    assert len(nodes) == CRITERIA
    for node in nodes:
        assert node.evidence is not None, node.code
        assert node.guidance is not None, node.code
        assert node.verified_by is None, node.code
        assert node.advice, node.code
        assert items_of(node), node.code


CRITERIA = 47


def ruled(framework: Framework) -> list[Node]:
    """Return the nodes that have a rule."""
    return [
        position.node for position in walk(framework) if position.node.rule is not None
    ]
