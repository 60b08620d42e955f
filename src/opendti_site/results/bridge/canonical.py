"""JSON of which equal things have equal bytes."""

from __future__ import annotations

import json
from typing import Any


def canonical(thing: Any) -> str:
    """Write JSON in the one way that gives the same bytes for the same thing."""
    return json.dumps(
        thing,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
