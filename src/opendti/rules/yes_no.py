"""All the points or none."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Tree, ValueKind, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import ON, words
from opendti.rules.trees import NOTHING
from opendti.rules.writing import PhraseWriter


class YesNoRule(BaseRule):
    """Yes gives every point, no gives none."""

    formula_keys = ("on",)
    formula_gives = ValueKind.TRUTH
    item_type = "yes_no"
    titles = {
        "yes_no": words("Có hoặc không", "Yes or no"),
    }

    kind: Literal["yes_no"]
    on: Annotated[FormulaText, ON] = "a"

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return call("IF", read_formula(self.on), full_marks, NOTHING)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        return writer.text(
            f"Có: {writer.full}; không: 0 điểm.", f"Yes: {writer.full}; no: 0 points."
        )
