"""One criterion tried out: its rule in words, as a formula, and what inputs give."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti import compile_plan, explain
from opendti.definitions import Text
from opendti.errors import FaultsError
from opendti.formula import write_formula
from opendti.formula.write import Notation
from opendti.numeric.text import format_number, parse_number, parse_truth
from opendti.plan.bounds import value_fault
from opendti.plan.model import Plan, PlanBlock, PlanItem
from opendti.scoring.answers import AnswerRow, Answers, build_answers
from opendti.scoring.checks import broken_checks
from opendti_site.frameworks.bridge.drafts import check_node
from opendti_site.frameworks.drafting.faults import DraftFault
from opendti_site.frameworks.drafting.tree import Data
from opendti_site.ui.language import reader_language, translated

OWN, OTHER = "own", "other"
"""The unit that is tried out, and another of its block that it is compared with."""


@dataclass(frozen=True, slots=True)
class TryInput:
    """An input of the box, with what was typed for the unit and for the other unit."""

    item: PlanItem
    typed: str
    other: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The points that the inputs give."""

    points: str
    max_points: str
    steps: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """What the rule builder shows beside the fields of a rule."""

    faults: tuple[DraftFault, ...]
    words: Text | None = None
    formula: str = ""
    compares: bool = False
    blocks: tuple[PlanBlock, ...] = ()
    block: str = ""
    inputs: tuple[TryInput, ...] = ()
    trial: TrialResult | None = None


def view_rule(document: Data, node: Data, typed: Mapping[str, str]) -> RuleView:
    """
    Write a rule in words and as a formula, and try it on what was typed.

    `typed` holds `own.CODE` and `other.CODE` for the inputs, and `block`.
    """
    if document.get("composite") is not None and not node.get("rule"):
        return RuleView(())
    checked = check_node(document, node)
    if checked.framework is None:
        return RuleView(checked.faults)
    if checked.framework.nodes[0].rule is None:
        return RuleView(())
    plan = compile_plan(checked.framework)
    blocks = tuple(
        block
        for column, block in enumerate(plan.blocks)
        if not math.isnan(plan.criteria[0].maxima[column])
    )
    codes = [shown.code for shown in blocks]
    block = typed.get("block", "") if typed.get("block") in codes else codes[0]
    compares = bool(plan.bests)
    inputs = tuple(_input(item, typed, compares=compares) for item in plan.items)
    return RuleView(
        (),
        plan.criteria[0].words,
        _formula(plan),
        compares,
        blocks,
        block,
        inputs,
        _trial(plan, inputs, block, compares=compares),
    )


def _formula(plan: Plan) -> str:
    codes = {item.id: item.code for item in plan.items}
    notation = Notation(name=lambda name: codes.get(name, name))
    return write_formula(plan.criteria[0].tree, notation)


def _input(item: PlanItem, typed: Mapping[str, str], *, compares: bool) -> TryInput:
    own = typed.get(f"{OWN}.{item.code}", "").strip()
    other = typed.get(f"{OTHER}.{item.code}", "").strip() if compares else ""
    try:
        for text in (own, other):
            _value(item, text)
        fault = ""
    except ValueError:
        fault = _("Giá trị này không hợp với loại số liệu.")
    return TryInput(item, own, other, fault)


def _value(item: PlanItem, text: str) -> float | str | None:
    """Read what was typed; raises ValueError where it is no value of the item."""
    if not text:
        return None
    if item.type == "text":
        return None
    if item.type == "choice":
        if text not in {option.code for option in item.options}:
            raise ValueError(text)
        return text
    if item.type == "yes_no":
        return float(parse_truth(text))
    number = parse_number(text, whole=item.type == "count")
    if value_fault(item, number) is not None:
        raise ValueError(text)
    return number


def _trial(
    plan: Plan, inputs: tuple[TryInput, ...], block: str, *, compares: bool
) -> TrialResult | None:
    """Score what was typed; None where nothing was, or where it cannot be read."""
    if any(given.fault for given in inputs) or not any(given.typed for given in inputs):
        return None
    units = (OWN, OTHER) if compares else (OWN,)
    rows = [
        AnswerRow(unit, item.id, _value(item, text))
        for item, given in zip(plan.items, inputs, strict=True)
        for unit, text in zip((OWN, OTHER), (given.typed, given.other), strict=True)
        if text and unit in units and item.type != "text"
    ]
    try:
        answers = build_answers(plan, rows, dict.fromkeys(units, block))
    except FaultsError:
        return None
    return _scored(plan, answers)


def _scored(plan: Plan, answers: Answers) -> TrialResult:
    language = reader_language()
    code = plan.criteria[0].code
    working = explain(plan, answers, unit=OWN, node=code)
    return TrialResult(
        format_number(working.points, 6, language, trim=True),
        format_number(working.max_points, 6, language, trim=True),
        tuple(translated(step) for step in working.steps),
        tuple(
            translated(broken.message)
            for broken in broken_checks(plan, answers)
            if broken.unit == 0
        ),
    )
