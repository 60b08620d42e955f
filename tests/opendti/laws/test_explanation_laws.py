"""What holds for the explanation of every number of every framework."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opendti import Answers, Plan, compile_plan, explain, score, write_working
from opendti.numeric.text import format_number, parse_number
from opendti.scoring.answers import State
from opendti.scoring.working import Working
from tests.opendti.laws.strategies import answers_to, frameworks


def workings(plan: Plan, answers: Answers) -> Iterator[Working]:
    """Explain every node of every unit that has it."""
    scores = score(plan, answers)
    for row, unit in enumerate(answers.units):
        for column, node in enumerate(plan.node_codes):
            if not math.isnan(scores.max_points[row, column]):
                yield explain(plan, answers, scores, unit=unit, node=node)


def last_number(line: str) -> float:
    """Read the number that a line of arithmetic ends with."""
    return parse_number(
        line.replace(",", ".").split()[-1].removesuffix("…"), plain=True
    )


@given(data=st.data())
def test_the_last_line_of_a_working_is_its_number(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    shown = list(workings(plan, data.draw(answers_to(plan, max_units=2))))
    sums = [working for working in shown if working.children and working.max_points > 0]
    given = [
        working
        for working in shown
        if not working.children
        and working.steps
        and working.inputs
        and working.state is State.GIVEN
    ]
    assume(sums or given)
    for working in sums:
        value = format_number(working.value, working.value_decimals, "vi")
        assert working.steps[-1].vi.endswith(f" {value}")
    for working in given:
        assert last_number(working.steps[-1].vi) == pytest.approx(
            working.points, abs=1e-6
        )


@given(data=st.data())
def test_a_working_has_only_words_that_people_know(data: st.DataObject) -> None:
    plan = compile_plan(data.draw(frameworks()))
    for working in workings(plan, data.draw(answers_to(plan, max_units=2))):
        for language in ("vi", "en"):
            text = write_working(working, language)
            assert not [odd for odd in ("IFNA", "nan", "inf", "+ -") if odd in text]
