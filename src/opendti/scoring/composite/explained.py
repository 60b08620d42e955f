"""A run of a composite index whose values are explained, and the texts of every explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from opendti.definitions import Text
from opendti.plan.composite import CompositePlan
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.run import CompositeRun
from opendti.scoring.scores import Scores
from opendti.scoring.trace import number_text

SCREENED_OUT = Text(
    vi="Đơn vị không qua bước sàng lọc dữ liệu: không có giá trị, không xếp hạng.",
    en="The unit did not pass the data screen: no value, no rank.",
)
MAY_RAISE = Text(
    vi="Ô để trống không tính là 0: giá trị có thể cao hơn so với khi nhập một số thấp.",
    en="What was left blank does not count as 0: the value may be higher than with a low number.",
)


@dataclass(frozen=True, slots=True)
class ExplainedRun:
    """A run with every table kept, and the row of the unit whose values are explained."""

    plan: Plan
    composite: CompositePlan
    answers: Answers
    scores: Scores
    run: CompositeRun
    row: int

    def is_blank(self, entry: int) -> bool:
        """Return whether anything below a node was left blank."""
        below = [
            leaf
            for leaf in self.plan.entries[entry].leaves
            if leaf in self.composite.criteria
        ]
        states = self.run.raw.states[self.row, below]
        exists = np.broadcast_to(self.run.raw.exists, self.run.raw.states.shape)
        return bool((exists[self.row, below] & (states == State.BLANK)).any())


def both(write: Callable[[str], str]) -> Text:
    """Write a text in both languages."""
    return Text(vi=write("vi"), en=write("en"))


def labelled(label: Text, value: float, sign: str = "=") -> Text:
    """Write a value after its label."""
    return both(
        lambda language: (
            f"{label.in_language(language)} {sign} {number_text(value, language)}"
        )
    )


def bracketed(number: float, language: str) -> str:
    """Write a number inside a calculation: in brackets where it is below 0."""
    text = number_text(float(number), language)
    return f"({text})" if number < 0 else text
