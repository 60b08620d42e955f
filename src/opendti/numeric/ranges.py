"""The numbers that each type of item takes, whatever a framework declares."""

from __future__ import annotations

from opendti.numeric.tolerance import LARGEST

TYPE_RANGES = {
    "count": (0.0, LARGEST),
    "number": (-LARGEST, LARGEST),
    "share": (0.0, 1.0),
    "yes_no": (0.0, 1.0),
}
"""Lowest and highest, both included; a choice takes one of its options, a text no number."""
BOUNDED_TYPES = frozenset({"count", "number", "share"})
"""The types whose range a framework may narrow by `min` and `max`."""
WHOLE_TYPES = frozenset({"count", "yes_no", "choice"})
