"""
A composite index from the answers to every node, step by step.

Everything that compares units (means, extremes, ranks, components) does so among the
units of one block, which are also the ones that are ranked among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, TableError, UsageError
from opendti.numeric.tolerance import LARGEST
from opendti.plan.composite import CompositePlan, Joint, Scaling
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti.scoring.composite.aggregate import AGGREGATORS, POSITIVE
from opendti.scoring.composite.impute import IMPUTERS
from opendti.scoring.composite.moments import has_spread
from opendti.scoring.composite.normalise import NORMALISERS
from opendti.scoring.composite.raw import Raw, columns_of, raw_numbers
from opendti.scoring.composite.screen import screen
from opendti.scoring.composite.treat import Treated, treat
from opendti.scoring.composite.weights import WEIGHERS, UnclearComponentError

Array = NDArray[np.float64]
CELLS = 2_000_000
"""Numbers normalised at a time, so that what lies between steps stays small."""
DONE = {
    "denominate": "denominated",
    "screen": "screened",
    "impute": "imputed",
    "treat": "treated",
}
"""What a table is called after a step."""
NEEDING = {
    "fraction_of_max": "fraction_of_max needs a greatest number above 0; none is",
    "distance_to_reference": "distance_to_reference needs a number of the reference unit "
    "that is better than the worst; it has none",
    "distance_to_target": "distance_to_target needs a target that is better than the worst "
    "number, or `capped: true`; it is not",
}
"""Methods that would drop an indicator without a word, and what each needs."""
MOST_TOLD = 20


@dataclass(slots=True)
class Course:
    """
    What a composite index went through.

    Attributes
    ----------
    raw
        The numbers that it began with, and their states.
    tables
        By stage (…, U, I); only `normalised` unless all were asked for.
    columns
        By entry (…, U): the value of every node and view that counts.
    kept
        (…, U) whether the unit passed the screen.
    weights
        By entry, and block: (…, K) the weights of its children, scaled to 1.
    treated
        By block, one entry for each of the plan's treatings.
    """

    raw: Raw
    kept: NDArray[np.bool_]
    tables: dict[str, Array] = field(default_factory=dict)
    columns: dict[int, Array] = field(default_factory=dict)
    weights: dict[tuple[int, int], Array] = field(default_factory=dict)
    treated: dict[int, list[Treated]] = field(default_factory=dict)


def composite_of(plan: Plan) -> CompositePlan:
    """Return a plan's composite part; raises `UsageError` where it has none."""
    if plan.composite is None:
        message = f"{plan.framework} is no composite index"
        raise UsageError(message)
    return plan.composite


def run(plan: Plan, answers: Answers, *, keep_tables: bool = False) -> Course:
    """
    Take answers through every step.

    Parameters
    ----------
    plan
        The plan of a composite index.
    answers
        Of shape (…, U, I).
    keep_tables
        Keep the table of every stage, not only the last.

    Raises
    ------
    TableError
        Where a geometric or harmonic mean meets a value that is not above 0.
    UsageError
        Where the plan is no composite index, or the reference unit is not there.
    """
    composite = composite_of(plan)
    raw = raw_numbers(plan, composite, answers)
    course = Course(raw, np.ones(raw.values.shape[:-1], dtype=np.bool_))
    if keep_tables:
        course.tables["raw"] = raw.values.copy()
    blocks = np.unique(answers.blocks)
    for block in blocks:
        rows = (
            slice(None) if blocks.size == 1 else np.flatnonzero(answers.blocks == block)
        )
        _Block(plan, composite, answers, course, int(block), rows).run(
            keep_tables=keep_tables
        )
    return course


def stages(plan: Plan, answers: Answers) -> Mapping[str, Array]:
    """
    Return the table of every stage.

    Parameters
    ----------
    plan, answers
        As given to `score`.

    Returns
    -------
    mapping
        `raw`, then `denominated`, `screened`, `imputed` and `treated` in the
        framework's order, as far as it has these steps, then `normalised`: (…, U, I)
        with the indicators as columns, in the order of `plan.composite.nodes`; last
        `aggregated`: (…, U, N) with the nodes and views as columns.
    """
    course = run(plan, answers, keep_tables=True)
    return {**course.tables, "aggregated": all_columns(plan, course)}


def all_columns(plan: Plan, course: Course) -> Array:
    """Return the values of all nodes and views, (…, U, N); NaN where one does not count."""
    table = np.full((*course.kept.shape, len(plan.entries)), np.nan)
    for place, column in course.columns.items():
        table[..., place] = column
    return table


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """The steps for the units of one block; what they give is written into `course`."""

    plan: Plan
    composite: CompositePlan
    answers: Answers
    course: Course
    block: int
    rows: slice | NDArray[np.intp]

    def run(self, *, keep_tables: bool) -> None:
        values = self.course.raw.values[..., self.rows, :]
        self._refuse_endless(values)
        steps = {
            "denominate": self._denominate,
            "screen": self._screen,
            "impute": self._impute,
            "treat": self._treat,
        }
        for step in self.composite.order:
            if self._has(step):
                values = steps[step](values)
                self._refuse_endless(values)
                if keep_tables:
                    self._keep(DONE[step], values)
        if keep_tables:
            values = values.copy()  # what was kept stays as it was
        self._normalise(values)
        self._keep("normalised", values)
        for column, node in enumerate(self.composite.nodes):
            self._write(int(node), values[..., column])
        for joint in self.composite.joints:
            self._write(joint.entry, self._joined(joint))

    def _has(self, step: str) -> bool:
        composite = self.composite
        return {
            "denominate": bool((composite.denominators >= 0).any()),
            "screen": composite.screening is not None,
            "impute": composite.imputing is not None,
            "treat": bool(composite.treatings),
        }[step]

    def _keep(self, stage: str, values: Array) -> None:
        """Write the block's rows of a stage's table."""
        if isinstance(self.rows, slice):
            self.course.tables[stage] = values
            return
        shape = self.course.raw.values.shape
        table = self.course.tables.setdefault(stage, np.full(shape, np.nan))
        table[..., self.rows, :] = values

    def _write(self, entry: int, column: Array) -> None:
        if isinstance(self.rows, slice):
            self.course.columns[entry] = column
            return
        shape = self.course.kept.shape
        whole = self.course.columns.setdefault(entry, np.full(shape, np.nan))
        whole[..., self.rows] = column

    def _applies(self) -> NDArray[np.bool_]:
        applies = self.course.raw.applies(self.composite.criteria)
        whole = np.broadcast_to(applies, self.course.raw.values.shape)
        return whole[..., self.rows, :]

    def _of_items(self, items: NDArray[np.intp]) -> Array:
        return columns_of(self.answers.values, items)[..., self.rows, :]

    def _denominate(self, values: Array) -> Array:
        """Divide by the denominators; by nothing gives no number."""
        below = self._of_items(self.composite.denominators)
        divides = self.composite.denominators >= 0
        with np.errstate(divide="ignore", invalid="ignore"):
            quotients = values / np.where(below == 0, np.nan, below)
        return np.where(divides, quotients, values)

    def _screen(self, values: Array) -> Array:
        rule = self.composite.screening
        if rule is None:
            return values
        places = np.arange(len(self.answers.units))[self.rows]
        units = tuple(self.answers.units[place] for place in places)
        applies = self._applies()
        kept = screen(values, applies, units, rule)
        self.course.kept[..., self.rows] = kept
        return np.where(kept[..., None], values, np.nan)

    def _impute(self, values: Array) -> Array:
        """Fill what is missing, not what does not apply or was screened out."""
        rule = self.composite.imputing
        if rule is None:
            return values
        groups = np.full(values.shape[:-1], np.nan)
        if rule.group is not None:
            groups = self.answers.values[..., self.rows, rule.group]
        last = self._of_items(self.composite.last)
        if "denominate" in self.composite.order[: self.composite.order.index("impute")]:
            last = self._denominate(last)
        filled = IMPUTERS[rule.method](values, groups, last)
        applies = self._applies()
        kept = self.course.kept[..., self.rows, None]
        return np.where(applies & kept, filled, values)

    def _treat(self, values: Array) -> Array:
        values = values.copy()
        details = self.course.treated.setdefault(self.block, [])
        for rule in self.composite.treatings:
            one = treat(values[..., rule.columns], rule)
            values[..., rule.columns] = one.values
            details.append(one)
        return values

    def _normalise(self, values: Array) -> None:
        """Normalise in place, a few columns at a time."""
        width = max(1, CELLS // max(1, values[..., 0].size))
        for scale in self.composite.scalings:
            row = self._reference(scale)
            for start in range(0, scale.columns.size, width):
                part = scale.part(slice(start, start + width))
                columns = _span(part.columns)
                turned = values[..., columns] * self.composite.directions[part.columns]
                scaled = NORMALISERS[scale.method](turned, part, row)
                if scale.method in NEEDING:
                    self._refuse_dropped(scale.method, part, turned, scaled)
                values[..., columns] = scaled

    def _refuse_endless(self, values: Array) -> None:
        """Refuse numbers beyond what answers may be: their powers cannot be computed."""
        is_beyond = np.abs(values) > LARGEST
        if not is_beyond.any():
            return
        cells = sorted({
            (cell[-2], cell[-1]) for cell in np.argwhere(is_beyond).tolist()
        })
        places = np.arange(len(self.answers.units))[self.rows]
        codes = [self.plan.criteria[place].code for place in self.composite.criteria]
        message = "a number from -10^15 to 10^15 was expected here, it is larger"
        raise TableError(
            Fault(message, path=f"{self.answers.units[places[unit]]} {codes[column]}")
            for unit, column in cells[:MOST_TOLD]
        )

    def _refuse_dropped(
        self, method: str, part: Scaling, turned: Array, scaled: Array
    ) -> None:
        """Refuse an indicator that has numbers that differ, and none after its method."""
        dropped = has_spread(turned) & np.isnan(scaled).all(axis=-2)
        lost = dropped.reshape(-1, dropped.shape[-1]).any(axis=0)
        block = self.plan.blocks[self.block].code
        faults = [
            Fault(
                f"{NEEDING[method]} in block {block}",
                path=self.plan.criteria[self.composite.criteria[column]].code,
            )
            for column in part.columns[np.flatnonzero(lost)]
        ]
        if faults:
            raise TableError(faults[:MOST_TOLD])

    def _reference(self, scale: Scaling) -> int:
        if scale.reference is None:
            return -1
        place = self.answers.unit_index(scale.reference)
        places = np.arange(len(self.answers.units))[self.rows]
        here = np.flatnonzero(places == place)
        if place is None or not here.size:
            message = f"the reference unit {scale.reference} is not among the units"
            raise UsageError(message)
        return int(here[0])

    def _joined(self, joint: Joint) -> Array:
        """Give a group its value."""
        children = self._children(joint)
        if joint.method in POSITIVE:
            self._refuse(joint, children)
        weights = self._weigh(joint, children)
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = weights / weights.sum(axis=-1, keepdims=True)
        self.course.weights[joint.entry, self.block] = weights
        result = AGGREGATORS[joint.method](children, weights)
        if joint.availability is None:
            return result
        apply = np.stack([self._has_any(int(one)) for one in joint.children], axis=-1)
        there = (~np.isnan(children)).sum(axis=-1)
        share = there / np.maximum(apply.sum(axis=-1), 1)
        return np.where(share < joint.availability, np.nan, result)

    def _weigh(self, joint: Joint, children: Array) -> Array:
        try:
            return WEIGHERS[self.composite.weights](children, joint.weights)
        except UnclearComponentError as unclear:
            block = self.plan.blocks[self.block].code
            message = (
                f"{self.composite.weights} gives no weights in block {block}: {unclear}"
            )
            code = self.plan.entries[joint.entry].code
            raise TableError([Fault(message, path=code)]) from None

    def _has_any(self, entry: int) -> NDArray[np.bool_]:
        """Tell for which units anything in a node applies."""
        below = [
            one
            for one in self.plan.entries[entry].leaves
            if one in self.composite.criteria
        ]
        applies = self.course.raw.applies(np.array(below, dtype=np.intp)).any(axis=-1)
        return np.broadcast_to(applies, self.course.kept.shape)[..., self.rows]

    def _children(self, joint: Joint) -> Array:
        """Return (…, U, K) the children's values, each turned round where it asks."""
        whole = [self.course.columns[int(place)] for place in joint.children]
        columns = [column[..., self.rows] for column in whole]
        for place in np.flatnonzero(joint.turned):
            offset = self.composite.turned_about(int(joint.children[place]))
            columns[place] = offset - columns[place]
        return np.stack(columns, axis=-2).swapaxes(-1, -2)

    def _refuse(self, joint: Joint, children: Array) -> None:
        """Refuse a geometric or harmonic mean of what is not above 0."""
        bad = children <= 0
        if not bad.any():
            return
        cells = sorted({(cell[-2], cell[-1]) for cell in np.argwhere(bad).tolist()})
        places = np.arange(len(self.answers.units))[self.rows]
        entries = self.plan.entries
        faults = [
            Fault(
                f"the {joint.method} mean of {entries[joint.entry].code} needs values above 0",
                path=f"{self.answers.units[places[unit]]} {entries[joint.children[child]].code}",
            )
            for unit, child in cells[:MOST_TOLD]
        ]
        raise TableError(faults)


def _span(columns: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Write neighbouring columns as a slice, which takes them without a copy."""
    first, last = int(columns[0]), int(columns[-1])
    is_span = last - first + 1 == columns.size and bool((np.diff(columns) == 1).all())
    return slice(first, last + 1) if is_span else columns
