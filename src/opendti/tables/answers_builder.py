"""Build answers from a table: the stage that counts, and the states that are allowed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State, default_states
from opendti.scoring.checks import BrokenCheck
from opendti.tables.entries import ItemAnswers
from opendti.tables.ledger import Ledger
from opendti.tables.rows import Rows, repeated
from opendti.tables.words import STAGES

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

_SELF = STAGES["self"]


@dataclass(frozen=True, slots=True, eq=False)
class _Positions:
    """The column and rows of an item's answers, for faults that are found later."""

    column: str
    positions: Indices


@dataclass(slots=True, eq=False)
class AnswersBuilder:
    """Fills the arrays of answers item by item."""

    plan: Plan
    rows: Rows
    ledger: Ledger
    stage: int
    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    positions_of: dict[int, _Positions] = field(default_factory=dict)
    found: dict[int, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def start(
        cls, plan: Plan, rows: Rows, ledger: Ledger, stage: int
    ) -> AnswersBuilder:
        """Return a builder without answers."""
        values = np.full((len(rows.units), len(plan.items)), np.nan)
        states = np.tile(default_states(plan), (len(rows.units), 1))
        return cls(plan, rows, ledger, stage, values, states)

    def answers(self) -> Answers:
        """Return the answers; a unit without a block, which is a fault, has the first."""
        # -1 is a block that is not known.
        blocks = np.maximum(self.rows.blocks, 0)
        return Answers(self.rows.units, blocks, self.values, self.states)

    def add(self, entry: ItemAnswers) -> None:
        """Add the answers to one item, a higher stage over a lower."""
        units = self.rows.unit_of[entry.positions]
        stages = self.rows.stage_of[entry.positions]
        if entry.path is not None:
            self._refuse_repeated(entry)
        self._refuse_elsewhere(entry, units)
        self._settle_not_applicable(entry, units, stages)
        placed = np.flatnonzero(entry.holds & (stages <= self.stage))
        if self.rows.is_staged:
            placed = placed[np.argsort(stages[placed], kind="stable")]
        # Of several answers to one cell the last written remains: the highest stage.
        self.values[units[placed], entry.item] = entry.cells.values[placed]
        self.states[units[placed], entry.item] = entry.cells.states[placed]
        self.positions_of[entry.item] = _Positions(
            entry.column, entry.positions[placed]
        )

    def add_broken(self, broken: BrokenCheck) -> None:
        """Add the fault of a failed check: its row, its unit, and the values."""
        criterion = self.plan.criteria[broken.criterion]
        unit, values = self.rows.units[broken.unit], self.values[broken.unit]
        items = [
            item
            for item in broken.items
            if item in self.positions_of and not np.isnan(values[item])
        ]
        shown = ", ".join(
            f"{self.plan.items[item].code} = {values[item]:.15g}" for item in items
        )
        texts = {"vi": broken.message.vi, "en": broken.message.in_language("en")}
        params = {"message": texts, "unit": unit, "values": shown}
        fault = Fault("check_broken", params)
        column = self.positions_of[items[0]].column if items else None
        position = self._position(broken.unit, items[0]) if items else None
        self.ledger.add(fault, position=position, column=column, path=criterion.code)

    def _position(self, unit: int, item: int) -> int | None:
        if item not in self.found:
            positions = self.positions_of[item].positions
            units = self.rows.unit_of[positions]
            self.found[item] = dict(
                zip(units.tolist(), positions.tolist(), strict=True)
            )
        return self.found[item].get(unit)

    def _refuse_repeated(self, entry: ItemAnswers) -> None:
        for index, first in repeated(self.rows.keys[entry.positions]):
            unit = self.rows.units[self.rows.unit_of[entry.positions[index]]]
            row = self.ledger.table.number(entry.positions[first])
            fault = Fault("answer_twice", {"unit": unit, "first": row})
            self._add_fault(entry, index, fault)

    def _exists(self, entry: ItemAnswers, units: Indices) -> Mask:
        """Return where the criterion exists; an unknown block is a fault of its own."""
        criterion = self.plan.criteria[self.plan.items[entry.item].criterion]
        # Index -1 (no block, no unit) takes the appended element: one fault a row is enough.
        in_block = np.append(~np.isnan(criterion.maxima), True)
        in_unit = np.append(in_block[self.rows.blocks], True)
        return np.asarray(in_unit[units])

    def _refuse_elsewhere(self, entry: ItemAnswers, units: Indices) -> None:
        criterion = self.plan.criteria[self.plan.items[entry.item].criterion]
        if not np.isnan(criterion.maxima).any():
            return
        answered = (
            # "Not applicable" beside a criterion that the block lacks says the same, and is no
            # fault.
            np.isin(entry.cells.states, (State.GIVEN, State.NOT_MEASURED)) & entry.holds
        )
        wrong = answered & ~self._exists(entry, units)
        for index in np.flatnonzero(wrong):
            block = self.plan.blocks[self.rows.blocks[units[index]]].code
            params = {"code": criterion.code, "block": block}
            self._add_fault(entry, index, Fault("criterion_not_in_block", params))
        _clear(entry, wrong)

    def _settle_not_applicable(
        self, entry: ItemAnswers, units: Indices, stages: Indices
    ) -> None:
        claimed = entry.cells.states == State.NOT_APPLICABLE
        if not claimed.any():
            return
        criterion = self.plan.criteria[self.plan.items[entry.item].criterion]
        exists = self._exists(entry, units)
        refused = claimed & exists & (not criterion.may_not_apply)
        for index in np.flatnonzero(refused):
            fault = Fault("criterion_always_applies", {"code": criterion.code})
            self._add_fault(entry, index, fault)
        # What a unit claims itself counts as blank until an appraiser accepts it.
        pending = claimed & ((stages == _SELF) | (self.stage == _SELF))
        _clear(entry, refused | pending | (claimed & ~exists))

    def _add_fault(
        self, entry: ItemAnswers, index: np.integer | int, fault: Fault
    ) -> None:
        position = entry.positions[index]
        self.ledger.add(fault, position=position, column=entry.column, path=entry.path)


def _clear(entry: ItemAnswers, where: Mask) -> None:
    """Set cells to blank."""
    entry.cells.values[where] = np.nan
    entry.cells.states[where] = State.BLANK
