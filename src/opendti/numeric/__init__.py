"""Kernels that know no framework: half-up rounding, places with ties, and the texts of numbers."""

from __future__ import annotations

from opendti.numeric.places import competition_places
from opendti.numeric.rounding import round_half_up
from opendti.numeric.text import format_number, parse_number

__all__ = ["competition_places", "format_number", "parse_number", "round_half_up"]
