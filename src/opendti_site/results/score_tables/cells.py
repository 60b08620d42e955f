"""One unit's scores, and what a block's units reach together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Protocol

from django.db.models import Avg, Count, F, Max, Min, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from opendti.naming import ROOT_CODE
from opendti_site.results.bridge import SHARES, IndexOutline, Scale
from opendti_site.ui.language import is_english

UNSCORED = ("not_measured", "not_applicable")
FIGURES = ("max_points", "count", "lowest", "mean", "highest")
NO_FIGURES = dict.fromkeys(FIGURES) | {"count": 0}


class ShownUnit(Protocol):
    """A unit as a table names it: a live one, or an edition's copy."""

    pk: int
    code: str
    name: str
    name_en: str

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""

    @property
    def short(self) -> str:
        """The short name where there is one."""


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """
    The scores of one run or one edition, and the units that they are of.

    Rows of `scores` have `unit`, `block` and the columns of `CELL_FIELDS`; rows of `units`
    are `ShownUnit`s with a `search_key`.
    """

    scores: QuerySet[Any]
    units: QuerySet[Any]


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """One score in a table."""

    node: str
    value: float | None
    points: float | None
    max_points: float | None
    rank: int | None
    of: int
    state: str

    @property
    def shown_points(self) -> float | None:
        """The points; a node that was left out has none, which is not zero points."""
        return None if is_left_out(self.state, self.max_points) else self.points


CELL_FIELDS = tuple(field.name for field in fields(ScoreCell))
"""The columns of a row of scores that make a `ScoreCell`."""


def is_left_out(state: str, max_points: float | None) -> bool:
    """Return whether a node is left out: not measured or not applicable, with a maximum of 0."""
    return state in UNSCORED and not max_points


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """What the units of a block reach at one node, taken together."""

    code: str
    title: str
    max_points: float | None
    count: int
    lowest: float | None
    mean: float | None
    middle: float | None
    highest: float | None
    at_highest: int
    low_unit: str
    high_unit: str
    scale: Scale = SHARES

    @property
    def others(self) -> int:
        """How many share the highest value with the one that is named."""
        return max(self.at_highest - 1, 0)


def unit_cells(table: ScoreTable, unit: int) -> dict[str, ScoreCell]:
    """Return all scores of the unit with this key, by node."""
    found = table.scores.filter(unit=unit).values_list(*CELL_FIELDS)
    return {score[0]: ScoreCell(*score) for score in found}


def block_columns(
    table: ScoreTable, outline: IndexOutline, block: str
) -> dict[str, ScoreColumn]:
    """Return every node's figures over a block, added up by the database.

    The leading unit is named for the root and the main indicators only; the median and
    the last unit for none.
    """
    of_block = table.scores.filter(block=block).order_by()
    added_up = of_block.values_list("node").annotate(
        Max("max_points"), Count("value"), Min("value"), Avg("value"), Max("value")
    )
    figures = {node: dict(zip(FIGURES, row, strict=True)) for node, *row in added_up}
    leaders = _leaders(table, outline, block)
    return {
        code: ScoreColumn(
            code=code,
            title=outline.title_of(code),
            **figures.get(code, NO_FIGURES),
            middle=None,
            at_highest=len(leaders.get(code, ())),
            low_unit="",
            high_unit=next(iter(leaders.get(code, ())), ""),
            scale=outline.scale_of(code),
        )
        for code in (*outline.nodes, *outline.views)
    }


def local_names() -> F | Coalesce:
    """Return the column of the units' names in the reader's language."""
    if not is_english():
        return F("unit__name")
    return Coalesce(NullIf("unit__name_en", Value("")), "unit__name")


def _leaders(
    table: ScoreTable, outline: IndexOutline, block: str
) -> dict[str, list[str]]:
    """Return the names of the units of rank 1 at the root and at each main indicator."""
    nodes = [ROOT_CODE, *(main.code for main in outline.mains)]
    best = table.scores.filter(block=block, node__in=nodes, rank=1)
    names: dict[str, list[str]] = {}
    ordered = best.order_by("unit__search_key").values_list("node", local_names())
    for node, name in ordered:
        names.setdefault(node, []).append(name)
    return names
