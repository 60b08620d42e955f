"""Conditions of logarithms, exponentials and powers, in both languages."""

from __future__ import annotations

from opendti.formula import Demand, write_formula
from opendti.formula.write import Notation
from opendti.plan.model import Bilingual

ASKED = {
    "positive": Bilingual("{call} cần {on} lớn hơn 0", "{call} needs {on} above 0"),
    "not_negative": Bilingual(
        "{call} cần {on} từ 0 trở lên", "{call} needs {on} of at least 0"
    ),
    "not_zero": Bilingual("{call} cần {on} khác 0", "{call} needs {on} other than 0"),
    "computable": Bilingual(
        "{call} lớn quá mức tính được", "{call} is too large to be computed"
    ),
}


def demand_in_words(demand: Demand, code: str) -> Bilingual:
    """
    Return a call's condition, as the message of a check.

    Parameters
    ----------
    demand
        Of a compiled formula, whose names are ids of items.
    code
        The criterion's code, which is left out of its own items' names.
    """
    notation = Notation(name=lambda name: name.removeprefix(f"{code}."))
    parts = {
        "call": write_formula(demand.call, notation),
        "on": write_formula(demand.on, notation),
    }
    words = ASKED[demand.kind]
    return Bilingual(words.vi.format(**parts), words.en.format(**parts))
