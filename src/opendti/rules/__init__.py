"""
The kinds of rule that a criterion may have, one module each.

A kind's module holds all of it: the keys of its file, what may be wrong with them, the
formula tree of its points, and its sentence in both languages. A kind exists when it
is in `RULES`; only what makes rules (annexes, COINr's tables) or reads raw numbers names one.
"""

from __future__ import annotations

from typing import Annotated, Union, get_args

from pydantic import Field

from opendti.rules.base import (
    BaseRule,
    FormulaField,
    ItemType,
    Located,
    Rule,
    inner_rules,
    register,
)
from opendti.rules.best_of import BestOfRule
from opendti.rules.checklist import ChecklistRule
from opendti.rules.choice import ChoiceRule
from opendti.rules.count import CountRule
from opendti.rules.entries import Option
from opendti.rules.extra import ExtraRule
from opendti.rules.formula import FormulaRule
from opendti.rules.gate import GateRule
from opendti.rules.levels import LevelsRule
from opendti.rules.minmax import MinMaxRule
from opendti.rules.parts import PartsRule
from opendti.rules.periods import PeriodsRule
from opendti.rules.ratio import RatioRule
from opendti.rules.relative import RelativeRule
from opendti.rules.share import ShareRule
from opendti.rules.shown import ShownRule
from opendti.rules.statistic import StatisticRule
from opendti.rules.steps import StepsRule
from opendti.rules.writing import PhraseWriter
from opendti.rules.yes_no import YesNoRule

__all__ = [
    "KINDS",
    "RULES",
    "BaseRule",
    "FormulaField",
    "FormulaRule",
    "ItemType",
    "Located",
    "Option",
    "PhraseWriter",
    "Rule",
    "inner_rules",
]

RULES: tuple[type[BaseRule], ...] = (
    YesNoRule,
    ShareRule,
    RatioRule,
    StepsRule,
    CountRule,
    ChoiceRule,
    PartsRule,
    BestOfRule,
    ChecklistRule,
    PeriodsRule,
    RelativeRule,
    MinMaxRule,
    LevelsRule,
    StatisticRule,
    GateRule,
    ExtraRule,
    ShownRule,
    FormulaRule,
)
"""Every kind, in the order in which editors offer them, the commonest first."""
KINDS: dict[str, type[BaseRule]] = {
    kind: rule
    for rule in RULES
    for kind in get_args(rule.model_fields["kind"].annotation)
}
"""The model of each `kind`."""

register(Annotated[Union[RULES], Field(discriminator="kind")])  # noqa: UP007 -- a tuple at run time
for rule in RULES:
    rule.model_rebuild()
