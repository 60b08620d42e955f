"""What appraisal uses of the engine: parsing corrected values, scoring one criterion of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from opendti.numeric.moments import robust_z
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge import (
    criterion_scores,
    parse_value,
    plan_of_round,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.enums import AnswerState
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


OUTLYING = 3.5
"""Robust standard deviations from the block's median beyond which a value is marked."""
LEAST_VALUES = 8
"""Values of a block below which none is marked."""


def outliers_among(values: Mapping[int, float], blocks: Mapping[int, str]) -> set[int]:
    """Return the keys of the values that lie far from the others of their block."""
    by_block: dict[str, list[int]] = {}
    for key in values:
        by_block.setdefault(blocks[key], []).append(key)
    found: set[int] = set()
    for keys in by_block.values():
        if len(keys) >= LEAST_VALUES:
            column = np.array([[values[key]] for key in keys])
            far = np.abs(robust_z(column)[:, 0]) > OUTLYING
            found.update(key for key, is_far in zip(keys, far, strict=True) if is_far)
    return found


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
    rows = list(round_.submissions.select_related("unit"))
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
