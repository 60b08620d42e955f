"""The answers of a table, item by item, of the long or the wide form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, UsageError
from opendti.folding import fold
from opendti.plan.model import Plan
from opendti.scoring.answers import State
from opendti.tables.cells import Cells, read_cells
from opendti.tables.layout import AnswersLayout
from opendti.tables.ledger import Ledger
from opendti.tables.rows import Rows
from opendti.tables.texts import coded
from opendti.tables.words import ITEM, STATE, STATES, VALUE

Indices = NDArray[np.intp]

_NONE = -1
_WRONG = -2
_GIVEN_WITHOUT = Fault("given_without_value")


@dataclass(frozen=True, slots=True, eq=False)
class ItemAnswers:
    """
    The answers to one item.

    `positions` are its rows, `column` and `path` name them in a fault, `holds` is whether a
    cell is an answer (an empty cell of a wide table is none).
    """

    item: int
    column: str
    path: str | None
    positions: Indices
    cells: Cells
    holds: NDArray[np.bool_]


def find_entries(
    layout: AnswersLayout, plan: Plan, rows: Rows, ledger: Ledger
) -> Iterator[ItemAnswers]:
    """Read the table item by item; faults go to the ledger."""
    if layout.is_long:
        yield from _long(layout, plan, rows, ledger)
        return
    positions = np.arange(ledger.table.frame.height, dtype=np.intp)
    for column, item in layout.items:
        cells = read_cells(
            plan.items[item],
            ledger.table.frame[column],
            of_machine=ledger.table.is_text,
        )
        for position, fault in cells.faults.items():
            ledger.add(fault, position=position, column=column)
        yield ItemAnswers(
            item, column, None, positions, cells, cells.is_written & (rows.unit_of >= 0)
        )


def find_items(
    layout: AnswersLayout, plan: Plan, rows: Rows, ledger: Ledger
) -> Indices:
    """
    Return the item of each row of the long form.

    Returns
    -------
    ndarray of intp
        One a row of the table: the item's column in the plan; negative where there is none,
        whose fault is in the ledger unless the row has no unit either.
    """
    column = layout.parts[ITEM]
    words = coded(ledger.table.frame[column])
    meanings = [_meaning(plan, word) for word in words.words]
    known = [meaning if isinstance(meaning, int) else _WRONG for meaning in meanings]
    # Code -1, an empty cell, indexes the appended last element.
    item_of = np.append(np.array(known, dtype=np.intp), _NONE)[words.codes]
    for position in np.flatnonzero((item_of < 0) & (rows.unit_of >= 0)):
        code = words.codes[position]
        meaning = Fault("item_missing") if code < 0 else meanings[code]
        if isinstance(meaning, Fault):
            ledger.add(meaning, position=position, column=column)
    return np.where((item_of >= 0) & (rows.unit_of >= 0), item_of, _NONE)


def _meaning(plan: Plan, word: str) -> int | Fault:
    try:
        return plan.item_index(word)
    except UsageError as error:
        return error.fault


def _long(
    layout: AnswersLayout, plan: Plan, rows: Rows, ledger: Ledger
) -> Iterator[ItemAnswers]:
    item_of = find_items(layout, plan, rows, ledger)
    state_of = _states(layout, ledger)
    # Stable, so that the rows of one item keep the order of the file, which faults name.
    order = np.argsort(item_of, kind="stable")
    order = order[item_of[order] >= 0]
    starts = np.flatnonzero(np.diff(item_of[order], prepend=_NONE))
    column = layout.parts[VALUE]
    for positions in np.split(order, starts[1:]) if len(order) else []:
        item = int(item_of[positions[0]])
        series = ledger.table.frame[column].gather(positions)
        cells = read_cells(plan.items[item], series, of_machine=ledger.table.is_text)
        path = plan.item_ids[item]
        for index, fault in cells.faults.items():
            ledger.add(fault, position=positions[index], column=column, path=path)
        if state_of is not None:
            is_text = plan.items[item].type == "text"
            contradictions = _with_states(cells, state_of[positions], is_text=is_text)
            for index, fault in contradictions.items():
                ledger.add(
                    fault,
                    position=positions[index],
                    column=layout.parts[STATE],
                    path=path,
                )
        yield ItemAnswers(
            item, column, path, positions, cells, np.ones(len(positions), dtype=bool)
        )


def _states(layout: AnswersLayout, ledger: Ledger) -> Indices | None:
    column = layout.parts.get(STATE)
    if column is None:
        return None
    words = coded(ledger.table.frame[column])
    state_of = words.mapped(lambda word: int(STATES.get(fold(word), _WRONG)))
    for position in np.flatnonzero(state_of == _WRONG):
        word = words.words[words.codes[position]]
        params = {"expected": [state.code for state in State], "found": word}
        fault = Fault("option_expected", params)
        ledger.add(fault, position=position, column=column)
    return state_of


def _with_states(
    cells: Cells, named_states: Indices, *, is_text: bool
) -> dict[int, Fault]:
    """Apply the states of the column `state`; return the faults where a value contradicts them."""
    named = named_states >= 0
    given = named & (named_states == State.GIVEN)
    has_value = cells.states == State.GIVEN
    # The arrays hold numbers alone: a text counts as given without a value.
    if is_text:
        has_value = has_value | given
    # A cell that cannot be read has its fault already.
    lacks = given & ~has_value & ~_faulty(cells)
    clash = named & ~given & cells.is_written & (cells.states != named_states)
    cells.states[named] = named_states[named]
    bad = lacks | clash | (named & _faulty(cells))
    # A table with faults is refused, but its cells are still read by the checks that follow.
    cells.states[bad] = State.BLANK
    cells.values[cells.states != State.GIVEN] = np.nan
    faults = {int(index): _GIVEN_WITHOUT for index in np.flatnonzero(lacks)}
    for index in np.flatnonzero(clash & ~_faulty(cells)):
        state = State(int(named_states[index])).code
        faults[int(index)] = Fault("value_beside_state", {"state": state})
    return faults


def _faulty(cells: Cells) -> NDArray[np.bool_]:
    faulty = np.zeros(len(cells.states), dtype=bool)
    faulty[list(cells.faults)] = True
    return faulty
