"""Tables of numbers as a block's indicators: (units, items), with missing ones."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from opendti.plan.composite import Treatment


def numbers(low: float = -1000, high: float = 1000) -> st.SearchStrategy[float]:
    # Quarters, some of them with round-off: nothing lies between the same and another number.
    whole = st.integers(int(low * 4), int(high * 4))
    quarter, dusty = whole.map(lambda n: n / 4), whole.map(lambda n: n * 0.1 / 0.4)
    return st.one_of(quarter, quarter, quarter, dusty, st.just(float("nan")))


@st.composite
def tables(
    draw: st.DrawFn, low: float = -1000, high: float = 1000, min_units: int = 1
) -> np.ndarray:
    units, items = draw(st.integers(min_units, 8)), draw(st.integers(1, 4))
    return draw(npst.arrays(np.float64, (units, items), elements=numbers(low, high)))


def treating(*methods: str, points: int = 5, exponent: float = 0.0) -> Treatment:
    return Treatment(points, 2.0, 3.5, exponent, np.arange(1), methods)
