"""What scores give: ranks within the block, bands, and comparison between years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.ranking.bands import Bands, bands_of
    from opendti.ranking.comparison import YearComparison, compare
    from opendti.ranking.matches import Match
    from opendti.ranking.pooling import Origin
    from opendti.ranking.ranks import Ranking, rank
    from opendti.ranking.standing import Standing, standing_of
    from opendti.ranking.succession import InheritedStanding, SuccessionLink, succeed

__all__ = [
    "Bands",
    "InheritedStanding",
    "Match",
    "Origin",
    "Ranking",
    "Standing",
    "SuccessionLink",
    "YearComparison",
    "bands_of",
    "compare",
    "rank",
    "standing_of",
    "succeed",
]

defer(__name__)
