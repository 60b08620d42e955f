"""Writes to the tree of units: single units and lists, mergers and splits."""

from __future__ import annotations

from opendti_site.organisations.actions.reorganising import (
    merge_units,
    preview_merge,
    preview_split,
    split_unit,
)
from opendti_site.organisations.actions.tree import (
    close_unit,
    create_unit,
    edit_unit,
    import_units,
    plain,
    preview_units,
)

__all__ = [
    "close_unit",
    "create_unit",
    "edit_unit",
    "import_units",
    "merge_units",
    "plain",
    "preview_merge",
    "preview_split",
    "preview_units",
    "split_unit",
]
