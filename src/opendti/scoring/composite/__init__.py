"""
Composite indices: screen, denominate, impute, treat, normalise, weigh, aggregate.

The methods themselves are in `opendti.methods`. `driver` runs the steps of a plan block by
block, `tally` converts the result to scores, `workings` explains them.
"""

from __future__ import annotations

from opendti.scoring.composite.driver import run_composite, stages
from opendti.scoring.composite.run import CompositeRun
from opendti.scoring.composite.tally import score_composite
from opendti.scoring.composite.unscaled import unscaled_indicators

__all__ = [
    "CompositeRun",
    "run_composite",
    "score_composite",
    "stages",
    "unscaled_indicators",
]
