"""
The engine: a plan is a function from a table of answers to a table of scores.

    framework file -> load_framework -> compile_plan -> score -> rank, explain

It knows no web, no database, no clock and no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.framework import Framework, load_framework, parse_framework
    from opendti.framework.diff import Change, diff
    from opendti.framework.fingerprint import fingerprint
    from opendti.plan import Plan, compile_plan
    from opendti.ranking import Ranking, YearComparison, compare, rank
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
    "Change",
    "Framework",
    "Plan",
    "Ranking",
    "Scores",
    "State",
    "Working",
    "YearComparison",
    "broken_checks",
    "build_answers",
    "compare",
    "compile_plan",
    "diff",
    "explain",
    "fingerprint",
    "load_framework",
    "parse_framework",
    "rank",
    "score",
    "write_working",
]

defer(__name__)
