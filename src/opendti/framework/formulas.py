"""Every formula a criterion is written with, and the names each may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from opendti.formula import Symbol, ValueKind
from opendti.framework.items import choices_of, items_of
from opendti.framework.model import Node
from opendti.rules import FormulaField, inner_rules


def formulas_of(node: Node) -> Iterator[FormulaField]:
    """Yield every formula of a criterion: of its rule, its parts and its checks."""
    for path, rule in inner_rules(node.rule) if node.rule else ():
        for field in rule.formulas():
            yield replace(field, path=("rule", *path, *field.path))
    for index, check in enumerate(node.checks):
        yield FormulaField(("checks", index, "formula"), check.formula, ValueKind.TRUTH)


def names_of(node: Node, parameters: Mapping[str, float | None]) -> dict[str, Symbol]:
    """Return the names that a criterion's formulas may use."""
    names = {
        name: Symbol(ValueKind.NUMBER, value=value)
        for name, value in parameters.items()
    }
    names["max"] = Symbol(ValueKind.NUMBER)
    choices = choices_of(node)
    for item in items_of(node):
        if item.type == "choice":
            options = tuple(option.code for option in choices.get(item.code, ()))
            names[item.code] = Symbol(ValueKind.OPTION, options)
        elif item.type == "yes_no":
            names[item.code] = Symbol(ValueKind.TRUTH)
        elif item.type != "text":
            names[item.code] = Symbol(ValueKind.NUMBER)
    return names
