"""The steps of evaluating a formula: conditions first, then the arithmetic line by line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from opendti.definitions import Text
from opendti.formula import Call, Name, Number, Tree, evaluate, write_formula
from opendti.formula.tree import names_in, rewrite, walk
from opendti.formula.write import Notation
from opendti.numeric.text import SHORT_DECIMALS, format_number, format_short
from opendti.numeric.tolerance import SAME
from opendti.plan.model import PlanItem
from opendti.scoring.words import NO, YES

OPERATORS = {"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "<>": "≠"}
HIGHEST = Text(vi="Cao nhất trong khối", en="Highest of the block")
LOWEST = Text(vi="Thấp nhất trong khối", en="Lowest of the block")
MAX_CHAIN = 6
"""Lines of arithmetic after which only the result is written."""


def number_text(value: float, language: str) -> str:
    """Return a number with up to six decimals, and dots where there are more."""
    rounded = round(value, SHORT_DECIMALS)
    # The last term is for what is 0 but for round-off: nothing is near 0 relative to its size.
    if math.isclose(value, rounded, rel_tol=SAME, abs_tol=SAME):
        return format_short(value, language)
    return f"{format_number(value, SHORT_DECIMALS, language)}…"


@dataclass(slots=True)
class FormulaTrace:
    """
    The evaluation of one criterion for one unit.

    `values` holds the unit's items by id, and `max`; `best` returns the block's best of
    an argument of `BEST`; `gate_of` returns the name of the gate that an item of another
    criterion belongs to.
    """

    values: Mapping[str, float]
    items: Mapping[str, PlanItem]
    best: Callable[[Tree], float]
    gate_of: Callable[[str], Text]
    steps: list[Text] = field(default_factory=list)

    def work_out(self, tree: Tree) -> float:
        """Return a tree's value, and append the steps of its evaluation."""
        self._note_extremes(tree)
        chosen = self._choose(rewrite(tree, self._with_best))
        value = self.value(chosen)
        if not math.isnan(value):
            self.steps.append(
                self._both(lambda language: self._chain(chosen, language))
            )
        return value

    def value(self, tree: Tree) -> float:
        """Return a tree's value, NaN where it has none."""
        return float(evaluate(tree, self.values))

    def _both(self, write: Callable[[str], str]) -> Text:
        return Text(vi=write("vi"), en=write("en"))

    def _with_best(self, tree: Tree) -> Tree:
        """Replace the block's extremes by numbers; the lowest is written 0 - BEST(0 - x)."""
        if isinstance(tree, Call) and tree.function == "BEST":
            return Number(self.best(tree.arguments[0]))
        if isinstance(tree, Call) and tree.function == "-":
            left, right = tree.arguments
            if left == Number(0.0) and isinstance(right, Number):
                return Number(0.0 - right.value)
        return tree

    def _note_extremes(self, tree: Tree) -> None:
        """Append the block's extremes, each once."""
        asked = {
            part.arguments[0]: None
            for part in walk(tree)
            if isinstance(part, Call) and part.function == "BEST"
        }
        for of in asked:
            best = self.best(of)
            negated = _negated(of)
            label = HIGHEST if negated is None else LOWEST
            self._note_extreme(label, negated or of, best if negated is None else -best)

    def _note_extreme(self, label: Text, of: Tree, value: float) -> None:
        def write(language: str) -> str:
            what = write_formula(of, self._notation(language))
            number = number_text(value, language)
            return f"{label.in_language(language)}: {what} = {number}"

        if not math.isnan(value):
            self.steps.append(self._both(write))

    def _choose(self, tree: Tree) -> Tree:
        """Replace each IF by the branch that holds, and append the reason."""
        if not isinstance(tree, Call):
            return tree
        if tree.function == "IFNA":
            return (
                self._choose(tree.arguments[0]) if self._is_known(tree) else Number(0.0)
            )
        if tree.function != "IF":
            return Call(
                tree.function,
                tuple(self._choose(argument) for argument in tree.arguments),
            )
        condition, then, otherwise = tree.arguments
        holds = self.value(condition)
        if math.isnan(holds):
            return condition
        self._note(condition, holds=holds != 0)
        return self._choose(then if holds else otherwise)

    def _is_known(self, tree: Call) -> bool:
        return not math.isnan(self.value(tree.arguments[0]))

    def _note(self, condition: Tree, *, holds: bool) -> None:
        if isinstance(condition, Call) and condition.function == "IFNA":
            # A gate is the one condition that is compiled with a value for a blank, so IFNA
            # recognises it.
            self._note_gate(min(names_in(condition)), holds=holds)
        elif isinstance(condition, Name):
            answer = YES if holds else NO
            code = self._short(condition.name)
            self.steps.append(
                Text(vi=f"{code}: {answer.vi}", en=f"{code}: {answer.en}")
            )
        elif (option := self._option(condition)) is not None:
            if holds:
                self.steps.append(option)
        elif holds or not _is_zero_test(condition):
            true, false = Text(vi="đạt", en="true"), Text(vi="chưa đạt", en="false")
            verdict = true if holds else false
            self.steps.append(
                self._both(
                    lambda language: self._condition(condition, language, verdict)
                )
            )

    def _note_gate(self, item: str, *, holds: bool) -> None:
        gate = self.gate_of(item)
        met, unmet = Text(vi="đạt", en="met"), Text(vi="chưa đạt", en="not met")
        verdict = met if holds else unmet
        vi = f"Điều kiện {gate.vi}: {verdict.vi}"
        self.steps.append(
            Text(vi=vi, en=f"Gate {gate.in_language('en')}: {verdict.en}")
        )

    def _condition(self, condition: Tree, language: str, verdict: Text) -> str:
        named = write_formula(condition, self._notation(language))
        numbers = write_formula(self._substituted(condition), self._notation(language))
        inner = "" if numbers == named else f" ({numbers})"
        return f"{named}{inner}: {verdict.in_language(language)}"

    def _option(self, condition: Tree) -> Text | None:
        if not isinstance(condition, Call) or condition.function != "=":
            return None
        name, number = condition.arguments
        if not isinstance(name, Name) or not isinstance(number, Number):
            return None
        item = self.items.get(name.name)
        if item is None or item.type != "choice":
            return None
        title = item.options[int(number.value)].title
        return Text(
            vi=f"{item.code}: {title.vi}", en=f"{item.code}: {title.in_language('en')}"
        )

    def _short(self, name: str) -> str:
        return self.items[name].code if name in self.items else name

    def _notation(self, language: str) -> Notation:
        full = "điểm tối đa" if language == "vi" else "full points"
        return Notation(
            name=lambda name: full if name == "max" else self._short(name),
            number=lambda value: number_text(value, language),
            operators=OPERATORS,
            separator="; " if language == "vi" else ", ",
        )

    def _substituted(self, tree: Tree) -> Tree:
        def number(part: Tree) -> Tree:
            return Number(self.values[part.name]) if isinstance(part, Name) else part

        return rewrite(tree, number)

    def _chain(self, tree: Tree, language: str) -> str:
        notation = self._notation(language)
        lines = [write_formula(tree, notation)]
        tree = self._substituted(tree)
        # One level of the tree a line, as arithmetic is written on paper.
        for _ in range(MAX_CHAIN):
            lines.append(write_formula(tree, notation))
            if isinstance(tree, Number):
                break
            tree = _reduced(tree)
        last = number_text(self.value(tree), language)
        unlike = [
            line
            for index, line in enumerate(lines)
            if index == 0 or line != lines[index - 1]
        ]
        chain = " = ".join(unlike if unlike[-1] == last else [*unlike, last])
        label = Text(vi="Điểm", en="Points").in_language(language)
        return f"{label} = {chain}"


def _reduced(tree: Tree) -> Tree:
    """Evaluate the calls whose arguments are all numbers: the lowest level of the tree."""
    if not isinstance(tree, Call):
        return tree
    if all(isinstance(argument, Number) for argument in tree.arguments):
        return Number(float(evaluate(tree, {})))
    return Call(tree.function, tuple(_reduced(argument) for argument in tree.arguments))


def _negated(tree: Tree) -> Tree | None:
    """Return x of 0 - x, whose highest is the lowest x; else None."""
    is_negated = (
        isinstance(tree, Call)
        and tree.function == "-"
        and tree.arguments[0] == Number(0.0)
    )
    return tree.arguments[1] if is_negated and isinstance(tree, Call) else None


def _is_zero_test(condition: Tree) -> bool:
    """Return whether it guards a division: x = 0, or comparing two extremes of the block."""
    if not isinstance(condition, Call) or condition.function not in {"=", "<="}:
        return False
    has_numbers = all(isinstance(side, Number) for side in condition.arguments)
    return condition.arguments[1] == Number(0.0) or has_numbers
