"""Builds the engine's answer table from rows of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from opendti.definitions import Text
from opendti.formula.evaluate import evaluate
from opendti.formula.tree import names_in
from opendti.plan.bounds import value_faults
from opendti.plan.model import Criterion, Plan
from opendti.scoring.answers import Answers, State
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.machine_values import (
    chosen_on,
    machines_by_form,
    values_of_round,
)
from opendti_site.assessments.submissions.readings import (
    CheckFault,
    HasBlock,
)
from opendti_site.assessments.submissions.stages import (
    StageValue,
    Values,
    cells_at,
    without_claim,
)
from opendti_site.frameworks.bridge import plan_of

CODES = {
    AnswerState.GIVEN.value: State.GIVEN,
    AnswerState.BLANK.value: State.BLANK,
    AnswerState.NOT_APPLICABLE.value: State.NOT_APPLICABLE,
    AnswerState.NOT_MEASURED.value: State.NOT_MEASURED,
}
WORDS_OF_STATE = {code: state for state, code in CODES.items()}


def answer_table(round_: Round, stage: str) -> Answers:
    """Return the one answer table of a round at a stage; the number of queries is constant."""
    rows = list(round_.taking_part.select_related("unit").order_by("unit__code"))
    return answers_by(plan_of(round_), rows, cells_at(round_.taking_part, stage))


def answer_table_on(
    round_: Round, *, as_of: dt.date, known_at: dt.datetime | None = None
) -> Answers:
    """Return what units and machines had said of a round's items by a day, as it was known at a moment.

    These are values before any judgement, as `Stage.SELF` has them; the number of queries is constant.
    """
    rows = list(round_.taking_part.select_related("unit").order_by("unit__code"))
    moments = {row.unit_id: known_at for row in rows}
    typed, sent = (
        values_of_round(round_, moments, as_of=as_of, from_form=from_form)
        for from_form in (True, False)
    )
    machines = machines_by_form(round_, rows, sent, as_of)
    form_of = {row.unit_id: row.pk for row in rows}
    cells = []
    for unit, item in typed.keys() | sent.keys():
        machine = machines.get(form_of[unit], {}).get(item)
        chosen = chosen_on(typed.get((unit, item)), machine)
        cell = StageValue(form_of[unit], item, *chosen.value.parts, "")
        cells.append(without_claim(cell))
    return answers_by(plan_of(round_), rows, cells)


def answers_by(
    plan: Plan, rows: Sequence[Submission], cells: Iterable[StageValue]
) -> Answers:
    """Return the answer table of forms by a plan, which may be another one than the round's."""
    answers = _unanswered(plan, rows)
    row_of = {row.pk: number for number, row in enumerate(rows)}
    _fill(
        plan, answers, ((row_of[c.submission], c.item, c.value, c.state) for c in cells)
    )
    _blank_absent(plan, answers)
    blank_faulty(plan, answers)
    return answers


def compared_table(
    round_: Round, stage: str, compared: Collection[str]
) -> tuple[list[int], Answers]:
    """Return the keys of a round's forms and the table of some criteria's values at a stage."""
    plan = plan_of(round_)
    forms = dict(round_.taking_part.order_by("pk").values_list("pk", "block"))
    keys = list(forms)
    answers = Answers.empty(plan, [str(pk) for pk in keys], list(forms.values()))
    row_of = {pk: number for number, pk in enumerate(keys)}
    cells = cells_at(round_.taking_part, stage, compared)
    _fill(
        plan, answers, ((row_of[c.submission], c.item, c.value, c.state) for c in cells)
    )
    blank_faulty(plan, answers, [criterion_of(plan, code) for code in compared])
    return keys, answers


def _blank_absent(plan: Plan, answers: Answers) -> None:
    """Blank what a unit's block does not have: a form that was moved keeps it, and no run and no file shows it."""
    shape = len(plan.items), len(plan.blocks)
    used, present = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for criterion in plan.criteria:
        items = list(criterion.items)
        used[items] = True
        present[items] |= ~np.isnan(np.asarray(criterion.maxima, dtype=float))
    absent = (used & ~present).T[answers.blocks]
    answers.values[absent] = np.nan
    answers.states[absent] = State.BLANK


def table_of(
    plan: Plan, submissions: Sequence[HasBlock], values: Sequence[Values]
) -> Answers:
    """Return an answer table of these values: one row a unit, one column an item."""
    answers = _unanswered(plan, submissions)
    cells = (
        (row, item, item_value.value, item_value.state)
        for row, by_item in enumerate(values)
        for item, item_value in by_item.items()
    )
    _fill(plan, answers, cells)
    return answers


def _unanswered(plan: Plan, submissions: Sequence[HasBlock]) -> Answers:
    units = [row.unit.code for row in submissions]
    return Answers.empty(plan, units, [row.block for row in submissions])


def _fill(
    plan: Plan,
    answers: Answers,
    cells: Iterable[tuple[int, str, float | None, str]],
) -> None:
    """Write (row, item, value, state); of several for one cell the last counts."""
    for row, item, value, state in cells:
        column = plan.addresses.get(item)
        if column is None:
            continue
        answers.states[row, column] = CODES[str(state)]
        given = value is not None and state == AnswerState.GIVEN
        answers.values[row, column] = value if given else np.nan


def blank_faulty(
    plan: Plan, answers: Answers, among: Sequence[Criterion] | None = None
) -> list[dict[str, list[CheckFault]]]:
    """Blank the criteria that break a check or have a value out of its item's range, so that a fault never scores.

    Returns each unit's faults by criterion. A value may be out of range since its framework was changed.
    """
    faults: list[dict[str, list[CheckFault]]] = [{} for _unit in answers.units]
    for criterion in plan.criteria if among is None else among:
        for column in criterion.items:
            item = plan.items[column]
            of_item = value_faults(item, answers.values[:, column])
            for unit, fault in of_item.items():
                words = Text(vi=fault.text("vi"), en=fault.text("en")).capitalised()
                broken_bound = CheckFault(words, (item.id,))
                faults[unit].setdefault(criterion.code, []).append(broken_bound)
        for check in criterion.checks:
            names = sorted(names_in(check.tree))
            columns = {name: answers.values[:, plan.addresses[name]] for name in names}
            broken = np.flatnonzero(np.atleast_1d(evaluate(check.tree, columns)) == 0)
            found = CheckFault(check.message, tuple(names))
            for row in broken:
                faults[row].setdefault(criterion.code, []).append(found)
    for index, by_criterion in enumerate(faults):
        for code in by_criterion:
            items = list(criterion_of(plan, code).items)
            answers.values[index, items] = np.nan
            answers.states[index, items] = State.BLANK
    return faults


def criterion_of(plan: Plan, code: str) -> Criterion:
    """Return a criterion by its code; raises `KeyError` where there is none."""
    node = plan.nodes[plan.node_index(code)]
    if node.criterion is None:
        raise KeyError(code)
    return plan.criteria[node.criterion]
