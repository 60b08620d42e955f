"""
Composite indices: screen, denominate, impute, treat, normalise, weigh, aggregate.

One file a step, each with a table from the method's stable name to its function, which
knows nothing but arrays of axes (…, unit, item). `driver` takes answers through the
steps of a plan; `tally` makes scores of what comes out; `workings` explains them.
"""

from __future__ import annotations

from opendti.scoring.composite.driver import Course, run, stages
from opendti.scoring.composite.tally import score_composite
from opendti.scoring.composite.unscaled import unscaled_indicators

__all__ = ["Course", "run", "score_composite", "stages", "unscaled_indicators"]
