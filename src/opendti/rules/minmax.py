"""Where a value lies between a lowest and a highest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText, Path, Value
from opendti.errors import Fault
from opendti.formula import Number, Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.labels import ON, Label, words
from opendti.rules.trees import NOTHING
from opendti.rules.writing import PhraseWriter


class MinMaxRule(BaseRule):
    """
    Where a value lies between two bounds.

    A bound that is left out is the lowest, or the highest, value of the block.
    `direction: down` turns the scale round: the lower the better.
    """

    formula_keys = ("on",)
    item_type = "number"
    titles = {
        "minmax": words(
            "Khoảng thấp nhất đến cao nhất", "From the lowest to the highest"
        ),
    }

    kind: Literal["minmax"]
    on: Annotated[FormulaText, ON] = "a"
    low: Annotated[Value | None, Label(words("Giá trị thấp nhất", "Lowest value"))] = (
        None
    )
    high: Annotated[Value | None, Label(words("Giá trị cao nhất", "Highest value"))] = (
        None
    )
    direction: Annotated[
        Literal["up", "down"],
        Label(
            words("Chiều", "Direction"),
            choices={
                "up": words("càng cao càng tốt", "the higher the better"),
                "down": words("càng thấp càng tốt", "the lower the better"),
            },
        ),
    ] = "up"

    @property
    @override
    def compares(self) -> bool:
        return self.low is None or self.high is None or super().compares

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from scale_faults(self.low, self.high, path)

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        own = read_formula(self.on)
        lowest = call("-", NOTHING, call("BEST", call("-", NOTHING, own)))
        low = lowest if self.low is None else Number(self.low)
        high = call("BEST", own) if self.high is None else Number(self.high)
        above = call("-", own, low) if self.direction == "up" else call("-", high, own)
        share = within_scale(call("/", above, call("-", high, low)))
        if self.low is None or self.high is None:
            # The ends are compared, not their difference: round-off between them is no spread.
            share = call("IF", call("=", high, low), NOTHING, share)
        return call("*", share, full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        on = writer.formula(self.on)
        low = writer.text("thấp nhất khối", "the block's lowest")
        high = writer.text("cao nhất khối", "the block's highest")
        low = low if self.low is None else writer.number(self.low)
        high = high if self.high is None else writer.number(self.high)
        above = f"{on} − {low}" if self.direction == "up" else f"{high} − {on}"
        return writer.text(
            f"({above}) ÷ ({high} − {low}) × {writer.full}.",
            f"({above}) ÷ ({high} − {low}) × {writer.full}.",
        )


def scale_faults(
    low: float | None, high: float | None, path: Path
) -> Iterator[Located]:
    """Yield a fault where a scale's lowest value is not below its highest."""
    if low is not None and high is not None and low >= high:
        yield path, Fault("low_not_below_high", {"low": low, "high": high})


def within_scale(share: Tree) -> Tree:
    """Return a share kept from 0 to 1."""
    return call("MAX", NOTHING, call("MIN", Number(1.0), share))
