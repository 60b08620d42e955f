"""
Tables of people and machines, in and out: CSV, XLSX and Parquet.

Owns the words *table*, *row*, *column*. Faults of a file are told here, all at once,
with the place a person finds them at; what comes out is clean and knows no file.
"""

from __future__ import annotations

from opendti.tables.answers import answers_of, read_answers
from opendti.tables.table import Row, Table, read_table
from opendti.tables.writing import write_frame
from opendti.tables.written import (
    answers_frame,
    scores_frame,
    write_answers,
    write_scores,
)

__all__ = [
    "Row",
    "Table",
    "answers_frame",
    "answers_of",
    "read_answers",
    "read_table",
    "scores_frame",
    "write_answers",
    "write_frame",
    "write_scores",
]
