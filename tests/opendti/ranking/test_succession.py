from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from opendti import compile_plan, load_framework, rank, score
from opendti.errors import UsageError
from opendti.library import framework_path, load_dataset
from opendti.ranking.comparison import compare
from opendti.ranking.pooling import Origin
from opendti.ranking.standing import ABSENT, Standing, standing_of
from opendti.ranking.succession import InheritedStanding, Rule, SuccessionLink, succeed
from opendti.scoring.answers import State
from opendti.tables import read_answers, read_standing, read_succession, write_scores
from tests.opendti import composite_sets
from tests.years import earlier, merger, published, standing

DAY, LATER_DAY = date(2025, 7, 1), date(2026, 7, 1)
NAN = float("nan")
ANSWERS = (
    "unit,1.1,1.2,2.1\nA,0.5,0.5,1\nB,0.3,0.2,0.25\nC,1,1,không áp dụng\nD,0.1,,0\n"
)


@pytest.fixture
def old(tmp_path: Path) -> Standing:
    return standing(earlier(), tmp_path, ANSWERS)


def merged(old: Standing, *names: str, rule: Rule = "mean") -> InheritedStanding:
    return succeed(old, [SuccessionLink("N", name, DAY, rule) for name in names])


def row(found: InheritedStanding, unit: str) -> dict[str, float]:
    row = found.standing.units.index(unit)
    codes = (node.code for node in found.standing.nodes)
    return dict(zip(codes, found.standing.values[row].tolist(), strict=True))


def test_a_merged_units_past_is_the_mean_of_its_predecessors(old: Standing) -> None:
    found = merged(old, "A", "B")
    assert found.standing.units == ("C", "D", "N")
    # 1: (0.5 + 0.25) / 2 = 0.375 of 20; 2: (1 + 0.25) / 2 = 0.625 of 20; 20 of 40.
    assert row(found, "N") == {
        "index": 0.5, "1": 0.375, "1.1": 0.4, "1.2": 0.35, "2": 0.625, "2.1": 0.625, "services": 0.625
    }  # fmt: skip
    assert found.standing.points[2, 0] == pytest.approx(20, abs=1e-12)
    assert found.standing.max_points[2, 0] == 40
    assert found.standing.ranks[:, 0].tolist() == [1, 3, 2]
    assert found.origins["N"] == Origin("mean", ("A", "B"))
    assert found.origins["C"] == Origin()


def test_what_applies_to_one_predecessor_only_is_that_ones(old: Standing) -> None:
    found = merged(old, "A", "C")
    # 1: (0.5 + 1) / 2 = 0.75 of 20; 2: 1 of 20, C has none. Sums: 7.5 / 2 …
    values = row(found, "N")
    assert (values["1"], values["2"], values["index"]) == (0.75, 1.0, 0.875)


def test_sum_adds_points_and_maxima(old: Standing) -> None:
    found = merged(old, "A", "C", rule="sum")
    # A: 10 of 20 and 20 of 20; C: 20 of 20 and nothing.
    values = row(found, "N")
    assert (values["1"], values["2"], values["index"]) == (0.75, 1.0, 0.8333)
    successor = found.standing.units.index("N")
    assert found.standing.points[successor, 0] == 50
    assert found.standing.max_points[successor, 0] == 60


def test_not_comparable_gives_no_number_and_no_rank(old: Standing) -> None:
    found = merged(old, "A", "B", rule="not_comparable")
    assert found.origins["N"] == Origin("not_comparable", ("A", "B"))
    assert np.isnan(list(row(found, "N").values())).all()
    assert found.standing.ranks[found.standing.units.index("N")].tolist() == [0] * 7
    assert (found.standing.states[found.standing.units.index("N")] == ABSENT).all()


def test_both_halves_of_a_split_unit_take_over_its_past(old: Standing) -> None:
    found = succeed(
        old, [SuccessionLink("A", "A", DAY), SuccessionLink("A2", "A", DAY)]
    )
    assert row(found, "A") == row(found, "A2")
    assert found.origins["A"] == Origin()
    assert found.origins["A2"] == Origin("predecessor", ("A",))


def test_a_missing_predecessor_leaves_no_past(old: Standing) -> None:
    found = merged(old, "A", "X")
    assert found.origins["N"] == Origin("missing", ("A", "X"), ("X",))
    assert np.isnan(list(row(found, "N").values())).all()


def test_predecessors_of_two_blocks_do_not_compare(old: Standing) -> None:
    found = merged(replace(old, blocks=("x", "y", "x", "x")), "A", "B")
    assert found.origins["N"] == Origin("not_comparable", ("A", "B"))
    assert found.standing.ranks[2].tolist() == [0] * 7


def test_a_blank_stays_apart_from_what_is_given(old: Standing) -> None:
    codes = old.columns
    alone = merged(old, "D").standing
    assert alone.states[-1, codes["1.2"]] == State.BLANK
    found = merged(old, "B", "D")
    assert found.standing.states[-1, codes["1.2"]] == State.GIVEN
    # The blank's 0 counts: (0.2 + 0) / 2.
    assert row(found, "N")["1.2"] == 0.1


def test_what_one_predecessor_waits_for_the_new_unit_waits_for(tmp_path: Path) -> None:
    old = standing(earlier(), tmp_path, "unit,1.1,1.2,2.1\nA,1,chưa đo,1\nB,1,1,1\n")
    found = merged(old, "A", "B")
    values = row(found, "N")
    assert found.standing.states[0, 0] == State.NOT_MEASURED
    np.testing.assert_equal([values["1.2"], values["1"], values["index"]], [NAN] * 3)
    assert values["2"] == 1.0


def test_weights_say_how_much_of_each(old: Standing) -> None:
    links = [
        SuccessionLink("N", "A", DAY, weight=3),
        SuccessionLink("N", "B", DAY, weight=1),
    ]
    # 2.1: (3 × 1 + 0.25) / 4
    assert row(succeed(old, links), "N")["2.1"] == 0.8125


def test_links_are_taken_day_by_day(old: Standing) -> None:
    links = [SuccessionLink("M", "N", LATER_DAY), SuccessionLink("M", "D", LATER_DAY)]
    links += [SuccessionLink("N", "A", DAY), SuccessionLink("N", "B", DAY)]
    found = succeed(old, links)
    assert found.standing.units == ("C", "M")
    # 2.1: ((1 + 0.25) / 2 + 0) / 2
    assert row(found, "M")["2.1"] == 0.3125


def test_links_that_the_table_has_behind_it_change_nothing(old: Standing) -> None:
    found = succeed(
        old, [SuccessionLink("A", "A", DAY), SuccessionLink("A", "gone", DAY)]
    )
    assert found.standing.units == old.units
    np.testing.assert_array_equal(found.standing.values, old.values)
    assert found.origins["A"] == Origin()


def test_of_a_composite_index_every_value_is_pulled_together(tmp_path: Path) -> None:
    plan = composite_sets.plan_with(
        "{}", composite_sets.leaf("a"), composite_sets.leaf("b")
    )
    scores = score(plan, composite_sets.answers_of(plan, [[1, 2], [3, 4], [5, 1]]))
    write_scores(scores, rank(scores), tmp_path / "scores.csv")
    old = read_standing(tmp_path / "scores.csv")
    # The index is a mean of 0 to 100: 16.6667, 75 and 50.
    assert old.is_on_scale
    found = succeed(old, [SuccessionLink("N", "u0"), SuccessionLink("N", "u1")])
    assert found.standing.values.tolist() == [[50, 100, 0], [45.8333, 25, 66.6667]]
    assert found.standing.ranks[:, 0].tolist() == [1, 2]
    assert np.isnan(compare(old, old).comparable.change).all()
    with pytest.raises(UsageError, match="a composite index has none to add"):
        succeed(old, [SuccessionLink("N", "u0", rule="sum")])


def test_the_34_provinces_of_2024_come_out_of_the_63() -> None:
    old = read_standing(published("vn.dti.province.2024.63"))
    new = read_standing(published("vn.dti.province.2024"))
    found = succeed(old, read_succession(merger()))
    assert (len(old.units), len(found.standing.units)) == (63, 34)
    comparison = compare(found.standing, new)
    whole = [match.after for match in comparison.matches].index((("index", 1.0),))
    assert sorted(comparison.units) == sorted(found.standing.units)
    pasts = np.array([found.origins[unit].past for unit in comparison.units])
    assert ((pasts == "mean").sum(), (pasts == "own").sum()) == (23, 11)
    change = comparison.change[:, whole]
    assert np.abs(change[pasts == "mean"]).max() <= 1e-4
    assert (change[pasts == "own"] == 0).all()


def test_before_rounding_the_merger_is_off_by_0_000067_at_most() -> None:
    old = read_standing(published("vn.dti.province.2024.63"))
    finer = succeed(replace(old, decimals=9), read_succession(merger())).standing
    new = read_standing(published("vn.dti.province.2024"))
    printed = dict(zip(new.units, new.values[:, new.columns["index"]], strict=True))
    past = dict(zip(finer.units, finer.values[:, 0], strict=True))
    gaps = [abs(past[unit] - printed[unit]) for unit in printed]
    assert round(max(gaps), 6) == 6.7e-5


def test_hai_phong_between_2023_and_2024() -> None:
    old = read_standing(published("vn.dti.province.2023"))
    plan = compile_plan(load_framework(framework_path("vn.dti.province@2024")))
    answers = load_dataset("vn.dti.province.2024").answers
    assert answers is not None
    scores = score(plan, read_answers(answers, plan))
    past = succeed(old, read_succession(merger())).standing
    comparison = compare(past, standing_of(scores, rank(scores)))
    cell = comparison.units.index("Hải Phòng"), 0
    assert (
        comparison.matches[0].before == comparison.matches[0].after == (("index", 1.0),)
    )
    before, after = comparison.before, comparison.after
    assert (before.values[cell], before.ranks[cell]) == (0.7148, 9)
    assert (after.values[cell], after.ranks[cell]) == (0.7857, 3)
    assert (comparison.change[cell], comparison.ranks_gained[cell]) == (0.0709, 6)
