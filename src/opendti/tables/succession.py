"""
Read a table of merged and split units to links, with all faults at once.

One row a new unit and old unit: `new_unit,old_unit[,date][,rule][,weight]`; `successor`
and `predecessor` say the same. The date is 2025-07-01 or 01/07/2025; a table without
that column names one day. The rule is mean (where nothing is written), sum or
not_comparable, the same for all rows of a new unit on one day. Weights are left out
or written for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

from opendti.errors import Fault, TableError, UnreadableError
from opendti.folding import fold
from opendti.naming import identity, tidy
from opendti.numeric.text import parse_number
from opendti.ranking.succession import ONE_DAY, Rule, SuccessionLink
from opendti.tables.ledger import Ledger
from opendti.tables.reading.header import HeaderNames
from opendti.tables.table import Row, Table, read_table

_COLUMNS = {
    "new unit": "new_unit",
    "successor": "new_unit",
    "don vi moi": "new_unit",
    "old unit": "old_unit",
    "predecessor": "old_unit",
    "don vi cu": "old_unit",
    "date": "date",
    "ngay": "date",
    "rule": "rule",
    "quy tac": "rule",
    "weight": "weight",
    "trong so": "weight",
}
_NEEDED = ("new_unit", "old_unit")
_RULES: dict[str, Rule] = {
    **{fold(rule): rule for rule in get_args(Rule)},
    "trung binh": "mean",
    "tong": "sum",
    "khong so sanh": "not_comparable",
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00:00)?")
_VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_succession(path: str | Path) -> tuple[SuccessionLink, ...]:
    """
    Read the links of merged and split units.

    Parameters
    ----------
    path
        CSV, XLSX or Parquet; the module says what it holds.

    Raises
    ------
    TableError
        With every fault of the table: file, row, column, what was expected.
    UsageError
        No such file, or another ending.
    """
    table = read_table(path, header_names=HeaderNames.of(_COLUMNS))
    columns = _find_columns(table)
    ledger = Ledger(table)
    found: list[tuple[SuccessionLink, int, bool]] = []
    for row in table.rows():
        link = _read_row(row, columns, table, ledger)
        if link is not None:
            written = columns.get("weight")
            # An empty cell counts as 1, but weights for some predecessors only are a mistake.
            is_weighted = written is not None and row.cells[written] is not None
            found.append((link, row.number - table.first_row, is_weighted))
    if not found and not ledger.faults:
        ledger.add(Fault("no_rows"))
    _check_repeated(found, ledger, columns)
    _check_mixed(found, ledger, columns)
    faults = ledger.finish()
    if faults:
        raise TableError(faults)
    return tuple(link for link, _, _ in found)


def _find_columns(table: Table) -> dict[str, str]:
    columns: dict[str, str] = {}
    for column in table.columns:
        meaning = _COLUMNS.get(fold(column))
        if meaning is not None:
            columns.setdefault(meaning, column)
    faults = [
        Fault("column_expected", {"column": name}, file=table.file)
        for name in _NEEDED
        if name not in columns
    ]
    if faults:
        raise TableError(faults)
    return columns


def _read_row(
    row: Row, columns: dict[str, str], table: Table, ledger: Ledger
) -> SuccessionLink | None:
    """Read one link; None where a cell of it is at fault."""
    position, count = row.number - table.first_row, len(ledger.faults)

    def cell(name: str, read: Callable[[Any], Any], default: Any = None) -> Any:
        column = columns.get(name)
        found = row.cells[column] if column is not None else None
        # A table without dates is of one day; a date column with a gap leaves a link without one.
        if found is None or not str(found).strip():
            if name in _NEEDED or (name == "date" and column is not None):
                fault = Fault("cell_missing", {"name": name.replace("_", " ")})
                ledger.add(fault, position=position, column=column)
            return default
        try:
            return read(found)
        except UnreadableError as error:
            ledger.add(error.fault, position=position, column=column)
            return default

    new_unit, old_unit = cell("new_unit", _name), cell("old_unit", _name)
    # Every cell is read before the row is dropped, so that all its faults are named at once.
    on, rule = cell("date", _date, ONE_DAY), cell("rule", _rule, "mean")
    weight = cell("weight", _weight, 1.0)
    if len(ledger.faults) > count:
        return None
    return SuccessionLink(new_unit, old_unit, on, rule, weight)


def _name(found: Any) -> str:
    return tidy(str(found))


def _date(found: Any) -> date:
    text = str(found).strip()
    iso, vietnamese = _ISO.fullmatch(text), _VIETNAMESE.fullmatch(text)
    try:
        if iso:
            return date(*(int(part) for part in iso.groups()))
        if vietnamese:
            day, month, year = (int(part) for part in vietnamese.groups())
            return date(year, month, day)
    # 31/02/2025 has the right shape and is no day.
    except ValueError:
        pass
    raise UnreadableError(Fault("date_expected", {"found": text}))


def _rule(found: Any) -> Rule:
    if fold(str(found)) in _RULES:
        return _RULES[fold(str(found))]
    raise UnreadableError(Fault("link_rule_expected", {"found": str(found)}))


def _weight(found: Any) -> float:
    weight = parse_number(str(found))
    if weight > 0:
        return weight
    raise UnreadableError(Fault("link_weight_expected", {"found": str(found)}))


def _check_repeated(
    found: list[tuple[SuccessionLink, int, bool]],
    ledger: Ledger,
    columns: dict[str, str],
) -> None:
    firsts: dict[tuple[str, str, date], int] = {}
    for link, position, _ in found:
        key = (identity(link.new_unit), identity(link.old_unit), link.on)
        first = firsts.setdefault(key, position)
        if first != position:
            fault = Fault("link_twice", {"first": ledger.table.number(first)})
            ledger.add(fault, position=position, column=columns["old_unit"])


def _check_mixed(
    found: list[tuple[SuccessionLink, int, bool]],
    ledger: Ledger,
    columns: dict[str, str],
) -> None:
    """Refuse two rules, or some weights only, among the links of one unit on one day."""
    firsts: dict[tuple[str, date], tuple[SuccessionLink, bool]] = {}
    for link, position, is_weighted in found:
        first, was_weighted = firsts.setdefault(
            (identity(link.new_unit), link.on), (link, is_weighted)
        )
        if link.rule != first.rule:
            params = {"unit": link.new_unit, "rule": first.rule}
            fault = Fault("link_rules_differ", params)
            ledger.add(fault, position=position, column=columns.get("rule"))
        if is_weighted != was_weighted:
            fault = Fault("link_weights_differ", {"unit": link.new_unit})
            ledger.add(fault, position=position, column=columns.get("weight"))
