"""
A framework compiled once: columns, maxima, trees and the order to add them up.

A plan is a function from a table of answers to a table of scores. It carries all
that scoring and explaining need, words included, and knows no framework file.
"""

from __future__ import annotations

from opendti.plan.compile import compile_plan
from opendti.plan.model import Criterion, Item, Plan, PlanNode, Text, View

__all__ = ["Criterion", "Item", "Plan", "PlanNode", "Text", "View", "compile_plan"]
