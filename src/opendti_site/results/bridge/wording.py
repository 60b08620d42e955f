"""Why a number is what it is: rule, inputs and arithmetic in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import opendti
from opendti.naming import ROOT_CODE
from opendti.scoring.answers import State
from opendti.scoring.working import Input, Working
from opendti_site.results.bridge.freezing import FrozenTable
from opendti_site.results.bridge.outline import Scale, scales_of
from opendti_site.results.bridge.scoring import scored
from opendti_site.ui.language import translated

UNSCORED = (State.NOT_MEASURED, State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node of one unit, with the arithmetic that gave its points.

    A `Working` in the reader's language, as Django's templates and JSON take it: None where a
    number is NaN, and no points where the node is left out (the plan gives it 0 of 0).
    """

    code: str
    title: str
    level: str
    points: float | None
    max_points: float | None
    value: float | None
    state: str
    rule: str
    formula: str
    steps: tuple[str, ...]
    inputs: tuple[Input, ...]
    children: tuple[Explanation, ...]
    scale: Scale | None = None

    @property
    def number(self) -> str:
        """The official numbering; the root has none."""
        return "" if self.code == ROOT_CODE else self.code


def explanation_of(
    frozen: FrozenTable, unit: str, node: str = ROOT_CODE
) -> Explanation | None:
    """Return the working of a node for a unit, down to its inputs; None if there is no such node."""
    table = scored(frozen)
    if unit not in table.answers.units or node not in table.plan.node_codes:
        return None
    working = opendti.explain(
        table.plan, table.answers, table.scores, unit=unit, node=node
    )
    return _explained(working, scales_of(table.plan) or {})


def _explained(working: Working, scales: Mapping[str, Scale]) -> Explanation:
    state = State(working.state)
    left_out = state in UNSCORED and not working.max_points > 0
    return Explanation(
        code=working.code,
        title=translated(working.title),
        level=working.level,
        points=None if left_out else _number(working.points),
        max_points=_number(working.max_points),
        value=_number(working.value),
        state=state.code,
        rule=translated(working.words),
        formula=working.formula,
        steps=tuple(translated(step) for step in working.steps),
        inputs=working.inputs,
        children=tuple(_explained(child, scales) for child in working.children),
        scale=scales.get(working.code),
    )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
