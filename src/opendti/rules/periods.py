"""A choice that is made once a period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.definitions import Path
from opendti.formula import Number, Tree
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, ItemType, Located
from opendti.rules.choice import choice_tree, options_in_words
from opendti.rules.entries import Option, entry_faults
from opendti.rules.labels import ON_ITEMS, OPTIONS, words
from opendti.rules.trees import blank_as_nothing, total
from opendti.rules.writing import PhraseWriter, uncapitalised


class PeriodsRule(BaseRule):
    """The same choice once a period; an option's share or points are of one period."""

    titles = {
        "periods": words(
            "Cộng theo kỳ (quý, tháng)", "Sum over periods (quarters, months)"
        ),
    }

    kind: Literal["periods"]
    on: Annotated[tuple[str, ...], Field(min_length=1), ON_ITEMS]
    options: Annotated[tuple[Option, ...], Field(min_length=1), OPTIONS]

    @override
    def item_types(self) -> dict[str, ItemType]:
        return dict.fromkeys(self.on, "choice")

    @override
    def named_items(self) -> tuple[str, ...]:
        return self.on

    @override
    def choices(self) -> dict[str, tuple[Option, ...]]:
        return dict.fromkeys(self.on, self.options)

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from entry_faults(self.options, points / len(self.on), path, "options")

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        each = call("/", full_marks, Number(float(len(self.on))))
        return total([
            blank_as_nothing(choice_tree(code, self.options, each)) for code in self.on
        ])

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        period = writer.within("điểm của kỳ", "the period's points")
        each = uncapitalised(options_in_words(self.options, period))
        count = len(self.on)
        return writer.text(
            f"Cộng điểm {count} kỳ; mỗi kỳ ({writer.full} ÷ {count}): {each}",
            f"The {count} periods add up; each ({writer.full} ÷ {count}): {each}",
        )
