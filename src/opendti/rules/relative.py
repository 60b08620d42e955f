"""A value over the best of the block."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import ON, words
from opendti.rules.trees import NOTHING, guard_of
from opendti.rules.writing import PhraseWriter, level_without


class RelativeRule(BaseRule):
    """The unit's own value over the best value of its block."""

    formula_keys = ("on",)
    item_type = "number"
    titles = {
        "relative": words(
            "So với đơn vị tốt nhất khối", "Against the best of the block"
        ),
    }

    kind: Literal["relative"]
    on: Annotated[FormulaText, ON] = "a"

    @property
    @override
    def compares(self) -> bool:
        return True

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        own = read_formula(self.on)
        best = call("BEST", own)
        share = call("IF", call("<=", best, NOTHING), NOTHING, call("/", own, best))
        return call("*", share, full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        tree = read_formula(self.on)
        divisor, level = guard_of(tree) or (None, tree)
        on = writer.tree(level)
        sentence = writer.text(
            f"Mức = {on}. Điểm = mức của đơn vị ÷ mức cao nhất trong khối × {writer.full}.",
            f"Level = {on}. Points = the unit's level ÷ the highest of the block × {writer.full}.",
        )
        return sentence + (level_without(divisor, writer) if divisor else "")
