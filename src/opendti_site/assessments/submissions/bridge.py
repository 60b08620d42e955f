"""Rows to the engine's answers, scores back; reading what people type."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opendti import explain, score
from opendti.formula.evaluate import evaluate
from opendti.formula.tree import names_in
from opendti.numeric.text import format_number, parse_number
from opendti.plan.model import Criterion, Item, Plan
from opendti.scoring.answers import Answers, State
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.readings import (
    BLANK,
    CheckFault,
    CriterionScore,
    Held,
    NodeScore,
    Parsed,
    SubmissionScore,
)
from opendti_site.assessments.submissions.stages import Values, cells_at, values_at
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.bridge import plan_of
from opendti_site.frameworks.sheets import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from opendti.scoring.scores import Scores

CODES = {
    AnswerState.GIVEN.value: State.GIVEN,
    AnswerState.BLANK.value: State.BLANK,
    AnswerState.NOT_APPLICABLE.value: State.NOT_APPLICABLE,
    AnswerState.NOT_MEASURED.value: State.NOT_MEASURED,
}
WORDS_OF_STATE = {code: state for state, code in CODES.items()}
YES = {"1", "có", "co", "yes", "y", "true", "đạt", "x"}
NO = {"0", "không", "khong", "no", "n", "false", "chưa"}
EXACT = Decimal("0.0000000001")


def plan_of_round(round_: Round) -> Plan:
    """Return the plan of a round's frozen framework."""
    return plan_of(round_)


def answer_table(round_: Round, stage: str) -> Answers:
    """Return the one answer table of a round at a stage; the number of queries is constant."""
    plan = plan_of(round_)
    rows = list(round_.submissions.select_related("unit").order_by("unit__code"))
    answers = _silent_table(plan, rows)
    place = {row.pk: number for number, row in enumerate(rows)}
    cells = cells_at(round_.submissions.all(), stage)
    _fill(
        plan, answers, ((place[c.submission], c.item, c.value, c.state) for c in cells)
    )
    _blank_faulty(plan, answers)
    return answers


def score_values(submission: Submission, values: Values) -> SubmissionScore:
    """Return what the rules give for these values of one submission."""
    return scores_of(submission.round, [submission], [values])[0]


def scores_of(
    round_: Round, submissions: Sequence[Submission], values: Sequence[Values]
) -> list[SubmissionScore]:
    """
    Return what the rules give for each submission by itself.

    What is compared with other units waits for them: the others are not done, and
    their values are not this unit's to see.
    """
    table = _scored(round_, submissions, values)
    return [table.told(place, alone=True) for place in range(len(submissions))]


def score_beside(submission: Submission, stage: str) -> SubmissionScore:
    """Return what the rules give for a submission at a stage, beside the whole round."""
    round_ = submission.round
    compared = [one.code for one in plan_of(round_).criteria if one.compares]
    rows = list(round_.submissions.select_related("unit")) if compared else []
    rows = [submission, *(row for row in rows if row.pk != submission.pk)]
    values = values_at([row.pk for row in rows], stage, compared)
    values[submission.pk] = values_at([submission.pk], stage)[submission.pk]
    table = _scored(round_, rows, [values.get(row.pk, {}) for row in rows])
    return table.told(0, alone=False)


def criterion_scores(
    round_: Round,
    submissions: Sequence[Submission],
    values: Sequence[Values],
    criterion: str,
) -> list[CriterionScore]:
    """Return what the rules give each submission for one criterion, all scored together."""
    plan = plan_of(round_)
    answers = _table(plan, submissions, values)
    faults = _blank_faulty(plan, answers, [_criterion(plan, criterion)])
    scores = score(plan, answers, [criterion])
    return [
        _criterion_score(scores, place, 0, criterion, faults[place])
        for place in range(len(submissions))
    ]


def parse_value(plan: Plan, item: str, typed: str) -> Parsed:
    """Read what was typed for an item; a fault is a sentence for beside the field."""
    facts = plan.items[plan.item_index(item)]
    text = typed.strip()
    if not text:
        return Parsed(None, AnswerState.BLANK)
    if facts.type == "text":
        return Parsed(None, AnswerState.GIVEN, text=text)
    if facts.type == "choice":
        return _choice(facts, text)
    if facts.type == "yes_no":
        return _yes_no(text)
    return _number(facts, text)


def write_value(plan: Plan, item: str, held: Held) -> str:
    """Write a value as it stands in its field."""
    facts = plan.items[plan.item_index(item)]
    if held.state != AnswerState.GIVEN:
        return ""
    if facts.type == "text" or held.value is None:
        return held.text
    if facts.type == "choice":
        return facts.options[int(held.value)].code
    if facts.type == "yes_no":
        return "1" if held.value else "0"
    return format_number(held.value, 10, get_language() or "vi", trim=True)


def show_value(plan: Plan, item: str, held: Held) -> str:
    """Write a value for reading: words for a choice, a dash for none."""
    facts = plan.items[plan.item_index(item)]
    if held.state != AnswerState.GIVEN:
        return (
            ""
            if held.state == AnswerState.BLANK
            else str(AnswerState(held.state).label)
        )
    if facts.type == "choice" and held.value is not None:
        title = facts.options[int(held.value)].title
        return title.in_language((get_language() or "vi")[:2])
    if facts.type == "yes_no":
        return _("Có") if held.value else _("Không")
    return write_value(plan, item, held)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What an action needs to know of an item."""

    id: str
    criterion: str
    type: str
    may_not_apply: bool


def item_facts(plan: Plan, item: str) -> ItemFacts:
    """Return an item's facts; raises the engine's error where there is no such item."""
    facts = plan.items[plan.item_index(item)]
    criterion = plan.criteria[facts.criterion]
    return ItemFacts(facts.id, criterion.code, facts.type, criterion.may_not_apply)


def exact_value(plan: Plan, item: str, value: float | str | None) -> Decimal | None:
    """Return a value from a table as it is kept; an option's code becomes its place."""
    if value is None:
        return None
    if isinstance(value, str):
        parsed = parse_value(plan, item, value)
        if parsed.fault:
            message = f"{item}: {parsed.fault}"
            raise ActionRefusedError(message)
        return parsed.value
    return Decimal(repr(float(value))).quantize(EXACT)


def write_points(number: float, decimals: int) -> str:
    """Write a number in the reader's language."""
    return format_number(number, decimals, get_language() or "vi")


def _number(facts: Item, text: str) -> Parsed:
    try:
        number = parse_number(text, whole=facts.type == "count")
    except ValueError:
        return _fault(
            _("Cần một số nguyên, ví dụ 1.234.")
            if facts.type == "count"
            else _("Cần một số, ví dụ 0,45 hoặc 1.234,5.")
        )
    low = facts.minimum
    high = facts.maximum
    if facts.type in {"count", "share"}:
        low = 0.0 if low is None else low
    if facts.type == "share":
        high = 1.0 if high is None else high
    if low is not None and number < low:
        return _fault(_("Không được nhỏ hơn %(least)s.") % {"least": _plain(low)})
    if high is not None and number > high:
        hint = (
            _(" Tỷ lệ ghi từ 0 đến 1 hoặc kèm dấu %.") if facts.type == "share" else ""
        )
        return _fault(_("Không được lớn hơn %(most)s.") % {"most": _plain(high)} + hint)
    if abs(number) >= 1e17:  # noqa: PLR2004 -- what the column holds
        return _fault(_("Số quá lớn."))
    return Parsed(Decimal(repr(number)).quantize(EXACT), AnswerState.GIVEN)


def _choice(facts: Item, text: str) -> Parsed:
    for place, option in enumerate(facts.options):
        if text == option.code:
            return Parsed(Decimal(place), AnswerState.GIVEN, text=option.code)
    return _fault(_("Hãy chọn một trong các phương án."))


def _yes_no(text: str) -> Parsed:
    word = text.lower()
    if word in YES:
        return Parsed(Decimal(1), AnswerState.GIVEN)
    if word in NO:
        return Parsed(Decimal(0), AnswerState.GIVEN)
    return _fault(_("Hãy chọn Có hoặc Không."))


def _fault(message: str) -> Parsed:
    return Parsed(None, AnswerState.BLANK, message)


def _plain(number: float) -> str:
    return format_number(number, 10, get_language() or "vi", trim=True)


def _table(
    plan: Plan, submissions: Sequence[Submission], values: Sequence[Values]
) -> Answers:
    """Lay values out as the engine wants them: one row a unit, one column an item."""
    answers = _silent_table(plan, submissions)
    cells = (
        (row, item, held.value, held.state)
        for row, said in enumerate(values)
        for item, held in said.items()
    )
    _fill(plan, answers, cells)
    return answers


def _silent_table(plan: Plan, submissions: Sequence[Submission]) -> Answers:
    """Return the table in which nobody said anything."""
    shape = (len(submissions), len(plan.items))
    silence = np.array([_silence(plan, item) for item in plan.items], dtype=np.uint8)
    blocks = {block.code: place for place, block in enumerate(plan.blocks)}
    return Answers(
        units=tuple(row.unit.code for row in submissions),
        blocks=np.array([blocks[row.block] for row in submissions], dtype=np.intp),
        values=np.full(shape, np.nan),
        states=np.tile(silence, (len(submissions), 1)),
    )


def _fill(
    plan: Plan,
    answers: Answers,
    cells: Iterable[tuple[int, str, float | None, str]],
) -> None:
    """Write cells of row, item, value and state; the last of a place stays."""
    for row, item, value, state in cells:
        column = plan.addresses.get(item)
        if column is None:
            continue
        answers.states[row, column] = CODES[str(state)]
        given = value is not None and state == AnswerState.GIVEN
        answers.values[row, column] = value if given else np.nan


def _silence(plan: Plan, item: Item) -> int:
    """Return what it means that nobody said anything: blank, or not measured where machines should."""
    reported = plan.criteria[item.criterion].collected_from == "report"
    return int(State.BLANK if reported else State.NOT_MEASURED)


def _blank_faulty(
    plan: Plan, answers: Answers, among: Sequence[Criterion] | None = None
) -> list[dict[str, list[CheckFault]]]:
    """Take out of the table what breaks a check, so that a fault never scores; tell each fault."""
    faults: list[dict[str, list[CheckFault]]] = [{} for _unit in answers.units]
    for criterion in plan.criteria if among is None else among:
        for check in criterion.checks:
            names = sorted(names_in(check.tree))
            columns = {name: answers.values[:, plan.addresses[name]] for name in names}
            broken = np.flatnonzero(np.atleast_1d(evaluate(check.tree, columns)) == 0)
            found = CheckFault(Words(check.message.vi, check.message.en), tuple(names))
            for row in broken:
                faults[row].setdefault(criterion.code, []).append(found)
    for unit, by_criterion in enumerate(faults):
        for code in by_criterion:
            places = list(_criterion(plan, code).items)
            answers.values[unit, places] = np.nan
            answers.states[unit, places] = State.BLANK
    return faults


def _criterion(plan: Plan, code: str) -> Criterion:
    node = plan.nodes[plan.node_index(code)]
    if node.criterion is None:
        raise KeyError(code)
    return plan.criteria[node.criterion]


def _scored(
    round_: Round, submissions: Sequence[Submission], values: Sequence[Values]
) -> _Scored:
    plan = plan_of(round_)
    answers = _table(plan, submissions, values)
    faults = _blank_faulty(plan, answers)
    return _Scored(plan, answers, score(plan, answers), faults)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A table of answers with what the rules make of it."""

    plan: Plan
    answers: Answers
    scores: Scores
    faults: Sequence[Mapping[str, list[CheckFault]]]

    def told(self, row: int, *, alone: bool) -> SubmissionScore:
        """Tell the score of one submission; alone, what is compared waits."""
        criteria = {
            one.code: _criterion_score(
                self.scores, row, one.node, one.code, self.faults[row]
            )
            for one in self.plan.criteria
        }
        waiting = self._waiting(row) if alone else frozenset()
        for place in waiting:
            code = self.plan.criteria[place].code
            criteria[code] = replace(criteria[code], points=None, waits=True)
        nodes = {
            node.code: self._node(row, place, waiting)
            for place, node in enumerate(self.plan.nodes)
        }
        root = nodes[self.plan.nodes[0].code]
        steps = _steps(self.plan, self.answers, self.scores, self.answers.units[row])
        return SubmissionScore(
            root.points, root.max_points, nodes, criteria, len(waiting), steps
        )

    def _waiting(self, row: int) -> frozenset[int]:
        """Return the criteria of the unit whose points wait for the other units."""
        return frozenset(
            place
            for place, one in enumerate(self.plan.criteria)
            if one.compares
            and self.scores.states[row, one.node] == State.GIVEN
            and not math.isnan(self.scores.max_points[row, one.node])
        )

    def _node(self, row: int, place: int, waiting: frozenset[int]) -> NodeScore:
        points = float(self.scores.points[row, place])
        for leaf in waiting.intersection(self.plan.nodes[place].leaves):
            points -= float(self.scores.points[row, self.plan.criteria[leaf].node])
        most = float(self.scores.max_points[row, place])
        return NodeScore(_or_zero(points), _or_zero(most))


def _steps(
    plan: Plan, answers: Answers, scores: Scores, unit: str
) -> Callable[[str], list[str]]:
    def steps(criterion: str) -> list[str]:
        working = explain(plan, answers, scores, unit=unit, node=criterion)
        language = (get_language() or "vi")[:2]
        return [step.in_language(language) for step in working.steps]

    return steps


def _criterion_score(
    scores: Scores,
    row: int,
    column: int,
    code: str,
    faults: Mapping[str, list[CheckFault]],
) -> CriterionScore:
    points = float(scores.points[row, column])
    faulty = tuple(faults.get(code, ()))
    return CriterionScore(
        code,
        None if faulty or math.isnan(points) else points,
        _or_zero(float(scores.max_points[row, column])),
        str(WORDS_OF_STATE[State(int(scores.states[row, column]))]),
        faulty,
    )


def _or_zero(number: float) -> float:
    return 0.0 if math.isnan(number) else number


__all__ = [
    "BLANK",
    "answer_table",
    "criterion_scores",
    "parse_value",
    "plan_of_round",
    "score_beside",
    "score_values",
    "scores_of",
    "show_value",
    "write_points",
    "write_value",
]
