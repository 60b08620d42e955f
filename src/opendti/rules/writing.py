"""Numbers, formulas and points in words, in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Mapping

from opendti.definitions import Quantity
from opendti.formula import read_formula, write_formula
from opendti.formula.tree import Tree
from opendti.formula.write import Notation
from opendti.numeric.text import format_number
from opendti.rules.entries import RuleEntry

READABLE = {"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "<>": "≠"}
"""Operators as people write them."""


class PhraseWriter:
    """
    Writes numbers, formulas and what an entry of a table gives, in one language.

    `full` is what it calls the points of full marks: a part's are not the criterion's.
    """

    def __init__(
        self, language: str, parameters: Mapping[str, float], full: str = ""
    ) -> None:
        self.language = language
        self.parameters = parameters
        self.full = full or self.text("điểm tối đa", "full points")
        separator = "; " if language == "vi" else ", "
        self.notation = Notation(
            name=self.name,
            number=self.number,
            operators=READABLE,
            separator=separator,
        )

    def text(self, vi: str, en: str) -> str:
        """Return the text of the language."""
        return vi if self.language == "vi" else en

    def name(self, name: str) -> str:
        """Write a name of a formula; `max` is a spreadsheet's function to most readers."""
        return self.full if name == "max" else name

    def number(self, value: float) -> str:
        """Write a number."""
        return format_number(value, 6, self.language, trim=True)

    def per_cent(self, share: float) -> str:
        """Write a share of 1 in per cent."""
        return f"{format_number(share * 100, 4, self.language, trim=True)}%"

    def formula(self, text: str) -> str:
        """Write a formula of a file."""
        return self.tree(read_formula(text))

    def tree(self, tree: Tree) -> str:
        """Write a formula that was read."""
        return write_formula(tree, self.notation)

    def quantity(self, quantity: Quantity) -> str:
        """Write a target or a floor; a parameter by its number."""
        share = (
            quantity if isinstance(quantity, float) else self.parameters.get(quantity)
        )
        return self.formula(str(quantity)) if share is None else self.per_cent(share)

    def within(self, vi: str, en: str) -> PhraseWriter:
        """Return a writer of what stands inside, whose full points have another name."""
        return PhraseWriter(self.language, self.parameters, self.text(vi, en))

    def entry_points(self, entry: RuleEntry) -> str:
        """Write the points of a table's entry: a number, or a share of the full points."""
        if entry.points is not None:
            points = self.number(entry.points)
            return f"{points} {self.text('điểm', 'points')}"
        share = entry.share or 0.0
        if share == 1:
            return self.full
        if share == 0:
            return self.text("0 điểm", "0 points")
        halves = {0.5: "1/2", 0.25: "1/4", 0.75: "3/4", 1 / 3: "1/3", 2 / 3: "2/3"}
        part = halves.get(share) or self.per_cent(share)
        return f"{part} {self.text('', 'of ')}{self.full}"


def bracketed(formula: str) -> str:
    """Return a written formula in brackets where it has an operator."""
    return f"({formula})" if any(sign in formula for sign in "+-×÷") else formula


def uncapitalised(sentence: str) -> str:
    """Return a sentence as it is inside another; acronyms, letters and names of several words stay."""
    word, _space, rest = sentence.partition(" ")
    first = word.rstrip(":,;")
    is_acronym = first[1:] != first[1:].lower() or first.endswith(".")
    is_letter = len(first) == 1 and first.isascii()
    is_name = rest[:1].isupper()
    if is_acronym or is_letter or is_name:
        return sentence
    return sentence[:1].lower() + sentence[1:]


def level_without(divisor: Tree, writer: PhraseWriter) -> str:
    """Write, after a sentence, that the level is 0 where there is nothing to divide by."""
    below = writer.tree(divisor)
    return writer.text(f" Khi {below} = 0: mức 0.", f" When {below} = 0: level 0.")
