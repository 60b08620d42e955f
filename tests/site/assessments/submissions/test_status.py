"""What a criterion is called where nobody has answered it: the engine's default state."""

from __future__ import annotations

import pytest

from opendti.scoring import default_states
from opendti.scoring.answers import State
from opendti_site.assessments.submissions.status import EMPTY, NOT_MEASURED, status_of
from opendti_site.frameworks.sheets import CriterionSheet
from tests.small_sets import criterion, framework_with, plan_with


@pytest.mark.parametrize("source", ["report", "feed", "survey", "panel", "monitor"])
def test_an_unanswered_criterion_has_the_engines_default_state(source: str) -> None:
    text = criterion("{kind: yes_no}", more=f"collected_from: {source}")
    plan = plan_with(text)
    [node] = framework_with(text).nodes
    sheet = CriterionSheet(node, plan.criteria[0], plan.items, "adapted", None)

    expected = {State.BLANK: EMPTY, State.NOT_MEASURED: NOT_MEASURED}

    found = status_of(sheet, {}, None, has_evidence=False)
    assert found == expected[State(default_states(plan)[0])]
