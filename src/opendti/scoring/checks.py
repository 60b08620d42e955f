"""Checks between a criterion's items, and where they fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opendti.definitions import Text
from opendti.formula import evaluate
from opendti.formula.tree import names_in
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """
    A failed check: the unit's row, the criterion's index, the condition in words.

    `items` are the columns of the items that the check compares, in the plan's order.
    """

    unit: int
    criterion: int
    message: Text
    items: tuple[int, ...] = ()


def broken_checks(plan: Plan, answers: Answers) -> tuple[BrokenCheck, ...]:
    """
    Return the checks that fail, criterion by criterion, unit by unit.

    A check of an item without a value does not fail.

    Parameters
    ----------
    plan, answers
        Answers of shape (U, I).
    """
    columns = {
        item.id: answers.values[..., index] for index, item in enumerate(plan.items)
    }
    units = len(answers.units)
    broken: list[BrokenCheck] = []
    for index, criterion in enumerate(plan.criteria):
        for check in criterion.checks:
            fails = np.broadcast_to(evaluate(check.tree, columns) == 0, units)
            named = names_in(check.tree)
            items = tuple(
                item for item in criterion.items if plan.items[item].id in named
            )
            broken.extend(
                BrokenCheck(int(unit), index, check.message, items)
                for unit in np.flatnonzero(fails)
            )
    return tuple(broken)
