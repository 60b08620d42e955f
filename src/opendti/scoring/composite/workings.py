"""Explanations of composite indices: the steps of a criterion, the mean of a group."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from opendti.definitions import Text
from opendti.plan.composite import Aggregation
from opendti.plan.model import Plan, PlanNode
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.driver import run_composite
from opendti.scoring.composite.explained import ExplainedRun, both
from opendti.scoring.composite.group_workings import group_steps
from opendti.scoring.composite.indicator_workings import indicator_steps
from opendti.scoring.composite.run import composite_of
from opendti.scoring.scores import Scores
from opendti.scoring.trace import number_text
from opendti.scoring.words import STATE_WORDS
from opendti.scoring.working import NO_WORDS, Input, Working


def explain_composite(
    plan: Plan, answers: Answers, scores: Scores, row: int, entry: int
) -> Working:
    """
    Explain a value of a composite index.

    Parameters
    ----------
    plan, answers, scores
        As for `explain`.
    row, entry
        The unit's row, and the entry's column.
    """
    run = run_composite(plan, answers, keep_tables=True)
    return _CompositeExplainer(
        plan, composite_of(plan), answers, scores, run, row
    ).node(entry)


@dataclass(frozen=True, slots=True)
class _CompositeExplainer(ExplainedRun):
    def node(self, entry: int) -> Working:
        columns = np.flatnonzero(self.composite.nodes == entry)
        if columns.size:
            return self._indicator(entry, int(columns[0]))
        for aggregation in self.composite.aggregations:
            if aggregation.entry == entry:
                return self._group(aggregation)
        return self._working(entry, inputs=self._inputs(entry))

    def _working(
        self,
        index: int,
        *,
        words: Text = NO_WORDS,
        steps: tuple[Text, ...] = (),
        inputs: tuple[Input, ...] = (),
        children: tuple[Working, ...] = (),
    ) -> Working:
        entry = self.plan.entries[index]
        return Working(
            code=entry.code,
            title=entry.title,
            level=entry.level if isinstance(entry, PlanNode) else "view",
            points=float(self.scores.points[self.row, index]),
            max_points=float(self.scores.max_points[self.row, index]),
            value=float(self.scores.values[self.row, index]),
            value_decimals=self.plan.rounding.value,
            state=State(int(self.scores.states[self.row, index])),
            words=words,
            steps=steps,
            inputs=inputs,
            children=children,
            scale=self._scale(index),
        )

    def _scale(self, entry: int) -> Text:
        low, high = self.composite.low[entry], self.composite.high[entry]
        if not np.isfinite([low, high]).all():
            return Text(vi="thang không giới hạn", en="open scale")
        return both(
            lambda language: (
                f"{'thang' if language == 'vi' else 'scale'} "
                f"{number_text(low, language)}–{number_text(high, language)}"
            )
        )

    def _inputs(self, index: int) -> tuple[Input, ...]:
        entry = self.plan.entries[index]
        criterion = entry.criterion if isinstance(entry, PlanNode) else None
        if criterion is None:
            return ()
        return tuple(self._input(item) for item in self.plan.criteria[criterion].items)

    def _input(self, column: int) -> Input:
        item = self.plan.items[column]
        value = float(self.answers.values[self.row, column])
        state = State(int(self.answers.states[self.row, column]))
        shown = STATE_WORDS[state.code]
        if state is State.GIVEN and item.options and not math.isnan(value):
            shown = item.options[int(value)].title
        elif state is State.GIVEN:
            unit = item.unit or NO_WORDS
            shown = both(
                lambda language: (
                    f"{number_text(value, language)} {unit.in_language(language)}".strip()
                )
            )
        return Input(item.id, item.code, item.title, shown, value, state)

    def _indicator(self, entry: int, column: int) -> Working:
        criterion = self.plan.criteria[int(self.composite.criteria[column])]
        inputs = self._inputs(entry)
        below = int(self.composite.denominators[column])
        if below >= 0:
            criterion_below = self.plan.criteria[self.plan.items[below].criterion]
            inputs = (*inputs, replace(self._input(below), code=criterion_below.code))
        steps = tuple(indicator_steps(self, column))
        return self._working(entry, words=criterion.words, steps=steps, inputs=inputs)

    def _group(self, aggregation: Aggregation) -> Working:
        children = tuple(self.node(int(child)) for child in aggregation.children)
        return self._working(
            aggregation.entry,
            steps=tuple(group_steps(self, aggregation)),
            children=children,
        )
