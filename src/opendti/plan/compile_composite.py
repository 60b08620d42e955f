"""Compile a framework's section `composite` to the composite part of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.framework.check_composite import LAST, is_indicator
from opendti.framework.composite import Composite, Normalise, Treat
from opendti.framework.items import items_of
from opendti.framework.model import Framework, Node, walk
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.naming import ROOT_CODE
from opendti.plan.composite import (
    Aggregation,
    Array,
    CompositePlan,
    Imputation,
    Indices,
    Normalisation,
    Screening,
    Treatment,
)
from opendti.plan.model import Criterion, PlanNode, PlanView
from opendti.rules import FormulaRule


def compile_composite(
    framework: Framework,
    criteria: Sequence[Criterion],
    entries: Sequence[PlanNode | PlanView],
    addresses: Mapping[str, int],
) -> CompositePlan | None:
    """
    Compile the steps of a composite index; None for any other framework.

    Parameters
    ----------
    framework
        A framework without faults, as `check` reports.
    criteria, entries, addresses
        Those of the plan.
    """
    if framework.composite is None:
        return None
    return _CompositeCompiler(
        framework.composite, framework, criteria, entries, addresses
    ).plan()


def bare_rule(node: Node) -> FormulaRule:
    """Return the rule of a leaf without one: its number as given."""
    own = next(item.code for item in items_of(node) if item.code != LAST)
    return FormulaRule(kind="formula", formula=own, gives="points")


@dataclass(frozen=True, slots=True)
class _CompositeCompiler:
    composite: Composite
    framework: Framework
    criteria: Sequence[Criterion]
    entries: Sequence[PlanNode | PlanView]
    addresses: Mapping[str, int]

    def plan(self) -> CompositePlan:
        definitions = {
            position.node.code: position.node for position in walk(self.framework)
        }
        leaves = [
            (index, definitions[criterion.code])
            for index, criterion in enumerate(self.criteria)
            if is_indicator(definitions[criterion.code])
        ]
        nodes = _indices(self.criteria[index].node for index, _ in leaves)
        defined = [node for _, node in leaves]
        normalisations = self._normalisations(defined)
        low, high = self._ends(nodes, normalisations)
        aggregations = self._aggregations(definitions, set(nodes.tolist()), low, high)
        return CompositePlan(
            order=self.composite.order,
            criteria=_indices(index for index, _ in leaves),
            nodes=nodes,
            directions=_numbers(node.direction or 1 for node in defined),
            denominators=_indices(self._address(node.denominator) for node in defined),
            last=_indices(
                self.addresses.get(f"{node.code}.{LAST}", -1) for node in defined
            ),
            screening=self._screening(),
            imputation=self._imputing(),
            treatments=self._treatments(defined),
            normalisations=normalisations,
            weights=self.composite.weights,
            aggregations=aggregations,
            low=low,
            high=high,
        )

    def _screening(self) -> Screening | None:
        screen = self.composite.screen
        if screen is None:
            return None
        keep, drop = frozenset(screen.keep), frozenset(screen.drop)
        return Screening(screen.availability, screen.non_zero, keep, drop)

    def _imputing(self) -> Imputation | None:
        impute = self.composite.impute
        if impute is None:
            return None
        group = None if impute.group is None else self.addresses[impute.group]
        return Imputation(impute.method, group)

    def _address(self, address: str | None) -> int:
        return -1 if address is None else self.addresses[address]

    def _treatments(self, leaves: Sequence[Node]) -> tuple[Treatment, ...]:
        section = self.composite.treat
        chosen: dict[tuple[str, ...], list[int]] = {}
        for column, node in enumerate(leaves):
            methods = node.treat if node.treat is not None else ()
            if node.treat is None and section is not None:
                methods = section.methods
            if methods:
                chosen.setdefault(methods, []).append(column)
        rule = section or Treat()
        return tuple(
            Treatment(
                points=rule.points,
                skew=rule.skew,
                kurtosis=rule.kurtosis,
                exponent=rule.exponent,
                columns=_indices(columns),
                methods=methods,
            )
            for methods, columns in chosen.items()
        )

    def _normalisations(self, leaves: Sequence[Node]) -> tuple[Normalisation, ...]:
        chosen: dict[tuple[str, str | None], list[int]] = {}
        scales = [node.normalise or self.composite.normalise for node in leaves]
        for column, scale in enumerate(scales):
            # Columns of one method are normalised in one call, whatever is between them.
            chosen.setdefault((scale.method, scale.reference), []).append(column)
        return tuple(
            _normalisation(
                columns,
                [scales[column] for column in columns],
                [leaves[column] for column in columns],
            )
            for columns in chosen.values()
        )

    def _ends(
        self, nodes: Indices, normalisations: Iterable[Normalisation]
    ) -> tuple[Array, Array]:
        """Return the ends (N,) of the indicators' scales; `_aggregations` sets those of groups."""
        low = np.full(len(self.entries), -np.inf)
        high = np.full(len(self.entries), np.inf)
        for normalisation in normalisations:
            entries = nodes[normalisation.columns]
            method = NORMALISATIONS[normalisation.method]
            low[entries], high[entries] = method.ends(normalisation)
        return low, high

    def _aggregations(
        self,
        definitions: Mapping[str, Node],
        counted: set[int],
        low: Array,
        high: Array,
    ) -> tuple[Aggregation, ...]:
        aggregations = []
        # From the leaves up: a group counts only if something below it does.
        for index in reversed(range(len(self.entries))):
            entry = self.entries[index]
            if isinstance(entry, PlanNode) and entry.children:
                children = [child for child in entry.children if child in counted]
                if children:
                    aggregations.append(self._aggregation(index, children, definitions))
                    counted.add(index)
        for index, entry in enumerate(self.entries):
            if isinstance(entry, PlanView):
                children = [child for child in entry.nodes if child in counted]
                if children:
                    aggregations.append(self._aggregation(index, children, definitions))
        for aggregation in aggregations:
            low[aggregation.entry], high[aggregation.entry] = _aggregated_ends(
                aggregation, low, high
            )
        return tuple(aggregations)

    def _aggregation(
        self, index: int, children: list[int], definitions: Mapping[str, Node]
    ) -> Aggregation:
        section = self.composite.aggregate
        entry = self.entries[index]
        level = entry.level if isinstance(entry, PlanNode) else "view"
        of_level = section.levels.get(level)
        method, availability = section.method, section.availability
        if of_level is not None:
            method = of_level.method or method
            if of_level.availability is not None:
                availability = of_level.availability
        own = definitions.get(entry.code) if entry.code != ROOT_CODE else None
        if own is not None and own.aggregate is not None:
            method = own.aggregate
        if isinstance(entry, PlanView):
            # A view shares nodes with others and has no section of its own in the file.
            method = "arithmetic"
        nodes = [definitions[self.entries[child].code] for child in children]
        weights = (1.0 if node.weight is None else node.weight for node in nodes)
        is_reversed = np.array([
            # A leaf's direction is applied before it is normalised; a group's only when it is
            # aggregated.
            bool(node.nodes) and node.direction == -1
            for node in nodes
        ])
        return Aggregation(
            index,
            _indices(children),
            _numbers(weights),
            is_reversed,
            method,
            availability,
        )


def _indices(indices: Iterable[int]) -> Indices:
    return np.array(list(indices), dtype=np.intp)


def _numbers(numbers: Iterable[float]) -> Array:
    return np.array(list(numbers), dtype=np.float64)


def _normalisation(
    columns: list[int], scales: list[Normalise], leaves: list[Node]
) -> Normalisation:
    method = scales[0].method
    signs = _numbers(leaf.direction or 1 for leaf in leaves)
    ends = np.array([
        (leaf.goalposts.low, leaf.goalposts.high)
        if leaf.goalposts
        else (np.nan, np.nan)
        for leaf in leaves
    ])
    # Values are multiplied by the direction before they are normalised, so goalposts are too.
    ends = np.sort(ends * signs[:, None], axis=1)
    targets = _numbers(
        np.nan if leaf.target is None else leaf.target for leaf in leaves
    )
    capped = [
        NORMALISATIONS[method].caps_by_default if scale.capped is None else scale.capped
        for scale in scales
    ]
    return Normalisation(
        method=method,
        columns=_indices(columns),
        low=_numbers(scale.range.low for scale in scales),
        high=_numbers(scale.range.high for scale in scales),
        mean=_numbers(scale.mean for scale in scales),
        deviation=_numbers(scale.deviation for scale in scales),
        lower=ends[:, 0],
        upper=ends[:, 1],
        # Like the goalposts: in the direction in which more is better.
        target=targets * signs,
        capped=np.array(capped, dtype=np.bool_),
        reference=scales[0].reference,
    )


def _aggregated_ends(
    aggregation: Aggregation, low: Array, high: Array
) -> tuple[float, float]:
    """Return the ends of a group's scale; a child that is reversed must have both."""
    lows, highs = low[aggregation.children], high[aggregation.children]
    is_closed = np.isfinite(lows) & np.isfinite(highs)
    if (aggregation.reversed & ~is_closed).any():
        return -np.inf, np.inf
    return AGGREGATIONS[aggregation.method].ends(lows, highs)
