"""Faults of an imported index, named by the row and column of iMeta that they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opendti.coin.meta import Meta
from opendti.errors import Fault, FaultsError
from opendti.naming import ROOT_CODE
from opendti.tables.table import Table

COLUMNS = {
    "title": "iName",
    "weight": "Weight",
    "direction": "Direction",
    "denominator": "Denominator",
    "unit": "Unit",
    "target": "Target",
    "goalposts": "goalpost_lower",
    "mean": "zscore_mean",
    "deviation": "zscore_sd",
    "capped": "goalpost_trunc2posts",
}
"""By the key of a node in the framework file the column of iMeta that it is made of."""
ENDS = {"min_max": "minmax_lower", "goalposts": "goalpost_scale"}
"""The column that gives an indicator a range of its own, by the method."""
OPTIONS = {"id": "--id", "title": "--title", "version": "--time"}
"""By a key at the top of the framework file the option that gives it."""
STEP_OPTIONS = {
    ("screen", "availability"): "--screen",
    ("screen", "non_zero"): "--non-zero",
    ("impute", "method"): "--impute",
    ("treat", "methods"): "--treat",
    ("normalise", "method"): "--normalise",
    ("normalise", "reference"): "--reference",
    ("normalise", "range"): "--range",
    ("aggregate", "method"): "--aggregate",
    ("aggregate", "availability"): "--availability",
}
"""By step and key of the section `composite` the option that gives it."""
MISSING = {
    "goalposts_missing": (Fault("coin_goalposts"), "goalpost_lower"),
    "target_missing": (Fault("coin_target"), "Target"),
}
"""By the code of a fault of the framework that of the metadata, and its column."""


def faults_in_meta(
    error: FaultsError, text: str, meta: Meta, table: Table
) -> Iterator[Fault]:
    """
    Yield the faults of a framework file as faults of the metadata that it was made of.

    Parameters
    ----------
    error
        What is wrong with the file.
    text
        The file.
    meta, table
        The metadata, and the table that they were read from.
    """
    lines = text.splitlines()
    for fault in error.faults:
        entry = (
            meta.top if fault.path == ROOT_CODE else meta.entries.get(fault.path or "")
        )
        key = _key_of(lines, fault.line or 1)
        if entry is None and key in {"code", "nodes"}:
            entry = meta.top
        if entry is None:
            found = str(fault.params.get("found", ""))
            option = _option_inline(lines[(fault.line or 1) - 1], found)
            option = option or _option_of(lines, fault.line or 1, key)
            yield Fault(fault.code, fault.params, path=option)
            continue
        meant, column = MISSING.get(fault.code, (fault, COLUMNS.get(key)))
        if key == "range":
            column = ENDS.get(_method_of(lines, fault.line or 1))
        row = table.number(entry.position)
        yield Fault(
            meant.code,
            meant.params,
            file=table.file,
            path=entry.code,
            row=row,
            column=column,
        )


def _key_of(lines: list[str], number: int) -> str:
    """Return the key that a line of the file is below."""
    for line in reversed(lines[:number]):
        found = re.match(r"\s*(?:- )?(\w+):", line)
        if found and found[1] not in {"vi", "en", "low", "high"}:
            return found[1]
    return ""


def _option_inline(line: str, found: str) -> str:
    """Return the option that gave the value found in a step on one line: `screen: {non_zero: 2.0}`."""
    step = re.fullmatch(r"\s*(\w+): \{(.*)\}", line)
    pairs = re.findall(r"(\w+): ([^,{}]+)", step[2]) if step else []
    for key, value in pairs:
        if step and found and value.strip("'\" ").removesuffix(".0") == found:
            return STEP_OPTIONS.get((step[1], key), "")
    return ""


def _option_of(lines: list[str], number: int, key: str) -> str:
    """Return the option that a line of the file was made of."""
    line = lines[number - 1]
    indent = len(line) - len(line.lstrip())
    above = (
        previous for previous in reversed(lines[: number - 1]) if previous.strip(" -")
    )
    step = next(
        (
            previous
            for previous in above
            if len(previous) - len(previous.lstrip()) < indent
        ),
        "",
    )
    option = STEP_OPTIONS.get((step.strip(" :"), key))
    return option or OPTIONS.get(key, f"--{key}")


def _method_of(lines: list[str], number: int) -> str:
    for line in reversed(lines[:number]):
        found = re.match(r"\s*method: (\w+)", line)
        if found:
            return found[1]
    return ""
