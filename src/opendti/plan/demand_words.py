"""What a logarithm, an exponential or a power asks of its items, in both languages."""

from __future__ import annotations

from opendti.formula import Demand, write_formula
from opendti.formula.write import Notation
from opendti.plan.model import Text

ASKED = {
    "positive": Text("{call} cần {on} lớn hơn 0", "{call} needs {on} above 0"),
    "not_negative": Text(
        "{call} cần {on} từ 0 trở lên", "{call} needs {on} of at least 0"
    ),
    "not_zero": Text("{call} cần {on} khác 0", "{call} needs {on} other than 0"),
    "computable": Text(
        "{call} lớn quá mức tính được", "{call} is too large to be computed"
    ),
}


def demand_in_words(demand: Demand, code: str) -> Text:
    """
    Return what a call asks, as the message of a check.

    Parameters
    ----------
    demand
        Of a compiled formula, whose names are ids of items.
    code
        The criterion's, which its own items are written without.
    """
    notation = Notation(name=lambda name: name.removeprefix(f"{code}."))
    parts = {
        "call": write_formula(demand.call, notation),
        "on": write_formula(demand.on, notation),
    }
    words = ASKED[demand.kind]
    return Text(words.vi.format(**parts), words.en.format(**parts))
