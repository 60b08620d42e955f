"""
Scores of answers by a plan, and explanations of scores.

Axes are always (…, unit, item) for answers and (…, unit, node) for scores.
Kernels work on the last two axes; leading ones may be draws of an uncertainty study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.scoring.answers import (
        AnswerRow,
        Answers,
        State,
        build_answers,
        default_states,
    )
    from opendti.scoring.checks import BrokenCheck, broken_checks
    from opendti.scoring.composite import unscaled_indicators
    from opendti.scoring.explain import Input, Working, explain, write_working
    from opendti.scoring.score import score
    from opendti.scoring.scores import Scores

__all__ = [
    "AnswerRow",
    "Answers",
    "BrokenCheck",
    "Input",
    "Scores",
    "State",
    "Working",
    "broken_checks",
    "build_answers",
    "default_states",
    "explain",
    "score",
    "unscaled_indicators",
    "write_working",
]

defer(__name__)
