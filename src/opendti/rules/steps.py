"""A table of steps on a number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.definitions import (
    NUMERAL,
    Definition,
    FormulaText,
    Path,
    Points,
    Share,
)
from opendti.errors import Fault
from opendti.formula import Call, Number, Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.entries import best_faults, entry_faults, points_tree, repeated
from opendti.rules.labels import BOUND, ON, POINTS, SHARE, Label, words
from opendti.rules.trees import NOTHING, guard_of
from opendti.rules.writing import PhraseWriter, level_without


class Step(Definition):
    """From this value on, this share of the points."""

    start: Annotated[
        float, NUMERAL, Field(alias="from"), Label(words("Giá trị", "Value"))
    ]
    bound: Annotated[Literal["closed", "open"], BOUND] = "closed"
    share: Annotated[Share | None, SHARE] = None
    points: Annotated[Points | None, POINTS] = None


class StepsRule(BaseRule):
    """A table on a number; below the lowest step, nothing."""

    formula_keys = ("on",)
    titles = {
        "steps": words("Bảng mức", "Table of steps"),
    }

    kind: Literal["steps"]
    on: Annotated[FormulaText, ON] = "a"
    steps: Annotated[
        tuple[Step, ...],
        Field(min_length=1),
        Label(words("Các mức", "Steps"), add=words("Thêm mức", "Add a step")),
    ]

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from entry_faults(self.steps, points, path, "steps")
        for start in repeated(self._starts("closed")):
            yield path, Fault("steps_start_from", {"start": start})
        for start in repeated(self._starts("open")):
            yield path, Fault("steps_start_above", {"start": start})
        yield from best_faults(self.steps, points, path)

    def _starts(self, bound: str) -> list[float]:
        return [step.start for step in self.steps if step.bound == bound]

    @override
    def item_faults(self, highest: Mapping[str, float]) -> Iterator[Fault]:
        limit = highest.get(self.on, math.inf)
        for step in self.steps:
            if step.bound == "open" and step.start >= limit:
                yield Fault("step_never_above", {"start": step.start})
            elif step.bound == "closed" and step.start > limit:
                yield Fault("step_never_reached", {"start": step.start})

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        on = read_formula(self.on)
        tree: Tree = NOTHING
        for step in sorted(
            self.steps, key=lambda step: (step.start, step.bound == "open")
        ):
            operator = ">=" if step.bound == "closed" else ">"
            reached = call(operator, on, Number(step.start))
            tree = call("IF", reached, points_tree(step, full_marks), tree)
        return tree

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        tree = read_formula(self.on)
        divisor, level = guard_of(tree) or (None, tree)
        table = self._table(writer, is_ratio=self._is_ratio(level))
        on = writer.tree(level)
        if divisor is None and "IF(" not in on:
            return f"{on} {table}"
        sentence = writer.text(
            f"Mức = {on}. Mức {table}", f"Level = {on}. Level {table}"
        )
        if divisor is None:
            return sentence
        return sentence + level_without(divisor, writer)

    def _table(self, writer: PhraseWriter, *, is_ratio: bool) -> str:
        number = writer.per_cent if is_ratio else writer.number
        pieces = []
        for step in sorted(self.steps, key=lambda step: -step.start):
            is_closed = step.bound == "closed"
            reach = (
                writer.text("từ", "from") if is_closed else writer.text("trên", "above")
            )
            pieces.append(f"{reach} {number(step.start)}: {writer.entry_points(step)}")
        rest = writer.text("còn lại: 0 điểm", "otherwise 0 points")
        return f"{'; '.join(pieces)}; {rest}."

    def _is_ratio(self, level: Tree) -> bool:
        """Recognise a share of two numbers, whose steps people say in per cent."""
        if not isinstance(level, Call) or level.function != "/":
            return False
        is_scaled = isinstance(level.arguments[1], Number)
        return not is_scaled and all(step.start <= 1 for step in self.steps)
