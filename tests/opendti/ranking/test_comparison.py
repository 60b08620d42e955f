from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from opendti.framework.crosswalk import parse_crosswalk
from opendti.ranking.comparison import YearComparison, adds_up, compare
from opendti.ranking.matches import Match, match_by_code
from opendti.ranking.standing import Standing
from opendti.scoring.answers import State
from opendti.tables import matches_of
from tests.years import CROSSWALK, earlier, find, later, standing

NAN = float("nan")
BEFORE = "unit,1.1,1.2,2.1\nA,0.5,0.5,1\nB,0.4,,0\nC,1,1,không áp dụng\nE,0.5,0.5,0.5\n"
AFTER = "unit,1.1,1.3,2.1\nA,0.6,0.5,1\nB,0.5,0.5,1\nD,1,1,0\nE,1,0.5,không áp dụng\n"


@pytest.fixture
def years(tmp_path: Path) -> tuple[Standing, Standing]:
    return standing(earlier(), tmp_path, BEFORE), standing(later(), tmp_path, AFTER)


@pytest.fixture
def comparison(years: tuple[Standing, Standing]) -> YearComparison:
    crosswalk, before, after = parse_crosswalk(CROSSWALK, find)
    return compare(*years, matches_of(crosswalk, before, after))


def cell(
    comparison: YearComparison, unit: str, before: str, after: str
) -> tuple[int, int]:
    wanted = (((before, 1.0),) if before else ()), (((after, 1.0),) if after else ())
    pairs = [(match.before, match.after) for match in comparison.matches]
    return comparison.units.index(unit), pairs.index(wanted)


def test_change_and_ranks_won(comparison: YearComparison) -> None:
    assert comparison.units == ("A", "B", "D", "E", "C")
    whole = [cell(comparison, unit, "index", "index") for unit in "ABDE"]
    changes = [comparison.change[index] for index in whole]
    np.testing.assert_equal(changes, [0.025, 0.65, NAN, 0.25])
    ranks_gained = [comparison.ranks_gained[index] for index in whole]
    # A: 2 → 1, B: 4 → 2, E: 3 → 2 (B and E have the same value).
    np.testing.assert_equal(ranks_gained, [1.0, 2.0, NAN, 1.0])


def test_the_comparable_part_counts_what_is_the_same_and_applies_in_both(
    comparison: YearComparison,
) -> None:
    part = comparison.comparable
    # A: (5 + 20) / 30 → (6 + 20) / 30. B: 4 / 30 → 25 / 30. E: 2.1 left out in both.
    np.testing.assert_equal(part.before, [0.8333, 0.1333, NAN, 0.5, NAN])
    np.testing.assert_equal(part.after, [0.8667, 0.8333, NAN, 1.0, NAN])
    np.testing.assert_equal(part.change, [0.0334, 0.7, NAN, 0.5, NAN])
    np.testing.assert_equal(part.share_before, [0.75, 0.75, NAN, 0.25, NAN])
    np.testing.assert_equal(part.share_after, [0.75, 0.75, NAN, 0.5, NAN])


def test_a_change_against_no_value_is_no_number(comparison: YearComparison) -> None:
    blank = cell(comparison, "B", "1.2", "1.3")
    assert comparison.before.states[blank] == State.BLANK
    assert (comparison.before.points[blank], comparison.before.values[blank]) == (
        0.0,
        0.0,
    )
    assert np.isnan(comparison.change[blank])
    assert np.isnan(comparison.ranks_gained[blank])
    zero = cell(comparison, "B", "2.1", "2.1")
    assert comparison.before.states[zero] == State.GIVEN
    assert (comparison.change[zero], comparison.ranks_gained[zero]) == (1.0, 2.0)
    absent = cell(comparison, "E", "2.1", "2.1")
    assert comparison.after.states[absent] == State.NOT_APPLICABLE
    assert np.isnan(comparison.change[absent])


def test_what_was_not_measured_gives_no_change_up_to_the_index(tmp_path: Path) -> None:
    before = standing(earlier(), tmp_path, "unit,1.1,1.2,2.1\nA,0.5,chưa đo,1\n")
    after = standing(earlier(), tmp_path, "unit,1.1,1.2,2.1\nA,0.6,0.5,1\n")
    comparison = compare(before, after)
    known = {
        match.after[0][0]: column for column, match in enumerate(comparison.matches)
    }
    changes = {code: comparison.change[0, column] for code, column in known.items()}
    np.testing.assert_equal(
        changes,
        {"index": NAN, "1": NAN, "1.1": 0.1, "1.2": NAN, "2": 0.0, "2.1": 0.0, "services": 0.0},
    )  # fmt: skip
    assert comparison.comparable.share_before[0] == 0.75


def test_kinds_come_from_the_crosswalk(comparison: YearComparison) -> None:
    kinds = {
        (match.before[0][0], match.after[0][0]): match.kind
        for match in comparison.matches
    }
    assert kinds == {
        ("index", "index"): "changed",
        ("1", "1"): "changed",
        ("services", "services"): "same",
        ("1.1", "1.1"): "same",
        ("1.2", "1.3"): "changed",
        ("2", "2"): "same",
        ("2.1", "2.1"): "same",
    }


def test_without_a_crosswalk_equal_codes_are_the_same(
    years: tuple[Standing, Standing],
) -> None:
    matches = match_by_code(*years)
    pairs = [
        (match.kind, *(dict(side) for side in (match.before, match.after)))
        for match in matches
    ]
    assert [match for match in pairs if match[0] != "same"] == [
        ("new", {}, {"1.3": 1.0}),
        ("dropped", {"1.2": 1.0}, {}),
    ]
    comparison = compare(*years)
    np.testing.assert_equal(comparison.comparable.share_before[:2], [0.75, 0.75])


def test_of_a_split_the_weighted_mean_stands_for_the_old_node(
    years: tuple[Standing, Standing],
) -> None:
    split = Match("changed", (("1.1", 1.0),), (("1.1", 0.6), ("1.3", 0.4)))
    comparison = compare(*years, [split])
    row = comparison.units.index("A")
    # 0.6 × 0.6 + 0.4 × 0.5 = 0.56
    assert comparison.after.values[row, 0] == 0.56
    assert comparison.change[row, 0] == 0.06
    assert comparison.after.ranks[row, 0] == 0
    assert np.isnan(comparison.comparable.change).all()


def test_a_split_that_is_the_same_counts_with_all_its_points(
    years: tuple[Standing, Standing],
) -> None:
    whole = Match("changed", (("index", 1.0),), (("index", 1.0),))
    split = Match("same", (("1.1", 1.0),), (("1.1", 0.6), ("1.3", 0.4)))
    part = compare(*years, [whole, split]).comparable
    # A: 5 of 10 before, 6 + 5 of 20 after.
    assert (part.before[0], part.after[0]) == (0.5, 0.55)
    assert (part.share_before[0], part.share_after[0]) == (0.25, 0.5)


def test_ranks_in_another_block_do_not_compare(
    years: tuple[Standing, Standing],
) -> None:
    before, after = years
    moved = replace(before, blocks=("other", *before.blocks[1:]))
    comparison = compare(moved, after)
    assert np.isnan(comparison.ranks_gained[0]).all()
    assert comparison.change[0, 0] == 0.025


def test_a_table_that_leaves_nodes_out_has_no_comparable_part(
    years: tuple[Standing, Standing],
) -> None:
    before, after = years
    assert adds_up(before)
    kept = [column for column, node in enumerate(before.nodes) if node.code != "2.1"]
    nodes = tuple(
        replace(
            before.nodes[column],
            parent=None if before.nodes[column].parent is None else 0,
        )
        for column in kept
        if before.nodes[column].code != "2"
    )
    columns = [column for column in kept if before.nodes[column].code != "2"]
    partial = replace(
        before,
        nodes=nodes,
        points=before.points[:, columns],
        max_points=before.max_points[:, columns],
        values=before.values[:, columns],
        ranks=before.ranks[:, columns],
        states=before.states[:, columns],
    )
    assert not adds_up(partial)
    assert np.isnan(compare(partial, after).comparable.change).all()
