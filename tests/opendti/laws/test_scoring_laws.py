"""What holds for every framework and all answers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from opendti import Answers, State, compile_plan, rank, score
from opendti.rules import KINDS
from opendti.scoring.score import STRIPE
from tests.opendti.laws.plain import plain_scores
from tests.opendti.laws.strategies import RULES, answers_to, frameworks


def test_every_kind_of_rule_is_drawn() -> None:
    drawn = {yaml.safe_load(rule)["kind"] for rule, _items in RULES.values()}
    assert set(KINDS) - drawn == set(), (
        "give them an entry in RULES of tests/opendti/laws/strategies.py"
    )


@given(st.data())
def test_arrays_equal_the_plain_loop(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    answers = data.draw(answers_to(plan))
    scores = score(plan, answers)
    for row, expected in enumerate(plain_scores(plan, answers)):
        for column, pair in enumerate(expected):
            found = (scores.points[row, column], scores.max_points[row, column])
            if pair is None:
                assert math.isnan(found[1])
            else:
                assert np.allclose(found, pair, rtol=0, atol=1e-12)


@given(st.data())
def test_points_stay_between_nothing_and_the_maximum(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    scores = score(plan, data.draw(answers_to(plan)))
    on_scale = [criterion.node for criterion in plan.criteria if criterion.sign == 0]
    points, maxima = scores.points[:, on_scale], scores.max_points[:, on_scale]
    exists = ~np.isnan(maxima)
    assert (points[exists] >= 0).all()
    assert (points[exists] <= maxima[exists] + 1e-9).all()
    values = scores.values[~np.isnan(scores.values)]
    assert ((values >= 0) & (values <= 1)).all()


@given(st.data())
def test_the_order_of_units_changes_nothing(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    answers = data.draw(answers_to(plan))
    order = data.draw(st.permutations(range(len(answers.units))))
    shuffled = Answers(
        tuple(answers.units[index] for index in order),
        answers.blocks[order],
        answers.values[order],
        answers.states[order],
    )
    first, second = score(plan, answers), score(plan, shuffled)
    assert first.points[order].tobytes() == second.points.tobytes()
    assert (rank(first).ranks[order] == rank(second).ranks).all()


@given(st.data())
def test_a_blank_never_raises_a_score(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    answers = data.draw(answers_to(plan))
    row = data.draw(st.integers(0, len(answers.units) - 1))
    column = data.draw(st.integers(0, len(plan.items) - 1))
    # Wiping out "not applicable" or "not measured" is no blanking of an answer.
    assume(answers.states[row, column] == State.GIVEN)
    values, states = answers.values.copy(), answers.states.copy()
    values[row, column], states[row, column] = np.nan, State.BLANK
    before = score(plan, answers)
    after = score(plan, replace(answers, values=values, states=states))
    is_same_scale = before.max_points[row] == after.max_points[row]
    assert (after.points[row] <= before.points[row] + 1e-12)[is_same_scale].all()


COUNTED = {"count", "parts", "best_of", "bonus", "penalty"}
"""Kinds whose rules here give points, not shares."""


@given(st.data())
def test_scores_scale_with_the_points(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    answers = data.draw(answers_to(plan))
    doubled = replace(
        plan,
        maxima=plan.maxima * 2,
        node_maxima=plan.node_maxima * 2,
        criteria=tuple(
            replace(
                criterion, maxima=tuple(2 * maximum for maximum in criterion.maxima)
            )
            for criterion in plan.criteria
        ),
    )
    free = np.array([criterion.kind not in COUNTED for criterion in plan.criteria])
    leaves = [criterion.node for criterion in plan.criteria]
    first, second = score(plan, answers).values, score(doubled, answers).values
    same = np.isclose(first[:, leaves], second[:, leaves], equal_nan=True)
    assert same[:, free].all()


@given(st.data())
def test_chunks_and_threads_change_no_byte(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    answers = data.draw(answers_to(plan, max_units=3 * STRIPE))
    whole = score(plan, answers)
    pieces = score(plan, answers, chunk=data.draw(st.integers(1, 2)))
    for name in ("points", "max_points", "values", "states", "unresolved"):
        assert getattr(whole, name).tobytes() == getattr(pieces, name).tobytes()
