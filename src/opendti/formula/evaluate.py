"""
Tree to numbers, on whole arrays at once.

NaN means "no value", and it propagates: a comparison with
NaN is NaN, a choice whose condition is NaN is NaN. So a formula that meets a
blank gives no value. `IFNA(x, y)` alone stops it; compilers write it, people
cannot (see `check.ARGUMENTS`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from opendti.formula.tree import Call, Name, Number, Tree
from opendti.numeric.rounding import round_half_up
from opendti.numeric.tolerance import SAME

Array = NDArray[np.float64]
Values = Mapping[str, Array | float]
Program = Callable[[Values], Array]
TEN = np.asarray(10.0)
"""The base of a `LOG` that names none."""
FOLDED: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("+", "-", "*", "/", "^"), (2,)),
    **dict.fromkeys(("LN", "EXP"), (1,)),
    "LOG": (1, 2),
}
"""What a constant may be written with, and how many arguments each takes."""


def evaluate(tree: Tree, values: Values) -> Array:
    """
    Return a formula's value for every unit.

    Parameters
    ----------
    tree
        A checked formula without texts: options are written as their index.
    values
        For each name an array; all broadcast against each other.

    Returns
    -------
    ndarray
        Broadcast shape of what was used; yes is 1, no is 0, NaN is no value.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(program(tree)(values), dtype=np.float64)


def program(tree: Tree) -> Program:
    """
    Walk a tree once, for what is evaluated again and again.

    The program runs where numpy's warnings are off already; a scalar may come back.
    """
    if isinstance(tree, Number):
        number = np.asarray(tree.value)
        return lambda _: number
    if isinstance(tree, Name):
        return itemgetter(tree.name)
    if not isinstance(tree, Call):
        message = f"a text has no value: {tree.value}"
        raise TypeError(message)
    function = FUNCTIONS[tree.function]
    arguments = [program(argument) for argument in tree.arguments]
    if len(arguments) == 2:  # noqa: PLR2004 -- operators: most of all calls
        left, right = arguments
        return lambda values: function(left(values), right(values))
    return lambda values: function(*[argument(values) for argument in arguments])


def constant(tree: Tree, known: Mapping[str, float | None]) -> float | None:
    """
    Return the value of a number, or of arithmetic on numbers such as 1/3 or LN(75000).

    Parameters
    ----------
    tree
        A formula, checked or not.
    known
        The constants by name; None for a name that is none.

    Returns
    -------
    float or None
        None where anything else is in it; not finite where it has no value.
    """
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return known.get(tree.name)
    if not isinstance(tree, Call):
        return None
    if len(tree.arguments) not in FOLDED.get(tree.function, ()):
        return None
    sides = [constant(side, known) for side in tree.arguments]
    numbers = [side for side in sides if side is not None]
    if len(numbers) < len(sides):
        return None
    with np.errstate(all="ignore"):
        arrays = [np.asarray(number) for number in numbers]
        return float(FUNCTIONS[tree.function](*arrays))


def _truth(holds: NDArray[np.bool_], *given: Array) -> Array:
    """Yes, no, or no value where any side has none."""
    # A sum is NaN where any side is, which takes one look instead of several.
    return np.where(np.isnan(reduce(np.add, given)), np.nan, holds)


def _comparison(
    compare: Callable[[Array, Array], NDArray[np.bool_]],
) -> Callable[..., Array]:
    """
    Compare as people do on paper, where 0.7 + 0.1 is 0.8.

    `compare` gets the difference of the sides and what counts as no difference.
    """

    def function(left: Array, right: Array) -> Array:
        difference = left - right
        # Relative to the right side, which is the bound as the framework prints it: exact,
        # unlike the sum at the left.
        holds = compare(difference, SAME * np.abs(right))
        return np.where(np.isnan(difference), np.nan, holds)

    return function


def _if(condition: Array, then: Array, otherwise: Array) -> Array:
    # A condition is 1, 0 or NaN: times nothing, it adds nothing or takes the value.
    return np.where(condition, then, otherwise) + condition * 0.0


def _and(*parts: Array) -> Array:
    return _truth(reduce(np.logical_and, (part != 0 for part in parts)), *parts)


def _or(*parts: Array) -> Array:
    return _truth(reduce(np.logical_or, (part != 0 for part in parts)), *parts)


def _not(part: Array) -> Array:
    return _truth(part == 0, part)


def _power(base: Array, exponent: Array) -> Array:
    # numpy has NaN ** 0 = 1; a blank stays a blank.
    return _defined(np.where(np.isnan(base), np.nan, np.power(base, exponent)))


def _defined(result: Array) -> Array:
    # An endless number would pass for a very large one: ln 0 for no points at all.
    return np.where(np.isfinite(result), result, np.nan)


def _ln(value: Array) -> Array:
    return _defined(np.log(value))


def _log(value: Array, base: Array = TEN) -> Array:
    # log10 and log2 are exact at the powers of their base, a quotient is not.
    quotient = np.log(value) / np.log(base)
    result = np.where(base == 10, np.log10(value), quotient)  # noqa: PLR2004
    return _defined(np.where(base == 2, np.log2(value), result))  # noqa: PLR2004


def _exp(value: Array) -> Array:
    return _defined(np.exp(value))


def _round(value: Array, digits: Array) -> Array:
    return np.asarray(round_half_up(value, int(digits)), dtype=np.float64)


def _ifna(value: Array, fallback: Array) -> Array:
    return np.where(np.isnan(value), fallback, value)


# What a workbook writes for each of these gives the same numbers (tests/opendti/workbook).
FUNCTIONS: Mapping[str, Callable[..., Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": _power,
    "=": _comparison(lambda d, tolerance: np.abs(d) <= tolerance),
    "<>": _comparison(lambda d, tolerance: np.abs(d) > tolerance),
    "<": _comparison(lambda d, tolerance: d < -tolerance),
    "<=": _comparison(lambda d, tolerance: d <= tolerance),
    ">": _comparison(lambda d, tolerance: d > tolerance),
    ">=": _comparison(lambda d, tolerance: d >= -tolerance),
    "IF": _if,
    "AND": _and,
    "OR": _or,
    "NOT": _not,
    "MIN": lambda *parts: reduce(np.minimum, parts),
    "MAX": lambda *parts: reduce(np.maximum, parts),
    "SUM": lambda *parts: reduce(np.add, parts),
    "ROUND": _round,
    "ABS": np.abs,
    "LN": _ln,
    "LOG": _log,
    "EXP": _exp,
    "IFNA": _ifna,
}
