"""
A compiled framework: item and node columns, maxima, formula trees, summation order.

A plan maps a table of answers to a table of scores. It holds all that scoring and
explaining need, texts included, without reference to the framework file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.definitions import Text
    from opendti.plan.compile import compile_plan
    from opendti.plan.model import Criterion, Plan, PlanItem, PlanNode, PlanView

__all__ = [
    "Criterion",
    "Plan",
    "PlanItem",
    "PlanNode",
    "PlanView",
    "Text",
    "compile_plan",
]

defer(__name__)
