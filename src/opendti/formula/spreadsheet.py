"""
Tree to live spreadsheet formula, with the same answer to a blank.

The language is a subset of spreadsheet syntax, but a spreadsheet takes an empty
cell for 0 where the language says "no value", and a truth for something else than
1. So the writer asks first, once, for all the cells that a formula needs whichever
branch is taken (`needs`), then at each branch for what that branch needs, and gives
`otherwise` where one is missing. Rounding is half-up as in
`opendti.numeric.rounding`. What is written works in Excel 2019, in every later one
and in LibreOffice 7.4; without `BEST`, which is `MAXIFS`, in Excel 2013 and 2016 too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import cast

from opendti.errors import Fault, UsageError
from opendti.formula.domain import PARTIAL
from opendti.formula.evaluate import constant
from opendti.formula.tree import OPERATORS, Call, Name, Number, Tree
from opendti.formula.write import SPREADSHEET, STRENGTH

NO_VALUE = "NA()"
IFNA = "_xlfn.IFNA"
"""How a file spells a function that came after Excel 2007."""
SNAP_EXPONENT = 9
"""A value within 1e-9 of a half, in units of the last decimal kept, is a half."""
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
TRUTHS = COMPARISONS | {"AND", "OR", "NOT"}
PLAIN = frozenset({"AND", "OR", "NOT", "MIN", "MAX", "SUM", "ABS"})
"""Functions that mean the same in a spreadsheet once their arguments have values."""
MAX_BASE_LENGTH = 4096
"""Half of what a cell takes: the base of a root is written twice."""


@dataclass(frozen=True, slots=True)
class CellReference:
    """
    The cell of a name's value, or of a `BEST`.

    `codes` are the options of a choice, in their order: the cell then holds a code,
    and `listed` is the range that lists them.
    """

    reference: str
    codes: tuple[str, ...] = ()
    listed: str = ""


def write_live(
    tree: Tree, cells: Mapping[Tree, CellReference], otherwise: str = '""'
) -> str:
    """
    Write a formula that gives `otherwise` where the tree has no value.

    Parameters
    ----------
    tree
        A compiled tree: options are written as their index.
    cells
        For each `Name` and each call of `BEST` its cell. `max` is never asked for:
        it is always there.
    otherwise
        What stands for "no value", written as in a formula.

    Returns
    -------
    str
        Without the leading `=`.

    Raises
    ------
    UsageError
        A function that spreadsheets do not have.

    Examples
    --------
    >>> from opendti.formula import Name, read_formula
    >>> cells = {Name("a"): CellReference("A1"), Name("b"): CellReference("B1")}
    >>> write_live(read_formula("a + b"), cells)
    'IF(COUNT(A1,B1)=2,A1+B1,"")'
    """
    text, lacks = _LiveWriter(cells).guarded(tree, frozenset({Name("max")}), otherwise)
    return f"{IFNA}({text},{otherwise})" if lacks else text


def write_truth(tree: Tree, cells: Mapping[Tree, CellReference]) -> str:
    """Write a condition that is FALSE where the tree has no value; see `write_live`."""
    return f"{write_live(tree, cells, '0')}=1"


def write_rounded(text: str, decimals: int) -> str:
    """
    Write half-up rounding of what is never negative.

    Examples
    --------
    >>> write_rounded("A1/B1", 4)
    'ROUND(A1/B1+1E-13,4)'
    """
    return f"ROUND({text}+1E-{decimals + SNAP_EXPONENT},{decimals})"


def needs(tree: Tree) -> frozenset[Tree]:
    """Return the names and `BEST`s without which a formula has no value, come what may."""
    if isinstance(tree, Name) or _is_best(tree):
        return frozenset({tree})
    if not isinstance(tree, Call):
        return frozenset()
    parts = [needs(argument) for argument in tree.arguments]
    if tree.function == "IF":
        return parts[0] | (parts[1] & parts[2])
    if tree.function == "IFNA":
        return parts[0] & parts[1]
    return frozenset[Tree]().union(*parts)


def _is_best(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.function == "BEST"


CellExpression = tuple[str, bool]
"""A text, and whether it may be #N/A."""


@dataclass(frozen=True, slots=True)
class _LiveWriter:
    cells: Mapping[Tree, CellReference]

    def guarded(
        self, tree: Tree, known: frozenset[Tree], otherwise: str
    ) -> CellExpression:
        """Write a number; `otherwise` where a cell it needs has no value."""
        needed = needs(tree) - known
        text, lacks = self.last(tree, known | needed, otherwise)
        if not needed:
            return text, lacks
        lacks = lacks or otherwise == NO_VALUE
        return f"IF({self.given(needed)},{text},{otherwise})", lacks

    def last(
        self, tree: Tree, known: frozenset[Tree], otherwise: str
    ) -> CellExpression:
        """Write what nothing is done with any more, so `otherwise` may be given at once."""
        if not isinstance(tree, Call) or tree.function != "IF":
            return self.number(tree, known)
        condition, lacks = self.plain(tree.arguments[0], known)
        then, lacks_then = self.guarded(tree.arguments[1], known, otherwise)
        other, lacks_other = self.guarded(tree.arguments[2], known, otherwise)
        return f"IF({condition},{then},{other})", lacks or lacks_then or lacks_other

    def given(self, needed: frozenset[Tree]) -> str:
        """Write the question whether all these cells have values."""
        cells = [cell for tree, cell in self.cells.items() if tree in needed]
        # COUNT asks for all numbers in one short call; a formula has 8,192 characters at the
        # most.
        numbers = [cell.reference for cell in cells if not cell.codes]
        asks = [
            f"ISNUMBER(MATCH({cell.reference},{cell.listed},0))"
            for cell in cells
            if cell.codes
        ]
        if len(numbers) == 1:
            asks.insert(0, f"ISNUMBER({numbers[0]})")
        elif numbers:
            asks.insert(0, f"COUNT({','.join(numbers)})={len(numbers)}")
        return asks[0] if len(asks) == 1 else f"AND({','.join(asks)})"

    def number(self, tree: Tree, known: frozenset[Tree]) -> CellExpression:
        """Write a part so that a yes counts 1 and a no 0."""
        text, lacks = self.plain(tree, known)
        is_truth = isinstance(tree, Call) and tree.function in TRUTHS
        return (f"N({text})" if is_truth else text), lacks

    def plain(self, tree: Tree, known: frozenset[Tree]) -> CellExpression:
        """Write a part whose needed cells are known to have values."""
        if isinstance(tree, Number):
            return SPREADSHEET.number(tree.value), False
        if isinstance(tree, Name) or _is_best(tree):
            return self._cell(self.cells[tree]), False
        if not isinstance(tree, Call):
            message = f"a text is left in a compiled tree: {tree.value}"
            raise TypeError(message)
        if tree.function in OPERATORS:
            return self._operation(tree, known)
        return self._function(tree, known)

    def _cell(self, cell: CellReference) -> str:
        if cell.codes:
            # From 0, as the plan counts options.
            return f"(MATCH({cell.reference},{cell.listed},0)-1)"
        return cell.reference

    def _operation(self, tree: Call, known: frozenset[Tree]) -> CellExpression:
        if (option := self._option(tree)) is not None:
            return option, False
        left, right = tree.arguments
        if tree.function == "^" and right == Number(0.0):
            return "1", False  # Excel has no 0^0
        if tree.function == "^" and _is_partial(right):
            return self._partial_power(left, right, known)
        # The right side is bracketed at equal strength too: a-(b-c), and a spreadsheet's 2^3^2
        # is (2^3)^2.
        strength = STRENGTH[tree.function]
        first, lacks_first = self._bracketed(left, known, strength)
        second, lacks_second = self._bracketed(right, known, strength + 1)
        return f"{first}{tree.function}{second}", lacks_first or lacks_second

    def _partial_power(
        self, base: Tree, power: Tree, known: frozenset[Tree]
    ) -> CellExpression:
        """
        Write a power that not every base has.

        LibreOffice takes odd roots of negative numbers where Excel gives an error, so a
        negative base is asked for.
        """
        below = self._bracketed(base, known, STRENGTH["^"])[0]
        above = self._bracketed(power, known, STRENGTH["^"] + 1)[0]
        if len(below) > MAX_BASE_LENGTH:
            raise UsageError(Fault("workbook_powers"))
        text = f"IFERROR({below}^{above},{NO_VALUE})"
        if _is_whole(power):
            return text, True
        return f"IF({below}<0,{NO_VALUE},{text})", True

    def _option(self, tree: Call) -> str | None:
        """Write the comparison of a choice with one of its options, by its code."""
        name, option = tree.arguments
        if isinstance(name, Number):
            name, option = option, name
        cell = self.cells.get(name)
        if cell is None or not cell.codes or not isinstance(option, Number):
            return None
        if tree.function not in {"=", "<>"}:
            return None
        return f'{cell.reference}{tree.function}"{cell.codes[int(option.value)]}"'

    def _bracketed(
        self, tree: Tree, known: frozenset[Tree], weaker_than: int
    ) -> CellExpression:
        text, lacks = self.number(tree, known)
        is_weak = (
            isinstance(tree, Call)
            and tree.function not in TRUTHS
            and STRENGTH.get(tree.function, weaker_than) < weaker_than
        )
        is_negative = isinstance(tree, Number) and tree.value < 0
        return (f"({text})" if is_weak or is_negative else text), lacks

    def _function(self, tree: Call, known: frozenset[Tree]) -> CellExpression:
        if tree.function == "IF":
            return self.last(tree, known, NO_VALUE)
        if tree.function == "IFNA":
            return self._ifna(tree, known)
        if tree.function == "ROUND":
            return self._round(tree, known)
        if tree.function in PARTIAL:
            given = ",".join(self.number(part, known)[0] for part in tree.arguments)
            return f"IFERROR({tree.function}({given}),{NO_VALUE})", True
        if tree.function not in PLAIN:
            raise UsageError(Fault("workbook_function", {"function": tree.function}))
        write = self.plain if tree.function in TRUTHS else self.number
        arguments = [write(argument, known) for argument in tree.arguments]
        text = ",".join(argument for argument, _ in arguments)
        return f"{tree.function}({text})", any(lacks for _, lacks in arguments)

    def _ifna(self, tree: Call, known: frozenset[Tree]) -> CellExpression:
        instead, lacks_instead = self.guarded(tree.arguments[1], known, NO_VALUE)
        text, lacks = self.guarded(tree.arguments[0], known, instead)
        return (f"{IFNA}({text},{instead})" if lacks else text), lacks_instead

    def _round(self, tree: Call, known: frozenset[Tree]) -> CellExpression:
        text, lacks = self.number(tree.arguments[0], known)
        digits = cast("Number", tree.arguments[1])  # as the check demands
        # Sign and size apart: the snap below is added, and must not pull a negative half
        # towards zero.
        size = write_rounded(f"ABS({text})", int(digits.value))
        return f"(SIGN({text})*{size})", lacks


def _is_whole(power: Tree) -> bool:
    number = constant(power, {})
    return number is not None and number == int(number)


def _is_partial(power: Tree) -> bool:
    """Recognise a power that some base has no value for: a root, a reciprocal."""
    number = constant(power, {})
    return number is not None and (number < 0 or number != int(number))


def bracket_depth(text: str) -> int:
    """Return the greatest nesting depth of a formula's brackets."""

    def step(state: tuple[int, int], sign: str) -> tuple[int, int]:
        depth = state[0] + (sign == "(") - (sign == ")")
        return depth, max(state[1], depth)

    return reduce(step, text, (0, 0))[1]
