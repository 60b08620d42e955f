"""A formula that is written out: "Điểm = MAX(0; điểm tối đa - 0,5 × a)"."""

from __future__ import annotations

import re

from opendti.annex.folding import NUMBER, number
from opendti.annex.idioms.case import Case, ParsedRule, item
from opendti.errors import FormulaError
from opendti.formula import read_formula
from opendti.formula.tree import names_in

_WRITTEN = re.compile(
    r"^\s*(?:Số điểm|Điểm)\s*=\s*(?P<formula>.*\b(?:IF|MIN|MAX|ROUND)\(.+?)\.?\s*$"
)
_SIGNS = {"×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "<>", "−": "-", "–": "-"}
_CALLED = re.compile(r"điểm tối đa\s*\(", re.IGNORECASE)
_FULL = re.compile("điểm tối đa", re.IGNORECASE)


def read_written(case: Case) -> ParsedRule | None:
    """Read a formula as spreadsheets have it, with Vietnamese numbers and words."""
    match = _WRITTEN.match(case.text.split("\n")[-1])
    if match is None:
        return None
    if _CALLED.search(match["formula"]):
        return None
    formula = _plain(match["formula"])
    try:
        names = names_in(read_formula(formula)) - {"max"}
    except FormulaError:
        return None
    if any(len(name) > 1 for name in names):
        return None
    read = ParsedRule({"kind": "formula", "formula": formula, "gives": "points"})
    read.used.append(match[0])
    for name in sorted(names):
        title = case.definitions.titles.get(name, case.title)
        read.items.append(item(name, "number", title))
    read.doubt_items("xem lại loại của các số liệu", "look at the items' types")
    return read


def _plain(written: str) -> str:
    text = _FULL.sub("max", written)
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    text = re.sub(NUMBER, lambda found: f"{number(found[0]):.12g}", text)
    return text.replace(";", ",")
