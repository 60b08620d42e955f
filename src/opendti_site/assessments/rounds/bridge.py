"""A round's frozen framework, described for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opendti.definitions import Text
from opendti.plan.model import PlanBlock
from opendti_site.assessments.rounds.models import Round
from opendti_site.frameworks.bridge import FrameworkSource, describe
from opendti_site.frameworks.sheets import (
    CriterionSheet,
    FrameworkPage,
)

ALL = "tat-ca"


def framework_page(round_: Round) -> FrameworkPage:
    """Return the framework of a round as pages show it."""
    return describe(round_)


def criterion_of(round_: Round, criterion: str) -> CriterionSheet | None:
    """Return a criterion of a round's framework, if there is such a one."""
    sheets = describe(round_).criteria()
    return next((sheet for sheet in sheets if sheet.code == criterion), None)


def criterion_in(round_: Round, block: str, criterion: str) -> CriterionSheet | None:
    """Return a criterion of a block, if there is such a one."""
    sheets = describe(round_).criteria_in(block)
    return next((sheet for sheet in sheets if sheet.code == criterion), None)


def blocks_of(round_: Round) -> tuple[PlanBlock, ...]:
    """Return the blocks of a round's framework."""
    return describe(round_).blocks


def size_in(round_: Round, block: str) -> tuple[int, float]:
    """Return how many criteria a block has and their points."""
    page = describe(round_)
    index = page.plan.block_index(block)
    return page.counts[index], page.points[index]


def is_scorable(source: FrameworkSource) -> bool:
    """Whether the framework of a release or a round can score any unit."""
    return describe(source).is_scorable


def blocks_without_score(round_: Round, codes: Iterable[str]) -> list[PlanBlock]:
    """Return which of these blocks have no points, so that their units would never have a score."""
    page, wanted = describe(round_), set(codes)
    return [
        block
        for index, block in enumerate(page.blocks)
        if block.code in wanted and not page.scores_in(index)
    ]


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """The criteria of one page of the form."""

    code: str
    title: Text
    sheets: tuple[CriterionSheet, ...]

    @property
    def is_everything(self) -> bool:
        """Whether the framework is so flat that one page holds it."""
        return self.code == ALL


def pages_of(round_: Round, block: str) -> tuple[CriterionGroup, ...]:
    """Return the form's pages: one a main indicator, or a single one for a flat framework."""
    page = describe(round_)
    index = page.plan.block_index(block)
    if all(main.criterion for main in page.mains):
        return (CriterionGroup(ALL, page.title, page.criteria_in(block)),)
    groups = [
        CriterionGroup(
            main.code,
            main.title,
            tuple(sheet for sheet in main.criteria() if sheet.exists_in(index)),
        )
        for main in page.mains
    ]
    return tuple(group for group in groups if group.sheets)
