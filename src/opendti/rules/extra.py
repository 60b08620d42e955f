"""Points outside the scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.formula import Tree
from opendti.rules.base import MAX, BaseRule, ItemType, Located, Rule
from opendti.rules.labels import RULE, words
from opendti.rules.writing import PhraseWriter, uncapitalised


class ExtraRule(BaseRule):
    """Points outside the scale, added or taken away, up to the criterion's points."""

    stands_alone = True
    titles = {
        "bonus": words("Điểm thưởng ngoài thang", "Bonus outside the scale"),
        "penalty": words("Điểm trừ ngoài thang", "Penalty outside the scale"),
    }

    kind: Literal["bonus", "penalty"]
    rule: Annotated[Rule, RULE]

    @property
    @override
    def sign(self) -> Literal[-1, 0, 1]:
        return 1 if self.kind == "bonus" else -1

    @override
    def inner(self) -> Iterator[tuple[Path, BaseRule]]:
        yield ("rule",), self.rule

    @override
    def item_types(self) -> dict[str, ItemType]:
        return self.rule.item_types()

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        if self.rule.stands_alone:
            yield path, Fault("rule_inside_rule", {"kind": self.rule.kind})
        else:
            yield from self.rule.faults(points, (*path, "rule"))

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return self.rule.tree(full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        head = {
            "bonus": writer.text(
                "Điểm thưởng ngoài thang điểm", "Bonus outside the scale"
            ),
            "penalty": writer.text(
                "Điểm trừ ngoài thang điểm", "Penalty outside the scale"
            ),
        }[self.kind]
        return f"{head}: {uncapitalised(self.rule.sentence(writer))}"
