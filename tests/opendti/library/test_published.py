"""The published results come out of the shipped frameworks and answers."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from opendti import (
    AnswerRow,
    Plan,
    Scores,
    build_answers,
    compile_plan,
    load_framework,
    rank,
    score,
)
from opendti.library import framework_path, load_dataset
from opendti.tables import read_answers

DATA = Path(__file__).parents[2] / "data"
PROVINCES = "vn.dti.province.2024"
SHEETS = "vn.service.phu_tho.2026"
PRINTED = 1e-4
"""A total printed with four decimals."""


def _plan(identity: str) -> Plan:
    return compile_plan(load_framework(framework_path(identity)))


def _scored(dataset_id: str) -> Scores:
    dataset = load_dataset(dataset_id)
    assert dataset.framework
    assert dataset.answers
    plan = _plan(dataset.framework)
    return score(plan, read_answers(dataset.answers, plan))


def _published(dataset_id: str) -> list[dict[str, str]]:
    published = load_dataset(dataset_id).published
    assert published
    with published.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _column(scores: Scores, values: np.ndarray, node: str) -> dict[str, float]:
    column = scores.node_codes.index(node)
    return dict(zip(scores.units, values[:, column].tolist(), strict=True))


@pytest.fixture(scope="module")
def provinces() -> Scores:
    return _scored(PROVINCES)


@pytest.fixture(scope="module")
def sheets() -> Scores:
    return _scored(SHEETS)


def test_all_34_totals_of_2024_are_the_printed_ones(provinces: Scores) -> None:
    printed = {
        row["unit"]: float(row["value"])
        for row in _published(PROVINCES)
        if row["node"] == "index"
    }
    computed = _column(provinces, provinces.values, "index")
    assert len(printed) == 34
    assert computed == pytest.approx(printed, abs=PRINTED + 1e-9, rel=0)


def test_order_of_2024_is_the_printed_one_where_the_totals_differ(
    provinces: Scores,
) -> None:
    rows = [row for row in _published(PROVINCES) if row["node"] == "index"]
    ranking = rank(provinces)
    index = provinces.node_codes.index("index")
    ranks = dict(zip(provinces.units, ranking.ranks[:, index], strict=True))
    pairs = [
        (first, other)
        for first, other in combinations(rows, 2)
        if abs(float(first["value"]) - float(other["value"])) > PRINTED + 1e-9
    ]
    assert len(pairs) > 550
    wrong = [
        (first["unit"], other["unit"])
        for first, other in pairs
        if (ranks[first["unit"]] < ranks[other["unit"]])
        != (int(first["place"]) < int(other["place"]))
    ]
    assert wrong == []


def test_first_three_of_2024(provinces: Scores) -> None:
    index = provinces.node_codes.index("index")
    ranks = rank(provinces).ranks[:, index].tolist()
    first = [provinces.units[ranks.index(wanted)] for wanted in (1, 2, 3)]
    assert first == ["Hà Nội", "Huế", "Hải Phòng"]


def test_main_indicators_of_2024_come_out_as_they_went_in(provinces: Scores) -> None:
    rows = [row for row in _published(PROVINCES) if row["node"] != "index"]
    assert len(rows) == 272
    for row in rows:
        column = _column(provinces, provinces.values, row["node"])
        assert column[row["unit"]] == float(row["value"])


def test_pillar_of_2024_shares_the_foundation(provinces: Scores) -> None:
    column = _column(provinces, provinces.values, "digital_government")
    # Hà Nội by hand: 50 + 50 + 140 × .9286 + 90 + 80.82 + 200 × .5661 of 640.
    assert column["Hà Nội"] == pytest.approx(514.044 / 640, abs=5e-5)


def test_da_nang_of_2022_is_the_printed_total() -> None:
    plan = _plan("vn.dti.province@2022")
    printed = (1, 0.9, 0.8253, 0.8487, 0.7578, None, 0.8575, 0.7836, 0.5197)
    rows = [
        AnswerRow("Đà Nẵng", str(number), value)
        for number, value in enumerate(printed, start=1)
    ]
    scores = score(plan, build_answers(plan, rows, {"Đà Nẵng": "all"}))
    index = scores.node_codes.index("index")
    assert scores.points[0, index] == pytest.approx(800.175)
    assert scores.max_points[0, index] == 1000
    assert scores.values[0, index] == 0.8002


@pytest.mark.parametrize("version", ["2022", "2024"])
def test_points_of_the_provinces_are_those_of_the_facts(version: str) -> None:
    years = {"2022": "2021-2023", "2024": "2024"}
    with (DATA / "main_indicator_points.csv").open(encoding="utf-8") as file:
        facts = [
            float(row["max_points"])
            for row in csv.DictReader(file)
            if row["year"] == years[version] and row["level"] == "tinh"
        ]
    plan = _plan(f"vn.dti.province@{version}")
    assert sorted(criterion.maxima[0] for criterion in plan.criteria) == sorted(facts)


def test_every_766_score_with_inputs_is_the_printed_one(sheets: Scores) -> None:
    rows = [row for row in _published(SHEETS) if row["node"] not in {"3", "index"}]
    computed = {
        (row["unit"], row["node"]): _column(sheets, sheets.points, row["node"])[
            row["unit"]
        ]
        for row in rows
    }
    printed = {(row["unit"], row["node"]): float(row["points"]) for row in rows}
    assert len(printed) == 95
    assert computed == pytest.approx(printed, abs=1e-9, rel=0)


def test_766_group_with_published_total_only_is_left_out_not_zero(
    sheets: Scores,
) -> None:
    assert _column(sheets, sheets.max_points, "3")["Sở Công Thương"] == 0
    assert _column(sheets, sheets.max_points, "index")["Sở Công Thương"] == 88
    assert not sheets.unresolved.any()


def test_appraised_groups_of_a_commune_are_those_of_its_sheet() -> None:
    scores = _scored("vn.tayninh.commune.2025")
    printed = {
        row["node"]: float(row["points"])
        for row in _published("vn.tayninh.commune.2025")
    }
    assert [printed[main] for main in "123456"] == [50, 35.38, 94.52, 320.94, 80, 25.43]
    computed = {node: _column(scores, scores.points, node)["Xã A"] for node in printed}
    assert computed == pytest.approx(printed, abs=1e-9, rel=0)


def test_766_criteria_are_rounded_before_they_are_added(sheets: Scores) -> None:
    # Added first, the group would be 9.5816…, printed 9.58 instead of 9.59.
    assert _column(sheets, sheets.points, "5")["Sở Công Thương"] == pytest.approx(9.59)
