"""A condition without points."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText
from opendti.formula import Tree, ValueKind, read_formula
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import ON, words
from opendti.rules.trees import NOTHING
from opendti.rules.writing import PhraseWriter


class GateRule(BaseRule):
    """Must be met, gives no points; unless it is, its siblings give none either."""

    gives_points = False
    gates_siblings = True
    stands_alone = True
    formula_keys = ("on",)
    formula_gives = ValueKind.TRUTH
    item_type = "yes_no"
    titles = {
        "gate": words("Điều kiện bắt buộc, không có điểm", "Must be met, no points"),
    }

    kind: Literal["gate"]
    on: Annotated[FormulaText, ON] = "a"

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return NOTHING

    @override
    def condition(self) -> Tree | None:
        return read_formula(self.on)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        return writer.text(
            "Điều kiện bắt buộc, không tính điểm: chưa đạt thì các tiêu chí cùng nhóm được 0 điểm.",
            "A condition without points: unless it is met, the criteria of its group score 0.",
        )
