"""
Tables of people and machines, in and out: CSV, XLSX and Parquet.

Owns the words *table*, *row*, *column*. Faults of a file are raised here, all
together, with row and column; the results have no reference to the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.tables.answers import answers_of, read_answers
    from opendti.tables.comparison import comparison_frame, write_comparison
    from opendti.tables.crosswalk import matches_of, read_crosswalk
    from opendti.tables.frames import (
        answers_frame,
        scores_frame,
        write_answers,
        write_scores,
    )
    from opendti.tables.standing import read_standing
    from opendti.tables.succession import read_succession
    from opendti.tables.table import Row, Table, read_table
    from opendti.tables.writing import write_frame

__all__ = [
    "Row",
    "Table",
    "answers_frame",
    "answers_of",
    "comparison_frame",
    "matches_of",
    "read_answers",
    "read_crosswalk",
    "read_standing",
    "read_succession",
    "read_table",
    "scores_frame",
    "write_answers",
    "write_comparison",
    "write_frame",
    "write_scores",
]

defer(__name__)
