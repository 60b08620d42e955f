"""
Columns of numbers in text files: which of them a program wrote.

"1.234" may be a thousand or a bit over one, and a person is asked which. A program that
writes a column writes all of it in one way: where one cell has a decimal point that can
be nothing else, and none a comma, the full stops of the whole column are decimal points.
"""

from __future__ import annotations

import polars as pl

PLAIN = r"^-?\d+(?:\.\d+)?$"
SURE = r"^-?(?:\d+|0\.\d+|\d+\.\d{1,2}|\d+\.\d{4,}|\d{4,}\.\d{3})$"
"""Numbers that mean the same in both languages."""
EITHER = r"^[-+]?[1-9]\d{0,2}\.\d{3}$"
"""Numbers that do not."""
_POINT = r"^[-+]?\d+\.\d+$"
_THOUSAND = 1000


def has_points(texts: pl.Series) -> bool:
    """Recognise a column that a program wrote, from its texts."""
    points = texts.str.contains(_POINT) & ~texts.str.contains(EITHER)
    return bool(points.any()) and not texts.str.contains(",", literal=True).any()


def may_be_either(numbers: pl.Series) -> bool:
    """
    Return whether a column of floats could have been written without a clear decimal point.

    One number with more than three decimals, or below one, or from a thousand on with
    any decimals, shows that a program wrote it; this costs a look at the numbers only.
    """
    parts = numbers.drop_nulls().abs()
    whole = parts == parts.floor()
    # Rounded, for 1.234 times a thousand is 1233.9999999999998 in binary.
    thousandths = (parts * _THOUSAND).round(6)
    either = (thousandths == thousandths.floor()) & (parts >= 1) & (parts < _THOUSAND)
    return bool((whole | either).all())
