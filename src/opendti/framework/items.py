"""The items of a criterion, and their options where its rule makes them."""

from __future__ import annotations

from opendti.framework.model import Item, Node
from opendti.rules import ItemType, Option, inner_rules


def items_of(node: Node) -> tuple[Item, ...]:
    """Return a criterion's items with their types, its rule's own where none is written."""
    if node.nodes:
        return ()
    types: dict[str, ItemType] = (
        {"a": "number"} if node.rule is None else node.rule.item_types()
    )
    items = node.items or tuple(
        Item(code=code, title=node.title) for code in (types or ("a",))
    )
    return tuple(
        item
        if item.type
        else item.model_copy(update={"type": types.get(item.code, "count")})
        for item in items
    )


def choices_of(node: Node) -> dict[str, tuple[Option, ...]]:
    """Return for each item that is a choice its options."""
    found: dict[str, tuple[Option, ...]] = {}
    for _, rule in inner_rules(node.rule) if node.rule else ():
        found |= rule.choices()
    return found
