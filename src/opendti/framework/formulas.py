"""Every formula a criterion is written with, and the names each may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from opendti.formula import Known, ValueKind
from opendti.framework.items import choices_of, items_of
from opendti.framework.model import Node
from opendti.rules import Written, inner_rules


def formulas_of(node: Node) -> Iterator[Written]:
    """Yield every formula of a criterion: of its rule, its parts and its checks."""
    for path, rule in inner_rules(node.rule) if node.rule else ():
        for written in rule.formulas():
            yield replace(written, path=("rule", *path, *written.path))
    for index, check in enumerate(node.checks):
        yield Written(("checks", index, "formula"), check.formula, ValueKind.TRUTH)


def names_of(node: Node, parameters: Mapping[str, float | None]) -> dict[str, Known]:
    """Return the names that a criterion's formulas may use."""
    names = {
        name: Known(ValueKind.NUMBER, value=value) for name, value in parameters.items()
    }
    names["max"] = Known(ValueKind.NUMBER)
    choices = choices_of(node)
    for item in items_of(node):
        if item.type == "choice":
            options = tuple(option.code for option in choices.get(item.code, ()))
            names[item.code] = Known(ValueKind.OPTION, options)
        elif item.type == "yes_no":
            names[item.code] = Known(ValueKind.TRUTH)
        elif item.type != "text":
            names[item.code] = Known(ValueKind.NUMBER)
    return names
