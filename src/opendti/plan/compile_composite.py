"""The section `composite` of a framework to its part of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.framework.check_composite import LAST, is_indicator
from opendti.framework.composite import Composite, Normalise, Treat
from opendti.framework.model import ROOT, Framework, Node, items_of, walk
from opendti.framework.rules import FormulaRule
from opendti.plan.composite import (
    Array,
    CompositePlan,
    Imputing,
    Indices,
    Joint,
    Scaling,
    Screening,
    Treating,
)
from opendti.plan.model import Criterion, PlanNode, View

BOUNDED = frozenset({"min_max", "percentile_rank", "distance_to_best", "goalposts"})
"""Normalisations that keep to their range, whatever the numbers."""
CAPPED = frozenset({"distance_to_reference", "distance_to_target"})
"""Normalisations whose range has a top where they are capped."""


def compile_composite(
    framework: Framework,
    criteria: Sequence[Criterion],
    entries: Sequence[PlanNode | View],
    addresses: Mapping[str, int],
) -> CompositePlan | None:
    """
    Compile the steps of a composite index; None for any other framework.

    Parameters
    ----------
    framework
        A framework that `check` finds nothing wrong with.
    criteria, entries, addresses
        As they stand in the plan.
    """
    if framework.composite is None:
        return None
    return _Composer(
        framework.composite, framework, criteria, entries, addresses
    ).plan()


def bare_rule(node: Node) -> FormulaRule:
    """Return what a leaf without a rule means: its number as it is given."""
    own = next(item.code for item in items_of(node) if item.code != LAST)
    return FormulaRule(kind="formula", formula=own, gives="points")


@dataclass(frozen=True, slots=True)
class _Composer:
    composite: Composite
    framework: Framework
    criteria: Sequence[Criterion]
    entries: Sequence[PlanNode | View]
    addresses: Mapping[str, int]

    def plan(self) -> CompositePlan:
        definitions = {spot.node.code: spot.node for spot in walk(self.framework)}
        leaves = [
            (place, definitions[criterion.code])
            for place, criterion in enumerate(self.criteria)
            if is_indicator(definitions[criterion.code])
        ]
        nodes = _places(self.criteria[place].node for place, _ in leaves)
        defined = [node for _, node in leaves]
        scalings = self._scalings(defined)
        low, high = self._ends(nodes, scalings)
        joints = self._joints(definitions, set(nodes.tolist()), low, high)
        return CompositePlan(
            order=self.composite.order,
            criteria=_places(place for place, _ in leaves),
            nodes=nodes,
            directions=_numbers(node.direction or 1 for node in defined),
            denominators=_places(self._address(node.denominator) for node in defined),
            last=_places(
                self.addresses.get(f"{node.code}.{LAST}", -1) for node in defined
            ),
            screening=self._screening(),
            imputing=self._imputing(),
            treatings=self._treatings(defined),
            scalings=scalings,
            weights=self.composite.weights,
            joints=joints,
            low=low,
            high=high,
        )

    def _screening(self) -> Screening | None:
        screen = self.composite.screen
        if screen is None:
            return None
        keep, drop = frozenset(screen.keep), frozenset(screen.drop)
        return Screening(screen.availability, screen.non_zero, keep, drop)

    def _imputing(self) -> Imputing | None:
        impute = self.composite.impute
        if impute is None:
            return None
        group = None if impute.group is None else self.addresses[impute.group]
        return Imputing(impute.method, group)

    def _address(self, address: str | None) -> int:
        return -1 if address is None else self.addresses[address]

    def _treatings(self, leaves: Sequence[Node]) -> tuple[Treating, ...]:
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
            Treating(
                _places(columns),
                methods,
                rule.points,
                rule.skew,
                rule.kurtosis,
                rule.exponent,
            )
            for methods, columns in chosen.items()
        )

    def _scalings(self, leaves: Sequence[Node]) -> tuple[Scaling, ...]:
        chosen: dict[tuple[str, str | None], list[int]] = {}
        scales = [node.normalise or self.composite.normalise for node in leaves]
        for column, scale in enumerate(scales):
            chosen.setdefault((scale.method, scale.reference), []).append(column)
        return tuple(
            _scaling(
                columns,
                [scales[one] for one in columns],
                [leaves[one] for one in columns],
            )
            for columns in chosen.values()
        )

    def _ends(self, nodes: Indices, scalings: Iterable[Scaling]) -> tuple[Array, Array]:
        """Give the leaves' scales their ends; groups follow in `_joints`."""
        low = np.full(len(self.entries), -np.inf)
        high = np.full(len(self.entries), np.inf)
        for one in scalings:
            places = nodes[one.columns]
            is_bounded = np.full(places.size, one.method in BOUNDED)
            if one.method == "goalposts":
                is_bounded = one.capped
            is_topped = is_bounded | (one.capped & (one.method in CAPPED))
            is_topped |= one.method == "fraction_of_max"
            low[places] = np.where(is_bounded, one.low, -np.inf)
            high[places] = np.where(is_topped, one.high, np.inf)
        return low, high

    def _joints(
        self,
        definitions: Mapping[str, Node],
        counted: set[int],
        low: Array,
        high: Array,
    ) -> tuple[Joint, ...]:
        joints = []
        for place in reversed(range(len(self.entries))):
            entry = self.entries[place]
            if isinstance(entry, PlanNode) and entry.children:
                children = [one for one in entry.children if one in counted]
                if children:
                    joints.append(self._joint(place, children, definitions))
                    counted.add(place)
        for place, entry in enumerate(self.entries):
            if isinstance(entry, View):
                children = [one for one in entry.nodes if one in counted]
                if children:
                    joints.append(self._joint(place, children, definitions))
        for joint in joints:
            low[joint.entry], high[joint.entry] = _joined_ends(joint, low, high)
        return tuple(joints)

    def _joint(
        self, place: int, children: list[int], definitions: Mapping[str, Node]
    ) -> Joint:
        section = self.composite.aggregate
        entry = self.entries[place]
        level = entry.level if isinstance(entry, PlanNode) else "view"
        there = section.levels.get(level)
        method, availability = section.method, section.availability
        if there is not None:
            method = there.method or method
            if there.availability is not None:
                availability = there.availability
        own = definitions.get(entry.code) if entry.code != ROOT else None
        if own is not None and own.aggregate is not None:
            method = own.aggregate
        if isinstance(entry, View):
            method = "arithmetic"
        nodes = [definitions[self.entries[one].code] for one in children]
        weights = (1.0 if node.weight is None else node.weight for node in nodes)
        turned = np.array([bool(node.nodes) and node.direction == -1 for node in nodes])
        return Joint(
            place, _places(children), _numbers(weights), turned, method, availability
        )


def _places(places: Iterable[int]) -> Indices:
    return np.array(list(places), dtype=np.intp)


def _numbers(numbers: Iterable[float]) -> Array:
    return np.array(list(numbers), dtype=np.float64)


def _scaling(
    columns: list[int], scales: list[Normalise], leaves: list[Node]
) -> Scaling:
    method = scales[0].method
    turns = _numbers(leaf.direction or 1 for leaf in leaves)
    ends = np.array([
        (leaf.goalposts.low, leaf.goalposts.high)
        if leaf.goalposts
        else (np.nan, np.nan)
        for leaf in leaves
    ])
    # Where less is better the numbers change their sign, and the posts with them.
    ends = np.sort(ends * turns[:, None], axis=1)
    targets = _numbers(
        np.nan if leaf.target is None else leaf.target for leaf in leaves
    )
    capped = [
        method == "goalposts" if scale.capped is None else scale.capped
        for scale in scales
    ]
    return Scaling(
        method=method,
        columns=_places(columns),
        low=_numbers(scale.range.low for scale in scales),
        high=_numbers(scale.range.high for scale in scales),
        mean=_numbers(scale.mean for scale in scales),
        deviation=_numbers(scale.deviation for scale in scales),
        lower=ends[:, 0],
        upper=ends[:, 1],
        target=targets * turns,
        capped=np.array(capped, dtype=np.bool_),
        reference=scales[0].reference,
    )


def _joined_ends(joint: Joint, low: Array, high: Array) -> tuple[float, float]:
    """Return the ends of a group's scale: a mean never leaves its children's."""
    if joint.method == "copeland":
        return -np.inf, np.inf
    lows, highs = low[joint.children], high[joint.children]
    is_closed = np.isfinite(lows) & np.isfinite(highs)
    if (joint.turned & ~is_closed).any():
        return -np.inf, np.inf
    return float(lows.min()), float(highs.max())
