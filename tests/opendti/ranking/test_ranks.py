"""Who is ranked among whom."""

from __future__ import annotations

import numpy as np

from opendti import Answers, rank, score
from tests.small_sets import criterion, plan_with

BLOCKS = "blocks: [{code: x, title: {vi: x}}, {code: y, title: {vi: y}}]\n"


def test_a_unit_is_ranked_within_its_block_and_not_where_it_has_no_value() -> None:
    plan = plan_with(
        criterion("{kind: share}", points="{x: 10, y: 10}"),
        criterion("{kind: share}", code="1.2", points="{x: 10}"),
        head=BLOCKS,
    )
    values = np.array([[0.2, 0.1], [0.9, 0.3], [0.2, 0.5], [0.4, np.nan]])
    answers = Answers.of_values(["a", "b", "c", "d"], np.array([0, 0, 0, 1]), values)
    ranking = rank(score(plan, answers))
    first, second = (plan.node_index(code) for code in ("1.1", "1.2"))
    assert ranking.ranks[:, first].tolist() == [2, 1, 2, 1]
    assert ranking.sizes[:, first].tolist() == [3, 3, 3, 1]
    assert ranking.ranks[:, second].tolist() == [3, 2, 1, 0]
    assert ranking.sizes[:, second].tolist() == [3, 3, 3, 0]
    swapped = np.stack([values, values[[1, 0, 2, 3]]])
    states = np.stack([answers.states, answers.states[[1, 0, 2, 3]]])
    draws = Answers(answers.units, answers.blocks, swapped, states)
    drawn = rank(score(plan, draws))
    assert drawn.ranks[..., first].tolist() == [[2, 1, 2, 1], [1, 2, 2, 1]]
    assert drawn.sizes[..., second].tolist() == [[3, 3, 3, 0], [3, 3, 3, 0]]
