"""
A crosswalk: which nodes of one version stand for which nodes of the next.

    crosswalk: 1
    from: vn.moit.dti@2023
    to: vn.moit.dti@2024
    entries:
      - {from: "1.1", to: "1.1", kind: same}
      - {from: "1.2", to: [{node: "1.3", weight: 0.6}, {node: "1.4", weight: 0.4}]}
      - {dropped: "1.3"}
      - {new: "2.7"}

Every criterion of both versions is named once, by itself or by one node above it.
An entry that was drafted by machine carries `confirm: true` until a person takes it
away. Several nodes on one side count as `changed` unless `kind: same` is written.
"""

from __future__ import annotations

from opendti.framework.crosswalk.check import check_crosswalk
from opendti.framework.crosswalk.entries import (
    CrosswalkDefinition,
    CrosswalkEntry,
    Portion,
    Portions,
)
from opendti.framework.crosswalk.pairs import NodePair, pairs_of
from opendti.framework.crosswalk.read import parse_crosswalk

__all__ = [
    "CrosswalkDefinition",
    "CrosswalkEntry",
    "NodePair",
    "Portion",
    "Portions",
    "check_crosswalk",
    "pairs_of",
    "parse_crosswalk",
]
