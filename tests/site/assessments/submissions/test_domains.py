"""A logarithm of nothing: the form says so beside the answer, and it counts as blank."""

from __future__ import annotations

import math
from pathlib import Path

from opendti import AnswerRow, State, build_answers, compile_plan, load_framework, score
from opendti_site.assessments.submissions.bridge.tables import blank_faulty

CASES = Path(__file__).parents[3] / "data" / "cases"


def test_an_answer_without_a_value_is_reported_and_counts_as_blank() -> None:
    plan = compile_plan(load_framework(CASES / "ln.yaml"))
    rows = [AnswerRow("U", "s.a", 0.0), AnswerRow("V", "s.a", 2.0)]
    answers = build_answers(plan, rows, {"U": "all", "V": "all"})

    faults = blank_faulty(plan, answers)
    found = [(fault.message.vi, fault.items) for fault in faults[0]["s"]]
    assert found == [("LN(a) cần a lớn hơn 0", ("s.a",))]
    assert faults[1] == {}
    scores = score(plan, answers)
    assert scores.points[:, 0].tolist() == [0, math.log(2)]
    assert scores.states[0].tolist() == [State.BLANK, State.BLANK]
