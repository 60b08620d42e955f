"""Numeric functions that need no framework: half-up rounding, ranks with ties, and the texts of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.numeric.ranks import competition_ranks
    from opendti.numeric.rounding import round_half_up
    from opendti.numeric.text import format_number, parse_number

__all__ = ["competition_ranks", "format_number", "parse_number", "round_half_up"]

defer(__name__)
