"""
Scores laid out as tables: a ranking, a unit's scores, the figures of a block.

Knows no model: whoever reads a run or an edition hands in its scores as a `ScoreTable`.
"""

from __future__ import annotations

from opendti_site.results.score_tables.cells import (
    ScoreCell,
    ScoreColumn,
    ScoreTable,
    block_columns,
    is_left_out,
    unit_cells,
)
from opendti_site.results.score_tables.ranking import (
    RankedBlock,
    RankingFilter,
    RankRow,
    RankTable,
    blocks_of,
    rank_table,
)

__all__ = [
    "RankRow",
    "RankTable",
    "RankedBlock",
    "RankingFilter",
    "ScoreCell",
    "ScoreColumn",
    "ScoreTable",
    "block_columns",
    "blocks_of",
    "is_left_out",
    "rank_table",
    "unit_cells",
]
