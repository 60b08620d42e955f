from __future__ import annotations

import math

import numpy as np
import pytest

from opendti import Answers, Plan, score
from opendti.errors import FrameworkError, UsageError
from opendti.ranking import bands_of
from tests.small_sets import criterion, framework_with, plan_with

INDEX = """bands:
  - bands:
      - {code: high, from: 0.75, bound: open, title: {vi: Cao}}
      - {code: low, from: 0, title: {vi: Thấp}}
      - {code: middle, from: 0.5, title: {vi: Vừa}}
"""
LEVELS = """bands:
  - nodes: ["1.1", "1.2", "1.3"]
    bands:
      - {code: "1", from: 10%, bound: open, title: {vi: Mức 1}}
      - {code: "2", from: 50%, bound: open, title: {vi: Mức 2}}
  - measure: points
    bands:
      - {code: "0", from: 0, title: {vi: Mức 0}}
      - {code: "1", from: 5, bound: open, title: {vi: Mức 1}, needs: [{nodes: ["1.1", "1.2", "1.3"], band: "1", count: 2}]}
      - {code: "2", from: 12, bound: open, title: {vi: Mức 2}, needs: [{nodes: ["1.1", "1.2", "1.3"], band: "2", count: 3}]}
"""


def codes(plan: Plan, values: list[list[float]]) -> list[list[str | None]]:
    """Score units whose values are given, and return their bands at every node."""
    units = [f"u{n}" for n in range(len(values))]
    blocks = np.zeros(len(values), dtype=np.intp)
    scores = score(plan, Answers.of_values(units, blocks, np.array(values)))
    bands = bands_of(scores)
    return [
        [
            band.code if (band := bands.of(row, column)) else None
            for column in bands.tables
        ]
        for row in range(len(units))
    ]


def test_lower_bounds_are_open_or_closed_as_written() -> None:
    plan = plan_with(criterion("{kind: share}"), head=INDEX)
    values = [[1.0], [0.7501], [0.75], [0.5], [0.4999], [0.0]]
    expected = ["high", "high", "middle", "middle", "low", "low"]
    assert [row[0] for row in codes(plan, values)] == expected


def test_a_band_may_need_other_nodes() -> None:
    three = [criterion("{kind: share}", code=f"1.{n}") for n in (1, 2, 3)]
    plan = plan_with(*three, head=LEVELS)
    found = codes(plan, [[0.6, 0.6, 0.6], [1, 1, 0.2], [0.6, 0, 0], [0.1, 0.1, 0.1]])
    assert found == [
        ["2", "2", "2", "2"],
        ["2", "2", "1", "1"],
        ["2", None, None, "0"],
        [None, None, None, "0"],
    ]


def test_no_value_has_no_band() -> None:
    plan = plan_with(
        criterion(
            "{kind: ratio, zero: not_applicable}",
            more="items: [{code: a, title: {vi: a}}, {code: b, title: {vi: b}}]",
        ),
        head=INDEX,
    )
    assert codes(plan, [[0, 0], [math.nan, math.nan]]) == [[None], ["low"]]


def test_a_node_without_a_table_has_no_band() -> None:
    plan = plan_with(criterion("{kind: share}"), head=INDEX)
    answers = Answers.of_values(["u"], np.zeros(1, dtype=np.intp), np.ones((1, 1)))
    bands = bands_of(score(plan, answers))
    assert list(bands.tables) == [0]
    assert bands.indices.tolist() == [[2, -1, -1]]


def test_needs_are_checked() -> None:
    faulty = LEVELS.replace('band: "2", count: 3', 'band: "9", count: 4').replace(
        'nodes: ["1.1", "1.2", "1.3"]\n', 'nodes: ["1.1", "1.2", "7"]\n'
    )
    three = [criterion("{kind: share}", code=f"1.{n}") for n in (1, 2, 3)]
    with pytest.raises(FrameworkError) as caught:
        framework_with(*three, head=faulty)
    assert [fault.message for fault in caught.value.faults] == [
        "no node 7",
        "1.3 has no bands in a table above",
        "1.1 has no band 9",
        "1.2 has no band 9",
        "1.3 has no bands in a table above",
        "4 of 3 nodes",
    ]


def test_a_band_that_needs_what_was_not_kept() -> None:
    three = [criterion("{kind: share}", code=f"1.{n}") for n in (1, 2, 3)]
    plan = plan_with(*three, head=LEVELS)
    scores = score(plan, Answers.empty(plan, ["u"], ["all"]), nodes=["index"])
    with pytest.raises(UsageError, match="a band needs a node that was not kept"):
        bands_of(scores)
