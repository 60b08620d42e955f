"""The unit, the block and the stage of each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault
from opendti.folding import fold
from opendti.plan.model import Plan
from opendti.tables.layout import AnswersLayout
from opendti.tables.ledger import Ledger
from opendti.tables.texts import CodedTexts, coded
from opendti.tables.unit_names import read_units
from opendti.tables.words import BLOCK, STAGE, STAGES, UNIT

Indices = NDArray[np.intp]

_WRONG = -2
_STAGES = 4  # none named, self, appraised, final


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """
    Units in order of appearance, and what each row of the table belongs to.

    `unit_of` holds for each row the index of its unit (-1: an empty row), `stage_of`
    the number of its stage (-1: none named), `blocks` for each unit the index of its
    block (-1: none named).
    """

    units: tuple[str, ...]
    unit_of: Indices
    stage_of: Indices
    blocks: Indices

    @property
    def is_staged(self) -> bool:
        """Return whether any row names a stage."""
        return bool((self.stage_of >= 0).any())

    @property
    def keys(self) -> Indices:
        """Return one number a row for its unit and stage, so that equal ones are of one cell."""
        return self.unit_of * _STAGES + self.stage_of + 1


def find_rows(
    layout: AnswersLayout, plan: Plan, ledger: Ledger, allowed: Collection[str] = ()
) -> Rows:
    """
    Read the columns of units, blocks and stages; faults go to the ledger.

    Parameters
    ----------
    allowed
        Names that are units though they look like rows of totals.
    """
    frame = ledger.table.frame
    units = read_units(ledger, layout.parts[UNIT], allowed)
    for position in np.flatnonzero(units.codes < 0):
        if any(cell is not None for cell in frame.row(int(position))):
            column = layout.parts[UNIT]
            ledger.add(Fault("unit_missing"), position=position, column=column)
    if not units.words and not ledger.faults:
        ledger.add(Fault("no_rows"))
    stages = _stages(layout, ledger)
    if len(plan.blocks) == 1:
        blocks = np.zeros(len(units.words), dtype=np.intp)
    else:
        blocks = _blocks(layout, plan, ledger, units)
    return Rows(units.words, units.codes, stages, blocks)


def repeated(keys: Indices) -> Iterator[tuple[int, int]]:
    """
    Find repeated keys.

    Parameters
    ----------
    keys
        One number for each thing.

    Yields
    ------
    tuple of int
        The index of a repetition, and the index of the first of its kind.

    Examples
    --------
    >>> list(repeated(np.array([7, 3, 7, 7])))
    [(2, 0), (3, 0)]
    """
    order = np.argsort(keys, kind="stable")
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[order][1:] != keys[order][:-1]
    firsts = order[is_first][np.cumsum(is_first) - 1]
    for index in np.flatnonzero(~is_first):
        yield int(order[index]), int(firsts[index])


def _stages(layout: AnswersLayout, ledger: Ledger) -> Indices:
    column = layout.parts.get(STAGE)
    if column is None:
        return np.full(ledger.table.frame.height, -1, dtype=np.intp)
    stages = coded(ledger.table.frame[column])
    stage_of = stages.mapped(lambda word: STAGES.get(fold(word), _WRONG))
    for position, word in _wrong_words(stages, stage_of):
        fault = Fault("stage_expected", {"found": word})
        ledger.add(fault, position=position, column=column)
    return np.maximum(stage_of, -1)


def _blocks(
    layout: AnswersLayout, plan: Plan, ledger: Ledger, units: CodedTexts
) -> Indices:
    """Return the block that each unit's first row names."""
    listed = ", ".join(block.code for block in plan.blocks)
    blocks = np.full(len(units.words), -1, dtype=np.intp)
    column = layout.parts.get(BLOCK)
    if column is None:
        ledger.add(Fault("block_column_expected", {"blocks": listed}))
        return blocks
    block_of = _block_of_rows(plan, ledger, column, listed)
    named = np.flatnonzero((block_of >= 0) & (units.codes >= 0))
    # Written backwards, so that of several rows the first is what remains.
    blocks[units.codes[named[::-1]]] = block_of[named[::-1]]
    for position in named[block_of[named] != blocks[units.codes[named]]]:
        unit = units.codes[position]
        first, found = (
            plan.blocks[blocks[unit]].code,
            plan.blocks[block_of[position]].code,
        )
        params = {"unit": units.words[unit], "first": first, "found": found}
        fault = Fault("block_differs", params)
        ledger.add(fault, position=position, column=column)
    _add_missing(ledger, column, units, block_of, listed)
    return blocks


def _block_of_rows(plan: Plan, ledger: Ledger, column: str, listed: str) -> Indices:
    known = {
        fold(name): index
        for index, block in enumerate(plan.blocks)
        for name in (block.title.en or "", block.title.vi, block.code)
    }
    words = coded(ledger.table.frame[column])
    block_of = words.mapped(lambda word: known.get(fold(word), _WRONG))
    for position, word in _wrong_words(words, block_of):
        fault = Fault("option_expected", {"expected": listed, "found": word})
        ledger.add(fault, position=position, column=column)
    return block_of


def _add_missing(
    ledger: Ledger, column: str, units: CodedTexts, block_of: Indices, listed: str
) -> None:
    """Name each unit of which no row names a block, once, at its first row."""
    has_block = np.zeros(len(units.words), dtype=bool)
    has_block[units.codes[(block_of != -1) & (units.codes >= 0)]] = True
    missing = np.flatnonzero(~has_block)
    if not len(missing):
        return
    words, firsts = np.unique(units.codes, return_index=True)
    first_row = dict(zip(words.tolist(), firsts.tolist(), strict=True))
    for unit in missing.tolist():
        params = {"unit": units.words[unit], "expected": listed}
        fault = Fault("block_missing", params)
        ledger.add(fault, position=first_row[unit], column=column)


def _wrong_words(words: CodedTexts, meanings: Indices) -> Iterator[tuple[int, str]]:
    """Yield the position and the text of every word that means nothing."""
    for position in np.flatnonzero(meanings == _WRONG).tolist():
        yield position, words.words[words.codes[position]]
