"""The cells of a plan's parts: columns of items, criteria and nodes; rows of rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from opendti.errors import Fault, UsageError
from opendti.formula import Name, Tree
from opendti.formula.spreadsheet import CellReference
from opendti.formula.tree import Call, names_in, walk
from opendti.plan.model import ROOT, Criterion, Plan
from opendti.workbook.grid import ROW, at, here, letter
from opendti.workbook.words import (
    ANSWERS,
    BESTS,
    LISTS,
    ON_HOLD,
    POINTS,
    RULES,
    TOTALS,
)

FIRST_ITEM = 2
BLOCK = 1
BLOCK_NUMBER = 2
FIRST_CRITERION = 3
FULL, RAW, STATE, EARNED, MAXIMUM = range(5)
"""The columns of a criterion, from its first."""
FIRST_NODE = 2
NODE_POINTS, NODE_MAXIMUM, NODE_VALUE = range(3)
"""The columns of a node, from its first."""
RULES_HEAD, FIRST_RULE = 5, 6
"""Rows of the sheet of rules, counted from 1: codes of blocks, first node."""
FIRST_BLOCK = 7
"""The column of the first block's points on the sheet of rules."""
FIRST_BEST, FIRST_BEST_BLOCK = 5, 3
FIRST_LISTED, LISTED, MARKS = 5, "C", 2
"""The first row and the column of codes on the sheet of lists; marks after each list."""


@dataclass(frozen=True, slots=True)
class CellMap:
    """
    The cells of a plan's parts in a workbook of `units` units.

    `waiting` is the formula that counts a unit's criteria that wait for a measurement.
    """

    plan: Plan
    units: int
    criteria: tuple[int, ...]
    asked: tuple[tuple[Tree, ...], ...] = field(repr=False)
    bests: dict[Tree, int] = field(repr=False)
    nodes: dict[int, int]
    waiting: str

    @classmethod
    def of(cls, plan: Plan, units: int) -> CellMap:
        """Lay out a plan."""
        criteria, asked, column = [], [], FIRST_CRITERION
        bests: dict[Tree, int] = {}
        for criterion in plan.criteria:
            new = tuple(tree for tree in bests_in(criterion) if tree not in bests)
            bests |= {tree: column + offset for offset, tree in enumerate(new)}
            column += len(new)
            asked.append(new)
            criteria.append(column)
            column += MAXIMUM + 1
        shown = summed(plan)
        nodes = {node: FIRST_NODE + 3 * offset for offset, node in enumerate(shown)}
        # Over the whole sheet of points: the words of a state are in no other column than
        # that of states.
        first, last = letter(FIRST_CRITERION), letter(criteria[-1] + MAXIMUM)
        waiting = f"COUNTIF('{POINTS}'!${first}{ROW}:${last}{ROW},\"{ON_HOLD}\")"
        return cls(plan, units, tuple(criteria), tuple(asked), bests, nodes, waiting)

    def item(self, index: int) -> str:
        """Return the cell of an item's answer."""
        return at(ANSWERS, FIRST_ITEM + index)

    def own(self, criterion: int, part: int) -> str:
        """Return a criterion's cell on its own sheet."""
        return here(self.criteria[criterion] + part)

    def of_criterion(self, criterion: int, part: int) -> str:
        """Return a criterion's points or maximum, seen from another sheet."""
        return at(POINTS, self.criteria[criterion] + (EARNED, MAXIMUM)[part])

    def of_node(self, node: int, part: int) -> str:
        """Return a node's or a criterion's cell, seen from the sheet of sums."""
        if node in self.nodes:
            return here(self.nodes[node] + part)
        return self.of_criterion(self.plan.entries[node].leaves[0], part)

    def node_cell(self, node: int, part: int) -> str:
        """Return a node's cell, seen from another sheet."""
        return at(TOTALS, self.nodes[node] + part)

    def full_points(self, criterion: int) -> str:
        """Return the look-up of a criterion's points in the unit's block."""
        row = FIRST_RULE + self.plan.criteria[criterion].node
        return self._by_block(RULES, FIRST_BLOCK, row)

    def best(self, tree: Tree) -> str:
        """Return the look-up of a `BEST` in the unit's block."""
        row = FIRST_BEST + list(self.bests).index(tree)
        return self._by_block(BESTS, FIRST_BEST_BLOCK, row)

    def _by_block(self, sheet: str, first: int, row: int) -> str:
        last = letter(first + len(self.plan.blocks) - 1)
        return f"INDEX('{sheet}'!${letter(first)}${row}:${last}${row},{here(BLOCK_NUMBER)})"

    def block_codes(self) -> str:
        """Return the range of the blocks' codes."""
        first = letter(FIRST_BLOCK)
        last = letter(FIRST_BLOCK + len(self.plan.blocks) - 1)
        return f"'{RULES}'!${first}${RULES_HEAD}:${last}${RULES_HEAD}"

    def listed(self, item: int) -> str:
        """Return the range of a choice's codes."""
        first = FIRST_LISTED
        for before in self.choices[: self.choices.index(item)]:
            first += len(self.plan.items[before].options) + MARKS
        last = first + len(self.plan.items[item].options) - 1
        return f"'{LISTS}'!${LISTED}${first}:${LISTED}${last}"

    @property
    def choices(self) -> tuple[int, ...]:
        """Return the items that are choices, in their order."""
        items = enumerate(self.plan.items)
        return tuple(index for index, item in items if item.type == "choice")

    def cells(self, criterion: Criterion, full: str) -> dict[Tree, CellReference]:
        """Return for every name of a criterion, and every `BEST`, its cell."""
        cells: dict[Tree, CellReference] = {Name("max"): CellReference(full)}
        for index in self._named_items(criterion):
            item = self.plan.items[index]
            codes = tuple(option.code for option in item.options)
            listed = self.listed(index) if codes else ""
            cells[Name(item.id)] = CellReference(self.item(index), codes, listed)
        for tree in bests_in(criterion):
            cells[Call("BEST", (tree,))] = CellReference(self.best(tree))
        return cells

    def _named_items(self, criterion: Criterion) -> list[int]:
        """Return the criterion's items, then those of the gates that its tree names."""
        trees = [criterion.tree, *conditions(criterion)]
        named = {name for tree in trees for name in names_in(tree)} - {"max"}
        gates = {self.plan.addresses[name] for name in named} - set(criterion.items)
        return [*criterion.items, *sorted(gates)]


def conditions(criterion: Criterion) -> list[Tree]:
    """Return the conditions under which a criterion is absent or unmeasured."""
    trees = (criterion.absent_when, criterion.unmeasured_when)
    return [tree for tree in trees if tree is not None]


def bests_in(criterion: Criterion) -> list[Tree]:
    """Return the arguments of a criterion's `BEST`s, each once."""
    trees = (criterion.tree, *conditions(criterion))
    calls = [part for tree in trees for part in walk(tree)]
    asked = [
        part.arguments[0]
        for part in calls
        if isinstance(part, Call) and part.function == "BEST"
    ]
    return list(dict.fromkeys(asked))


def summed(plan: Plan) -> list[int]:
    """Return groups, views, children of the root, and nodes with bands."""
    banded = {node for table in plan.bands for node in table.nodes}
    return [
        index
        for index, entry in enumerate(plan.entries)
        if index in banded
        or getattr(entry, "criterion", None) is None
        or getattr(entry, "parent", None) == ROOT
    ]


def refuse_like_codes(plan: Plan) -> None:
    """Refuse options that differ only in case: a spreadsheet compares without case."""
    for item in plan.items:
        codes = [option.code.casefold() for option in item.options]
        if len(set(codes)) < len(codes):
            raise UsageError(Fault("workbook_capitals", path=item.id))
