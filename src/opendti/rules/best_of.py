"""Alternatives, of which the best counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.definitions import Path
from opendti.formula import Tree
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.entries import entry_faults, points_of, points_tree
from opendti.rules.labels import Label, words
from opendti.rules.parts import Part, inner_of, inside_faults, parts_in_words
from opendti.rules.trees import blank_as_nothing
from opendti.rules.writing import PhraseWriter


class BestOfRule(BaseRule):
    """The alternative that gives the most points."""

    stands_alone = True
    titles = {
        "best_of": words("Phương án tốt nhất", "Best alternative"),
    }

    kind: Literal["best_of"]
    alternatives: Annotated[
        tuple[Part, ...],
        Field(min_length=2),
        Label(
            words("Các phương án tính", "Alternatives"),
            add=words("Thêm cách tính", "Add an alternative"),
        ),
    ]

    @override
    def inner(self) -> Iterator[tuple[Path, BaseRule]]:
        yield from inner_of(self.alternatives, "alternatives")

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from entry_faults(self.alternatives, points, path, "alternatives")
        for index, part in enumerate(self.alternatives):
            here = (*path, "alternatives", index, "rule")
            yield from inside_faults(part.rule, points_of(part, points), here)

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        trees = (
            part.rule.tree(points_tree(part, full_marks)) for part in self.alternatives
        )
        return call("MAX", *map(blank_as_nothing, trees))

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        head = writer.text(
            "Lấy phương án có điểm cao nhất", "The best alternative counts"
        )
        inner = writer.within("điểm của phương án này", "this alternative's points")
        return parts_in_words(head, self.alternatives, writer, inner)
