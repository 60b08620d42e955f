"""Points for each of what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText, Path, Points
from opendti.errors import Fault
from opendti.formula import Number, Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.labels import ON, Label, words
from opendti.rules.trees import times
from opendti.rules.writing import PhraseWriter, bracketed


class CountRule(BaseRule):
    """Points for each one, up to a cap."""

    formula_keys = ("on",)
    titles = {
        "count": words("Đếm, mỗi cái một số điểm", "Count, points for each"),
    }

    kind: Literal["count"]
    on: Annotated[FormulaText, ON] = "a"
    each: Annotated[Points, Label(words("Điểm cho mỗi cái", "Points for each"))]
    cap: Annotated[
        Points | None,
        Label(
            words("Nhiều nhất (điểm)", "At most (points)"),
            words("Để trống là điểm tối đa.", "Empty: full points."),
        ),
    ] = None

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        if self.cap is not None and self.cap > points:
            params = {"cap": self.cap, "points": points}
            yield (*path, "cap"), Fault("cap_above_points", params)

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        cap = full_marks if self.cap is None else Number(self.cap)
        return call("MIN", cap, times(self.each, read_formula(self.on)))

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        each, on = writer.number(self.each), writer.formula(self.on)
        limit = writer.text(f"{writer.full}", f"{writer.full}")
        if self.cap is not None:
            limit = f"{writer.number(self.cap)} {writer.text('điểm', 'points')}"
        return writer.text(
            f"Điểm = {bracketed(on)} × {each}, nhiều nhất {limit}.",
            f"Points = {bracketed(on)} × {each}, at most {limit}.",
        )
