"""Readings of the scores: places among the block, and bands."""

from __future__ import annotations

from opendti.ranking.bands import band_of
from opendti.ranking.places import Ranking, rank

__all__ = ["Ranking", "band_of", "rank"]
