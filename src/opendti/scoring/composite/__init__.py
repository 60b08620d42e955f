"""
Composite indices: screen, denominate, impute, treat, normalise, weigh, aggregate.

One module a step, each with a table from the method's stable name to its function of
arrays (…, unit, item). `driver` runs the steps of a plan, `tally` converts the result
to scores, `workings` explains them.
"""

from __future__ import annotations

from opendti.scoring.composite.driver import CompositeRun, run_composite, stages
from opendti.scoring.composite.tally import score_composite
from opendti.scoring.composite.unscaled import unscaled_indicators

__all__ = [
    "CompositeRun",
    "run_composite",
    "score_composite",
    "stages",
    "unscaled_indicators",
]
