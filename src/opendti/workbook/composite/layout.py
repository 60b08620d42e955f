"""The cells of a composite index's parts in a workbook."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opendti.plan.composite import Aggregation, CompositePlan
from opendti.plan.model import Plan
from opendti.scoring.composite.run import DONE, composite_of
from opendti.workbook.cell_map import (
    BLOCK,
    BLOCK_NUMBER,
    FIRST_BLOCK,
    FIRST_RULE,
    NODE_POINTS,
    NODE_VALUE,
    RULES_HEAD,
    CellMap,
    summed,
)
from opendti.workbook.composite.words import SHEETS, STATISTICS, WEIGHTS
from opendti.workbook.grid import FIRST, ROW, at, down, here, letter
from opendti.workbook.words import ANSWERS, KAD, NOTHING, ON_HOLD, RULES, YES

FIRST_COLUMN = BLOCK_NUMBER + 1
AVAILABLE, NON_ZERO, INCLUDED = range(FIRST_COLUMN, FIRST_COLUMN + 3)
"""Columns of the sheet of screening, before those of the indicators."""
FIRST_OF_TABLE = 6
"""The row of the first indicator and block in a table of statistics, counted from 1."""
PRESENT, SHARE = 0, 1
"""After a group's children: the weight of those with a value, the share of them."""
DECIMALS, MAXIMUM = 4, 12
"""Decimals that numbers are shown with, and at most."""
WEIGHT, DIRECTION, LOW, HIGH = range(4)
"""Columns of the sheet of rules after those of the blocks."""


@dataclass(frozen=True, slots=True)
class CompositeLayout:
    """
    The cells of a composite plan's parts in a workbook of so many units.

    Attributes
    ----------
    stages
        The stages there are, `raw` first and `normalised` last.
    children
        By group the column of its first child on the sheet of sums.
    weights
        By group the column of its first child on the sheet of weights.
    cell_map
        The cells of answers, nodes and ranks, as in any workbook.
    """

    plan: Plan
    composite: CompositePlan
    units: int
    stages: tuple[str, ...]
    children: dict[int, int]
    weights: dict[int, int]
    cell_map: CellMap

    @classmethod
    def of(cls, plan: Plan, units: int) -> CompositeLayout:
        """Lay out a plan."""
        composite = composite_of(plan)
        stages = ("raw", *(DONE[step] for step in composite.steps), "normalised")
        children, weights, nodes = {}, {}, {}
        # Columns are handed out in the order of aggregation, lower groups first: a formula then
        # reads only from columns to its left.
        column, weight = FIRST_COLUMN, 1
        for aggregation in composite.aggregations:
            children[aggregation.entry], weights[aggregation.entry] = column, weight
            column += (
                aggregation.children.size + 1 + (aggregation.availability is not None)
            )
            weight += aggregation.children.size + 1
            nodes[aggregation.entry] = column
            column += NODE_VALUE + 1
        for node in summed(plan):
            # A criterion that is ranked by itself, without a group on this sheet.
            if node in composite.nodes:
                nodes[node] = column
                column += NODE_VALUE + 1
        cell_map = CellMap(
            plan, units, (), (), {}, dict(sorted(nodes.items())), _waiting(composite)
        )
        return cls(plan, composite, units, stages, children, weights, cell_map)

    def before(self, stage: str) -> str:
        """Return the stage before."""
        return self.stages[self.stages.index(stage) - 1]

    def cell(self, stage: str, column: int) -> str:
        """Return an indicator's cell of the unit."""
        return at(SHEETS[stage], _first(stage) + column)

    def whole(self, stage: str, column: int) -> str:
        """Return an indicator's column of all units."""
        return down(SHEETS[stage], _first(stage) + column, self.units)

    def across(self, stage: str, first: int, last: int) -> str:
        """Return neighbouring indicators' cells of the unit."""
        start, end = (letter(_first(stage) + column) for column in (first, last))
        return f"'{SHEETS[stage]}'!${start}{ROW}:${end}{ROW}"

    def every(self, stage: str) -> str:
        """Return all indicators' cells of the unit."""
        return self.across(stage, 0, self.composite.nodes.size - 1)

    @property
    def blocks(self) -> int:
        """Return how many blocks there are."""
        return len(self.plan.blocks)

    def same_block(self) -> str:
        """Return a truth for every unit: whether it is in this unit's block."""
        return f"({self.block_column()}={here(BLOCK)})"

    def block_column(self) -> str:
        """Return the blocks' codes of all units."""
        return down(ANSWERS, BLOCK, self.units)

    def among(self, stage: str, column: int, block: int) -> str:
        """Return an indicator's numbers in one block, as a part of an array formula."""
        cells = self.whole(stage, column)
        return f"IF({self.chosen(stage, column, block)},{cells})"

    def chosen(self, stage: str, column: int, block: int) -> str:
        """Return a truth for every unit: whether it is in a block and has a number."""
        # Marks of states are texts in these columns: only numbers take part.
        number = f"ISNUMBER({self.whole(stage, column)})"
        if self.blocks == 1:
            return number
        code = f"'{RULES}'!${letter(FIRST_BLOCK + block)}${RULES_HEAD}"
        return f"({self.block_column()}={code})*{number}"

    def of_table(self, sheet: str, row: int, index: int) -> str:
        """Return the cell of a table of statistics that is of this unit's block."""
        first = FIRST_OF_TABLE + row * self.blocks
        column = letter(index)
        if self.blocks == 1:
            return f"'{sheet}'!${column}${first}"
        last = first + self.blocks - 1
        # INDEX by the block's number instead of a lookup of its code: one lookup a unit is
        # enough.
        cells = f"'{sheet}'!${column}${first}:${column}${last}"
        return f"INDEX({cells},{here(BLOCK_NUMBER)})"

    def statistic(self, column: int, index: int) -> str:
        """Return an indicator's statistic in the unit's block."""
        return self.of_table(STATISTICS, column, index)

    def weights_of(self, aggregation: Aggregation) -> str:
        """Return the weights of a group's children in the unit's block."""
        first = self.weights[aggregation.entry]
        start, end = letter(first), letter(first + aggregation.children.size - 1)
        last = FIRST + self.blocks - 1
        cells = f"'{WEIGHTS}'!${start}${FIRST}:${end}${last}"
        if self.blocks == 1:
            return cells
        return f"INDEX({cells},{here(BLOCK_NUMBER)},0)"

    def children_of(self, aggregation: Aggregation) -> str:
        """Return the children's values of the unit, on the sheet of sums."""
        start = self.children[aggregation.entry]
        end = start + aggregation.children.size - 1
        return f"{here(start)}:{here(end)}"

    def after(self, aggregation: Aggregation, part: int) -> str:
        """Return what follows a group's children, on the sheet of sums."""
        return here(self.children[aggregation.entry] + aggregation.children.size + part)

    def value_of(self, entry: int) -> str:
        """Return a node's value on its scale, seen from the sheet of sums."""
        column = self.column_of(entry)
        if column is None:
            return self.cell_map.of_node(entry, NODE_POINTS)
        return self.cell("normalised", column)

    def column_of(self, entry: int) -> int | None:
        """Return the index of an indicator among the indicators; None for a group."""
        found = (self.composite.nodes == entry).nonzero()[0]
        return int(found[0]) if found.size else None

    def is_reversed(self, column: int) -> bool:
        """Return whether less of an indicator is better."""
        return bool(self.composite.directions[column] == -1)

    def run_below(self, entry: int) -> tuple[int, int]:
        """Return the first and last index of a node's indicators."""
        leaves = self.plan.entries[entry].leaves
        below = [
            column
            for column, criterion in enumerate(self.composite.criteria)
            if criterion in leaves
        ]
        # Indicators are in the order of the tree, so those of a node are neighbours.
        return below[0], below[-1]

    def rule_cell(self, entry: int, part: int) -> str:
        """Return a number of a node on the sheet of rules: its weight, its scale's ends."""
        column = letter(FIRST_BLOCK + self.blocks + part)
        return f"'{RULES}'!${column}${FIRST_RULE + entry}"


def decimals_of(size: float) -> int:
    """Return the decimals that show a number of this size: four digits of a small one."""
    if not math.isfinite(size) or size == 0:
        return DECIMALS
    return min(max(DECIMALS, DECIMALS - 1 - math.floor(math.log10(abs(size)))), MAXIMUM)


def counted(row: str) -> str:
    """Count what applies among the cells of a row of raw numbers."""
    marks = "".join(f'-COUNTIF({row},"{mark}")' for mark in (KAD, NOTHING))
    return f"COLUMNS({row}){marks}"


def _first(stage: str) -> int:
    return INCLUDED + 1 if stage == "screened" else FIRST_COLUMN


def _waiting(composite: CompositePlan) -> str:
    """Count a unit's indicators that wait for a measurement, unless it was left out."""
    last = letter(FIRST_COLUMN + composite.nodes.size - 1)
    row = f"'{SHEETS['raw']}'!${letter(FIRST_COLUMN)}{ROW}:${last}{ROW}"
    count = f'COUNTIF({row},"{ON_HOLD}")'
    if composite.screening is None:
        return count
    return f'IF({at(SHEETS["screened"], INCLUDED)}="{YES}",{count},0)'
