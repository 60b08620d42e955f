"""
The tables of COINr and the JRC's COIN Tool, read into a framework and its answers.

`iMeta` lists indicators, aggregates, groups and denominators, one a row; `iData` has
one row a unit and one column an indicator. The columns are COINr's: see its `new_coin`.
"""

from __future__ import annotations

from opendti.coin.convert import (
    ANSWERS,
    FRAMEWORK,
    CoinIndex,
    import_coin,
    write_coin,
)
from opendti.coin.steps import CoinSteps

__all__ = [
    "ANSWERS",
    "FRAMEWORK",
    "CoinIndex",
    "CoinSteps",
    "import_coin",
    "write_coin",
]
