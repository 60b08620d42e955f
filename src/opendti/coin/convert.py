"""Convert iMeta and iData to `framework.yaml` and `answers.csv`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from opendti.coin.data import Data, read_data
from opendti.coin.faults import faults_in_meta
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

DECIMALS = 10  # COINr rounds nothing; its ranks are on the numbers as they are
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
    builder = _FrameworkBuilder(read, table, steps, tuple(beside))
    text = write_data(builder.framework(identity, title or read.top.name))
    framework = _parsed(text, read, about)
    return CoinIndex(text, framework, builder.answers(), tuple(builder.notes()))


def _parsed(text: str, meta: Meta, table: Table) -> Framework:
    try:
        return parse_framework(text, FRAMEWORK)
    except FrameworkError as error:
        # The framework file is never written, so faults name the metadata.
        raise TableError(faults_in_meta(error, text, meta, table)) from None


def _refuse_missing(group: str | None, table: Data, name: str) -> None:
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
    heads = HeaderNames.of([CODES[sheet]])
    if Path(path).suffix.lower() in {".xlsx", ".xlsm"} and Path(path).is_file():
        try:
            return read_table(path, sheet=sheet, heads=heads)
        except UsageError:
            return read_table(path, heads=heads)
    return read_table(path, heads=heads)


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


def _own_scale(
    extra: Mapping[str, float],
) -> list[tuple[str, frozenset[str], str, Any]]:
    """List method, columns needed, and the setting of `normalise` that they make."""

    def row(
        method: str, name: str, columns: tuple[str, ...], value: Callable[..., Any]
    ) -> tuple[str, frozenset[str], str, Any]:
        given = [extra[column] for column in columns if column in extra]
        made = value(*given) if len(given) == len(columns) else None
        return method, frozenset(columns), name, made

    return [
        row(
            "min_max", "range", ("minmax_lower", "minmax_upper"), lambda *ends: [*ends]
        ),
        row("z_score", "mean", ("zscore_mean",), float),
        row("z_score", "deviation", ("zscore_sd",), float),
        row("goalposts", "range", ("goalpost_scale",), lambda top: [0.0, top]),
        row("goalposts", "capped", ("goalpost_trunc2posts",), bool),
        row("distance_to_target", "capped", ("dist2targ_cap_max",), bool),
    ]


def _both(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


@dataclass(frozen=True, slots=True)
class _FrameworkBuilder:
    meta: Meta
    data: Data
    steps: CoinSteps
    beside: tuple[MetaEntry, ...]

    def framework(self, identity: str, title: str) -> dict[str, Any]:
        top = self.meta.top
        return {
            "opendti": 1,
            "id": identity,
            "version": re.sub(r"[^\w.\-]", "-", self.data.time or "1"),
            "title": _both(title),
            "status": "adapted",
            "levels": self._levels(top.level),
            "rounding": {"value": DECIMALS},
            "ranking": {"compare": "exact"},
            "composite": self.steps.section(),
            "nodes": [
                *(self._node(entry) for entry in self.meta.children(top.code)),
                *(self._shown(entry) for entry in self.beside),
            ],
        }

    def _levels(self, highest: int) -> list[dict[str, Any]]:
        inner = [
            {
                "code": f"level_{level}",
                "title": {"vi": f"Cấp {level}", "en": f"Level {level}"},
            }
            for level in range(highest - 1, 1, -1)
        ]
        last = {"code": "indicator", "title": {"vi": "Chỉ tiêu", "en": "Indicator"}}
        return [*inner, last]

    def _node(self, entry: MetaEntry) -> dict[str, Any]:
        node: dict[str, Any] = {"code": entry.code, "title": _both(entry.name)}
        if entry.weight != 1:
            node["weight"] = entry.weight
        if entry.direction != 1:
            node["direction"] = entry.direction
        children = self.meta.children(entry.code)
        if children:
            return node | {"nodes": [self._node(child) for child in children]}
        if self.steps.denominate and entry.denominator is not None:
            node["denominator"] = entry.denominator
        return node | self._scale(entry) | {"items": self._items(entry)}

    def _items(self, entry: MetaEntry) -> list[dict[str, Any]]:
        item: dict[str, Any] = {
            "code": "a",
            "type": "number",
            "title": _both(entry.name),
        }
        if entry.unit is not None:
            item["unit"] = _both(entry.unit)
        return [item, *([{**item, "code": "last"}] if self._has_last else [])]

    @property
    def _has_last(self) -> bool:
        return self.steps.impute == "last"

    def _scale(self, entry: MetaEntry) -> dict[str, Any]:
        """Return the settings of an indicator's own scale."""
        found: dict[str, Any] = {}
        extra = entry.extra
        if "Target" in extra:
            found["target"] = extra["Target"]
        if {"goalpost_lower", "goalpost_upper"} <= extra.keys():
            found["goalposts"] = [extra["goalpost_lower"], extra["goalpost_upper"]]
        own = {
            name: value
            for method, columns, name, value in _own_scale(extra)
            if method == self.steps.normalise and columns <= extra.keys()
        }
        if own:
            found["normalise"] = self.steps.normalisation() | own
        return found

    def _shown(self, entry: MetaEntry) -> dict[str, Any]:
        """Return a criterion that is only shown: a denominator or a group."""
        item: dict[str, Any] = {
            "code": "a",
            "type": "number",
            "title": _both(entry.name),
        }
        if entry.unit is not None:
            item["unit"] = _both(entry.unit)
        if entry.type == "Group":
            cells = [cell for cell in self.data.columns[entry.code] if cell is not None]
            item["type"] = "choice"
            item["options"] = [
                {"code": code, "title": _both(code)} for code in dict.fromkeys(cells)
            ]
        return {
            "code": entry.code,
            "title": _both(entry.name),
            "rule": {"kind": "shown"},
            "items": [item],
        }

    def answers(self) -> pl.DataFrame:
        frames = [
            self._column(f"{code}.a", cells)
            for code, cells in self.data.columns.items()
        ]
        if self._has_last:
            frames += [
                self._column(f"{entry.code}.last", self.data.last[entry.code])
                for entry in self.meta.of_type("Indicator")
            ]
        answers = pl.concat(frames)
        if not any(self.data.names):
            return answers
        names = dict(zip(self.data.units, self.data.names, strict=True))
        name = answers["unit"].replace_strict(names, return_dtype=pl.String)
        return answers.insert_column(1, name.alias("name"))

    def _column(self, item: str, cells: list[str | None]) -> pl.DataFrame:
        return pl.DataFrame(
            {"unit": self.data.units, "item": [item] * len(cells), "value": cells},
            schema={"unit": pl.String, "item": pl.String, "value": pl.String},
        )

    def notes(self) -> list[Fault]:
        return [
            Fault("note_reversed", {"code": entry.code})
            for entry in self.meta.of_type("Aggregate")
            if entry.direction == -1 and entry.parent is not None
        ]
