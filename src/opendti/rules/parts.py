"""Parts with rules of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from opendti.definitions import Definition, Path, Points, Share, Text
from opendti.errors import Fault
from opendti.formula import Tree
from opendti.numeric.tolerance import POINTS_TOLERANCE
from opendti.rules.base import MAX, BaseRule, Located, Rule
from opendti.rules.entries import (
    entry_faults,
    points_of,
    points_tree,
    repeated,
)
from opendti.rules.labels import CODE, POINTS, RULE, SHARE, TITLE, Label, words
from opendti.rules.trees import blank_as_nothing, total
from opendti.rules.writing import PhraseWriter, uncapitalised


class Part(Definition):
    """One part of a criterion, with its own rule and its own cap."""

    code: Annotated[str, CODE]
    title: Annotated[Text, TITLE]
    share: Annotated[Share | None, SHARE] = None
    points: Annotated[Points | None, POINTS] = None
    rule: Annotated[Rule, RULE]


class PartsRule(BaseRule):
    """Parts that add up; a part left blank gives nothing."""

    stands_alone = True
    titles = {
        "parts": words("Cộng nhiều phần", "Parts that add up"),
    }

    kind: Literal["parts"]
    parts: Annotated[
        tuple[Part, ...],
        Field(min_length=1),
        Label(words("Các phần", "Parts"), add=words("Thêm phần", "Add a part")),
    ]

    @override
    def inner(self) -> Iterator[tuple[Path, BaseRule]]:
        yield from inner_of(self.parts, "parts")

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from entry_faults(self.parts, points, path, "parts")
        for code in repeated([part.code for part in self.parts]):
            yield path, Fault("part_twice", {"code": code})
        found = math.fsum(points_of(part, points) for part in self.parts)
        if not math.isclose(found, points, abs_tol=POINTS_TOLERANCE):
            yield path, Fault("parts_total", {"total": found, "points": points})
        for index, part in enumerate(self.parts):
            part_points = points_of(part, points)
            yield from inside_faults(
                part.rule, part_points, (*path, "parts", index, "rule")
            )

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return total([
            blank_as_nothing(part.rule.tree(points_tree(part, full_marks)))
            for part in self.parts
        ])

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        head = writer.text("Cộng điểm các phần", "The parts add up")
        inner = writer.within("điểm của phần này", "this part's points")
        return parts_in_words(head, self.parts, writer, inner)


def inner_of(parts: tuple[Part, ...], key: str) -> Iterator[tuple[Path, BaseRule]]:
    """Yield the parts' rules, each with its path below the rule that has them under `key`."""
    for index, part in enumerate(parts):
        yield (key, index, "rule"), part.rule


def inside_faults(rule: BaseRule, points: float, path: Path) -> Iterator[Located]:
    """Yield what is wrong with a rule inside another; `path` is its own, unless it may not be there."""
    if rule.stands_alone:
        yield path, Fault("rule_inside_rule", {"kind": rule.kind})
    else:
        yield from rule.faults(points, path)


def parts_in_words(
    head: str,
    parts: tuple[Part, ...],
    writer: PhraseWriter,
    inner: PhraseWriter,
) -> str:
    """Write a list of parts, each with its points and, by `inner`, its own rule."""
    pieces = (
        f"({number}) {uncapitalised(part.title.in_language(writer.language))}, "
        f"{writer.entry_points(part)}: "
        f"{uncapitalised(part.rule.sentence(inner)).rstrip('.')}"
        for number, part in enumerate(parts, start=1)
    )
    return f"{head}: {'; '.join(pieces)}."
