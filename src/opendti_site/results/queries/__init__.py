"""Reads of results: runs, scores of a unit or a block, a ranking laid out for a table."""

from __future__ import annotations

from opendti_site.results.queries.ranking import (
    RankRow,
    RankTable,
    Wanted,
    blocks_of,
    rank_table,
)
from opendti_site.results.queries.runs import (
    lacks_worker,
    latest_runs,
    not_measured,
    outline_for,
    runs_of,
    runs_visible_to,
    three_scores,
)
from opendti_site.results.queries.scores import (
    ROOT,
    Cell,
    Column,
    block_columns,
    unit_cells,
)

__all__ = [
    "ROOT",
    "Cell",
    "Column",
    "RankRow",
    "RankTable",
    "Wanted",
    "block_columns",
    "blocks_of",
    "lacks_worker",
    "latest_runs",
    "not_measured",
    "outline_for",
    "rank_table",
    "runs_of",
    "runs_visible_to",
    "three_scores",
    "unit_cells",
]
