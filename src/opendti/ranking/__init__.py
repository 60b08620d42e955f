"""What scores give: ranks within the block, bands, and movement between years."""

from __future__ import annotations

from opendti.ranking.bands import Bands, bands_of
from opendti.ranking.matches import Match
from opendti.ranking.movement import Movement, compare
from opendti.ranking.pooling import Origin
from opendti.ranking.ranks import Ranking, rank
from opendti.ranking.standing import Standing, standing_of
from opendti.ranking.succession import InheritedStanding, SuccessionLink, succeed

__all__ = [
    "Bands",
    "InheritedStanding",
    "Match",
    "Movement",
    "Origin",
    "Ranking",
    "Standing",
    "SuccessionLink",
    "bands_of",
    "compare",
    "rank",
    "standing_of",
    "succeed",
]
