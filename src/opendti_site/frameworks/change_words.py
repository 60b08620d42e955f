"""What a change between two versions is called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opendti.framework.labels import CHANGE_WORDS
from opendti.framework.model import Framework, Item, Node
from opendti_site.frameworks.drafting.labels import LABELS
from opendti_site.ui.language import translated

PARTS: dict[str, str | Promise] = {
    **{
        key: words.title
        for model in (Item, Node, Framework)
        for key, words in LABELS[model].items()
    },
    "legal": _("Căn cứ pháp lý"),
    "views": _("Nhóm xem chéo"),
    "bands": _("Xếp mức"),
    "code": _("Mã"),
    "parent": _("Nhóm chứa"),
    "order": _("Thứ tự"),
    "options": _("Các phương án"),
    "may_not_apply": _("Không áp dụng"),
    "unpublished": _("Phần chưa được công bố"),
}
"""The keys of a framework, of its nodes and of their items, as a change names them."""


def kind_in_words(kind: str) -> str:
    """Return a kind of change in words."""
    return translated(CHANGE_WORDS[kind].capitalised())


def part_in_words(kind: str, what: str) -> str:
    """Describe what changed: a field, an item's field, an entry of a list."""
    if not what or kind in {"points", "rule", "evidence"}:
        return ""
    head, _dot, rest = what.partition(".")
    if kind == "items":
        item = str(PARTS[head]) if head == "order" else head
        return f"{item}: {PARTS.get(rest, rest)}" if rest else item
    name = head.removesuffix(" (order)")
    words = str(PARTS.get(name, name))
    if name != head:
        words = f"{words} ({str(PARTS['order']).lower()})"
    return f"{words}: {rest}" if rest else words
