"""
Run the steps of a composite index, from answers to the value of every node.

Everything that compares units (means, extremes, ranks, components) does so among the
units of one block, which are also the ones that are ranked among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, TableError, UsageError
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.weightings import WEIGHTINGS, UnclearComponentError
from opendti.numeric.moments import has_spread
from opendti.numeric.tolerance import LARGEST
from opendti.plan.composite import Aggregation, CompositePlan, Normalisation
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti.scoring.composite.raw import Raw, columns_of, raw_numbers
from opendti.scoring.composite.screen import screen
from opendti.scoring.composite.treat import Treated, treat

Array = NDArray[np.float64]
MAX_CELLS = 2_000_000
"""Numbers normalised at a time, which bounds the size of temporary arrays."""
DONE = {
    "denominate": "denominated",
    "screen": "screened",
    "impute": "imputed",
    "treat": "treated",
}
"""The name of the table after each step."""
MAX_FAULTS = 20


@dataclass(slots=True)
class CompositeRun:
    """
    The intermediate and final tables of a composite index.

    Attributes
    ----------
    raw
        The numbers before any step, and their states.
    tables
        By stage (…, U, I); only `normalised` unless all were asked for.
    columns
        By entry (…, U): the value of every node and view that counts.
    kept
        (…, U) whether the unit passed the screen.
    weights
        By entry, and block: (…, K) the weights of its children, scaled to 1.
    treated
        By block, one entry for each of the plan's treatments.
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
        raise UsageError(Fault("no_composite", {"framework": plan.framework}))
    return plan.composite


def run_composite(
    plan: Plan, answers: Answers, *, keep_tables: bool = False
) -> CompositeRun:
    """
    Run every step on answers.

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
        Where a mean meets a value that is not above 0 and needs such.
    UsageError
        Where the plan is no composite index, or the reference unit is not there.
    """
    composite = composite_of(plan)
    raw = raw_numbers(plan, composite, answers)
    run = CompositeRun(raw, np.ones(raw.values.shape[:-1], dtype=np.bool_))
    if keep_tables:
        run.tables["raw"] = raw.values.copy()
    blocks = np.unique(answers.blocks)
    for block in blocks:
        rows = (
            slice(None) if blocks.size == 1 else np.flatnonzero(answers.blocks == block)
        )
        _BlockRun(plan, composite, answers, run, int(block), rows).execute(
            keep_tables=keep_tables
        )
    return run


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
    run = run_composite(plan, answers, keep_tables=True)
    return {**run.tables, "aggregated": all_columns(plan, run)}


def all_columns(plan: Plan, run: CompositeRun) -> Array:
    """Return the values of all nodes and views, (…, U, N); NaN where one does not count."""
    table = np.full((*run.kept.shape, len(plan.entries)), np.nan)
    for entry, column in run.columns.items():
        table[..., entry] = column
    return table


@dataclass(frozen=True, slots=True, eq=False)
class _BlockRun:
    """The steps for the units of one block; results are written to `run`."""

    plan: Plan
    composite: CompositePlan
    answers: Answers
    run: CompositeRun
    block: int
    rows: slice | NDArray[np.intp]

    def execute(self, *, keep_tables: bool) -> None:
        values = self.run.raw.values[..., self.rows, :]
        self._refuse_too_large(values)
        steps = {
            "denominate": self._denominate,
            "screen": self._screen,
            "impute": self._impute,
            "treat": self._treat,
        }
        for step in self.composite.order:
            if self._has(step):
                values = steps[step](values)
                self._refuse_too_large(values)
                if keep_tables:
                    self._keep(DONE[step], values)
        if keep_tables:
            values = values.copy()  # the stage's table must not change
        self._normalise(values)
        self._keep("normalised", values)
        for column, node in enumerate(self.composite.nodes):
            self._write(int(node), values[..., column])
        for aggregation in self.composite.aggregations:
            self._write(aggregation.entry, self._aggregated(aggregation))

    def _has(self, step: str) -> bool:
        composite = self.composite
        return {
            "denominate": bool((composite.denominators >= 0).any()),
            "screen": composite.screening is not None,
            "impute": composite.imputation is not None,
            "treat": bool(composite.treatments),
        }[step]

    def _keep(self, stage: str, values: Array) -> None:
        """Write the block's rows of a stage's table."""
        if isinstance(self.rows, slice):
            self.run.tables[stage] = values
            return
        shape = self.run.raw.values.shape
        table = self.run.tables.setdefault(stage, np.full(shape, np.nan))
        table[..., self.rows, :] = values

    def _write(self, entry: int, column: Array) -> None:
        if isinstance(self.rows, slice):
            self.run.columns[entry] = column
            return
        shape = self.run.kept.shape
        whole = self.run.columns.setdefault(entry, np.full(shape, np.nan))
        whole[..., self.rows] = column

    def _applies(self) -> NDArray[np.bool_]:
        applies = self.run.raw.applies(self.composite.criteria)
        whole = np.broadcast_to(applies, self.run.raw.values.shape)
        return whole[..., self.rows, :]

    def _of_items(self, items: NDArray[np.intp]) -> Array:
        return columns_of(self.answers.values, items)[..., self.rows, :]

    def _denominate(self, values: Array) -> Array:
        """Divide by the denominators; a division by 0 is NaN."""
        below = self._of_items(self.composite.denominators)
        divides = self.composite.denominators >= 0
        with np.errstate(divide="ignore", invalid="ignore"):
            quotients = values / np.where(below == 0, np.nan, below)
        return np.where(divides, quotients, values)

    def _screen(self, values: Array) -> Array:
        rule = self.composite.screening
        if rule is None:
            return values
        rows = np.arange(len(self.answers.units))[self.rows]
        units = tuple(self.answers.units[row] for row in rows)
        applies = self._applies()
        kept = screen(values, applies, units, rule)
        self.run.kept[..., self.rows] = kept
        return np.where(kept[..., None], values, np.nan)

    def _impute(self, values: Array) -> Array:
        """Impute missing numbers, except where not applicable or screened out."""
        rule = self.composite.imputation
        if rule is None:
            return values
        groups = np.full(values.shape[:-1], np.nan)
        if rule.group is not None:
            groups = self.answers.values[..., self.rows, rule.group]
        last = self._of_items(self.composite.last)
        if "denominate" in self.composite.order[: self.composite.order.index("impute")]:
            last = self._denominate(last)
        filled = IMPUTATIONS[rule.method].impute(values, groups, last)
        applies = self._applies()
        kept = self.run.kept[..., self.rows, None]
        return np.where(applies & kept, filled, values)

    def _treat(self, values: Array) -> Array:
        values = values.copy()
        details = self.run.treated.setdefault(self.block, [])
        for rule in self.composite.treatments:
            treated = treat(values[..., rule.columns], rule)
            values[..., rule.columns] = treated.values
            details.append(treated)
        return values

    def _normalise(self, values: Array) -> None:
        """Normalise in place, a few columns at a time."""
        width = max(1, MAX_CELLS // max(1, values[..., 0].size))
        for scale in self.composite.normalisations:
            row = self._reference(scale)
            method = NORMALISATIONS[scale.method]
            for start in range(0, scale.columns.size, width):
                part = scale.part(slice(start, start + width))
                columns = _span(part.columns)
                oriented = (
                    values[..., columns] * self.composite.directions[part.columns]
                )
                scaled = method.normalise(oriented, part, row)
                if method.dropped is not None:
                    self._refuse_dropped(method.dropped, part, oriented, scaled)
                values[..., columns] = scaled

    def _refuse_too_large(self, values: Array) -> None:
        """Refuse numbers beyond what answers may be: their powers cannot be computed."""
        is_beyond = np.abs(values) > LARGEST
        if not is_beyond.any():
            return
        cells = sorted({
            (cell[-2], cell[-1]) for cell in np.argwhere(is_beyond).tolist()
        })
        rows = np.arange(len(self.answers.units))[self.rows]
        codes = [
            self.plan.criteria[criterion].code for criterion in self.composite.criteria
        ]
        raise TableError(
            Fault(
                "score_too_large",
                path=f"{self.answers.units[rows[unit]]} {codes[column]}",
            )
            for unit, column in cells[:MAX_FAULTS]
        )

    def _refuse_dropped(
        self, dropped: str, part: Normalisation, oriented: Array, scaled: Array
    ) -> None:
        """Refuse an indicator whose numbers differ before and are all NaN after normalising."""
        has_none = has_spread(oriented) & np.isnan(scaled).all(axis=-2)
        lost = has_none.reshape(-1, has_none.shape[-1]).any(axis=0)
        block = self.plan.blocks[self.block].code
        faults = [
            Fault(
                dropped,
                {"block": block},
                path=self.plan.criteria[self.composite.criteria[column]].code,
            )
            for column in part.columns[np.flatnonzero(lost)]
        ]
        if faults:
            raise TableError(faults[:MAX_FAULTS])

    def _reference(self, scale: Normalisation) -> int:
        if scale.reference is None:
            return -1
        row = self.answers.unit_index(scale.reference)
        rows = np.arange(len(self.answers.units))[self.rows]
        found = np.flatnonzero(rows == row)
        if row is None or not found.size:
            raise UsageError(Fault("reference_absent", {"unit": scale.reference}))
        return int(found[0])

    def _aggregated(self, aggregation: Aggregation) -> Array:
        """Return the group's values (…, U)."""
        children = self._children(aggregation)
        method = AGGREGATIONS[aggregation.method]
        if method.over_zero is not None:
            self._refuse_over_zero(aggregation, children, method.over_zero)
        weights = self._weigh(aggregation, children)
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = weights / weights.sum(axis=-1, keepdims=True)
        self.run.weights[aggregation.entry, self.block] = weights
        result = method.aggregate(children, weights)
        if aggregation.availability is None:
            return result
        apply = np.stack(
            [self._has_any(int(child)) for child in aggregation.children], axis=-1
        )
        available = (~np.isnan(children)).sum(axis=-1)
        share = available / np.maximum(apply.sum(axis=-1), 1)
        return np.where(share < aggregation.availability, np.nan, result)

    def _weigh(self, aggregation: Aggregation, children: Array) -> Array:
        method = WEIGHTINGS[self.composite.weights]
        try:
            return method.weigh(children, aggregation.weights)
        except UnclearComponentError as unclear:
            block = self.plan.blocks[self.block].code
            params = {"weights": self.composite.weights, "block": block}
            code = self.plan.entries[aggregation.entry].code
            raise TableError([Fault(unclear.code, params, path=code)]) from None

    def _has_any(self, entry: int) -> NDArray[np.bool_]:
        """Return (…, U): whether anything in a node applies to the unit."""
        criteria = [
            leaf
            for leaf in self.plan.entries[entry].leaves
            if leaf in self.composite.criteria
        ]
        applies = self.run.raw.applies(np.array(criteria, dtype=np.intp)).any(axis=-1)
        return np.broadcast_to(applies, self.run.kept.shape)[..., self.rows]

    def _children(self, aggregation: Aggregation) -> Array:
        """Return the children's values (…, U, K), reversed where less is better."""
        whole = [self.run.columns[int(index)] for index in aggregation.children]
        columns = [column[..., self.rows] for column in whole]
        for index in np.flatnonzero(aggregation.reversed):
            offset = self.composite.reversal_offset(int(aggregation.children[index]))
            columns[index] = offset - columns[index]
        return np.stack(columns, axis=-2).swapaxes(-1, -2)

    def _refuse_over_zero(
        self, aggregation: Aggregation, children: Array, over_zero: str
    ) -> None:
        """Refuse children's values that are not above 0, by the code of their fault."""
        bad = children <= 0
        if not bad.any():
            return
        cells = sorted({(cell[-2], cell[-1]) for cell in np.argwhere(bad).tolist()})
        rows = np.arange(len(self.answers.units))[self.rows]
        entries = self.plan.entries
        faults = [
            Fault(
                over_zero,
                {"code": entries[aggregation.entry].code},
                path=f"{self.answers.units[rows[unit]]} {entries[aggregation.children[child]].code}",
            )
            for unit, child in cells[:MAX_FAULTS]
        ]
        raise TableError(faults)


def _span(columns: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Return consecutive columns as a slice, which takes a view instead of a copy."""
    first, last = int(columns[0]), int(columns[-1])
    is_span = last - first + 1 == columns.size and bool((np.diff(columns) == 1).all())
    return slice(first, last + 1) if is_span else columns
