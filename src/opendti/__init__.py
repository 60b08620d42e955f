"""
The engine: a plan is a function from a table of answers to a table of scores.

    framework file -> load_framework -> compile_plan -> score -> rank, explain

It knows no web, no database, no clock and no network.
"""

from __future__ import annotations

from opendti.framework import Framework, fingerprint, load_framework, parse_framework
from opendti.plan import Plan, compile_plan
from opendti.ranking import Ranking, rank
from opendti.scoring import (
    AnswerRow,
    Answers,
    Scores,
    State,
    Working,
    broken_checks,
    build_answers,
    explain,
    score,
    write_working,
)

__all__ = [
    "AnswerRow",
    "Answers",
    "Framework",
    "Plan",
    "Ranking",
    "Scores",
    "State",
    "Working",
    "broken_checks",
    "build_answers",
    "compile_plan",
    "explain",
    "fingerprint",
    "load_framework",
    "parse_framework",
    "rank",
    "score",
    "write_working",
]
