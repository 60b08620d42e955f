"""Compile a framework to a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from opendti.definitions import Text
from opendti.formula import Name, Tree
from opendti.framework.fingerprint import fingerprint
from opendti.framework.model import (
    Band,
    Framework,
    NodePosition,
    level_of,
    walk,
    weakest_status,
)
from opendti.framework.parameters import resolve_parameters
from opendti.framework.titles import marked_title
from opendti.naming import ROOT_CODE
from opendti.plan.arrays import Array, Descendants
from opendti.plan.batches import as_slice, gather
from opendti.plan.compile_composite import compile_composite
from opendti.plan.composite import CompositePlan
from opendti.plan.criteria import CriterionCompiler
from opendti.plan.model import (
    Criterion,
    Flags,
    Plan,
    PlanBand,
    PlanBandTable,
    PlanBlock,
    PlanItem,
    PlanNeed,
    PlanNode,
    PlanRounding,
    PlanView,
)

WHOLE = Text(vi="Chỉ số chung", en="Overall index")
EVERY_UNIT = Text(vi="Tất cả đơn vị", en="All units")


def compile_plan(framework: Framework) -> Plan:
    """
    Compile a framework.

    Parameters
    ----------
    framework
        A framework without faults, as `check` reports.

    Returns
    -------
    Plan
        With items, criteria and nodes in the order of the file.
    """
    parameters = resolve_parameters(framework).values
    draft = _PlanBuilder(framework, CriterionCompiler(framework, parameters))
    for position in walk(framework):
        draft.add(position)
    return draft.finish()


@dataclass(slots=True)
class _PlanBuilder:
    framework: Framework
    compiler: CriterionCompiler
    nodes: list[tuple[NodePosition | None, int | None]] = field(
        default_factory=lambda: [(None, None)]
    )
    indices: dict[str, int] = field(default_factory=lambda: {ROOT_CODE: 0})
    items: list[PlanItem] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)

    def add(self, position: NodePosition) -> None:
        """Add a node, and its criterion and items where it is a leaf."""
        node = position.node
        index = len(self.nodes)
        parent = self.indices[position.parent.code] if position.parent else 0
        self.nodes.append((position, parent))
        self.indices[node.code] = index
        if not node.nodes:
            start = len(self.items)
            self.items += self.compiler.items(node, len(self.criteria))
            columns = range(start, len(self.items))
            self.criteria.append(self.compiler.compile(position, index, columns))

    def finish(self) -> Plan:
        """Return the plan of all nodes added."""
        items = {item.id: column for column, item in enumerate(self.items)}
        bests: list[Tree] = []
        batches, absences, unmeasured = (
            gather(self._trees(name), items, bests)
            for name in ("tree", "absent_when", "unmeasured_when")
        )
        nodes = self._finish_nodes()
        views = self._views(nodes)
        entries: tuple[PlanNode | PlanView, ...] = (*nodes, *views)
        addresses = self._addresses(items)
        maxima = self._maxima()
        flags = Flags.of(tuple(self.criteria))
        return Plan(
            framework=self.framework.identity,
            fingerprint=fingerprint(self.framework),
            title=self.framework.title,
            marked_title=marked_title(self.framework),
            status=weakest_status(self.framework),
            blocks=self._blocks(),
            levels=self._levels(),
            items=tuple(self.items),
            criteria=tuple(self.criteria),
            nodes=nodes,
            views=views,
            bands=self._bands(views),
            rounding=self._rounding(),
            maxima=maxima,
            node_maxima=_node_maxima(maxima, flags, entries),
            descendants=_descendants(entries),
            flags=flags,
            batches=batches,
            absences=absences,
            unmeasured=unmeasured,
            bests=tuple(bests),
            addresses=addresses,
            composite=self._composite(entries, addresses),
            ranks_exactly=self.framework.ranking.compare == "exact",
        )

    def _maxima(self) -> Array:
        """Return the criteria's points (block, criterion); NaN where one does not exist."""
        rows = [criterion.maxima for criterion in self.criteria]
        return np.array(rows, dtype=np.float64).T

    def _levels(self) -> dict[str, Text]:
        return {level.code: level.title for level in self.framework.levels}

    def _rounding(self) -> PlanRounding:
        rounding = self.framework.rounding
        return PlanRounding(rounding.value, rounding.points, rounding.criterion)

    def _composite(
        self, entries: Sequence[PlanNode | PlanView], addresses: dict[str, int]
    ) -> CompositePlan | None:
        return compile_composite(self.framework, self.criteria, entries, addresses)

    def _trees(self, name: str) -> dict[int, Tree]:
        trees = {
            index: getattr(criterion, name)
            for index, criterion in enumerate(self.criteria)
        }
        return {index: tree for index, tree in trees.items() if tree is not None}

    def _addresses(self, items: dict[str, int]) -> dict[str, int]:
        alone = {
            criterion.code: criterion.items[0]
            for criterion in self.criteria
            if len(criterion.items) == 1
        }
        bare = {
            criterion.code: items[criterion.tree.name]
            for criterion in self.criteria
            if criterion.kind == "number" and isinstance(criterion.tree, Name)
        }
        # Full ids last, so that a criterion's code never hides an item of the same name.
        return {**alone, **bare, **items}

    def _blocks(self) -> tuple[PlanBlock, ...]:
        titles = {block.code: block.title for block in self.framework.blocks}
        return tuple(
            PlanBlock(code, titles.get(code, EVERY_UNIT))
            for code in self.framework.block_codes
        )

    def _finish_nodes(self) -> tuple[PlanNode, ...]:
        criteria = {
            criterion.node: index for index, criterion in enumerate(self.criteria)
        }
        children: list[list[int]] = [[] for _ in self.nodes]
        leaves: list[list[int]] = [[] for _ in self.nodes]
        # From the end: children follow their parents, so a node's leaves are complete
        # when it is reached.
        for index in reversed(range(len(self.nodes))):
            if index in criteria:
                leaves[index] = [criteria[index]]
            parent = self.nodes[index][1]
            if parent is not None:
                children[parent].insert(0, index)
                leaves[parent] = leaves[index] + leaves[parent]
        return tuple(
            self._node(
                index, tuple(children[index]), tuple(leaves[index]), criteria.get(index)
            )
            for index in range(len(self.nodes))
        )

    def _node(
        self,
        index: int,
        children: tuple[int, ...],
        leaves: tuple[int, ...],
        criterion: int | None,
    ) -> PlanNode:
        position, parent = self.nodes[index]
        if position is None:
            return PlanNode(
                ROOT_CODE, ROOT_CODE, WHOLE, None, children, criterion, leaves
            )
        level = level_of(self.framework, position)
        title = position.node.title
        return PlanNode(
            position.node.code, level, title, parent, children, criterion, leaves
        )

    def _views(self, nodes: tuple[PlanNode, ...]) -> tuple[PlanView, ...]:
        views = []
        for view in self.framework.views:
            indices = tuple(self.indices[code] for code in view.nodes)
            leaves = tuple(
                # Each leaf once: a view may name a group and a node below another that it
                # shares.
                sorted({leaf for index in indices for leaf in nodes[index].leaves})
            )
            views.append(PlanView(view.code, view.title, indices, leaves))
        return tuple(views)

    def _bands(self, views: tuple[PlanView, ...]) -> tuple[PlanBandTable, ...]:
        indices = self.indices | {
            view.code: len(self.nodes) + index for index, view in enumerate(views)
        }
        band_indices: dict[str, dict[str, int]] = {}
        tables = []
        for table in self.framework.bands:
            ascending = sorted(table.bands, key=lambda band: band.start)
            tables.append(
                PlanBandTable(
                    tuple(indices[code] for code in table.nodes),
                    table.measure,
                    tuple(_band(band, indices, band_indices) for band in ascending),
                )
            )
            by_code = {band.code: index for index, band in enumerate(ascending)}
            # After the table's own bands: a need may name bands of earlier tables only, as the
            # check demands.
            band_indices |= dict.fromkeys(table.nodes, by_code)
        return tuple(tables)


def _band(
    band: Band,
    indices: dict[str, int],
    band_indices: dict[str, dict[str, int]],
) -> PlanBand:
    needs = tuple(
        PlanNeed(
            tuple(indices[code] for code in need.nodes),
            band_indices[need.nodes[0]][need.band],
            need.count,
        )
        for need in band.needs
    )
    is_closed = band.bound == "closed"
    return PlanBand(band.code, band.title, band.start, is_closed, needs)


def _node_maxima(
    maxima: Array, flags: Flags, entries: tuple[PlanNode | PlanView, ...]
) -> Array:
    """Return (block, node) maxima; NaN where a block has nothing of a node."""
    on_scale = np.where(flags.signs == 0, maxima, 0.0)
    result = np.full((len(maxima), len(entries)), np.nan)
    for column, entry in enumerate(entries):
        leaves = list(entry.leaves)
        exists = ~np.isnan(maxima[:, leaves]).all(axis=1)
        totals = np.zeros(len(maxima))
        # In the order of the plan, as `score` adds points up: the maximum of full marks must
        # equal them to the last bit.
        for leaf in leaves:
            totals += np.nan_to_num(on_scale[:, leaf])
        result[exists, column] = totals[exists]
    return result


def _descendants(entries: tuple[PlanNode | PlanView, ...]) -> Descendants:
    leaves = [np.array(entry.leaves, dtype=np.intp) for entry in entries]
    sole = [int(indices[0]) if len(indices) == 1 else -1 for indices in leaves]
    return Descendants(tuple(map(as_slice, leaves)), np.array(sole, dtype=np.intp))
