"""The answers of a table, item by item, whichever form they came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, UsageError
from opendti.plan.model import Plan
from opendti.scoring.answers import State
from opendti.tables.cells import Cells, read_cells
from opendti.tables.layout import Layout
from opendti.tables.ledger import Ledger
from opendti.tables.rows import Rows
from opendti.tables.texts import coded
from opendti.tables.words import ITEM, STATE, STATES, VALUE, fold

Places = NDArray[np.intp]

_NONE = -1
_WRONG = -2
_GIVEN_WITHOUT = Fault("given_without_value")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """
    All that a table says of one item.

    `positions` are the rows it stands in, `column` and `path` how a fault names its
    place, `holds` whether a cell says anything (an empty cell of a wide table does not).
    """

    item: int
    column: str
    path: str | None
    positions: Places
    cells: Cells
    holds: NDArray[np.bool_]


def find_entries(
    layout: Layout, plan: Plan, rows: Rows, ledger: Ledger
) -> Iterator[Entry]:
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
            ledger.tell(fault, position=position, column=column)
        yield Entry(
            item, column, None, positions, cells, cells.said & (rows.unit_of >= 0)
        )


def find_items(layout: Layout, plan: Plan, rows: Rows, ledger: Ledger) -> Places:
    """Give the item of each row of the long form; -1 where there is none to give."""
    column = layout.parts[ITEM]
    words = coded(ledger.table.frame[column])
    meanings = [_meaning(plan, word) for word in words.words]
    known = [place if isinstance(place, int) else _WRONG for place in meanings]
    item_of = np.append(np.array(known, dtype=np.intp), _NONE)[words.codes]
    for position in np.flatnonzero((item_of < 0) & (rows.unit_of >= 0)):
        code = words.codes[position]
        meaning = Fault("item_missing") if code < 0 else meanings[code]
        if isinstance(meaning, Fault):
            ledger.tell(meaning, position=position, column=column)
    return np.where((item_of >= 0) & (rows.unit_of >= 0), item_of, _NONE)


def _meaning(plan: Plan, word: str) -> int | Fault:
    try:
        return plan.item_index(word)
    except UsageError as error:
        return error.fault


def _long(layout: Layout, plan: Plan, rows: Rows, ledger: Ledger) -> Iterator[Entry]:
    item_of = find_items(layout, plan, rows, ledger)
    state_of = _states(layout, ledger)
    order = np.argsort(item_of, kind="stable")
    order = order[item_of[order] >= 0]
    starts = np.flatnonzero(np.diff(item_of[order], prepend=_NONE))
    column = layout.parts[VALUE]
    for positions in np.split(order, starts[1:]) if len(order) else []:
        item = int(item_of[positions[0]])
        series = ledger.table.frame[column].gather(positions)
        cells = read_cells(plan.items[item], series, of_machine=ledger.table.is_text)
        path = plan.item_ids[item]
        for place, fault in cells.faults.items():
            ledger.tell(fault, position=positions[place], column=column, path=path)
        if state_of is not None:
            is_text = plan.items[item].type == "text"
            told = _with_states(cells, state_of[positions], is_text=is_text)
            for place, fault in told.items():
                ledger.tell(
                    fault,
                    position=positions[place],
                    column=layout.parts[STATE],
                    path=path,
                )
        yield Entry(
            item, column, path, positions, cells, np.ones(len(positions), dtype=bool)
        )


def _states(layout: Layout, ledger: Ledger) -> Places | None:
    column = layout.parts.get(STATE)
    if column is None:
        return None
    words = coded(ledger.table.frame[column])
    state_of = words.mapped(lambda word: int(STATES.get(fold(word), _WRONG)))
    for position in np.flatnonzero(state_of == _WRONG):
        word = words.words[words.codes[position]]
        params = {"expected": [state.code for state in State], "found": word}
        fault = Fault("option_expected", params)
        ledger.tell(fault, position=position, column=column)
    return state_of


def _with_states(cells: Cells, told: Places, *, is_text: bool) -> dict[int, Fault]:
    """Let the state that is told hold; give what contradicts it by place."""
    named = told >= 0
    given = named & (told == State.GIVEN)
    has_value = cells.states == State.GIVEN
    if is_text:
        has_value = has_value | given
    lacks = given & ~has_value & ~_faulty(cells)
    clash = named & ~given & cells.said & (cells.states != told)
    cells.states[named] = told[named]
    bad = lacks | clash | (named & _faulty(cells))
    cells.states[bad] = State.BLANK
    cells.values[cells.states != State.GIVEN] = np.nan
    faults = {int(place): _GIVEN_WITHOUT for place in np.flatnonzero(lacks)}
    for place in np.flatnonzero(clash & ~_faulty(cells)):
        state = State(int(told[place])).code
        faults[int(place)] = Fault("value_beside_state", {"state": state})
    return faults


def _faulty(cells: Cells) -> NDArray[np.bool_]:
    faulty = np.zeros(len(cells.states), dtype=bool)
    faulty[list(cells.faults)] = True
    return faulty
