"""The steps of a composite index for the units of one block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, TableError, UsageError
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.weightings import WEIGHTINGS, UnclearComponentError
from opendti.numeric.tolerance import LARGEST
from opendti.plan.composite import Aggregation, CompositePlan, Normalisation
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti.scoring.composite.raw import columns_of
from opendti.scoring.composite.refusals import (
    refuse_dropped,
    refuse_over_zero,
    refuse_too_large,
)
from opendti.scoring.composite.run import DONE, CompositeRun
from opendti.scoring.composite.screen import screen
from opendti.scoring.composite.treat import treat

Array = NDArray[np.float64]
# 16 MB a temporary array; Monte-Carlo draws would otherwise hold several copies of all columns.
MAX_CELLS = 2_000_000
"""Numbers normalised at a time, which bounds the size of temporary arrays."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockRun:
    """The steps for the units of one block; results are written to `run`."""

    plan: Plan
    composite: CompositePlan
    answers: Answers
    run: CompositeRun
    block: int
    rows: slice | NDArray[np.intp]

    def execute(self, *, keep_tables: bool) -> None:
        """Run every step; keep the table of every stage, or only the last."""
        # Checked before every step: a number beyond the bound has no exact last digit, and sums
        # of it hide others.
        values = self.run.raw.values[..., self.rows, :]
        self._refuse_too_large(values)
        steps = {
            "denominate": self._denominate,
            "screen": self._screen,
            "impute": self._impute,
            "treat": self._treat,
        }
        for step in self.composite.steps:
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

    @property
    def _units(self) -> tuple[str, ...]:
        """Return the codes of the block's units."""
        rows = np.arange(len(self.answers.units))[self.rows]
        return tuple(self.answers.units[row] for row in rows)

    @property
    def _codes(self) -> NDArray[np.object_]:
        """Return the codes (I,) of the indicators."""
        criteria = [self.plan.criteria[index] for index in self.composite.criteria]
        return np.array([criterion.code for criterion in criteria], dtype=np.object_)

    @property
    def _block_code(self) -> str:
        return self.plan.blocks[self.block].code

    def _refuse_too_large(self, values: Array) -> None:
        if (np.abs(values) > LARGEST).any():
            refuse_too_large(self._units, self._codes.tolist(), values)

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
            # A share of nothing is unknown, not endless and not 0: it is missing, and imputed
            # or left out like others.
            quotients = values / np.where(below == 0, np.nan, below)
        return np.where(divides, quotients, values)

    def _screen(self, values: Array) -> Array:
        rule = self.composite.screening
        if rule is None:
            return values
        # Units are screened on what they reported, so before anything is imputed for them.
        kept = screen(values, self._applies(), self._units, rule)
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
        # The last known number is a raw one: it is divided only where the others were before
        # they are imputed.
        if "denominate" in self.composite.order[: self.composite.order.index("impute")]:
            last = self._denominate(last)
        filled = IMPUTATIONS[rule.method].impute(values, groups, last)
        applies = self._applies()
        kept = self.run.kept[..., self.rows, None]
        # What does not apply must stay out of the index, and a unit that was screened out gets
        # no number for free.
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
            # Looked up per block: a reference that is not in the block would compare what is
            # scored apart.
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
                    codes = self._codes[part.columns].tolist()
                    params = {"block": self._block_code}
                    refuse_dropped(method.dropped, params, codes, oriented, scaled)
                values[..., columns] = scaled

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
        if method.over_zero is not None and (children <= 0).any():
            codes = [self.plan.entries[child].code for child in aggregation.children]
            params = {"code": self.plan.entries[aggregation.entry].code}
            refuse_over_zero(method.over_zero, params, self._units, codes, children)
        weights = self._weigh(aggregation, children)
        with np.errstate(divide="ignore", invalid="ignore"):
            # To a sum of 1, so that the weights kept with a run are the shares that its
            # explanation prints.
            weights = weights / weights.sum(axis=-1, keepdims=True)
        self.run.weights[aggregation.entry, self.block] = weights
        result = method.aggregate(children, weights)
        if aggregation.availability is None:
            return result
        apply = np.stack(
            [self._has_any(int(child)) for child in aggregation.children], axis=-1
        )
        available = (~np.isnan(children)).sum(axis=-1)
        # Of what applies to the unit: what does not apply is not missing.
        share = available / np.maximum(apply.sum(axis=-1), 1)
        return np.where(share < aggregation.availability, np.nan, result)

    def _weigh(self, aggregation: Aggregation, children: Array) -> Array:
        method = WEIGHTINGS[self.composite.weights]
        try:
            return method.weigh(children, aggregation.weights)
        except UnclearComponentError as unclear:
            params = {"weights": self.composite.weights, "block": self._block_code}
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


def _span(columns: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Return consecutive columns as a slice, which takes a view instead of a copy."""
    first, last = int(columns[0]), int(columns[-1])
    is_span = last - first + 1 == columns.size and bool((np.diff(columns) == 1).all())
    return slice(first, last + 1) if is_span else columns
