"""What appraisal uses of the engine: parsing corrected values, scoring one criterion of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti import score
from opendti.numeric.moments import count_of, robust_fences
from opendti.plan.model import Plan, PlanItem
from opendti.scoring.answers import Answers, State
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge import (
    answer_table,
    criterion_scores,
    parse_value,
    plan_of_round,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.readings import (
    CriterionScore,
    HasBlock,
    ItemValue,
)
from opendti_site.assessments.submissions.stages import Values, values_at
from opendti_site.frameworks.sheets import CriterionSheet


def sheet_of(round_: Round, criterion: str) -> CriterionSheet | None:
    """Return a criterion of a round's framework, None where there is none."""
    sheets = framework_page(round_).criteria()
    return next((sheet for sheet in sheets if sheet.code == criterion), None)


WORDED = {"yes_no", "choice", "text"}
"""The types of items whose values are no numbers to compare."""
OUTLYING = 3.5
"""Robust standard deviations from the block's median beyond which a value is marked."""
LEAST_VALUES = 8
"""Values of a block below which none is marked."""


@dataclass(frozen=True, slots=True)
class Fences:
    """The least and the greatest number that is not marked, among those of a block."""

    low: float
    high: float

    def leave_out(self, number: float) -> bool:
        """Whether a number lies beyond the fences."""
        return number < self.low or number > self.high


def fences_of(numbers: Sequence[float]) -> Fences | None:
    """Return the fences of the numbers of a block, None of too few or where most are the same."""
    if len(numbers) < LEAST_VALUES:
        return None
    low, high = robust_fences(np.array(numbers)[:, None], OUTLYING)
    return None if np.isnan(low[0]) else Fences(float(low[0]), float(high[0]))


def fences_by_block(
    numbers: Mapping[int, float], blocks: Mapping[int, str]
) -> dict[str, Fences]:
    """Return the fences of each block that has some, for the numbers and blocks of units."""
    by_block: dict[str, list[float]] = {}
    for key, number in numbers.items():
        by_block.setdefault(blocks[key], []).append(number)
    found = {block: fences_of(of_block) for block, of_block in by_block.items()}
    return {block: fences for block, fences in found.items() if fences}


def compares_value(items: Sequence[PlanItem]) -> bool:
    """Whether the units of a block are compared by the value of a criterion, and not by its share of the maximum."""
    return len(items) == 1 and items[0].type not in WORDED


def fences_of_round(round_: Round) -> dict[tuple[str, str], Fences]:
    """Return the fences of the units' own numbers, by criterion and block; it reads every answer of the round."""
    plan, answers = plan_of_round(round_), answer_table(round_, Stage.SELF)
    numbers = _compared_numbers(plan, answers)
    found: dict[tuple[str, str], Fences] = {}
    for index, block in enumerate(plan.blocks):
        of_block = numbers[answers.blocks == index]
        if len(of_block) < LEAST_VALUES:
            continue
        low, high = robust_fences(of_block, OUTLYING)
        enough = (count_of(of_block) >= LEAST_VALUES) & ~np.isnan(low)
        for column in np.flatnonzero(enough):
            fences = Fences(float(low[column]), float(high[column]))
            found[plan.criteria[column].code, block.code] = fences
    return found


def _compared_numbers(plan: Plan, answers: Answers) -> NDArray[np.float64]:
    """Return by unit and criterion the number that is compared within blocks, NaN where there is none."""
    numbers = np.full((len(answers.units), len(plan.criteria)), np.nan)
    scores = None if plan.composite is not None else score(plan, answers)
    for column, criterion in enumerate(plan.criteria):
        items = list(criterion.items)
        if compares_value([plan.items[item] for item in items]):
            numbers[:, column] = answers.values[:, items[0]]
        elif scores is not None and len(items) > 1:
            with np.errstate(divide="ignore", invalid="ignore"):
                share = scores.points / scores.max_points
            given = (answers.states[:, items] == State.GIVEN).any(axis=1)
            shown = given & np.isfinite(share[:, criterion.node])
            numbers[shown, column] = share[shown, criterion.node]
    return numbers


def scores_in(
    round_: Round,
    submissions: Sequence[HasBlock],
    criterion: str,
    values: Mapping[int, Values],
) -> dict[int, CriterionScore]:
    """Score one criterion of many units together; units of blocks without it are left out."""
    plan = plan_of_round(round_)
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        return {}
    unit_values = [values.get(row.pk, {}) for row in submissions]
    scored = criterion_scores(round_, submissions, unit_values, criterion)
    blocks = {row.block for row in submissions}
    present = {code for code in blocks if sheet.exists_in(plan.block_index(code))}
    return {
        row.pk: unit_score
        for row, unit_score in zip(submissions, scored, strict=True)
        if row.block in present
    }


def points_of(
    round_: Round, submission: Submission, criterion: str, values: Values, stage: str
) -> CriterionScore:
    """Score one unit's criterion beside the others' values, which a relative rule needs."""
    rows = list(round_.taking_part.select_related("unit"))
    others = values_at([row.pk for row in rows], stage, [criterion])
    others[submission.pk] = values
    return scores_in(round_, rows, criterion, others)[submission.pk]


def appraised_values(
    round_: Round, criterion: str, texts: Mapping[str, str], *, applies: bool
) -> tuple[Values, dict[str, str]]:
    """Read corrected values; each fault is under its item."""
    plan = plan_of_round(round_)
    sheet = sheet_of(round_, criterion)
    items = [item.id for item in sheet.items] if sheet else []
    if not applies:
        return {item: ItemValue(None, AnswerState.NOT_APPLICABLE) for item in items}, {}
    values: Values = {}
    faults: dict[str, str] = {}
    for item in items:
        parsed = parse_value(plan, item, texts.get(item, ""))
        value = None if parsed.value is None else float(parsed.value)
        values[item] = ItemValue(value, parsed.state, parsed.text)
        if parsed.fault:
            faults[item] = parsed.fault
    return values, faults


def display_text(round_: Round, item: str, item_value: ItemValue | None) -> str:
    """Return a value as text for reading."""
    return show_value(plan_of_round(round_), item, item_value) if item_value else ""


def field_text(round_: Round, item: str, item_value: ItemValue | None) -> str:
    """Return a value as text for an input field."""
    return write_value(plan_of_round(round_), item, item_value) if item_value else ""
