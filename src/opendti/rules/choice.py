"""One answer of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.formula import Name, String, Tree
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.entries import (
    Option,
    best_faults,
    entry_faults,
    points_tree,
    repeated,
)
from opendti.rules.labels import ON_ITEM, OPTIONS, words
from opendti.rules.trees import NOTHING
from opendti.rules.writing import PhraseWriter, uncapitalised


class ChoiceRule(BaseRule):
    """Each option has its points."""

    item_type = "choice"
    titles = {
        "choice": words("Chọn một phương án", "Choose one option"),
    }

    kind: Literal["choice"]
    on: Annotated[str, ON_ITEM] = "a"
    options: Annotated[tuple[Option, ...], Field(min_length=1), OPTIONS]

    @override
    def named_items(self) -> tuple[str, ...]:
        return (self.on,)

    @override
    def choices(self) -> dict[str, tuple[Option, ...]]:
        return {self.on: self.options}

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from entry_faults(self.options, points, path, "options")
        yield from best_faults(self.options, points, path)
        for code in repeated([option.code for option in self.options]):
            yield path, Fault("option_twice", {"code": code})

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return choice_tree(self.on, self.options, full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        return options_in_words(self.options, writer)


def choice_tree(item: str, options: tuple[Option, ...], full_marks: Tree) -> Tree:
    """Return the tree of what the chosen option of an item gives."""
    tree: Tree = NOTHING
    for option in reversed(options):
        is_chosen = call("=", Name(item), String(option.code))
        tree = call("IF", is_chosen, points_tree(option, full_marks), tree)
    return tree


def options_in_words(options: tuple[Option, ...], writer: PhraseWriter) -> str:
    """Write what each option gives."""
    pieces = [
        f"{option.title.in_language(writer.language)}: {writer.entry_points(option)}"
        for option in options
    ]
    return "; ".join([*pieces[:1], *map(uncapitalised, pieces[1:])]) + "."
