"""Every status, kind of change and pair of nodes has its words."""

from __future__ import annotations

from typing import get_args

from opendti.framework.crosswalk.entries import PairKind
from opendti.framework.diff import ChangeKind
from opendti.framework.labels import (
    CHANGE_WORDS,
    COLLECTED_WORDS,
    FIELD_WORDS,
    ITEM_TYPE_WORDS,
    PAIR_WORDS,
    STATUS_WORDS,
)
from opendti.framework.model import Framework, Item, Node
from opendti.framework.sources import Status
from opendti.rules import ItemType
from opendti.scoring import State
from opendti.scoring.words import STATE_WORDS


def test_every_kind_has_its_words() -> None:
    assert tuple(STATUS_WORDS) == get_args(Status)
    assert tuple(CHANGE_WORDS) == get_args(ChangeKind)
    assert tuple(COLLECTED_WORDS) == get_args(
        Node.model_fields["collected_from"].annotation
    )
    assert tuple(ITEM_TYPE_WORDS) == get_args(ItemType)
    assert tuple(PAIR_WORDS) == get_args(PairKind)
    assert tuple(STATE_WORDS) == tuple(state.code for state in State)


def test_every_field_that_may_change_has_its_words() -> None:
    keys = {*Framework.model_fields, *Node.model_fields, *Item.model_fields}
    # The number of the format never differs, and nodes are compared one by one.
    assert keys - {"opendti", "nodes"} <= set(FIELD_WORDS)
