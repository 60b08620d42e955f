"""What every reader hands over: a header, columns by position, and where the rows began."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Grid:
    """
    Cells before anyone asked what they mean.

    `header` may repeat a name or leave one empty; the columns of `frame` are in the
    header's order under names that mean nothing. `first_row` is the number that a
    person sees beside the first row below the header.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    first_row: int = 2
