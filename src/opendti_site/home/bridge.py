"""The shipped data sets, as rows that the actions take."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from opendti.library import Dataset, load_dataset
from opendti.scoring.answers import State
from opendti.tables import read_answers
from opendti_site.assessments.submissions.actions.importing import ImportedRow
from opendti_site.frameworks.bridge import plan_of
from opendti_site.frameworks.models import FrameworkRelease

PRINTED = ("points", "value", "place")
Printed = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class PublishedData:
    """A shipped data set: its units with blocks, its answers, its printed scores."""

    facts: Dataset
    published_on: dt.date
    blocks: dict[str, str]
    rows: list[ImportedRow]
    printed: Printed


def published_data(
    identity: str, release: FrameworkRelease, code_of: Callable[[str], str]
) -> PublishedData:
    """Read a shipped data set; `code_of` gives a unit's code from its printed name."""
    facts = load_dataset(identity)
    if not (facts.answers and facts.published and facts.published_on):
        message = (
            f"the data set {identity} has no answers with published scores and a date"
        )
        raise ValueError(message)
    plan = plan_of(release)
    answers = read_answers(facts.answers, plan)
    rows = [
        ImportedRow(
            code_of(unit), item.id, _value(answers.values[u, i]), State(int(state)).code
        )
        for u, unit in enumerate(answers.units)
        for i, item in enumerate(plan.items)
        if (state := answers.states[u, i]) != State.BLANK
    ]
    blocks = {
        unit: plan.blocks[int(block)].code
        for unit, block in zip(answers.units, answers.blocks, strict=True)
    }
    return PublishedData(
        facts,
        dt.date.fromisoformat(facts.published_on),
        blocks,
        rows,
        _printed(facts.published, code_of),
    )


def _value(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 -- NaN alone differs from itself


def _printed(published: Path, code_of: Callable[[str], str]) -> Printed:
    """Read the printed scores: unit, node, measure."""
    printed: Printed = {}
    with published.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            scores = {name: float(row[name]) for name in PRINTED if row[name]}
            printed.setdefault(code_of(row["unit"]), {})[row["node"]] = scores
    return printed
