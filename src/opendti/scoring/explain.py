"""Explanations of scores, down to the inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from opendti.definitions import Text
from opendti.errors import Fault, UsageError
from opendti.formula import Tree, evaluate, write_formula
from opendti.formula.tree import names_in
from opendti.formula.write import Notation
from opendti.numeric.rounding import round_half_up
from opendti.numeric.text import format_number
from opendti.plan.model import Criterion, Plan, PlanItem, PlanNode, PlanView
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.workings import explain_composite
from opendti.scoring.score import best_of_blocks, score
from opendti.scoring.scores import Scores
from opendti.scoring.trace import FormulaTrace, number_text
from opendti.scoring.words import NO, STATE_WORDS, YES
from opendti.scoring.working import NO_WORDS, Input, Working, write_working

__all__ = ["Input", "Working", "explain", "write_working"]

WITHOUT_VALUE = {
    State.BLANK: Text(vi="Để trống được tính 0 điểm.", en="A blank scores 0 points."),
    State.NOT_APPLICABLE: Text(
        vi="Không áp dụng: không tính vào cả điểm đạt và điểm tối đa.",
        en="Not applicable: leaves both the points and the maximum.",
    ),
}
BLANK_PENALTY = Text(
    vi="Để trống: trừ mức điểm phạt tối đa.",
    en="Left blank: the whole penalty is taken.",
)
NOT_MEASURED = {
    "hold": Text(
        vi="Chưa đo: tạm tính 0 điểm; chưa được công bố khi chưa có số đo.",
        en="Not measured: 0 points for now; cannot be published until it is measured.",
    ),
    "zero": Text(vi="Chưa đo: tính 0 điểm.", en="Not measured: scores 0 points."),
    "leave_out": Text(
        vi="Chưa đo: không tính vào cả điểm đạt và điểm tối đa.",
        en="Not measured: leaves both the points and the maximum.",
    ),
}
CLIPPED = Text(vi="giữ trong khoảng từ 0 đến 1", en="kept from 0 to 1")
"""Added to a value that bonuses or penalties move off the scale."""


def explain(
    plan: Plan, answers: Answers, scores: Scores | None = None, *, unit: str, node: str
) -> Working:
    """
    Explain a score.

    Parameters
    ----------
    plan, answers
        As given to `score`; answers of shape (U, I).
    scores
        Their scores with every node kept; computed when left out.
    unit, node
        The codes of a unit, and of a node or view.

    Raises
    ------
    UsageError
        Where the unit or the node is unknown, or does not exist for the unit's block.
    """
    row = answers.unit_index(unit)
    if row is None:
        raise UsageError(Fault("no_unit", {"unit": unit}))
    scores = scores or score(plan, answers)
    column = plan.node_index(node)
    # Asked of the maximum, not of the points: a node that was left out has no points and is
    # explained all the same.
    if math.isnan(scores.max_points[row, column]):
        raise UsageError(Fault("node_of_other_block", {"node": node, "unit": unit}))
    if plan.composite is not None:
        return explain_composite(plan, answers, scores, row, column)
    best = best_of_blocks(plan, answers)[answers.blocks[row]]
    return _PointsExplainer(plan, answers, scores, row, best).node(column)


@dataclass(frozen=True, slots=True)
class _PointsExplainer:
    plan: Plan
    answers: Answers
    scores: Scores
    row: int
    best: NDArray[np.float64]

    def node(self, column: int) -> Working:
        entry = self.plan.entries[column]
        if isinstance(entry, PlanNode) and entry.criterion is not None:
            return self._criterion(column, entry)
        return self._group(column, entry)

    def _numbers_alone(self, column: int) -> Working:
        """Return the numbers of a node without explanation."""
        entry = self.plan.entries[column]
        return Working(
            code=entry.code,
            title=entry.title,
            level=entry.level if isinstance(entry, PlanNode) else "view",
            points=float(self.scores.points[self.row, column]),
            max_points=float(self.scores.max_points[self.row, column]),
            value=float(self.scores.values[self.row, column]),
            value_decimals=self.plan.rounding.value,
            state=State(int(self.scores.states[self.row, column])),
        )

    def _group(self, column: int, entry: PlanNode | PlanView) -> Working:
        below = entry.children if isinstance(entry, PlanNode) else entry.nodes
        maxima = self.scores.max_points[self.row]
        children = tuple(
            self.node(child) for child in below if not math.isnan(maxima[child])
        )
        steps = tuple(self._sums(column, children))
        return replace(self._numbers_alone(column), steps=steps, children=children)

    def _sums(self, column: int, children: tuple[Working, ...]) -> list[Text]:
        points = self.scores.points[self.row, column]
        maximum = self.scores.max_points[self.row, column]
        steps = [
            _sum(
                Text(vi="Điểm", en="Points"),
                [child.points for child in children],
                points,
            ),
            _sum(
                Text(vi="Điểm tối đa", en="Full points"),
                [child.max_points for child in children],
                maximum,
            ),
        ]
        if maximum > 0:
            steps.append(self._quotient(points, maximum))
        return steps

    def _quotient(self, points: float, maximum: float) -> Text:
        def write(language: str) -> str:
            label = "Giá trị" if language == "vi" else "Value"
            share = points / maximum
            clipped = min(max(share, 0.0), 1.0)
            rounded = format_number(clipped, self.plan.rounding.value, language)
            quotient = (
                f"{number_text(points, language)} ÷ {number_text(maximum, language)}"
            )
            exact = number_text(share, language)
            tail = "" if exact == rounded else f" = {exact}"
            if clipped != share:
                tail += f", {CLIPPED.in_language(language)}"
            label_rounded = "làm tròn" if language == "vi" else "rounded"
            return f"{label} = {quotient}{tail}, {label_rounded} {rounded}"

        return Text(vi=write("vi"), en=write("en"))

    def _criterion(self, column: int, entry: PlanNode) -> Working:
        criterion = self.plan.criteria[entry.criterion or 0]
        items = {
            self.plan.items[item].id: self.plan.items[item] for item in criterion.items
        }
        notation = Notation(
            name=lambda name: items[name].code if name in items else name
        )
        return replace(
            self._numbers_alone(column),
            words=criterion.words,
            formula=write_formula(criterion.tree, notation),
            steps=tuple(self._steps(criterion, items)),
            inputs=tuple(self._input(item) for item in criterion.items),
        )

    def _steps(self, criterion: Criterion, items: Mapping[str, PlanItem]) -> list[Text]:
        state = State(int(self.scores.states[self.row, criterion.node]))
        if state is State.NOT_MEASURED:
            return [NOT_MEASURED[criterion.not_measured]]
        if state is State.BLANK and criterion.sign < 0:
            return [BLANK_PENALTY]
        if state is not State.GIVEN:
            return [*self._undefined(criterion, state), WITHOUT_VALUE[state]]
        index = self.plan.nodes[criterion.node].criterion
        maximum = float(self.plan.maxima[self.answers.blocks[self.row], index])
        names = items.keys() | names_in(criterion.tree)
        values = {name: self._value(name) for name in names - {"max"}} | {
            "max": maximum
        }
        trace = FormulaTrace(values, items, self._best, self._gate_of)
        if not criterion.gives_points:
            return []
        raw = trace.work_out(criterion.tree)
        return [*trace.steps, *self._adjusted(raw, maximum, criterion.sign)]

    def _undefined(self, criterion: Criterion, state: State) -> list[Text]:
        """Return the failed conditions of a formula without a value whose items have values."""
        if state is not State.BLANK:
            return []
        names = [self.plan.items[message].id for message in criterion.items]
        values = {name: self._value(name) for name in names}
        broken = [
            check.message
            for check in criterion.checks
            if evaluate(check.tree, values) == 0
        ]
        return [
            Text(
                vi=f"Không tính được: {message.vi}.",
                en=f"Cannot be computed: {message.in_language('en')}.",
            )
            for message in broken
        ]

    def _adjusted(self, raw: float, maximum: float, sign: int) -> list[Text]:
        steps = []
        points = min(max(raw, 0.0), maximum)
        if points != raw:
            vi, en = number_text(points, "vi"), number_text(points, "en")
            steps.append(
                Text(
                    vi=f"Giới hạn từ 0 đến điểm tối đa: {vi}",
                    en=f"Kept from 0 to full points: {en}",
                )
            )
        decimals = self.plan.rounding.criterion
        if decimals is not None and round_half_up(points, decimals) != points:
            vi, en = (
                format_number(points, decimals, language) for language in ("vi", "en")
            )
            steps.append(
                Text(
                    vi=f"Làm tròn {decimals} chữ số: {vi}",
                    en=f"Rounded to {decimals} decimals: {en}",
                )
            )
            points = round_half_up(points, decimals)
        if sign < 0 and points > 0:
            vi, en = (number_text(-points, language) for language in ("vi", "en"))
            steps.append(Text(vi=f"Điểm trừ: {vi}", en=f"Taken away: {en}"))
        return steps

    def _value(self, item_id: str) -> float:
        return float(self.answers.values[self.row, self.plan.addresses[item_id]])

    def _gate_of(self, item_id: str) -> Text:
        item = self.plan.items[self.plan.addresses[item_id]]
        gate = self.plan.criteria[item.criterion]
        en = f"{gate.code} {gate.title.in_language('en')}"
        return Text(vi=f"{gate.code} {gate.title.vi}", en=en)

    def _best(self, tree: Tree) -> float:
        return float(self.best[self.plan.bests.index(tree)])

    def _input(self, column: int) -> Input:
        item = self.plan.items[column]
        value = float(self.answers.values[self.row, column])
        state = State(int(self.answers.states[self.row, column]))
        return Input(
            item.id,
            item.code,
            item.title,
            _value_text(item, value, state),
            value,
            state,
        )


def _sum(label: Text, parts: list[float], total: float) -> Text:
    def write(language: str) -> str:
        texts = [number_text(part, language) for part in parts]
        # A penalty among the children is taken away and not added: people write no "+ -2".
        chain = " + ".join(texts).replace("+ -", "- ")
        end = number_text(total, language)
        return f"{label.in_language(language)} = {chain}" + (
            "" if chain == end else f" = {end}"
        )

    return Text(vi=write("vi"), en=write("en"))


def _value_text(item: PlanItem, value: float, state: State) -> Text:
    if state is not State.GIVEN:
        return STATE_WORDS[state.code]
    if item.type == "text":
        return Text(vi="đã ghi", en="written")
    if item.type == "yes_no":
        return YES if value else NO
    if item.type == "choice":
        return item.options[int(value)].title
    unit = item.unit or NO_WORDS
    return Text(
        vi=f"{number_text(value, 'vi')} {unit.vi}".strip(),
        en=f"{number_text(value, 'en')} {unit.in_language('en')}".strip(),
    )
