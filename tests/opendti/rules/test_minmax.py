"""A bound that is the block's own may be the other bound too: then nothing lies between."""

from __future__ import annotations

import pytest

from opendti.formula import write_formula
from opendti.rules.minmax import MinMaxRule


@pytest.mark.parametrize(
    ("low", "high", "is_guarded"),
    [
        (None, None, True),
        (1.0, None, True),
        (None, 5.0, True),
        (1.0, 5.0, False),
    ],
)
def test_a_scale_without_spread_is_guarded(
    low: float | None, high: float | None, *, is_guarded: bool
) -> None:
    rule = MinMaxRule(kind="minmax", low=low, high=high)
    assert write_formula(rule.tree()).startswith("IF(") == is_guarded
