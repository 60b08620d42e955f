"""A share of the points as it was given."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import ON, words
from opendti.rules.writing import PhraseWriter


class ShareRule(BaseRule):
    """The value itself, from 0 to 1, is the share of the points."""

    formula_keys = ("on",)
    item_type = "share"
    titles = {
        "share": words("Tỷ lệ cho sẵn (0 đến 1)", "A given share (0 to 1)"),
    }

    kind: Literal["share"]
    on: Annotated[FormulaText, ON] = "a"

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return call("*", read_formula(self.on), full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        on = writer.formula(self.on)
        return writer.text(
            f"Giá trị {on} (từ 0 đến 1) × {writer.full}.",
            f"Value {on} (0 to 1) × {writer.full}.",
        )
