"""Explanations of composite indices: the steps of a criterion, the mean of a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from opendti.methods.aggregations import AGGREGATIONS, ChildTexts
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS
from opendti.numeric.text import format_number
from opendti.plan.composite import Aggregation, CompositePlan
from opendti.plan.model import Bilingual, Plan, PlanNode
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.driver import run_composite
from opendti.scoring.composite.run import DONE, CompositeRun, composite_of
from opendti.scoring.composite.scale_workings import bracketed, scale_step
from opendti.scoring.scores import Scores
from opendti.scoring.trace import number_text
from opendti.scoring.working import NO_WORDS, STATES, Input, Working

SCREENED_OUT = Bilingual(
    "Đơn vị không qua bước sàng lọc dữ liệu: không có giá trị, không xếp hạng.",
    "The unit did not pass the data screen: no value, no rank.",
)
MAY_RAISE = Bilingual(
    "Ô để trống không tính là 0: giá trị có thể cao hơn so với khi nhập một số thấp.",
    "What was left blank does not count as 0: the value may be higher than with a low number.",
)
SHOWN_DECIMALS = 6
"""Decimals of the numbers in an explanation."""


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


def both(write: Callable[[str], str]) -> Bilingual:
    """Write a text in both languages."""
    return Bilingual(write("vi"), write("en"))


@dataclass(frozen=True, slots=True)
class _CompositeExplainer:
    plan: Plan
    composite: CompositePlan
    answers: Answers
    scores: Scores
    run: CompositeRun
    row: int

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
        words: Bilingual = NO_WORDS,
        steps: tuple[Bilingual, ...] = (),
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

    def _scale(self, entry: int) -> Bilingual:
        low, high = self.composite.low[entry], self.composite.high[entry]
        if not np.isfinite([low, high]).all():
            return Bilingual("thang không giới hạn", "open scale")
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
        shown = STATES[state]
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
        steps = tuple(self._steps(column))
        return self._working(entry, words=criterion.words, steps=steps, inputs=inputs)

    def _steps(self, column: int) -> list[Bilingual]:
        """Return the result of every step on the number."""
        value = float(self.run.tables["raw"][self.row, column])
        table = self.run.tables["raw"]
        lines = []
        if not math.isnan(value):
            lines.append(_labelled(Bilingual("Số liệu gốc", "Raw number"), value))
        for step in self.composite.order:
            if DONE[step] not in self.run.tables:
                continue
            if step == "screen" and not self.run.kept[self.row]:
                return [*lines, SCREENED_OUT]
            table = self.run.tables[DONE[step]]
            after = float(table[self.row, column])
            if after != value and not (math.isnan(after) and math.isnan(value)):
                lines.append(self._step(step, column, value, after))
            value = after
        if math.isnan(value):
            missing = Bilingual(
                "Không có số: trọng số được chia cho các thành phần còn lại.",
                "No number: its weight is shared out among the others.",
            )
            return [*lines, missing]
        if self._is_blank(int(self.composite.nodes[column])):
            lines.append(MAY_RAISE)
        return [*lines, *self._normalised(column, table[:, column])]

    def _step(self, step: str, column: int, before: float, after: float) -> Bilingual:
        if step == "denominate":
            item = self.plan.items[int(self.composite.denominators[column])]
            below = float(self.answers.values[self.row, self.plan.addresses[item.id]])
            return both(
                lambda language: (
                    f"{'Chia cho' if language == 'vi' else 'Divided by'} "
                    f"{self.plan.criteria[item.criterion].code} = "
                    f"{number_text(before, language)} ÷ {bracketed(below, language)}"
                    f" = {number_text(after, language)}"
                )
            )
        if step == "impute" and self.composite.imputation is not None:
            words = IMPUTATIONS[self.composite.imputation.method].title
            label = both(
                lambda language: (
                    f"{'Thiếu số liệu, lấy' if language == 'vi' else 'Missing, filled with'}"
                    f" {words.in_language(language)}"
                )
            )
            return _labelled(label, after)
        words = TREATMENTS[self._treatment(column)].title
        label = both(
            lambda language: (
                f"{'Giá trị ngoại lai' if language == 'vi' else 'Outliers'}, "
                f"{words.in_language(language)}: {number_text(before, language)}"
            )
        )
        return _labelled(label, after, "→")

    def _treatment(self, column: int) -> str:
        block = int(self.answers.blocks[self.row])
        for rule, done in zip(
            self.composite.treatments, self.run.treated[block], strict=True
        ):
            found = np.flatnonzero(rule.columns == column)
            if found.size:
                return rule.methods[int(done.method[found[0]]) - 1]
        message = f"column {column} was not treated"
        raise LookupError(message)

    def _normalised(self, column: int, values: np.ndarray) -> list[Bilingual]:
        """Return the steps of normalising the number among the units of the block."""
        block = self.answers.blocks == self.answers.blocks[self.row]
        direction = float(self.composite.directions[column])
        among = values[block] * direction
        own = float(values[self.row]) * direction
        lines = []
        if direction < 0:
            label = Bilingual(
                "Càng thấp càng tốt, đổi dấu", "Less is better, sign changed"
            )
            lines.append(_labelled(label, own))
        for scale in self.composite.normalisations:
            found = np.flatnonzero(scale.columns == column)
            if found.size:
                part = scale.part(slice(int(found[0]), int(found[0]) + 1))
                aim = self._aim(part.reference, values) * direction
                result = float(self.run.tables["normalised"][self.row, column])
                lines.append(scale_step(part, among, own, aim, result))
        return lines

    def _aim(self, reference: str | None, values: np.ndarray) -> float:
        row = None if reference is None else self.answers.unit_index(reference)
        return math.nan if row is None else float(values[row])

    def _group(self, aggregation: Aggregation) -> Working:
        children = tuple(self.node(int(child)) for child in aggregation.children)
        return self._working(
            aggregation.entry,
            steps=tuple(self._aggregated(aggregation)),
            children=children,
        )

    def _aggregated(self, aggregation: Aggregation) -> list[Bilingual]:
        """Return the steps of aggregating the children."""
        if not self.run.kept[self.row]:
            return [SCREENED_OUT]
        values = np.array([
            self._child(aggregation, index)
            for index in range(aggregation.children.size)
        ])
        available = ~np.isnan(values)
        lines = []
        if not available.all():
            codes = ", ".join(
                self.plan.entries[int(child)].code
                for child in aggregation.children[~available]
            )
            lines.append(
                Bilingual(
                    f"Không có giá trị: {codes}. Trọng số được chia cho phần còn lại.",
                    f"Without a value: {codes}. Their weight is shared out.",
                )
            )
        points = float(self.scores.points[self.row, aggregation.entry])
        if math.isnan(points):
            return [
                *lines,
                Bilingual("Không đủ thành phần có giá trị.", "Too few have a value."),
            ]
        if any(
            self._is_blank(int(child)) for child in aggregation.children[~available]
        ):
            lines.append(MAY_RAISE)
        weights = self._weights(aggregation)[available]
        method = AGGREGATIONS[aggregation.method]
        result = both(
            lambda language: (
                f"{method.title.in_language(language).capitalize()} = "
                f"{method.arithmetic(_child_texts(values[available], weights, language))}"
                f" = {number_text(points, language)}{self._rounded(points, language)}"
            )
        )
        return [*lines, result]

    def _is_blank(self, entry: int) -> bool:
        """Return whether anything below a node was left blank."""
        below = [
            leaf
            for leaf in self.plan.entries[entry].leaves
            if leaf in self.composite.criteria
        ]
        states = self.run.raw.states[self.row, below]
        exists = np.broadcast_to(self.run.raw.exists, self.run.raw.states.shape)
        return bool((exists[self.row, below] & (states == State.BLANK)).any())

    def _rounded(self, points: float, language: str) -> str:
        """Return the rounded value, unless it has more decimals than the number before it."""
        decimals = self.plan.rounding.value
        if decimals > SHOWN_DECIMALS:
            return ""
        label = "làm tròn" if language == "vi" else "rounded"
        return f", {label} {format_number(points, decimals, language)}"

    def _child(self, aggregation: Aggregation, index: int) -> float:
        child = int(aggregation.children[index])
        value = float(self.run.columns[child][self.row])
        if not aggregation.reversed[index]:
            return value
        return self.composite.reversal_offset(child) - value

    def _weights(self, aggregation: Aggregation) -> np.ndarray:
        if WEIGHTINGS[self.composite.weights].explains_given:
            return aggregation.weights
        block = int(self.answers.blocks[self.row])
        return self.run.weights[aggregation.entry, block]


def _labelled(label: Bilingual, value: float, sign: str = "=") -> Bilingual:
    return both(
        lambda language: (
            f"{label.in_language(language)} {sign} {number_text(value, language)}"
        )
    )


def _child_texts(values: np.ndarray, weights: np.ndarray, language: str) -> ChildTexts:
    """Return the children's values (K,) and weights (K,) as text."""
    return ChildTexts(
        weights=tuple(number_text(float(weight), language) for weight in weights),
        values=tuple(number_text(float(value), language) for value in values),
        bracketed=tuple(bracketed(float(value), language) for value in values),
        is_unweighted=bool((weights == 1).all()),
        language=language,
    )
