"""
A compiled framework: item and node columns, maxima, formula trees, summation order.

A plan maps a table of answers to a table of scores. It holds all that scoring and
explaining need, texts included, without reference to the framework file.
"""

from __future__ import annotations

from opendti.definitions import Text
from opendti.plan.compile import compile_plan
from opendti.plan.model import Criterion, Item, Plan, PlanNode, View

__all__ = ["Criterion", "Item", "Plan", "PlanNode", "Text", "View", "compile_plan"]
