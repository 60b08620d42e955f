"""What was published from 2017 to 2024 comes out again: totals, pillars, ranks, mergers."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from statistics import fmean

import pytest

from opendti import (
    AnswerRow,
    Plan,
    build_answers,
    compile_plan,
    load_framework,
    rank,
    score,
)
from opendti.library import Dataset, dataset_ids, framework_path, load_dataset
from opendti.tables import read_answers

DATA = Path(__file__).parents[2] / "data"
PRINTED = 1e-4 + 1e-9
"""A figure printed with four decimals."""
FOUNDATION = {"digital_government": 700, "digital_economy": 650, "digital_society": 650}
ACTIVITY = {"digital_government": 200, "digital_economy": 150, "digital_society": 150}
Row = dict[str, str]


def _plan(identity: str) -> Plan:
    return compile_plan(load_framework(framework_path(identity)))


def _rows(path: Path | None) -> list[Row]:
    assert path is not None
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _published(dataset_id: str) -> list[Row]:
    return _rows(load_dataset(dataset_id).published)


def _totals(dataset_id: str) -> dict[str, float]:
    return {
        row["unit"]: float(row["value"])
        for row in _published(dataset_id)
        if row["node"] == "index" and row["value"]
    }


def _ranks(totals: dict[str, float]) -> dict[str, int]:
    """Rank totals as the engine ranks an index."""
    plan = _plan("vn.dti.national@2022")
    rows = [AnswerRow(unit, "DTI", value) for unit, value in totals.items()]
    scores = score(plan, build_answers(plan, rows, dict.fromkeys(totals, "all")))
    ranks = rank(scores).ranks[:, scores.node_codes.index("index")]
    return dict(zip(scores.units, ranks.tolist(), strict=True))


def test_totals_of_2020_follow_exactly_from_the_pillars() -> None:
    dataset = load_dataset("vn.dti.province.2020")
    plan = _plan("vn.dti.province@2020")
    assert dataset.answers is not None
    scores = score(plan, read_answers(dataset.answers, plan))
    computed = dict(zip(scores.units, scores.values[:, 0].tolist(), strict=True))
    printed = _totals("vn.dti.province.2020")
    assert computed == {unit: printed[unit] for unit in computed}
    assert computed == {"Bắc Ninh": 0.4096, "Quảng Ninh": 0.3897, "Bắc Giang": 0.3615}


def test_pillars_of_2020_are_the_subtrees() -> None:
    dataset = load_dataset("vn.dti.province.2020")
    plan = _plan("vn.dti.province@2020")
    assert dataset.answers is not None
    scores = score(plan, read_answers(dataset.answers, plan))
    column = scores.node_codes.index("CQS")
    assert scores.max_points[0, column] == 400
    assert scores.values[0, column] == 0.4449


PLACED = [
    ("vn.egov.province.2017", 53),
    ("vn.ict.ministry.2019", 17),
    ("vn.dti.province.2022", 63),
]


@pytest.mark.parametrize(("dataset_id", "count"), PLACED)
def test_every_printed_rank_is_the_computed_one(dataset_id: str, count: int) -> None:
    printed = {row["unit"]: int(row["place"]) for row in _published(dataset_id)}
    assert len(printed) == count
    assert _ranks(_totals(dataset_id)) == printed


def test_printed_ranks_of_2023_are_the_computed_ones() -> None:
    computed = _ranks(_totals("vn.dti.province.2023"))
    rows = [row for row in _published("vn.dti.province.2023") if row["place"]]
    assert len(rows) == 10
    assert [row for row in rows if computed[row["unit"]] != int(row["place"])] == []


def _ranked(dataset_id: str) -> dict[tuple[str, ...], list[tuple[float, int]]]:
    """Return (value, rank) of the rows that are printed with both, by table."""
    groups: dict[tuple[str, ...], list[tuple[float, int]]] = defaultdict(list)
    for row in _published(dataset_id):
        if row.get("place") and (row["value"] or row["points"]):
            key = (row["node"], row.get("block", ""), row.get("year", ""))
            value = float(row["value"] or row["points"])
            groups[key].append((value, int(row["place"])))
    return groups


PUBLISHED = [identity for identity in dataset_ids() if load_dataset(identity).published]
# Merged provinces are ranked by unrounded values: see test_published.
WITH_PLACES = [
    identity
    for identity in PUBLISHED
    if _ranked(identity) and identity != "vn.dti.province.2024"
]


def test_most_data_sets_are_printed_with_ranks() -> None:
    assert (len(PUBLISHED), len(WITH_PLACES)) == (18, 10)


@pytest.mark.parametrize("dataset_id", WITH_PLACES)
def test_no_table_puts_a_lower_value_before_a_higher(dataset_id: str) -> None:
    groups = _ranked(dataset_id)
    wrong = [
        pair
        for rows in groups.values()
        for pair in combinations(rows, 2)
        if (pair[0][0] > pair[1][0]) != (pair[0][1] < pair[1][1])
    ]
    assert wrong == []


def test_groups_of_the_service_index_add_up_to_the_printed_totals() -> None:
    printed: dict[tuple[str, str], float] = {}
    groups: dict[tuple[str, str], float] = defaultdict(float)
    for row in _published("vn.service.province"):
        key = (row["unit"], row["year"])
        if row["node"] == "index":
            printed[key] = float(row["points"])
        else:
            groups[key] += float(row["points"])
    assert len(printed) == 102
    assert groups == pytest.approx(printed, abs=1e-9, rel=0)


@pytest.mark.parametrize(("year", "count"), [("2022", 23), ("2024", 13)])
def test_departments_of_phu_tho_are_ranked_by_their_points(
    year: str, count: int
) -> None:
    rows = [
        row
        for row in _published("vn.province.units")
        if (row["block"], row["year"]) == ("Phú Thọ: sở, ngành", year) and row["points"]
    ]
    assert len(rows) == count
    computed = _ranks({row["unit"]: float(row["points"]) / 1000 for row in rows})
    assert computed == {row["unit"]: int(row["place"]) for row in rows}


TIES = [
    ("2017", "vn.egov.province.2017"),
    ("2022", "vn.dti.province.2022"),
    ("2023", "vn.dti.province.2023"),
    ("2024", "vn.dti.province.2024.63"),
]


@pytest.mark.parametrize(("year", "dataset_id"), TIES)
def test_tied_units_share_a_rank_and_the_next_is_skipped(
    year: str, dataset_id: str
) -> None:
    ranks = _ranks(_totals(dataset_id))
    ties = [row for row in _rows(DATA / "ties.csv") if row["year"] == year]
    assert ties
    for tie in ties:
        first, second = tie["units"].split(" / ")
        shared, again, following = (int(cell) for cell in tie["ranks"].split(","))
        assert (ranks[first], ranks[second]) == (shared, again)
        assert shared + 1 not in ranks.values()
        assert following in ranks.values()


def test_tie_of_2021_is_printed_with_the_next_rank_skipped() -> None:
    rows = [row for row in _published("vn.dti.province.2021") if row["node"] == "index"]
    ranks = {row["unit"]: row["place"] for row in rows}
    assert (ranks["Thanh Hóa"], ranks["Vĩnh Phúc"]) == ("12", "12")
    assert "13" not in ranks.values()
    assert "14" in ranks.values()


@pytest.mark.parametrize(
    ("dataset_id", "mean"),
    [
        ("vn.dti.province.2022", 0.5787),
        ("vn.dti.province.2023", 0.6783),
        ("vn.dti.province.2024.63", 0.6961),
    ],
)
def test_means_over_63_provinces(dataset_id: str, mean: float) -> None:
    totals = _totals(dataset_id)
    assert len(totals) == 63
    assert round(fmean(totals.values()), 4) == mean


def test_merged_provinces_are_the_mean_of_their_predecessors() -> None:
    before, after = (_totals(f"vn.dti.province.2024{ending}") for ending in (".63", ""))
    parts: dict[str, list[float]] = defaultdict(list)
    rows = _rows(load_dataset("vn.provinces.2025").successions)
    for row in rows:
        parts[row["successor"]].append(before[row["predecessor"]])
    assert {row["predecessor"] for row in rows} == before.keys()
    assert parts.keys() == after.keys()
    assert sorted(len(part) for part in parts.values()).count(1) == 11
    for row in rows:
        assert len(parts[row["successor"]]) == int(row["predecessors"])
    means = {unit: fmean(values) for unit, values in parts.items()}
    assert means == pytest.approx(after, abs=PRINTED, rel=0)


def test_pillar_means_of_2024_over_63_provinces_are_the_printed_ones() -> None:
    dataset = load_dataset("vn.dti.province.2024")
    plan = _plan("vn.dti.province@2024")
    assert dataset.answers is not None
    scores = score(plan, read_answers(dataset.answers, plan))
    successions = _rows(load_dataset("vn.provinces.2025").successions)
    weights = {row["successor"]: int(row["predecessors"]) for row in successions}
    for view in FOUNDATION:
        column = scores.node_codes.index(view)
        shares = scores.points[:, column] / scores.max_points[:, column]
        # A new province's value is the mean of its predecessors', so it counts for each.
        mean = (
            sum(
                weights[unit] * share
                for unit, share in zip(scores.units, shares, strict=True)
            )
            / 63
        )
        (printed,) = (
            float(row["value"])
            for row in _published("vn.dti.averages")
            if (row["year"], row["node"]) == ("2024", view)
        )
        # The inputs are printed rounded: the economy's mean comes to 0.77235.
        assert mean == pytest.approx(printed, abs=PRINTED, rel=0)


def _with_pillars(dataset_id: str) -> dict[str, dict[str, float]]:
    units: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _published(dataset_id):
        if row["value"] and row["mark"] == "exact":
            units[row["unit"]][row["node"]] = float(row["value"])
    return {
        unit: scores
        for unit, scores in units.items()
        if {"index", *FOUNDATION} <= scores.keys()
    }


TRA_VINH = {
    "index": 0.6077,
    "digital_government": 0.6683,
    "digital_economy": 0.6647,
    "digital_society": 0.5991,
}
PILLARS = {"Trà Vinh 2022": TRA_VINH, **_with_pillars("vn.dti.province.2021")}


@pytest.mark.parametrize("unit", PILLARS)
def test_printed_pillars_share_one_foundation(unit: str) -> None:
    """Total and pillars tell foundation and activities, which must be shares and add up."""
    printed = PILLARS[unit]
    pillars = sum(FOUNDATION[view] * printed[view] for view in FOUNDATION)
    foundation = (pillars - 1000 * printed["index"]) / 2 / 500
    shares = {
        code: (FOUNDATION[view] * printed[view] - 500 * foundation) / ACTIVITY[view]
        for code, view in zip("789", FOUNDATION, strict=True)
    } | dict.fromkeys("12345", foundation)
    assert all(0 <= share <= 1 for share in shares.values())
    plan = _plan("vn.dti.province@2022")
    rows = [AnswerRow(unit, code, share) for code, share in shares.items()]
    scores = score(plan, build_answers(plan, rows, {unit: "all"}))
    found = {
        code: float(scores.values[0, scores.node_codes.index(code)]) for code in printed
    }
    assert found == pytest.approx(printed, abs=PRINTED, rel=0)


def test_enough_provinces_of_2021_have_all_pillars() -> None:
    assert len(PILLARS) >= 18


def test_results_without_inputs_ship_without_answers() -> None:
    without = {
        identity for identity in dataset_ids() if load_dataset(identity).answers is None
    }
    assert set(dataset_ids()) - without == {
        "vn.dti.province.2020",
        "vn.dti.province.2024",
        "vn.service.phu_tho.2026",
        "vn.tayninh.commune.2025",
    }


FRAMED = [identity for identity in PUBLISHED if load_dataset(identity).framework]


def test_data_sets_without_a_framework_or_results_have_no_answers() -> None:
    others = [
        load_dataset(identity) for identity in dataset_ids() if identity not in FRAMED
    ]
    assert (len(FRAMED), len(others)) == (12, 8)
    assert [other.id for other in others if other.answers is not None] == []


@pytest.mark.parametrize("dataset_id", FRAMED)
def test_published_rows_name_nodes_of_their_framework(dataset_id: str) -> None:
    dataset: Dataset = load_dataset(dataset_id)
    assert dataset.framework is not None
    plan = _plan(dataset.framework)
    rows = _rows(dataset.published)
    assert {row["node"] for row in rows} <= set(plan.node_codes)
    assert {row["mark"] for row in rows} <= {"exact", "derived", "inferred"}
    blocks = {block.code for block in plan.blocks}
    assert {row["block"] for row in rows if "block" in row} <= blocks
