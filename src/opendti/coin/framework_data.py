"""The metadata and the data of COINr as the plain data of a framework file, and its answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from opendti.coin.data import CoinData
from opendti.coin.meta import Meta, MetaEntry
from opendti.coin.steps import CoinSteps
from opendti.errors import Fault

DECIMALS = 10  # COINr rounds nothing; its ranks are on the numbers as they are


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
class FrameworkBuilder:
    """The metadata, the data and the steps of an index; `beside` are entries that are only shown."""

    meta: Meta
    data: CoinData
    steps: CoinSteps
    beside: tuple[MetaEntry, ...]

    def framework(self, identity: str, title: str) -> dict[str, Any]:
        """Return the plain data of a framework file."""
        top = self.meta.top
        return {
            "opendti": 1,
            "id": identity,
            # A version is part of file names and addresses.
            "version": re.sub(r"[^\w.\-]", "-", self.data.time or "1"),
            "title": _both(title),
            "status": "adapted",
            "levels": self._levels(top.level),
            "rounding": {"value": DECIMALS},
            "ranking": {"compare": "exact"},
            "composite": self.steps.section(),
            "nodes": [
                *(self._node(entry) for entry in self.meta.children(top.code)),
                *(self._shown_leaf(entry) for entry in self.beside),
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
        # COINr gives these columns for every method; each is written where the framework has a
        # key.
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

    def _shown_leaf(self, entry: MetaEntry) -> dict[str, Any]:
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
        """Return a long table of unit, item and value; with the units' names where any is given."""
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
        """Return what COINr does otherwise than the framework."""
        return [
            Fault("note_reversed", {"code": entry.code})
            for entry in self.meta.of_type("Aggregate")
            # COINr ignores the direction of an aggregate; the framework reverses it.
            if entry.direction == -1 and entry.parent is not None
        ]
