"""Conditions of logarithms, exponentials and powers, in both languages."""

from __future__ import annotations

from opendti.definitions import Text
from opendti.formula import DomainCondition, write_formula
from opendti.formula.write import Notation

ASKED = {
    "positive": Text(vi="{call} cần {on} lớn hơn 0", en="{call} needs {on} above 0"),
    "not_negative": Text(
        vi="{call} cần {on} từ 0 trở lên", en="{call} needs {on} of at least 0"
    ),
    "not_zero": Text(vi="{call} cần {on} khác 0", en="{call} needs {on} other than 0"),
    "computable": Text(
        vi="{call} lớn quá mức tính được", en="{call} is too large to be computed"
    ),
}


def condition_in_words(condition: DomainCondition, code: str) -> Text:
    """
    Return a call's condition, as the message of a check.

    Parameters
    ----------
    condition
        Of a compiled formula, whose names are ids of items.
    code
        The criterion's code, which is left out of its own items' names.
    """
    notation = Notation(name=lambda name: name.removeprefix(f"{code}."))
    parts = {
        "call": write_formula(condition.call, notation),
        "on": write_formula(condition.on, notation),
    }
    words = ASKED[condition.kind]
    return Text(vi=words.vi.format(**parts), en=words.in_language("en").format(**parts))
