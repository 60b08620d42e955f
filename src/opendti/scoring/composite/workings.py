"""A composite index taken apart: every step of a criterion, every mean of a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from opendti.numeric.text import format_number
from opendti.plan.composite import CompositePlan, Joint
from opendti.plan.method_words import AGGREGATIONS, IMPUTATIONS, TREATMENTS
from opendti.plan.model import Plan, PlanNode, Text
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.driver import DONE, Course, composite_of, run
from opendti.scoring.composite.scale_workings import bracketed, scale_step
from opendti.scoring.scores import Scores
from opendti.scoring.trace import number_text
from opendti.scoring.working import NO_WORDS, STATES, Input, Working

SCREENED_OUT = Text(
    "Đơn vị không qua bước sàng lọc dữ liệu: không có giá trị, không xếp hạng.",
    "The unit did not pass the data screen: no value, no place.",
)
MAY_RAISE = Text(
    "Ô để trống không tính là 0: giá trị có thể cao hơn so với khi nhập một số thấp.",
    "What was left blank does not count as 0: the value may be higher than with a low number.",
)
SHOWN = 6
"""Decimals that a working writes."""


def explain_composite(
    plan: Plan, answers: Answers, scores: Scores, row: int, place: int
) -> Working:
    """
    Take a value of a composite index apart.

    Parameters
    ----------
    plan, answers, scores
        As for `explain`.
    row, place
        The unit's row, and the entry's column.
    """
    course = run(plan, answers, keep_tables=True)
    return _Explainer(plan, composite_of(plan), answers, scores, course, row).node(
        place
    )


def both(write: Callable[[str], str]) -> Text:
    """Write a text in both languages."""
    return Text(write("vi"), write("en"))


@dataclass(frozen=True, slots=True)
class _Explainer:
    plan: Plan
    composite: CompositePlan
    answers: Answers
    scores: Scores
    course: Course
    row: int

    def node(self, place: int) -> Working:
        columns = np.flatnonzero(self.composite.nodes == place)
        if columns.size:
            return self._indicator(place, int(columns[0]))
        for joint in self.composite.joints:
            if joint.entry == place:
                return self._group(joint)
        return self._working(place, inputs=self._inputs(place))

    def _working(
        self,
        place: int,
        *,
        words: Text = NO_WORDS,
        steps: tuple[Text, ...] = (),
        inputs: tuple[Input, ...] = (),
        children: tuple[Working, ...] = (),
    ) -> Working:
        entry = self.plan.entries[place]
        return Working(
            code=entry.code,
            title=entry.title,
            level=entry.level if isinstance(entry, PlanNode) else "view",
            points=float(self.scores.points[self.row, place]),
            max_points=float(self.scores.max_points[self.row, place]),
            value=float(self.scores.values[self.row, place]),
            value_decimals=self.plan.rounding.value,
            state=State(int(self.scores.states[self.row, place])),
            words=words,
            steps=steps,
            inputs=inputs,
            children=children,
            scale=self._scale(place),
        )

    def _scale(self, place: int) -> Text:
        low, high = self.composite.low[place], self.composite.high[place]
        if not np.isfinite([low, high]).all():
            return Text("thang không giới hạn", "open scale")
        return both(
            lambda language: (
                f"{'thang' if language == 'vi' else 'scale'} "
                f"{number_text(low, language)}–{number_text(high, language)}"
            )
        )

    def _inputs(self, place: int) -> tuple[Input, ...]:
        entry = self.plan.entries[place]
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

    def _indicator(self, place: int, column: int) -> Working:
        criterion = self.plan.criteria[int(self.composite.criteria[column])]
        inputs = self._inputs(place)
        below = int(self.composite.denominators[column])
        if below >= 0:
            criterion_below = self.plan.criteria[self.plan.items[below].criterion]
            inputs = (*inputs, replace(self._input(below), code=criterion_below.code))
        steps = tuple(self._steps(column))
        return self._working(place, words=criterion.words, steps=steps, inputs=inputs)

    def _steps(self, column: int) -> list[Text]:
        """Say what every step made of the number."""
        value = float(self.course.tables["raw"][self.row, column])
        table = self.course.tables["raw"]
        lines = []
        if not math.isnan(value):
            lines.append(_labelled(Text("Số liệu gốc", "Raw number"), value))
        for step in self.composite.order:
            if DONE[step] not in self.course.tables:
                continue
            if step == "screen" and not self.course.kept[self.row]:
                return [*lines, SCREENED_OUT]
            table = self.course.tables[DONE[step]]
            after = float(table[self.row, column])
            if after != value and not (math.isnan(after) and math.isnan(value)):
                lines.append(self._step(step, column, value, after))
            value = after
        if math.isnan(value):
            missing = Text(
                "Không có số: trọng số được chia cho các thành phần còn lại.",
                "No number: its weight is shared out among the others.",
            )
            return [*lines, missing]
        if self._is_blank(int(self.composite.nodes[column])):
            lines.append(MAY_RAISE)
        return [*lines, *self._normalised(column, table[:, column])]

    def _step(self, step: str, column: int, before: float, after: float) -> Text:
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
        if step == "impute" and self.composite.imputing is not None:
            words = IMPUTATIONS[self.composite.imputing.method]
            label = both(
                lambda language: (
                    f"{'Thiếu số liệu, lấy' if language == 'vi' else 'Missing, filled with'}"
                    f" {words.in_language(language)}"
                )
            )
            return _labelled(label, after)
        words = TREATMENTS[self._treatment(column)]
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
            self.composite.treatings, self.course.treated[block], strict=True
        ):
            places = np.flatnonzero(rule.columns == column)
            if places.size:
                return rule.methods[int(done.method[places[0]]) - 1]
        message = f"column {column} was not treated"
        raise LookupError(message)

    def _normalised(self, column: int, values: np.ndarray) -> list[Text]:
        """Say how the number came onto the scale, among the units of the block."""
        block = self.answers.blocks == self.answers.blocks[self.row]
        direction = float(self.composite.directions[column])
        among = values[block] * direction
        own = float(values[self.row]) * direction
        lines = []
        if direction < 0:
            label = Text("Càng thấp càng tốt, đổi dấu", "Less is better, sign changed")
            lines.append(_labelled(label, own))
        for scale in self.composite.scalings:
            places = np.flatnonzero(scale.columns == column)
            if places.size:
                one = scale.part(slice(int(places[0]), int(places[0]) + 1))
                aim = self._aim(one.reference, values) * direction
                result = float(self.course.tables["normalised"][self.row, column])
                lines.append(scale_step(one, among, own, aim, result))
        return lines

    def _aim(self, reference: str | None, values: np.ndarray) -> float:
        row = None if reference is None else self.answers.unit_index(reference)
        return math.nan if row is None else float(values[row])

    def _group(self, joint: Joint) -> Working:
        children = tuple(self.node(int(child)) for child in joint.children)
        return self._working(
            joint.entry, steps=tuple(self._joined(joint)), children=children
        )

    def _joined(self, joint: Joint) -> list[Text]:
        """Say how the children became the group's value."""
        if not self.course.kept[self.row]:
            return [SCREENED_OUT]
        values = np.array([
            self._child(joint, one) for one in range(joint.children.size)
        ])
        there = ~np.isnan(values)
        lines = []
        if not there.all():
            codes = ", ".join(
                self.plan.entries[int(child)].code for child in joint.children[~there]
            )
            lines.append(
                Text(
                    f"Không có giá trị: {codes}. Trọng số được chia cho phần còn lại.",
                    f"Without a value: {codes}. Their weight is shared out.",
                )
            )
        points = float(self.scores.points[self.row, joint.entry])
        if math.isnan(points):
            return [
                *lines,
                Text("Không đủ thành phần có giá trị.", "Too few have a value."),
            ]
        if any(self._is_blank(int(child)) for child in joint.children[~there]):
            lines.append(MAY_RAISE)
        weights = self._weights(joint)[there]
        result = both(
            lambda language: (
                f"{AGGREGATIONS[joint.method].in_language(language).capitalize()} = "
                f"{_mean(joint.method, values[there], weights, language)}"
                f" = {number_text(points, language)}{self._rounded(points, language)}"
            )
        )
        return [*lines, result]

    def _is_blank(self, entry: int) -> bool:
        """Tell whether anything below a node was left blank."""
        below = [
            leaf
            for leaf in self.plan.entries[entry].leaves
            if leaf in self.composite.criteria
        ]
        states = self.course.raw.states[self.row, below]
        exists = np.broadcast_to(self.course.raw.exists, self.course.raw.states.shape)
        return bool((exists[self.row, below] & (states == State.BLANK)).any())

    def _rounded(self, points: float, language: str) -> str:
        """Say the rounded value, where it is not longer than what was said before."""
        decimals = self.plan.rounding.value
        if decimals > SHOWN:
            return ""
        label = "làm tròn" if language == "vi" else "rounded"
        return f", {label} {format_number(points, decimals, language)}"

    def _child(self, joint: Joint, place: int) -> float:
        child = int(joint.children[place])
        value = float(self.course.columns[child][self.row])
        if not joint.turned[place]:
            return value
        return self.composite.turned_about(child) - value

    def _weights(self, joint: Joint) -> np.ndarray:
        if self.composite.weights == "given":
            return joint.weights
        block = int(self.answers.blocks[self.row])
        return self.course.weights[joint.entry, block]


def _labelled(label: Text, value: float, sign: str = "=") -> Text:
    return both(
        lambda language: (
            f"{label.in_language(language)} {sign} {number_text(value, language)}"
        )
    )


def _mean(method: str, values: np.ndarray, weights: np.ndarray, language: str) -> str:
    """Write a mean with its numbers."""
    write = number_text if method == "median" else bracketed
    pairs = [
        (number_text(float(weight), language), write(float(value), language))
        for weight, value in zip(weights, values, strict=True)
    ]
    whole = " + ".join(weight for weight, _ in pairs)
    if method == "arithmetic" and (weights == 1).all():
        return f"({' + '.join(value for _, value in pairs)}) ÷ {len(pairs)}"
    if method == "arithmetic":
        total = " + ".join(f"{weight} × {value}" for weight, value in pairs)
        return f"({total}) ÷ ({whole})"
    if method == "geometric":
        product = " × ".join(f"{value}^{weight}" for weight, value in pairs)
        return f"({product})^(1 ÷ ({whole}))"
    if method == "harmonic":
        total = " + ".join(f"{weight} ÷ {value}" for weight, value in pairs)
        return f"({whole}) ÷ ({total})"
    weighs = "trọng số" if language == "vi" else "weight"
    if method == "median":
        return "; ".join(f"{value} ({weighs} {weight})" for weight, value in pairs)
    return "số lần thắng − số lần thua" if language == "vi" else "wins − losses"
