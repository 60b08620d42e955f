"""The tree of nodes that a table of scores holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.naming import ROOT_CODE
from opendti.ranking.standing import VIEW, StandingNode
from opendti.tables.table import Table
from opendti.tables.texts import CodedTexts, coded


@dataclass(frozen=True, slots=True, eq=False)
class UsedRows:
    """For every row that can be used: its position, its unit and its node."""

    units: CodedTexts
    nodes: CodedTexts
    rows: NDArray[np.intp]

    @property
    def cells(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The (unit, node) index of each used row, to write into a matrix."""
        return self.units.codes[self.rows], self.nodes.codes[self.rows]


def read_tree(
    table: Table, used: UsedRows
) -> tuple[tuple[StandingNode, ...], NDArray[np.intp]]:
    """Return the N nodes, parents before children, and (N,) the column that each had in the table."""
    levels = _levels(table, used)
    parents: dict[int, int | None] = {}
    for unit in first_units(used):
        for node, parent in _parents(used, levels, unit):
            parents.setdefault(node, parent)
    order = sorted(
        parents,
        key=lambda node: (used.nodes.words[node] != ROOT_CODE, levels[node] == VIEW),
    )
    column_of = {node: column for column, node in enumerate(order)}
    nodes = []
    for node in order:
        above = parents[node]
        parent = None if above is None else column_of[above]
        nodes.append(StandingNode(used.nodes.words[node], levels[node], parent))
    return tuple(nodes), np.array(order, dtype=np.intp)


def _levels(table: Table, used: UsedRows) -> list[str]:
    """Return each node's level, as its first row writes it."""
    levels = [""] * len(used.nodes.words)
    if "node_level" in table.columns:
        words = coded(table.frame["node_level"])
        for row in used.rows[words.codes[used.rows] >= 0][::-1]:
            levels[used.nodes.codes[row]] = words.words[words.codes[row]]
    return levels


def first_units(used: UsedRows) -> list[int]:
    """Return the units whose rows have nodes that no unit above them has."""
    firsts = np.unique(used.nodes.codes[used.rows], return_index=True)[1]
    return list(dict.fromkeys(used.units.codes[used.rows[np.sort(firsts)]].tolist()))


def _parents(
    used: UsedRows, levels: list[str], unit: int
) -> Iterator[tuple[int, int | None]]:
    """Walk down one unit's rows and give every node its parent."""
    own = used.units.codes[used.rows] == unit
    nodes: list[int] = used.nodes.codes[used.rows[own]].tolist()
    column_of = {used.nodes.words[node]: node for node in nodes}
    above: list[int] = []
    for node in nodes:
        code = used.nodes.words[node]
        if code == ROOT_CODE or levels[node] == VIEW:
            yield node, None
            continue
        while above and levels[node] in {levels[outer] for outer in above}:
            above.pop()
        numbered = _numbered_above(code, column_of)
        if numbered is not None and numbered in above:
            above = above[: above.index(numbered) + 1]
        yield node, numbered if numbered is not None else _nearest(above, column_of)
        above.append(node)


def _numbered_above(code: str, column_of: dict[str, int]) -> int | None:
    """Return the node that the numbering names as the parent: 1.2 of 1.2.3."""
    while "." in code:
        code = code.rpartition(".")[0]
        if code in column_of:
            return column_of[code]
    return None


def _nearest(above: list[int], column_of: dict[str, int]) -> int | None:
    return above[-1] if above else column_of.get(ROOT_CODE)
