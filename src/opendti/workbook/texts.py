"""Formulas as a person reads them."""

from __future__ import annotations

from opendti.formula import Name, Number, String, Tree
from opendti.formula.tree import Call, rewrite
from opendti.formula.write import Notation, write_formula
from opendti.plan.model import Criterion, Plan


def people_notation(plan: Plan, criterion: Criterion) -> Notation:
    """Return a notation that calls items by their own short codes."""
    codes = {plan.items[index].id: plan.items[index].code for index in criterion.items}
    return Notation(name=lambda name: codes.get(name, name))


def quoted(text: str) -> str:
    """Write a text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


def formula_text(plan: Plan, criterion: Criterion, tree: Tree) -> str:
    """Write a criterion's tree in the language of rules, options by their codes."""
    items = {plan.items[index].id: plan.items[index] for index in criterion.items}

    def with_codes(part: Tree) -> Tree:
        if not isinstance(part, Call) or part.function not in {"=", "<>"}:
            return part
        name, number = part.arguments
        item = items.get(name.name) if isinstance(name, Name) else None
        if item is None or not item.options or not isinstance(number, Number):
            return part
        option = item.options[int(number.value)]
        return Call(part.function, (name, String(option.code)))

    return write_formula(rewrite(tree, with_codes), people_notation(plan, criterion))
