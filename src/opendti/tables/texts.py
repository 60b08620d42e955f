"""Columns of words: as text, and as codes into the list of distinct words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CodedTexts:
    """The distinct words in order of appearance, and each row's index among them (-1: none)."""

    words: tuple[str, ...]
    codes: NDArray[np.intp]

    def mapped(self, meaning: Callable[[str], int]) -> NDArray[np.intp]:
        """Return the meaning of each row's word, one a row; -1 where there is no word."""
        known = np.fromiter(
            map(meaning, self.words), dtype=np.intp, count=len(self.words)
        )
        return np.append(known, -1)[self.codes]


def as_text(cells: pl.Series) -> pl.Series:
    """Return cells as stripped text; empty ones are null."""
    if cells.dtype.is_float():
        whole = cells.is_finite() & (cells == cells.floor())
        digits = cells.cast(pl.Int64, strict=False).cast(pl.String)
        cells = digits.zip_with(whole.fill_null(value=False), cells.cast(pl.String))
    text = cells.cast(pl.String, strict=False).str.strip_chars()
    return text.replace("", None)


def coded(cells: pl.Series) -> CodedTexts:
    """Return the distinct words of a column and their codes; fast also where most are distinct."""
    text = as_text(cells)
    words = text.drop_nulls().unique(maintain_order=True)
    if len(words) == len(text):
        return CodedTexts(tuple(words), np.arange(len(words), dtype=np.intp))
    indices = pl.Series(np.arange(len(words), dtype=np.int64))
    codes = text.replace_strict(words, indices, default=-1, return_dtype=pl.Int64)
    return CodedTexts(tuple(words), codes.fill_null(-1).to_numpy().astype(np.intp))
