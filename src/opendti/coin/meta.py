"""Reads the metadata table iMeta, with all faults at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opendti.definitions import CODE
from opendti.errors import Fault, TableError, UnreadableError
from opendti.numeric.text import parse_number, parse_truth
from opendti.tables.ledger import Ledger
from opendti.tables.table import Table

NEEDED = ("Level", "iCode", "Parent", "Direction", "Weight", "Type")
TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
IN_TREE = frozenset({"Indicator", "Aggregate"})
NOTHING = frozenset({"", "NA", "NaN", "NULL"})
"""How R, Excel and people write that there is nothing."""
NUMBERS = (
    "Target",
    "goalpost_lower",
    "goalpost_upper",
    "goalpost_scale",
    "minmax_lower",
    "minmax_upper",
    "zscore_mean",
    "zscore_sd",
)
"""Optional columns that hold numbers, by COINr's names."""


@dataclass(frozen=True, slots=True)
class MetaEntry:
    """One row of iMeta; `extra` are the numbers of its optional columns."""

    position: int
    code: str
    name: str
    type: str
    level: int = 0
    parent: str | None = None
    direction: int = 1
    weight: float = 1.0
    denominator: str | None = None
    unit: str | None = None
    extra: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meta:
    """The entries by code, in the order of the table."""

    entries: dict[str, MetaEntry]

    def of_type(self, *types: str) -> list[MetaEntry]:
        """Return the entries of some types."""
        return [entry for entry in self.entries.values() if entry.type in types]

    def children(self, code: str) -> list[MetaEntry]:
        """Return the entries below one."""
        return [entry for entry in self.of_type(*IN_TREE) if entry.parent == code]

    @property
    def top(self) -> MetaEntry:
        """Return the index itself."""
        return max(self.of_type("Aggregate"), key=lambda entry: entry.level)


def cell_text(cell: object) -> str | None:
    """Return a cell's text, None where it is empty."""
    if cell is None:
        return None
    # 17 digits give every float back; a code such as 1 is stored as the float 1.0 by Excel.
    text = f"{cell:.17g}" if isinstance(cell, float) else str(cell).strip()
    return None if text in NOTHING else text


def read_meta(table: Table) -> Meta:
    """
    Read iMeta.

    Raises
    ------
    TableError
        With every fault of the table: row, column, and what was expected.
    """
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise TableError([
            Fault("column_missing", file=table.file, column=name) for name in missing
        ])
    ledger = Ledger(table)
    entries: dict[str, MetaEntry] = {}
    for row in table.rows():
        entry = _MetaRow(row.cells, row.number - table.first_row, ledger).entry()
        # The first entry stays, so that the tree below it is still checked in the same pass.
        if entry is not None and entry.code in entries:
            first = table.number(entries[entry.code].position)
            fault = Fault("coin_code_twice", {"code": entry.code, "first": first})
            ledger.add(fault, position=entry.position, column="iCode")
        elif entry is not None:
            entries[entry.code] = entry
    meta = Meta(entries)
    _check_tree(meta, ledger)
    faults = ledger.finish()
    if faults:
        raise TableError(faults)
    return meta


@dataclass(frozen=True, slots=True)
class _MetaRow:
    cells: Mapping[str, Any]
    position: int
    ledger: Ledger

    def entry(self) -> MetaEntry | None:
        """Read the row; None where it has no code or no type to know it by."""
        # Both are read before either is missed: all faults of a row at once.
        code, kind = self._code(), self._type()
        if code is None or kind is None:
            return None
        in_tree = kind in IN_TREE
        extra = {name: self._number(name) for name in NUMBERS}
        return MetaEntry(
            position=self.position,
            code=code,
            name=self._text("iName") or code,
            type=kind,
            level=self._level() if in_tree else 0,
            parent=self._text("Parent") if in_tree else None,
            direction=self._direction() if in_tree else 1,
            weight=self._weight() if in_tree else 1.0,
            denominator=self._text("Denominator") if kind == "Indicator" else None,
            unit=self._text("Unit"),
            extra={name: number for name, number in extra.items() if number is not None}
            | self._capped(),
        )

    def _text(self, column: str) -> str | None:
        return cell_text(self.cells.get(column))

    def _add(self, fault: Fault, column: str) -> None:
        self.ledger.add(fault, position=self.position, column=column)

    def _code(self) -> str | None:
        code = self._text("iCode")
        if code is None:
            self._add(Fault("coin_code_missing"), "iCode")
            return None
        if not re.fullmatch(CODE, code):
            self._add(Fault("coin_code_expected", {"found": code}), "iCode")
        return code

    def _type(self) -> str | None:
        text = self._text("Type")
        if text not in TYPES:
            params = {"expected": list(TYPES), "found": text or ""}
            self._add(Fault("option_expected", params), "Type")
            return None
        return text

    def _number(self, column: str) -> float | None:
        text = self._text(column)
        if text is None:
            return None
        try:
            return parse_number(text, plain=True)
        except UnreadableError as error:
            self._add(error.fault, column)
            return None

    def _level(self) -> int:
        level = self._number("Level")
        if level is None or level < 1 or level != int(level):
            self._add(Fault("coin_level"), "Level")
            return 0
        return int(level)

    def _is_open(self, column: str) -> bool:
        """Return whether a cell may be empty: an aggregate's, where 1 changes nothing."""
        return self._text("Type") == "Aggregate" and self._text(column) is None

    def _direction(self) -> int:
        if self._is_open("Direction"):
            return 1
        direction = self._number("Direction")
        if direction not in {1.0, -1.0}:
            self._add(Fault("coin_direction"), "Direction")
            return 1
        return int(direction)

    def _weight(self) -> float:
        if self._is_open("Weight") and self._text("Parent") is None:
            return 1.0  # the index itself, which nothing is weighed against
        weight = self._number("Weight")
        if weight is None or weight < 0:
            self._add(Fault("coin_weight"), "Weight")
            return 1.0
        return weight

    def _capped(self) -> dict[str, float]:
        capped: dict[str, float] = {}
        for column in ("goalpost_trunc2posts", "dist2targ_cap_max"):
            text = self._text(column)
            if text is None:
                continue
            try:
                capped[column] = float(parse_truth(text))
            except UnreadableError:
                self._add(Fault("coin_truth", {"found": text}), column)
        return capped


def _check_tree(meta: Meta, ledger: Ledger) -> None:
    """Check that indicators and aggregates are one tree, level upon level."""
    # Groups, denominators and other columns are outside COINr's tree of levels.
    tree = meta.of_type(*IN_TREE)
    levels = Counter(entry.level for entry in tree)
    highest = max(levels, default=0)
    if not meta.of_type("Aggregate") or not meta.of_type("Indicator"):
        ledger.add(Fault("coin_no_tree"), column="Type")
        return
    # COINr aggregates to one index at the highest level.
    if levels[highest] > 1:
        params = {"level": highest, "found": levels[highest]}
        ledger.add(Fault("coin_one_index", params), column="Level")
    for entry in tree:
        for fault, column in _tree_faults(entry, meta, highest):
            ledger.add(fault, position=entry.position, column=column)


def _tree_faults(entry: MetaEntry, meta: Meta, highest: int) -> list[tuple[Fault, str]]:
    faults: list[tuple[Fault, str]] = []
    if (entry.type == "Indicator") != (entry.level == 1):
        faults.append((Fault("coin_indicator_level"), "Level"))
    if entry.type == "Aggregate" and not meta.children(entry.code):
        faults.append((Fault("coin_no_children", {"code": entry.code}), "iCode"))
    faults += _parent_faults(entry, meta, highest)
    below = entry.denominator
    if below is not None and not (
        below in meta.entries and meta.entries[below].type == "Denominator"
    ):
        faults.append((Fault("coin_no_denominator", {"code": below}), "Denominator"))
    return faults


def _parent_faults(
    entry: MetaEntry, meta: Meta, highest: int
) -> list[tuple[Fault, str]]:
    if entry.level == highest:
        return [(Fault("coin_index_parent"), "Parent")] if entry.parent else []
    if entry.parent is None:
        return [(Fault("coin_parent_missing"), "Parent")]
    parent = meta.entries.get(entry.parent)
    if parent is None or parent.type != "Aggregate":
        return [(Fault("coin_no_aggregate", {"code": entry.parent}), "Parent")]
    # COINr aggregates level by level and has no parent two levels up.
    if parent.level != entry.level + 1:
        params = {"expected": entry.level + 1, "code": parent.code}
        fault = Fault("coin_parent_level", {**params, "found": parent.level})
        return [(fault, "Parent")]
    return []
