"""Numbers of a request: keys of rows and versions, which anybody can write otherwise."""

from __future__ import annotations

import datetime as dt

MAX_DIGITS = 18
"""Every database finds no row by such a number; by a longer one it raises instead."""


def read_number(text: str) -> int | None:
    """Return a whole number of at most 18 digits, without a sign; None of any other text."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def read_year(text: str) -> int | None:
    """Return a year of the calendar; None of any other text."""
    number = read_number(text.strip())
    return number if number and dt.MINYEAR <= number <= dt.MAXYEAR else None
