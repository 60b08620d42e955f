"""
Read the cells of one item to values and states.

Numbers that parse take the fast path through Polars. What does not parse, or is a
word, is read once for each different text and spread over the rows that hold it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from opendti.errors import Fault, UnreadableError
from opendti.folding import fold
from opendti.numeric.text import parse_number, parse_truth
from opendti.plan.bounds import value_faults
from opendti.plan.model import PlanItem
from opendti.scoring.answers import State
from opendti.tables.decimal_points import PLAIN, SURE, has_points
from opendti.tables.texts import as_text, coded
from opendti.tables.words import STATES

_NUMBERS = frozenset({"count", "number", "share"})


@dataclass(frozen=True, slots=True)
class Cells:
    """
    One item's values (NaN: none) and states, one a row.

    `is_written` is false for empty cells. `faults` holds the fault at a position; such a
    cell is blank.
    """

    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    is_written: NDArray[np.bool_]
    faults: dict[int, Fault]


def read_cells(item: PlanItem, cells: pl.Series, *, of_machine: bool = False) -> Cells:
    """
    Read the cells of one item.

    Parameters
    ----------
    item
        What is asked for; its type decides how a text is read.
    cells
        Numbers, yes/no or text, one a row; null and NaN are empty.
    of_machine
        The cells are a column of a text file: where one of them is clearly written
        with a decimal point, and none with a comma, all are ("1.234" is a bit over one).

    Notes
    -----
    A cell may also hold the word of a state ("not_applicable", "không áp dụng").
    """
    if cells.dtype.is_decimal():
        cells = cells.cast(pl.Float64)
    if cells.dtype.is_numeric() and item.type in {*_NUMBERS, "yes_no"}:
        values = cells.cast(pl.Float64).fill_null(np.nan).to_numpy(writable=True)
        is_written = ~np.isnan(values)
        states = np.where(is_written, State.GIVEN, State.BLANK).astype(np.uint8)
        read = Cells(values, states, is_written, {})
    elif cells.dtype.is_float():
        # A number, whatever it looks like as a text.
        read = _read_texts(item, as_text(cells.fill_nan(None)), plain=True)
    else:
        texts = as_text(cells)
        read = _read_texts(item, texts, plain=of_machine and has_points(texts))
    read.faults.update(value_faults(item, read.values))
    bad = np.fromiter(read.faults, dtype=np.intp, count=len(read.faults))
    read.values[bad] = np.nan
    read.values[:] += 0.0  # never -0.0
    read.states[bad] = State.BLANK
    return read


def _read_texts(item: PlanItem, texts: pl.Series, *, plain: bool) -> Cells:
    """Read texts; `plain` says that a full stop is a decimal mark in all of them."""
    is_written = texts.is_not_null().to_numpy()
    values = np.full(len(texts), np.nan)
    if item.type in _NUMBERS:
        kind = pl.Int64 if item.type == "count" else pl.Float64
        sure = texts.str.contains(PLAIN if plain else SURE).fill_null(value=False)
        values = (
            texts
            .set(~sure, None)
            .cast(kind, strict=False)
            .cast(pl.Float64)
            .fill_null(np.nan)
            .to_numpy(writable=True)
        )
        values[np.isinf(values)] = np.nan
    states = np.where(np.isnan(values), State.BLANK, State.GIVEN).astype(np.uint8)
    odd = np.flatnonzero(is_written & np.isnan(values))
    faults = _read_words(item, texts, odd, values, states)
    return Cells(values, states, is_written, faults)


def _read_words(
    item: PlanItem,
    texts: pl.Series,
    odd: NDArray[np.intp],
    values: NDArray[np.float64],
    states: NDArray[np.uint8],
) -> dict[int, Fault]:
    """Read each different word once; write into `values` and `states`, return the faults."""
    words = coded(texts.gather(odd))
    read = [read_word(item, word) for word in words.words]
    if not read:
        return {}
    values[odd] = np.array([result[0] for result in read])[words.codes]
    states[odd] = np.array([result[1] for result in read], dtype=np.uint8)[words.codes]
    faults = [fault for _value, _state, fault in read]
    found = (
        (int(row), faults[word]) for row, word in zip(odd, words.codes, strict=True)
    )
    return {row: fault for row, fault in found if fault is not None}


def read_word(item: PlanItem, word: str) -> tuple[float, State, Fault | None]:
    """
    Read one written answer.

    Parameters
    ----------
    item
        What is asked for.
    word
        What is written, not empty.

    Returns
    -------
    tuple
        The value (NaN: none), the state, and what was expected if it cannot be read.
    """
    try:
        return _value(item, word), State.GIVEN, None
    except UnreadableError as error:
        state = STATES.get(fold(word), State.GIVEN)
        fault = error.fault if state == State.GIVEN else None
        return np.nan, State.BLANK if fault else state, fault


def _value(item: PlanItem, word: str) -> float:
    if item.type == "text":
        return float("nan")
    if item.type == "yes_no":
        return float(parse_truth(word))
    if item.type == "choice":
        return _option(item, word)
    return parse_number(word, whole=item.type == "count")


def _option(item: PlanItem, word: str) -> float:
    """Take an option's code first, then its title in either language."""
    for index, option in enumerate(item.options):
        if word == option.code:
            return float(index)
    for index, option in enumerate(item.options):
        if fold(word) in {
            fold(option.code),
            fold(option.title.vi),
            fold(option.title.en or ""),
        }:
            return float(index)
    codes = [option.code for option in item.options]
    raise UnreadableError(Fault("option_expected", {"expected": codes, "found": word}))
