"""A formula of the framework's own."""

from __future__ import annotations

from typing import Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule
from opendti.rules.writing import PhraseWriter


class FormulaRule(BaseRule):
    """Free text in the formula language."""

    formula_keys = ("formula",)

    kind: Literal["formula"]
    formula: FormulaText
    gives: Literal["share", "points"] = "share"

    @override
    def tree(self, worth: Tree = MAX) -> Tree:
        tree = read_formula(self.formula)
        return tree if self.gives == "points" else call("*", tree, worth)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        formula = writer.formula(self.formula)
        if self.gives == "points":
            return writer.text(f"Điểm = {formula}.", f"Points = {formula}.")
        return writer.text(
            f"Điểm = {formula} × điểm tối đa.", f"Points = {formula} × full points."
        )
