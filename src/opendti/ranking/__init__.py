"""Readings of the scores: places among the block, and bands."""

from __future__ import annotations

from opendti.ranking.bands import Bands, bands_of
from opendti.ranking.places import Ranking, rank

__all__ = ["Bands", "Ranking", "bands_of", "rank"]
