"""
Answers to scores, by a plan; and every score taken apart again.

Axes are always (…, unit, item) for answers and (…, unit, node) for scores.
Kernels work on the last two and never look at the leading ones, so that draws
of an uncertainty study are simply a leading axis.
"""

from __future__ import annotations

from opendti.scoring.answers import AnswerRow, Answers, State, build_answers
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
    "explain",
    "score",
    "unscaled_indicators",
    "write_working",
]
