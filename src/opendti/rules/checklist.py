"""How much of a list is met."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.formula import Name, Number, Tree
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, ItemType
from opendti.rules.labels import ON_ITEMS, words
from opendti.rules.trees import blank_as_nothing, total
from opendti.rules.writing import PhraseWriter


class ChecklistRule(BaseRule):
    """So many of a list of yes/no items, over all of them."""

    titles = {
        "checklist": words("Đạt bao nhiêu nội dung", "How many of a list are met"),
    }

    kind: Literal["checklist"]
    on: Annotated[tuple[str, ...], Field(min_length=1), ON_ITEMS]

    @override
    def item_types(self) -> dict[str, ItemType]:
        return dict.fromkeys(self.on, "yes_no")

    @override
    def named_items(self) -> tuple[str, ...]:
        return self.on

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        met = total([blank_as_nothing(Name(code)) for code in self.on])
        return call("*", call("/", met, Number(float(len(self.on)))), full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        count = len(self.on)
        return writer.text(
            f"Số nội dung đạt ÷ {count} × {writer.full}.",
            f"Entries met ÷ {count} × {writer.full}.",
        )
