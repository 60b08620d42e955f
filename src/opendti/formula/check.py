"""
Checks of formulas: known names, fitting types, guarded divisions.

Every fault is found at load time, with the position of the word.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from opendti.errors import Fault
from opendti.formula.domain import PARTIAL, own_conditions
from opendti.formula.evaluate import constant
from opendti.formula.read import fault_at
from opendti.formula.tree import Call, Name, Number, String, Tree, walk
from opendti.numeric.tolerance import LARGEST


class ValueKind(StrEnum):
    """What a part of a formula is."""

    NUMBER = "number"
    TRUTH = "truth"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Symbol:
    """What is known of a name: its kind, its options, its value if constant."""

    kind: ValueKind
    options: tuple[str, ...] = ()
    value: float | None = None


ARITHMETIC = frozenset({"+", "-", "*", "/", "^"})
ORDER = frozenset({"<", "<=", ">", ">="})
EQUALITY = frozenset({"=", "<>"})
ARGUMENTS: Mapping[str, tuple[int, int]] = {
    "IF": (3, 3),
    "AND": (1, 30),
    "OR": (1, 30),
    "NOT": (1, 1),
    "MIN": (1, 30),
    "MAX": (1, 30),
    "SUM": (1, 30),
    "ROUND": (2, 2),
    "ABS": (1, 1),
    "LN": (1, 1),
    "LOG": (1, 2),
    "EXP": (1, 1),
    "BEST": (1, 1),
}
"""The functions, with the minimum and maximum number of arguments."""
# A tenth power of an answer at its bound is still a double; official rules stop at 2.
MAX_POWER = 10


@dataclass(slots=True)
class _FormulaChecker:
    text: str
    names: Mapping[str, Symbol]
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault, offset: int) -> None:
        self.faults.append(fault_at(fault, self.text, offset))

    def kind(self, tree: Tree, nonzero: frozenset[Tree]) -> ValueKind | None:
        """Return what a part is, or None where a fault was already found."""
        if isinstance(tree, Number):
            return self._number(tree)
        if isinstance(tree, String):
            self.add(Fault("formula_lone_text"), tree.offset)
            return None
        if isinstance(tree, Name):
            return self._name(tree)
        if tree.function in EQUALITY and _compares_option(tree, self.names):
            return self._option_comparison(tree)
        if tree.function in ARITHMETIC | ORDER | EQUALITY:
            return self._operation(tree, nonzero)
        return self._function(tree, nonzero)

    def _number(self, tree: Number) -> ValueKind:
        if not abs(tree.value) < LARGEST:
            self.add(Fault("formula_number_too_large"), tree.offset)
        return ValueKind.NUMBER

    def _name(self, tree: Name) -> ValueKind | None:
        known = self.names.get(tree.name)
        if known is None:
            self.add(_unknown(tree.name, self.names), tree.offset)
            return None
        return known.kind

    def _option_comparison(self, tree: Call) -> ValueKind:
        name, words = tree.arguments
        if isinstance(name, String):
            name, words = words, name
        known = self.names.get(name.name) if isinstance(name, Name) else None
        if known is None or known.kind is not ValueKind.OPTION:
            self.add(Fault("formula_text_beside_number"), tree.offset)
        elif not isinstance(words, String):
            self.add(Fault("formula_choice_beside_number"), tree.offset)
        elif words.value not in known.options:
            params = {"found": words.value, "options": known.options}
            self.add(Fault("formula_unknown_option", params), words.offset)
        return ValueKind.TRUTH

    def _operation(self, tree: Call, nonzero: frozenset[Tree]) -> ValueKind:
        for argument in tree.arguments:
            self.expect(argument, ValueKind.NUMBER, nonzero)
        if tree.function == "/":
            self._division(tree, nonzero)
        if tree.function == "^":
            self._power(tree)
        return ValueKind.NUMBER if tree.function in ARITHMETIC else ValueKind.TRUTH

    def _division(self, tree: Call, nonzero: frozenset[Tree]) -> None:
        below = tree.arguments[1]
        value = _constant(below, self.names)
        if value == 0:
            self.add(Fault("formula_division_by_zero"), tree.offset)
        # Known to be other than 0 by an IF around it; else some unit's 0 would leave it without
        # points.
        elif value is None and below not in nonzero:
            self.add(Fault("formula_unguarded_division"), tree.offset)

    def _power(self, tree: Call) -> None:
        value = _constant(tree.arguments[1], self.names)
        if value is None or not abs(value) <= MAX_POWER:
            bounds = {"lowest": -MAX_POWER, "highest": MAX_POWER}
            self.add(Fault("formula_power", bounds), tree.offset)
        else:
            self._domain(tree)

    def _domain(self, tree: Call) -> None:
        """Refuse what no answer gives a value, and what is not known unit by unit."""
        constants = {name: known.value for name, known in self.names.items()}
        for condition in own_conditions(tree, constants):
            if any(_is_of_block(part) for part in walk(condition.on)):
                fault = Fault("formula_of_block", {"function": tree.function})
                self.add(fault, tree.offset)
            elif _constant(condition.on, self.names) is not None:
                fault = Fault("formula_no_value", {"function": tree.function})
                self.add(fault, tree.offset)

    def _function(self, tree: Call, nonzero: frozenset[Tree]) -> ValueKind | None:
        bounds = ARGUMENTS.get(tree.function)
        if bounds is None:
            self.add(_unknown(tree.function, ARGUMENTS), tree.offset)
            return None
        if not bounds[0] <= len(tree.arguments) <= bounds[1]:
            self.add(_argument_fault(tree, *bounds), tree.offset)
            return None
        if tree.function == "IF":
            return self._choice(tree, nonzero)
        return self._plain(tree, nonzero)

    def _plain(self, tree: Call, nonzero: frozenset[Tree]) -> ValueKind:
        logical = tree.function in {"AND", "OR", "NOT"}
        wanted = ValueKind.TRUTH if logical else ValueKind.NUMBER
        for argument in tree.arguments:
            self.expect(argument, wanted, nonzero)
        if tree.function == "ROUND":
            digits = _constant(tree.arguments[1], self.names)
            if digits is None or not 0 <= digits <= 10 or digits != int(digits):  # noqa: PLR2004
                self.add(Fault("formula_round_decimals"), tree.offset)
        if tree.function == "LOG" and len(tree.arguments) > 1:
            base = _constant(tree.arguments[1], self.names)
            if base is None or not 0 < base < LARGEST or base == 1:
                self.add(Fault("formula_log_base"), tree.offset)
        if tree.function in PARTIAL:
            self._domain(tree)
        return wanted

    def _choice(self, tree: Call, nonzero: frozenset[Tree]) -> ValueKind | None:
        condition, then, otherwise = tree.arguments
        self.expect(condition, ValueKind.TRUTH, nonzero)
        # What the condition excludes holds in this branch alone.
        first = self.kind(then, nonzero | _nonzero_if(condition, self.names))
        second = self.kind(otherwise, nonzero | _nonzero_unless(condition))
        if first is not None and second is not None and first is not second:
            params = {"first": first.value, "second": second.value}
            self.add(Fault("formula_branches_differ", params), tree.offset)
        return first if first is not None else second

    def expect(self, tree: Tree, kind: ValueKind, nonzero: frozenset[Tree]) -> None:
        """Add a fault where a part is not of the kind."""
        found = self.kind(tree, nonzero)
        # A yes counts as 1 and a no as 0, as spreadsheets have it.
        is_counted = (found, kind) == (ValueKind.TRUTH, ValueKind.NUMBER)
        if found is not None and found is not kind and not is_counted:
            params = {"expected": kind.value, "found": found.value}
            self.add(Fault("formula_wrong_kind", params), tree.offset)


def check_formula(
    tree: Tree,
    text: str,
    names: Mapping[str, Symbol],
    gives: ValueKind = ValueKind.NUMBER,
) -> tuple[Fault, ...]:
    """
    Return everything wrong with a formula.

    Parameters
    ----------
    tree
        What `read_formula(text)` gave.
    text
        The formula, for the positions of the faults.
    names
        The names that the formula may use.
    gives
        What the formula must give; a yes or no passes for a number.
    """
    checker = _FormulaChecker(text, names)
    checker.expect(tree, gives, frozenset())
    return tuple(checker.faults)


def _argument_fault(tree: Call, lowest: int, highest: int) -> Fault:
    count = {"function": tree.function, "found": len(tree.arguments)}
    if lowest == highest:
        return Fault("formula_argument_count", {**count, "expected": lowest})
    bounds = {"lowest": lowest, "highest": highest}
    return Fault("formula_argument_range", {**count, **bounds})


def _unknown(name: str, known: Mapping[str, object]) -> Fault:
    close = difflib.get_close_matches(name, list(known))
    hint = {"close": close[0]} if close else {}
    params = {"name": name, "known": sorted(known), **hint}
    return Fault("formula_unknown_name", params)


def _compares_option(tree: Call, names: Mapping[str, Symbol]) -> bool:
    def is_option(part: Tree) -> bool:
        known = names.get(part.name) if isinstance(part, Name) else None
        return known is not None and known.kind is ValueKind.OPTION

    return any(isinstance(part, String) or is_option(part) for part in tree.arguments)


def _constant(tree: Tree, names: Mapping[str, Symbol]) -> float | None:
    return constant(tree, {name: known.value for name, known in names.items()})


def _is_of_block(part: Tree) -> bool:
    """Recognise what depends on the unit's block: its best, and its full points."""
    return part == Name("max") or (isinstance(part, Call) and part.function == "BEST")


def _nonzero_if(condition: Tree, names: Mapping[str, Symbol]) -> frozenset[Tree]:
    """Return what cannot be zero where the condition holds."""
    if not isinstance(condition, Call):
        return frozenset()
    if condition.function == "AND":
        parts = (_nonzero_if(part, names) for part in condition.arguments)
        return frozenset[Tree]().union(*parts)
    if len(condition.arguments) != 2:  # noqa: PLR2004 -- comparisons have two sides
        return frozenset()
    left, right = condition.arguments
    bound = _constant(right, names)
    excludes_zero = bound is not None and (
        (condition.function in {"<>", ">", "<"} and bound == 0)
        or (condition.function in {">", ">="} and bound > 0)
    )
    return frozenset({left}) if excludes_zero else frozenset()


def _nonzero_unless(condition: Tree) -> frozenset[Tree]:
    """Return what cannot be zero where the condition does not hold."""
    if not isinstance(condition, Call):
        return frozenset()
    if condition.function == "OR":
        parts = (_nonzero_unless(part) for part in condition.arguments)
        return frozenset[Tree]().union(*parts)
    if condition.function in {"=", "<="} and condition.arguments[1] == Number(0.0):
        return frozenset({condition.arguments[0]})
    return frozenset()
