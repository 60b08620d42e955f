"""Rules' trees as the plan's: names of items for codes, numbers for parameters and options."""

from __future__ import annotations

from opendti.formula import Call, Name, Number, String, Tree
from opendti.formula.tree import call, rewrite
from opendti.framework.items import choices_of
from opendti.framework.model import Node
from opendti.rules.base import MAX
from opendti.rules.trees import NOTHING, blank_as_nothing


def gated(tree: Tree, gates: list[Tree]) -> Tree:
    """Return a tree that is 0 unless every gate is met; a blank gate is not met."""
    # The first gate ends outermost, so an explanation names the first one that is not met.
    for gate in reversed(gates):
        tree = call("IF", blank_as_nothing(gate), tree, NOTHING)
    return tree


def lower(tree: Tree, node: Node, parameters: dict[str, float]) -> Tree:
    """Replace parameters by numbers, options by their index, item codes by item ids."""
    options = {
        item: {option.code: float(index) for index, option in enumerate(entries)}
        for item, entries in choices_of(node).items()
    }

    def change(part: Tree) -> Tree:
        if isinstance(part, Name) and part.name in parameters:
            return Number(parameters[part.name])
        if isinstance(part, Call) and any(
            isinstance(argument, String) for argument in part.arguments
        ):
            return _option_number(part, options)
        return part

    def address(part: Tree) -> Tree:
        if isinstance(part, Name) and part.name != MAX.name:
            return Name(f"{node.code}.{part.name}")
        return part

    # Options before addresses: they are looked up by the item's own code, which an address
    # replaces.
    return rewrite(rewrite(tree, change), address)


def _option_number(part: Call, options: dict[str, dict[str, float]]) -> Tree:
    names = [argument.name for argument in part.arguments if isinstance(argument, Name)]
    numbers = options[names[0]]
    arguments = tuple(
        Number(numbers[argument.value]) if isinstance(argument, String) else argument
        for argument in part.arguments
    )
    return Call(part.function, arguments)
