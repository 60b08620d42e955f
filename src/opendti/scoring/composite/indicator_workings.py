"""The steps of an indicator in an explanation, from its number to its value on the scale."""

from __future__ import annotations

import math

import numpy as np

from opendti.definitions import Text
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.scoring.composite.explained import (
    MAY_RAISE,
    SCREENED_OUT,
    ExplainedRun,
    both,
    bracketed,
    labelled,
)
from opendti.scoring.composite.run import DONE
from opendti.scoring.composite.scale_workings import scale_step
from opendti.scoring.trace import number_text


def indicator_steps(explained: ExplainedRun, column: int) -> list[Text]:
    """Return the result of every step on the number."""
    value = float(explained.run.tables["raw"][explained.row, column])
    table = explained.run.tables["raw"]
    lines = []
    if not math.isnan(value):
        lines.append(labelled(Text(vi="Số liệu gốc", en="Raw number"), value))
    for step in explained.composite.order:
        if DONE[step] not in explained.run.tables:
            continue
        if step == "screen" and not explained.run.kept[explained.row]:
            return [*lines, SCREENED_OUT]
        table = explained.run.tables[DONE[step]]
        after = float(table[explained.row, column])
        if after != value and not (math.isnan(after) and math.isnan(value)):
            lines.append(_step(explained, step, column, value, after))
        value = after
    if math.isnan(value):
        missing = Text(
            vi="Không có số: trọng số được chia cho các thành phần còn lại.",
            en="No number: its weight is shared out among the others.",
        )
        return [*lines, missing]
    if explained.is_blank(int(explained.composite.nodes[column])):
        lines.append(MAY_RAISE)
    return [*lines, *_normalised(explained, column, table[:, column])]


def _step(
    explained: ExplainedRun, step: str, column: int, before: float, after: float
) -> Text:
    if step == "denominate":
        item = explained.plan.items[int(explained.composite.denominators[column])]
        below = float(
            explained.answers.values[explained.row, explained.plan.addresses[item.id]]
        )
        return both(
            lambda language: (
                f"{'Chia cho' if language == 'vi' else 'Divided by'} "
                f"{explained.plan.criteria[item.criterion].code} = "
                f"{number_text(before, language)} ÷ {bracketed(below, language)}"
                f" = {number_text(after, language)}"
            )
        )
    if step == "impute" and explained.composite.imputation is not None:
        words = IMPUTATIONS[explained.composite.imputation.method].title
        label = both(
            lambda language: (
                f"{'Thiếu số liệu, lấy' if language == 'vi' else 'Missing, filled with'}"
                f" {words.in_language(language)}"
            )
        )
        return labelled(label, after)
    words = TREATMENTS[_treatment(explained, column)].title
    label = both(
        lambda language: (
            f"{'Giá trị ngoại lai' if language == 'vi' else 'Outliers'}, "
            f"{words.in_language(language)}: {number_text(before, language)}"
        )
    )
    return labelled(label, after, "→")


def _treatment(explained: ExplainedRun, column: int) -> str:
    block = int(explained.answers.blocks[explained.row])
    for rule, done in zip(
        explained.composite.treatments, explained.run.treated[block], strict=True
    ):
        found = np.flatnonzero(rule.columns == column)
        if found.size:
            return rule.methods[int(done.method[found[0]]) - 1]
    message = f"column {column} was not treated"
    raise LookupError(message)


def _normalised(explained: ExplainedRun, column: int, values: np.ndarray) -> list[Text]:
    """Return the steps of normalising the number among the units of the block."""
    block = explained.answers.blocks == explained.answers.blocks[explained.row]
    direction = float(explained.composite.directions[column])
    among = values[block] * direction
    own = float(values[explained.row]) * direction
    lines = []
    if direction < 0:
        label = Text(
            vi="Càng thấp càng tốt, đổi dấu", en="Less is better, sign changed"
        )
        lines.append(labelled(label, own))
    for scale in explained.composite.normalisations:
        found = np.flatnonzero(scale.columns == column)
        if found.size:
            part = scale.part(slice(int(found[0]), int(found[0]) + 1))
            aim = _aim(explained, part.reference, values) * direction
            result = float(explained.run.tables["normalised"][explained.row, column])
            lines.append(scale_step(part, among, own, aim, result))
    return lines


def _aim(explained: ExplainedRun, reference: str | None, values: np.ndarray) -> float:
    row = None if reference is None else explained.answers.unit_index(reference)
    return math.nan if row is None else float(values[row])
