"""
The table of answers: values and states over (…, unit, item).

NaN in `values` means "no value"; `states` holds the reason. A value is a number
exactly where the state is given (a text item, which is never scored, is given and NaN).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, TableError
from opendti.naming import find_name
from opendti.plan.bounds import value_faults
from opendti.plan.model import Plan, PlanItem


class State(IntEnum):
    """Whether a value is given, or why it is missing."""

    GIVEN = 0
    BLANK = 1
    NOT_APPLICABLE = 2
    NOT_MEASURED = 3

    @property
    def code(self) -> str:
        """Return the word used in files: `given`, `blank`, `not_applicable`, `not_measured`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of the long form. Without a state, a value is given and None is blank."""

    unit: str
    item: str
    value: float | str | bool | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """
    Answers of units to a plan's items.

    Attributes
    ----------
    units
        The codes of the units, length U.
    blocks
        (U,) the index of each unit's block in `plan.blocks`.
    values
        (…, U, I) float64; NaN where there is no value. Yes is 1, no is 0, a choice
        is the index of its option.
    states
        (…, U, I) uint8 of `State`.
    """

    units: tuple[str, ...]
    blocks: NDArray[np.intp]
    values: NDArray[np.float64]
    states: NDArray[np.uint8]

    @classmethod
    def of_values(
        cls, units: Sequence[str], blocks: NDArray[np.intp], values: NDArray[np.float64]
    ) -> Answers:
        """Return answers of values alone: a number is given, NaN is blank."""
        states = np.isnan(values).view(np.uint8)
        return cls(tuple(units), blocks, values, states)

    @classmethod
    def empty(cls, plan: Plan, units: Sequence[str], blocks: Sequence[str]) -> Answers:
        """Return a table without answers, to be filled in; its states are `default_states`."""
        indices = np.array([plan.block_index(code) for code in blocks], dtype=np.intp)
        values = np.full((len(units), len(plan.items)), np.nan)
        states = np.tile(default_states(plan), (len(units), 1))
        return cls(tuple(units), indices, values, states)

    def unit_index(self, unit: str) -> int | None:
        """Return the row of a unit, None where there is none; `opendti.naming` compares names."""
        return find_name(unit, self.units)


def default_states(plan: Plan) -> NDArray[np.uint8]:
    """Return the state of each item (I,) where nobody has answered it, its criterion's default."""
    by_code = {state.code: state for state in State}
    criteria = (plan.criteria[item.criterion] for item in plan.items)
    return np.array(
        [by_code[criterion.default_state] for criterion in criteria], dtype=np.uint8
    )


def build_answers(
    plan: Plan, rows: Iterable[AnswerRow], blocks: Mapping[str, str]
) -> Answers:
    """
    Build answers from rows of the long form.

    Parameters
    ----------
    plan
        The plan whose items the rows answer.
    rows
        At most one row a cell; cells without a row have their `default_states`. Numbers, True and
        False, and the code of an option are values, of which each item takes those within its
        bounds; None is no value.
    blocks
        For each unit, in order, the code of its block.

    Raises
    ------
    TableError
        With every unknown unit, unknown item, double cell or value that does not
        fit its item.
    """
    answers = Answers.empty(plan, tuple(blocks), tuple(blocks.values()))
    filled: dict[tuple[int, int], str] = {}
    faults = list(_fill_rows(plan, answers, rows, filled))
    faults.extend(_out_of_range(plan, answers, filled))
    if faults:
        raise TableError(faults)
    return answers


def _fill_rows(
    plan: Plan,
    answers: Answers,
    rows: Iterable[AnswerRow],
    filled: dict[tuple[int, int], str],
) -> Iterator[Fault]:
    """Fill in the rows, and yield the fault of each that cannot be; `filled` gets the cells' names."""
    known = {unit: row for row, unit in enumerate(answers.units)}
    fault: Fault | None
    for row in rows:
        unit, column = known.get(row.unit), plan.addresses.get(row.item)
        if unit is None or column is None:
            no_unit = Fault("no_unit", {"unit": row.unit})
            fault = no_unit if unit is None else Fault("no_item", {"code": row.item})
        elif (unit, column) in filled:
            fault = Fault("cell_twice")
        else:
            filled[unit, column] = f"{row.unit} {row.item}"
            fault = _fill(answers, unit, column, row, plan.items[column])
        if fault is not None:
            yield replace(fault, path=f"{row.unit} {row.item}")


def _out_of_range(
    plan: Plan, answers: Answers, paths: Mapping[tuple[int, int], str]
) -> Iterator[Fault]:
    """Yield the fault of each value that its item does not take; `paths` names its cell."""
    for column, item in enumerate(plan.items):
        for unit, fault in value_faults(item, answers.values[:, column]).items():
            yield replace(fault, path=paths[unit, column])


def _fill(
    answers: Answers, unit: int, column: int, row: AnswerRow, item: PlanItem
) -> Fault | None:
    state = row.state
    if state is None:
        state = State.BLANK if row.value is None else State.GIVEN
    if state is not State.GIVEN:
        if row.value is not None:
            return Fault("value_with_state", {"state": state.code})
        answers.states[unit, column] = state
        return None
    if item.type == "text":
        answers.states[unit, column] = State.GIVEN
        return None
    value = _number(row.value, item)
    if value is None:
        return Fault("value_of_other_type", {"found": row.value, "type": item.type})
    answers.values[unit, column] = value
    answers.states[unit, column] = State.GIVEN
    return None


def _number(value: float | str | bool | None, item: PlanItem) -> float | None:  # noqa: FBT001 -- a yes or no is a value
    if isinstance(value, str):
        codes = [option.code for option in item.options]
        return float(codes.index(value)) if value in codes else None
    # NaN is no value either; a state says that there is none.
    return None if value is None or math.isnan(value) else float(value)
