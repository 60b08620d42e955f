"""What a change between two versions is called."""

from __future__ import annotations

from opendti.framework.labels import CHANGE_WORDS, FIELD_WORDS
from opendti_site.ui.language import translated


def kind_in_words(kind: str) -> str:
    """Return a kind of change in words."""
    return translated(CHANGE_WORDS[kind].capitalised())


def part_in_words(kind: str, what: str) -> str:
    """Describe what changed: a field, an item's field, an entry of a list."""
    if not what or kind in {"points", "rule", "evidence"}:
        return ""
    head, _dot, rest = what.partition(".")
    if kind == "items":
        item = _field(head) if head == "order" else head
        return f"{item}: {_field(rest)}" if rest else item
    name = head.removesuffix(" (order)")
    words = _field(name)
    if name != head:
        words = f"{words} ({translated(FIELD_WORDS['order'])})"
    return f"{words}: {rest}" if rest else words


def _field(key: str) -> str:
    return translated(FIELD_WORDS[key].capitalised()) if key in FIELD_WORDS else key
