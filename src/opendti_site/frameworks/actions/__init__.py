"""Writes to the shelf: adopting, drafting, publishing."""

from __future__ import annotations

from opendti_site.frameworks.actions.crosswalks import write_crosswalk
from opendti_site.frameworks.actions.drafts import (
    DraftAtFaultError,
    add_draft_node,
    create_draft,
    delete_draft_node,
    discard_draft,
    edit_head,
    edit_node,
    edit_text,
    move_draft_node,
    publish_draft,
    settle_notices,
)
from opendti_site.frameworks.actions.shelf import adopt_from_library, adopt_text

__all__ = [
    "DraftAtFaultError",
    "add_draft_node",
    "adopt_from_library",
    "adopt_text",
    "create_draft",
    "delete_draft_node",
    "discard_draft",
    "edit_head",
    "edit_node",
    "edit_text",
    "move_draft_node",
    "publish_draft",
    "settle_notices",
    "write_crosswalk",
]
