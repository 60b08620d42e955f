"""What must hold between a criterion's items, and where it does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opendti.formula import evaluate
from opendti.formula.tree import names_in
from opendti.plan.model import Plan, Text
from opendti.scoring.answers import Answers


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """
    A check that fails: the unit's row, the criterion's place, what should hold.

    `items` are the columns of the items that the check compares, in the plan's order.
    """

    unit: int
    criterion: int
    message: Text
    items: tuple[int, ...] = ()


def broken_checks(plan: Plan, answers: Answers) -> tuple[BrokenCheck, ...]:
    """
    Return the checks that fail, criterion by criterion, unit by unit.

    A check of which an item has no value says nothing.

    Parameters
    ----------
    plan, answers
        Answers of shape (U, I).
    """
    columns = {
        item.id: answers.values[..., place] for place, item in enumerate(plan.items)
    }
    units = len(answers.units)
    broken: list[BrokenCheck] = []
    for place, criterion in enumerate(plan.criteria):
        for check in criterion.checks:
            fails = np.broadcast_to(evaluate(check.tree, columns) == 0, units)
            named = names_in(check.tree)
            items = tuple(
                item for item in criterion.items if plan.items[item].id in named
            )
            broken.extend(
                BrokenCheck(int(unit), place, check.message, items)
                for unit in np.flatnonzero(fails)
            )
    return tuple(broken)
