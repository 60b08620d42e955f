"""The meaning of the columns of a table of answers, by the header alone."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass, replace

from opendti.errors import Fault, TableError, UsageError
from opendti.folding import fold
from opendti.plan.model import Plan
from opendti.tables.table import Table
from opendti.tables.words import (
    IGNORED,
    ITEM,
    NOT_READ,
    PARTS,
    SHOWN,
    STATE,
    UNIT,
    VALUE,
)

_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class AnswersLayout:
    """
    The columns by meaning.

    `parts` gives for "unit", "item", "value", "state", "block", "stage" the column's
    name. `items` pairs a column with an item's index; it is empty in the long form.
    `skipped` are the columns that nothing is read from, such as numbers of lines and
    notes.
    """

    parts: dict[str, str]
    items: tuple[tuple[str, int], ...]
    skipped: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Return whether each row is one answer."""
        return VALUE in self.parts


def find_layout(table: Table, plan: Plan) -> AnswersLayout:
    """
    Find every column's meaning, and whether the table is long or wide.

    Parameters
    ----------
    table
        A table of answers.
    plan
        Knows the items and their addresses.

    Raises
    ------
    TableError
        Missing columns, two columns of one meaning, unknown items.
    """
    parts, others, faults = _parts(table, plan)
    skipped = [name for name in others if PARTS.get(fold(name)) == NOT_READ]
    # Known columns that hold no answers, as offices keep them: line numbers, notes.
    others = [name for name in others if name not in skipped]
    is_long = ITEM in parts or VALUE in parts
    needed = (UNIT, ITEM, VALUE) if is_long else (UNIT,)
    faults += [
        Fault("column_expected", {"column": SHOWN[part]}, file=table.file)
        for part in needed
        if part not in parts
    ]
    if is_long:
        faults += _misspelt(table, others)
        skipped += others
        items: tuple[tuple[str, int], ...] = ()
    else:
        items = _items(table, plan, others, faults)
        faults += _unfit(table, parts, others, plan)
    if faults:
        raise TableError(faults)
    return AnswersLayout(parts, items, tuple(skipped))


def _parts(table: Table, plan: Plan) -> tuple[dict[str, str], list[str], list[Fault]]:
    found: dict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for column in table.columns:
        # An item may have the code `value` or `note`: its address comes before the part's name.
        part = None if column in plan.addresses else PARTS.get(fold(column))
        if part is None or part == NOT_READ:
            others.append(column)
        elif part != IGNORED:
            found[part].append(column)
    faults = [
        Fault(
            "column_meant_twice",
            {"column": columns[0]},
            file=table.file,
            column=column,
        )
        for columns in found.values()
        for column in columns[1:]
    ]
    return {part: columns[0] for part, columns in found.items()}, others, faults


def _misspelt(table: Table, others: list[str]) -> list[Fault]:
    """Refuse what may be a misspelt part: ignoring it would lose answers silently."""
    faults = []
    for column in others:
        near = difflib.get_close_matches(fold(column), list(PARTS), n=1, cutoff=_NEAR)
        if near:
            fault = Fault("column_misspelt", {"close": PARTS[near[0]]})
            faults.append(replace(fault, file=table.file, column=column))
    return faults


def _items(
    table: Table, plan: Plan, others: list[str], faults: list[Fault]
) -> tuple[tuple[str, int], ...]:
    found: dict[int, str] = {}
    for column in others:
        try:
            item = plan.item_index(column)
        except UsageError as error:
            faults.append(replace(error.fault, file=table.file, column=column))
            continue
        if item in found:
            fault = Fault("column_meant_twice", {"column": found[item]})
            faults.append(replace(fault, file=table.file, column=column))
        found.setdefault(item, column)
    return tuple((column, item) for item, column in found.items())


def _unfit(
    table: Table, parts: dict[str, str], others: list[str], plan: Plan
) -> list[Fault]:
    faults = []
    if STATE in parts:
        column = parts[STATE]
        faults.append(Fault("state_column", file=table.file, column=column))
    if UNIT in parts and not others:
        params = {"framework": plan.framework, "example": plan.item_ids[0]}
        faults.append(Fault("no_item_column", params, file=table.file))
    return faults
