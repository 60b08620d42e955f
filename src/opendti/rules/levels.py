"""Levels of maturity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.definitions import Definition, Path, Text
from opendti.errors import Fault
from opendti.formula import Name, Number, Tree
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.entries import Option
from opendti.rules.labels import ON_ITEM, TITLE, Label, words
from opendti.rules.writing import PhraseWriter


class LevelTitle(Definition):
    """What a level stands for."""

    level: Annotated[int, Label(words("Mức", "Level"))]
    title: Annotated[Text, TITLE]


class LevelsRule(BaseRule):
    """A level from 0 up; each gives an equal share of the points."""

    item_type = "choice"
    titles = {
        "levels": words("Mức độ trưởng thành", "Maturity level"),
    }

    kind: Literal["levels"]
    on: Annotated[str, ON_ITEM] = "a"
    levels: Annotated[
        tuple[LevelTitle, ...],
        Field(min_length=2),
        Label(words("Các mức độ", "Levels"), add=words("Thêm mức độ", "Add a level")),
    ]

    @property
    def top(self) -> int:
        """Return the highest level."""
        return max(level.level for level in self.levels)

    @override
    def named_items(self) -> tuple[str, ...]:
        return (self.on,)

    @override
    def choices(self) -> dict[str, tuple[Option, ...]]:
        options = (
            Option(code=str(level.level), title=level.title) for level in self.levels
        )
        return {self.on: tuple(options)}

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        levels = [level.level for level in self.levels]
        if levels != list(range(len(levels))):
            yield (*path, "levels"), Fault("levels_with_gap")

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return call("*", call("/", Name(self.on), Number(float(self.top))), full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        return writer.text(
            f"Mức đạt ÷ {self.top} × {writer.full}.",
            f"Level ÷ {self.top} × {writer.full}.",
        )
