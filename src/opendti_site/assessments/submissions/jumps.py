"""Which numbers differ so much from last year's that the unit must say why."""

from __future__ import annotations

from collections.abc import Mapping

from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.stages import Values
from opendti_site.frameworks.bridge import ItemMatches, Plan
from opendti_site.ui.text import has_words

NUMBERS = frozenset({"count", "number", "share"})


def jumps_in(
    plan: Plan,
    answers: Mapping[str, Answer],
    matches: ItemMatches,
    former: Values,
    threshold: float,
) -> frozenset[str]:
    """Return the items whose number differs from the former one by more than a share of it."""
    return frozenset(
        item
        for item, answer in answers.items()
        if item in matches.items
        and plan.item(item).type in NUMBERS
        and _is_given(answer)
        and _differs(former, matches.items[item], float(answer.value or 0), threshold)
    )


def _is_given(answer: Answer) -> bool:
    return answer.state == AnswerState.GIVEN and not answer.rejected


def _differs(former: Values, item: str, value: float, threshold: float) -> bool:
    before = former.get(item)
    if before is None or before.value is None or before.state != AnswerState.GIVEN:
        return False
    return abs(value - before.value) > threshold * abs(before.value)


def uncommented(jumps: frozenset[str], answers: Mapping[str, Answer]) -> frozenset[str]:
    """Return those of the items that nobody has commented on in words."""
    return frozenset(item for item in jumps if not has_words(answers[item].comment))
