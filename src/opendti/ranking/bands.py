"""Named ranges of the index."""

from __future__ import annotations

import math

from opendti.plan.model import Band, Plan


def band_of(plan: Plan, value: float) -> Band | None:
    """Return the highest band whose lower bound a value of the index reaches."""
    if math.isnan(value):
        return None
    for band in plan.bands:
        if value > band.start or (band.is_closed and value == band.start):
            return band
    return None
