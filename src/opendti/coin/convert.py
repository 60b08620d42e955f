"""Convert iMeta and iData to `framework.yaml` and `answers.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opendti.coin.data import CoinData, read_data
from opendti.coin.faults import faults_in_meta
from opendti.coin.framework_data import FrameworkBuilder
from opendti.coin.meta import Meta, MetaEntry, read_meta
from opendti.coin.steps import CoinSteps
from opendti.errors import Fault, FrameworkError, TableError, UsageError, cannot_write
from opendti.framework import Framework, parse_framework
from opendti.framework.writing import write_data
from opendti.methods.imputations import IMPUTATIONS
from opendti.tables.reading.header import HeaderNames
from opendti.tables.replacing import replacing
from opendti.tables.table import Table, read_table
from opendti.tables.writing import write_frame

FRAMEWORK, ANSWERS = "framework.yaml", "answers.csv"
CODES = {"iMeta": "iCode", "iData": "uCode"}
"""The column by which the header of each table is found."""


@dataclass(frozen=True, slots=True)
class CoinIndex:
    """
    An imported index.

    Attributes
    ----------
    text, framework
        The framework file, and what it holds.
    answers
        `unit,item,value` in the long form, with the units' `name` where the data give it.
    notes
        Notes for people, which are no faults.
    """

    text: str
    framework: Framework
    answers: pl.DataFrame
    notes: tuple[Fault, ...]


def import_coin(
    meta: str | Path,
    data: str | Path,
    steps: CoinSteps | None = None,
    *,
    identity: str = "coin.index",
    title: str | None = None,
) -> CoinIndex:
    """
    Read the tables of a composite index.

    Parameters
    ----------
    meta, data
        The tables iMeta and iData; CSV, XLSX or Parquet. Of a workbook the sheet of
        that name, or else its first.
    steps
        What is done with them; by default min–max to 0–100 and arithmetic means.
    identity, title
        The framework's id, and its title (by default the index's own name).

    Raises
    ------
    TableError
        With every fault of the metadata, or of the data; of steps that do not fit them too.
    UsageError
        No such file, year or group, or a method that does not exist.
    """
    steps = steps or CoinSteps()
    steps.refuse_unknown()
    about = _table(meta, "iMeta")
    read = read_meta(about)
    beside = _beside(read, steps)
    used = [entry.code for entry in (*read.of_type("Indicator"), *beside)]
    table = read_data(_table(data, "iData"), read, used=used, time=steps.time)
    _refuse_missing(steps.group, table, Path(data).name)
    builder = FrameworkBuilder(read, table, steps, tuple(beside))
    text = write_data(builder.framework(identity, title or read.top.name))
    framework = _parsed(text, read, about)
    return CoinIndex(text, framework, builder.answers(), tuple(builder.notes()))


def _parsed(text: str, meta: Meta, table: Table) -> Framework:
    try:
        return parse_framework(text, FRAMEWORK)
    except FrameworkError as error:
        # The framework file is never written, so faults name the metadata.
        raise TableError(faults_in_meta(error, text, meta, table)) from None


def _refuse_missing(group: str | None, table: CoinData, name: str) -> None:
    if group is not None and group not in table.columns:
        raise TableError([Fault("column_missing", file=name, column=group)])


def write_coin(index: CoinIndex, folder: str | Path) -> None:
    """
    Write `framework.yaml` and `answers.csv` into a folder, made where it is missing.

    Neither is replaced where either cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from None
    with replacing(target / FRAMEWORK) as part:
        part.write_text(index.text, encoding="utf-8")
        write_frame(index.answers, target / ANSWERS)


def _table(path: str | Path, sheet: str) -> Table:
    header_names = HeaderNames.of([CODES[sheet]])
    if Path(path).suffix.lower() in {".xlsx", ".xlsm"} and Path(path).is_file():
        try:
            return read_table(path, sheet=sheet, header_names=header_names)
        except UsageError:
            return read_table(path, header_names=header_names)
    return read_table(path, header_names=header_names)


def _beside(meta: Meta, steps: CoinSteps) -> list[MetaEntry]:
    """Return the columns beside the indicators: denominators and the group."""
    beside: list[MetaEntry] = []
    if steps.denominate:
        wanted = {entry.denominator for entry in meta.of_type("Indicator")}
        beside += [
            entry for entry in meta.of_type("Denominator") if entry.code in wanted
        ]
    if IMPUTATIONS[steps.impute].needs_group:
        group = meta.entries.get(steps.group or "")
        if group is None or group.type != "Group":
            codes = [entry.code for entry in meta.of_type("Group")]
            known = {"known": codes} if codes else {}
            raise UsageError(Fault("coin_group", {"impute": steps.impute, **known}))
        beside.append(group)
    return beside
