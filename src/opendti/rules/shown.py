"""What is collected and shown."""

from __future__ import annotations

from typing import Literal

from typing_extensions import override

from opendti.formula import Tree
from opendti.rules.base import MAX, BaseRule
from opendti.rules.labels import words
from opendti.rules.trees import NOTHING
from opendti.rules.writing import PhraseWriter


class ShownRule(BaseRule):
    """Collected and shown, never scored."""

    gives_points = False
    stands_alone = True
    item_type = "number"
    titles = {
        "shown": words("Chỉ để theo dõi, không tính điểm", "Shown only, not scored"),
    }

    kind: Literal["shown"]

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        return NOTHING

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        return writer.text(
            "Chỉ để theo dõi, không tính điểm.", "Shown only, not scored."
        )
