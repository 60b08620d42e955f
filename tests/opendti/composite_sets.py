"""Small composite indices, written for tests."""

from __future__ import annotations

import numpy as np

from opendti import Answers, Plan, State, compile_plan, parse_framework
from tests.small_sets import HEAD


def text_with(section: str, *nodes: str, head: str = "") -> str:
    """Write a composite index: its section in flow style, its nodes one a line."""
    lines = "\n".join(f"  - {node}" for node in nodes)
    return f"{HEAD}{head}composite: {section}\nnodes:\n{lines}\n"


def leaf(code: str, more: str = "") -> str:
    """Write a bare number."""
    return f"{{code: {code}, title: {{vi: {code}, en: {code}}}{', ' + more if more else ''}}}"


def group(code: str, *leaves: str, more: str = "") -> str:
    """Write a group."""
    inner = ", ".join(leaves)
    more = f", {more}" if more else ""
    return (
        f"{{code: {code}, title: {{vi: {code}, en: {code}}}{more}, nodes: [{inner}]}}"
    )


def plan_with(section: str, *nodes: str, head: str = "") -> Plan:
    """Compile a composite index."""
    return compile_plan(parse_framework(text_with(section, *nodes, head=head)))


def answers_of(
    plan: Plan,
    rows: list[list[float | None]],
    blocks: list[int] | None = None,
    states: dict[tuple[int, int], State] | None = None,
) -> Answers:
    """Answer for units u0, u1 …; None is blank."""
    values = np.array(rows, dtype=np.float64)
    answers = Answers.of_values(
        [f"u{number}" for number in range(len(rows))],
        np.array(blocks or [0] * len(rows), dtype=np.intp),
        values,
    )
    for cell, state in (states or {}).items():
        values[cell], answers.states[cell] = np.nan, state
    assert values.shape[1] == len(plan.items)
    return answers
