"""Frozen answers: canonical JSON, written and read."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

import numpy as np

from opendti.plan.model import Plan, PlanItem
from opendti.scoring.answers import Answers, State
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.bridge import answer_table
from opendti_site.frameworks.bridge import plan_of
from opendti_site.results.bridge.canonical import canonical

FORMAT = "opendti-answers-1"


class FrozenTable(Protocol):
    """A table of answers frozen with its framework: a run's, or an edition's."""

    fingerprint: str
    inputs: str
    inputs_digest: str

    @property
    def text(self) -> str:
        """The framework file's text, read only where it was not compiled before."""

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint by which the compiled framework is kept."""


@dataclass(frozen=True, slots=True)
class FrozenAnswers:
    """An answer table as text, with its digest, framework and engine version."""

    text: str
    digest: str
    fingerprint: str
    engine_version: str


def digest_of(text: str) -> str:
    """Return the fingerprint of a text."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def engine_version() -> str:
    """Return the version that a run names; a checkout that was never installed has none."""
    try:
        return version("opendti")
    except PackageNotFoundError:
        return "unreleased"


def freeze(round_: Round, stage: str) -> FrozenAnswers:
    """Freeze a round's answers at a stage, as they are now."""
    plan = plan_of(round_)
    text = frozen_text(plan, answer_table(round_, stage))
    return FrozenAnswers(text, digest_of(text), plan.fingerprint, engine_version())


def frozen_text(plan: Plan, answers: Answers) -> str:
    """Write a table of answers as canonical JSON, unit by unit; blanks are left out."""
    units = [
        {
            "unit": unit,
            "block": plan.blocks[int(answers.blocks[u])].code,
            "answers": _row_data(plan, answers, u),
        }
        for u, unit in enumerate(answers.units)
    ]
    # By code, not in the database's order: the same answers must give the same digest.
    units.sort(key=lambda row: str(row["unit"]))
    head = {
        "format": FORMAT,
        "framework": plan.framework,
        "fingerprint": plan.fingerprint,
    }
    return canonical(head | {"units": units})


def _row_data(plan: Plan, answers: Answers, u: int) -> dict[str, list[Any]]:
    """Write one unit's answers: item to [state, value]."""
    row = {}
    for i, item in enumerate(plan.items):
        state, value = State(int(answers.states[u, i])), float(answers.values[u, i])
        if state is not State.BLANK:
            row[item.id] = [state.code, None if math.isnan(value) else value]
    return row


def thaw(plan: Plan, text: str) -> Answers:
    """Read a frozen table back."""
    units = json.loads(text)["units"]
    shape = (len(units), len(plan.items))
    values = np.full(shape, np.nan)
    states = np.full(shape, int(State.BLANK), dtype=np.uint8)
    column_of = {item.id: i for i, item in enumerate(plan.items)}
    for u, row in enumerate(units):
        for item, (state, value) in row["answers"].items():
            states[u, column_of[item]] = int(State[state.upper()])
            values[u, column_of[item]] = np.nan if value is None else value
    blocks = {block.code: b for b, block in enumerate(plan.blocks)}
    return Answers(
        units=tuple(row["unit"] for row in units),
        blocks=np.array([blocks[row["block"]] for row in units], dtype=np.int64),
        values=values,
        states=states,
    )


def frozen_rows(table: FrozenTable) -> list[tuple[str, str, str, str, str]]:
    """
    Return frozen inputs in the long form: unit, item, value, state, block.

    A unit that never answered has one blank row, so that whoever reads the table
    scores and ranks it with the others.
    """
    plan = plan_of(table)
    items = {item.id: item for item in plan.items}
    return [
        (row["unit"], item, _value_text(items[item], value), state, row["block"])
        for row in json.loads(table.inputs)["units"]
        for item, (state, value) in (row["answers"] or _blank_answer(plan)).items()
    ]


def _blank_answer(plan: Plan) -> dict[str, tuple[str, None]]:
    """Return the one blank that stands for a unit without any answer."""
    return {plan.items[0].id: (State.BLANK.code, None)}


def _value_text(item: PlanItem, value: float | None) -> str:
    """Write a value as a table is read: a choice by its option's code."""
    if value is None:
        return ""
    # 15 digits give every decimal back that was typed with so many, and no round-off.
    return item.options[int(value)].code if item.type == "choice" else f"{value:.15g}"
