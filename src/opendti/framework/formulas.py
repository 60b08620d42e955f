"""Every formula a criterion is written with, and the names each may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opendti.definitions import Path
from opendti.formula import Kind, Known
from opendti.framework.model import Node, choices_of, items_of
from opendti.framework.rules import (
    ChoiceRule,
    GateRule,
    LevelsRule,
    Rule,
    YesNoRule,
    inner_rules,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A formula's text, where it stands below the node, and what it must give."""

    path: Path
    text: str
    gives: Kind = Kind.NUMBER


def formulas_of(node: Node) -> Iterator[Written]:
    """Yield every formula of a criterion: of its rule, its parts and its checks."""
    if node.rule is not None:
        for path, rule in inner_rules(node.rule):
            yield from _of_rule(rule, ("rule", *path))
    for index, check in enumerate(node.checks):
        yield Written(("checks", index, "formula"), check.formula, Kind.TRUTH)


def _of_rule(rule: Rule, path: Path) -> Iterator[Written]:
    gives = Kind.TRUTH if isinstance(rule, (YesNoRule, GateRule)) else Kind.NUMBER
    for key in ("numerator", "denominator", "target", "floor", "formula", "on"):
        text = getattr(rule, key, None)
        # A choice and a level are `on` an item, not on a formula.
        if isinstance(text, str) and not isinstance(rule, (ChoiceRule, LevelsRule)):
            yield Written((*path, key), text, gives)


def names_of(node: Node, parameters: Mapping[str, float | None]) -> dict[str, Known]:
    """Return the names that a criterion's formulas may use."""
    names = {
        name: Known(Kind.NUMBER, value=value) for name, value in parameters.items()
    }
    names["max"] = Known(Kind.NUMBER)
    choices = choices_of(node)
    for item in items_of(node):
        if item.type == "choice":
            options = tuple(option.code for option in choices.get(item.code, ()))
            names[item.code] = Known(Kind.OPTION, options)
        elif item.type == "yes_no":
            names[item.code] = Known(Kind.TRUTH)
        elif item.type != "text":
            names[item.code] = Known(Kind.NUMBER)
    return names
