"""Reads of publication: editions, a ranking page, a unit's page, what can be downloaded."""

from __future__ import annotations

from opendti_site.publication.queries.comparing import Difference, differences
from opendti_site.publication.queries.editions import (
    EditionCard,
    cards,
    current_editions,
    editions_of_unit,
    every_edition,
    found_units,
    open_edition,
    scores_of,
)
from opendti_site.publication.queries.ranking import RankingPage, ranking_page
from opendti_site.publication.queries.unit import UnitPage, unit_in, unit_page

__all__ = [
    "Difference",
    "EditionCard",
    "RankingPage",
    "UnitPage",
    "cards",
    "current_editions",
    "differences",
    "editions_of_unit",
    "every_edition",
    "found_units",
    "open_edition",
    "ranking_page",
    "scores_of",
    "unit_in",
    "unit_page",
]
