"""Answers put into their cells: which stage holds, what may be said where."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.checks import BrokenCheck
from opendti.tables.entries import Entry
from opendti.tables.ledger import Ledger
from opendti.tables.rows import Rows, repeated
from opendti.tables.words import STAGES

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

_SELF = STAGES["self"]


@dataclass(frozen=True, slots=True, eq=False)
class _Trace:
    """Where an item's answers stood, to name the place of a fault found later."""

    column: str
    positions: Places


@dataclass(slots=True, eq=False)
class Placing:
    """The two arrays of answers while they are filled, item by item."""

    plan: Plan
    rows: Rows
    ledger: Ledger
    stage: int
    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    traces: dict[int, _Trace] = field(default_factory=dict)
    found: dict[int, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def start(cls, plan: Plan, rows: Rows, ledger: Ledger, stage: int) -> Placing:
        """Begin with cells of which nobody has said anything."""
        shape = (len(rows.units), len(plan.items))
        values = np.full(shape, np.nan)
        states = np.full(shape, State.BLANK, dtype=np.uint8)
        return cls(plan, rows, ledger, stage, values, states)

    def answers(self) -> Answers:
        """Give what was placed; a unit whose block is not told is at fault anyway."""
        blocks = np.maximum(self.rows.blocks, 0)
        return Answers(self.rows.units, blocks, self.values, self.states)

    def place(self, entry: Entry) -> None:
        """Put the answers to one item where they belong, a higher stage over a lower."""
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
        self.traces[entry.item] = _Trace(entry.column, entry.positions[placed])

    def tell_broken(self, broken: BrokenCheck) -> None:
        """Note a check that fails: its row, its unit, and the values that fail it."""
        criterion = self.plan.criteria[broken.criterion]
        unit, values = self.rows.units[broken.unit], self.values[broken.unit]
        items = [
            item
            for item in broken.items
            if item in self.traces and not np.isnan(values[item])
        ]
        shown = ", ".join(
            f"{self.plan.items[item].code} = {values[item]:.15g}" for item in items
        )
        texts = {"vi": broken.message.vi, "en": broken.message.in_language("en")}
        params = {"message": texts, "unit": unit, "values": shown}
        fault = Fault("check_broken", params)
        column = self.traces[items[0]].column if items else None
        position = self._position(broken.unit, items[0]) if items else None
        self.ledger.tell(fault, position=position, column=column, path=criterion.code)

    def _position(self, unit: int, item: int) -> int | None:
        if item not in self.found:
            positions = self.traces[item].positions
            units = self.rows.unit_of[positions]
            self.found[item] = dict(
                zip(units.tolist(), positions.tolist(), strict=True)
            )
        return self.found[item].get(unit)

    def _refuse_repeated(self, entry: Entry) -> None:
        for place, first in repeated(self.rows.keys[entry.positions]):
            unit = self.rows.units[self.rows.unit_of[entry.positions[place]]]
            row = self.ledger.table.number(entry.positions[first])
            fault = Fault("answer_twice", {"unit": unit, "first": row})
            self._tell(entry, place, fault)

    def _exists(self, entry: Entry, units: Places) -> Mask:
        """Tell where the criterion exists; an unknown block is a fault of its own."""
        criterion = self.plan.criteria[self.plan.items[entry.item].criterion]
        in_block = np.append(~np.isnan(criterion.maxima), True)
        in_unit = np.append(in_block[self.rows.blocks], True)
        return np.asarray(in_unit[units])

    def _refuse_elsewhere(self, entry: Entry, units: Places) -> None:
        criterion = self.plan.criteria[self.plan.items[entry.item].criterion]
        if not np.isnan(criterion.maxima).any():
            return
        said = (
            np.isin(entry.cells.states, (State.GIVEN, State.NOT_MEASURED)) & entry.holds
        )
        wrong = said & ~self._exists(entry, units)
        for place in np.flatnonzero(wrong):
            block = self.plan.blocks[self.rows.blocks[units[place]]].code
            params = {"code": criterion.code, "block": block}
            self._tell(entry, place, Fault("criterion_not_in_block", params))
        _clear(entry, wrong)

    def _settle_not_applicable(
        self, entry: Entry, units: Places, stages: Places
    ) -> None:
        claimed = entry.cells.states == State.NOT_APPLICABLE
        if not claimed.any():
            return
        criterion = self.plan.criteria[self.plan.items[entry.item].criterion]
        exists = self._exists(entry, units)
        refused = claimed & exists & (not criterion.may_not_apply)
        for place in np.flatnonzero(refused):
            fault = Fault("criterion_always_applies", {"code": criterion.code})
            self._tell(entry, place, fault)
        pending = claimed & ((stages == _SELF) | (self.stage == _SELF))
        _clear(entry, refused | pending | (claimed & ~exists))

    def _tell(self, entry: Entry, place: np.integer | int, fault: Fault) -> None:
        position = entry.positions[place]
        self.ledger.tell(fault, position=position, column=entry.column, path=entry.path)


def _clear(entry: Entry, where: Mask) -> None:
    """Make cells blank."""
    entry.cells.values[where] = np.nan
    entry.cells.states[where] = State.BLANK
