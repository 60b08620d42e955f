"""What another framework would make of a round: its criteria beside the present ones, and every score that moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from opendti import rank, score
from opendti.definitions import Text
from opendti.framework.matching import match_exactly
from opendti.plan.model import Plan
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge.tables import answers_by
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.stages import StageValue, cells_at
from opendti_site.frameworks.bridge import FrameworkSource, describe
from opendti_site.frameworks.sheets import CriterionSheet

DIGITS = 9
"""Decimals beyond which two sums of points are the same."""


@dataclass(frozen=True, slots=True)
class CriteriaChanges:
    """The codes of the criteria that another framework adds, leaves out, defines otherwise and words otherwise."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    reworded: tuple[str, ...]
    """Criteria of which a text alone differs, so that what was decided about them stands."""
    recoded: tuple[str, ...]
    """Codes that stand for something else: a criterion that has another code, an item of another kind."""

    @property
    def marked(self) -> frozenset[str]:
        """The criteria whose decisions are looked at again."""
        return frozenset((*self.added, *self.changed))


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit's points, their maximum, the value that is ranked, and the rank in its block; None where there is none."""

    points: float | None
    max_points: float | None
    value: float | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class StageMove:
    """The score of a unit at a stage by the present framework and by another one."""

    submission: Submission
    stage: Stage
    before: UnitStanding
    after: UnitStanding

    @property
    def moves_score(self) -> bool:
        """Whether points, maximum or value differ."""
        return replace(self.before, rank=None) != replace(self.after, rank=None)

    @property
    def moves_rank(self) -> bool:
        """Whether the rank differs."""
        return self.before.rank != self.after.rank


def criteria_changes(
    former: FrameworkSource, release: FrameworkSource
) -> CriteriaChanges:
    """Return what becomes of each criterion of a framework by another one."""
    before, after = describe(former), describe(release)
    old = {sheet.code: sheet for sheet in before.criteria()}
    new = {sheet.code: sheet for sheet in after.criteria()}
    both = [code for code in new if code in old]
    pairs = match_exactly(before.framework, after.framework)
    recoded = {was for was, code in pairs.items() if was != code and was in old}
    recoded |= {
        item.id
        for code in both
        for item in old[code].items
        if _is_other_kind(item.id, old[code], new[code])
    }
    return CriteriaChanges(
        added=tuple(code for code in new if code not in old),
        removed=tuple(code for code in old if code not in new),
        changed=tuple(c for c in both if is_redefined(old[c], new[c])),
        reworded=tuple(
            code
            for code in both
            if old[code].node != new[code].node
            and not is_redefined(old[code], new[code])
        ),
        recoded=tuple(sorted(recoded)),
    )


def is_redefined(old: CriterionSheet, new: CriterionSheet) -> bool:
    """Whether what was decided about a criterion has to be looked at again.

    It has, where anything differs that gives points or that a unit is asked for or has to show: rule, points,
    items with their titles, options and guidance, checks, evidence. It has not where the criterion's own title,
    guidance or note alone are others: whoever decided did so about the same values under the same rule. An item
    without a title of its own is asked by the criterion's; its title then differs too, and so counts.
    """
    return _definition(old) != _definition(new)


def _definition(sheet: CriterionSheet) -> tuple[object, ...]:
    """Return all that a judgement about a criterion rests on, whatever its position in the tree."""
    texts = {"title": Text(vi=""), "guidance": None, "note": None}
    # The rule as compiled too: it may use parameters that stand outside the criterion.
    compiled = replace(sheet.criterion, node=0, items=(), title=Text(vi=""))
    items = tuple(replace(item, criterion=0) for item in sheet.items)
    return sheet.node.model_copy(update=texts), items, compiled


def _is_other_kind(item: str, old: CriterionSheet, new: CriterionSheet) -> bool:
    """Whether values of an item would be read as something else: another type or unit, or other options."""
    before = {each.id: each for each in old.items}[item]
    after = {each.id: each for each in new.items}.get(item)
    if after is None:
        return False
    options = [option.code for option in before.options]
    kept = [option.code for option in after.options[: len(options)]]
    # In their order: an answer keeps the number of its option.
    return before.type != after.type or before.unit != after.unit or options != kept


def items_of(source: FrameworkSource, block: str) -> dict[str, str]:
    """Return the items that a unit of a block is asked for, with their criteria."""
    sheets = describe(source).criteria_in(block)
    return {item.id: sheet.code for sheet in sheets for item in sheet.items}


def is_composite(source: FrameworkSource) -> bool:
    """Whether a framework is a composite index."""
    return describe(source).is_composite


def block_codes(source: FrameworkSource) -> frozenset[str]:
    """Return the blocks of a framework."""
    return frozenset(block.code for block in describe(source).blocks)


def unscored_blocks(source: FrameworkSource, codes: Iterable[str]) -> list[str]:
    """Return which of these blocks give no points."""
    page, wanted = describe(source), set(codes)
    return [
        block.code
        for index, block in enumerate(page.blocks)
        if block.code in wanted and not page.scores_in(index)
    ]


def moves_in(
    round_: Round,
    release: FrameworkSource,
    marked: Collection[str],
    stages: Sequence[Stage],
) -> list[StageMove]:
    """Return the scores of each unit at each stage that another framework moves, by stage and unit.

    A judgement about a `marked` criterion counts no longer, so that its values are the unit's own.
    """
    rows = list(round_.taking_part.select_related("unit").order_by("unit__path"))
    own = [c for c in cells_at(round_.taking_part, Stage.SELF) if c.criterion in marked]
    moves: list[StageMove] = []
    for stage in stages:
        cells = list(cells_at(round_.taking_part, stage))
        kept = [cell for cell in cells if cell.criterion not in marked]
        before = _standings(describe(round_).plan, rows, cells)
        after = _standings(describe(release).plan, rows, [*kept, *own])
        moves += [
            StageMove(row, stage, was, becomes)
            for row, was, becomes in zip(rows, before, after, strict=True)
            if was != becomes
        ]
    return moves


def _standings(
    plan: Plan, rows: Sequence[Submission], cells: Iterable[StageValue]
) -> Iterator[UnitStanding]:
    """Yield where each form stands by a plan, in the order of the rows."""
    scores = score(plan, answers_by(plan, rows, cells))
    ranks = rank(scores).ranks[:, 0]
    columns = (scores.points[:, 0], scores.max_points[:, 0], scores.values[:, 0])
    for index in range(len(rows)):
        points, most, value = (_number(column[index]) for column in columns)
        yield UnitStanding(points, most, value, int(ranks[index]) or None)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), DIGITS)
