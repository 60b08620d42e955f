"""The column of units: equal names are merged, deceptive names and rows of totals refused."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl
from numpy.typing import NDArray

from opendti.errors import Fault
from opendti.naming import ZERO_WIDTH, find_disguise, identity
from opendti.tables.ledger import Ledger
from opendti.tables.texts import CodedTexts, coded
from opendti.tables.totals import MAY_BE_TOTAL, is_total, numbers_columns

_MAY_DECEIVE = (
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]|"
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\uff21-\uff5a\U0001d400-\U0001d7ff]"
    r"|[\p{L}--\p{Latin}]"
)
"""A first look over all names at once; `find_disguise` decides."""
_DISGUISES = {
    "control": "name_control",
    "bidirectional": "name_bidirectional",
    "mixed_scripts": "name_mixed_scripts",
    "styled_letters": "name_styled_letters",
}


def read_units(
    ledger: Ledger, column: str, allowed: Collection[str] = ()
) -> CodedTexts:
    """
    Return the units of a column.

    Parameters
    ----------
    column
        The column that names the units.
    allowed
        Names that are units though they look like rows of totals.

    Returns
    -------
    CodedTexts
        The names as their first rows write them, and each row's index among them.
    """
    units = named(coded(ledger.table.frame[column]))
    words = pl.Series(units.words, dtype=pl.String)
    for index in words.str.contains(_MAY_DECEIVE).arg_true():
        disguise = find_disguise(units.words[index])
        if disguise:
            fault = Fault(_DISGUISES[disguise], {"name": units.words[index]})
            _add(ledger, column, units, index, fault)
    known = {identity(name) for name in allowed}
    for index in words.str.contains(MAY_BE_TOTAL).arg_true():
        name = units.words[index]
        if is_total(name) and identity(name) not in known:
            _add(ledger, column, units, index, Fault("total_row", {"name": name}))
    _refuse_column_numbers(ledger, column, known)
    return units


def _refuse_column_numbers(ledger: Ledger, column: str, known: set[str]) -> None:
    frame = ledger.table.frame
    if not len(frame) or not numbers_columns(frame.row(0)):
        return
    name = str(frame[column][0])
    if identity(name) not in known:
        fault = Fault("column_numbers", {"name": name})
        ledger.add(fault, position=0, column=column)


def named(units: CodedTexts) -> CodedTexts:
    """Merge names that differ only in composition, spaces and case."""
    keys = identities(pl.Series(units.words, dtype=pl.String))
    if keys.n_unique() == len(keys) and not (keys == "").any():
        return units
    merged = coded(keys)
    firsts = np.unique(merged.codes[merged.codes >= 0], return_index=True)[1]
    filled = np.flatnonzero(merged.codes >= 0)
    words = tuple(units.words[index] for index in filled[firsts])
    return CodedTexts(words, np.append(merged.codes, -1)[units.codes])


def identities(names: pl.Series) -> pl.Series:
    """Return `identity` of each name, of all names at once."""
    is_odd = (names.str.len_bytes() > names.str.len_chars()) | names.str.contains(
        r"^\s|\s$|\s{2}|[\t\n\r\v\f]"
    )
    if not is_odd.any():
        return names.str.to_lowercase()
    odd = (
        names
        .filter(is_odd)
        .str.replace_all(f"[{ZERO_WIDTH}]", "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
        .str.normalize("NFC")
    )
    return names.scatter(is_odd.arg_true(), odd).str.to_lowercase()


def _add(
    ledger: Ledger, column: str, units: CodedTexts, index: int, fault: Fault
) -> None:
    position: NDArray[np.intp] = np.flatnonzero(units.codes == index)
    ledger.add(fault, position=position[0], column=column)
