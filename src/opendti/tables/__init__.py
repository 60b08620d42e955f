"""
Tables of people and machines, in and out: CSV, XLSX and Parquet.

Owns the words *table*, *row*, *column*. Faults of a file are told here, all at once,
with the place a person finds them at; what comes out is clean and knows no file.
"""

from __future__ import annotations

from opendti.tables.table import Row, Table, read_table

__all__ = ["Row", "Table", "read_table"]
