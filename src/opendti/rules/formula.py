"""A formula of the framework's own."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import Label, words
from opendti.rules.writing import PhraseWriter


class FormulaRule(BaseRule):
    """Free text in the formula language."""

    formula_keys = ("formula",)
    titles = {
        "formula": words("Công thức tự viết", "Free formula"),
    }

    kind: Literal["formula"]
    formula: Annotated[
        FormulaText,
        Label(
            words("Công thức", "Formula"),
            words(
                "Viết như trong bảng tính, ví dụ IF(b = 0, 0, MIN(1, a / b)). Có các hàm IF, AND, OR, NOT, "
                "MIN, MAX, SUM, ROUND, ABS, LN, LOG, EXP, BEST; lũy thừa viết như (a * b) ^ (1/2).",
                "As in a spreadsheet, such as IF(b = 0, 0, MIN(1, a / b)). There are IF, AND, OR, NOT, "
                "MIN, MAX, SUM, ROUND, ABS, LN, LOG, EXP, BEST; powers are written as in (a * b) ^ (1/2).",
            ),
        ),
    ]
    gives: Annotated[
        Literal["share", "points"],
        Label(
            words("Công thức cho ra", "The formula gives"),
            choices={
                "share": words("phần của điểm tối đa", "a share of full points"),
                "points": words("số điểm", "points"),
            },
        ),
    ] = "share"

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        tree = read_formula(self.formula)
        return tree if self.gives == "points" else call("*", tree, full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        formula = writer.formula(self.formula)
        if self.gives == "points":
            return writer.text(f"Điểm = {formula}.", f"Points = {formula}.")
        return writer.text(
            f"Điểm = {formula} × {writer.full}.", f"Points = {formula} × {writer.full}."
        )
