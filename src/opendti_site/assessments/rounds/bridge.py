"""A round's frozen framework, told in the site's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.frameworks.bridge import describe

if TYPE_CHECKING:
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.frameworks.sheets import BlockSheet, FrameworkPage


def framework_page(round_: Round) -> FrameworkPage:
    """Return the framework of a round, told for a page."""
    return describe(round_)


def blocks_of(round_: Round) -> tuple[BlockSheet, ...]:
    """Return the blocks of a round's framework."""
    return describe(round_).blocks


def size_in(round_: Round, block: str) -> tuple[int, float]:
    """Return how many criteria a block has and their points."""
    page = describe(round_)
    column = page.block_index(block)
    return page.counts[column], page.points[column]
