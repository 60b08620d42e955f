"""The children of a group as text, for the arithmetic of an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChildTexts:
    """
    What the arithmetic of an aggregation is written from: the children that have a value.

    Attributes
    ----------
    weights, values
        (K,) numbers as text.
    bracketed
        (K,) the values for inside a calculation: in brackets where below 0.
    is_unweighted
        Whether every weight is 1.
    language
        `vi` or `en`.
    """

    weights: tuple[str, ...]
    values: tuple[str, ...]
    bracketed: tuple[str, ...]
    is_unweighted: bool
    language: str

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the weight of each child and its value, for inside a calculation."""
        return zip(self.weights, self.bracketed, strict=True)

    @property
    def whole(self) -> str:
        """Return the sum of the weights, in brackets."""
        return f"({' + '.join(self.weights)})"

    def text(self, vi: str, en: str) -> str:
        """Return the text of the language."""
        return vi if self.language == "vi" else en
