"""Every kind of fault by its code."""

from __future__ import annotations

from collections.abc import Mapping

from opendti.faults.template import Words
from opendti.faults.words.annexes import ANNEXES
from opendti.faults.words.coin import COIN
from opendti.faults.words.composites import COMPOSITES
from opendti.faults.words.crosswalks import CROSSWALKS
from opendti.faults.words.files import FILES
from opendti.faults.words.formulas import FORMULAS
from opendti.faults.words.frameworks import FRAMEWORKS
from opendti.faults.words.notes import NOTES
from opendti.faults.words.requests import REQUESTS
from opendti.faults.words.rules import RULES
from opendti.faults.words.scores import SCORES
from opendti.faults.words.shapes import SHAPES
from opendti.faults.words.tables import TABLES
from opendti.faults.words.values import VALUES
from opendti.faults.words.workbooks import WORKBOOKS

GROUPS: Mapping[str, Mapping[str, Words]] = {
    "requests": REQUESTS,
    "files": FILES,
    "shapes": SHAPES,
    "frameworks": FRAMEWORKS,
    "rules": RULES,
    "formulas": FORMULAS,
    "composites": COMPOSITES,
    "crosswalks": CROSSWALKS,
    "annexes": ANNEXES,
    "values": VALUES,
    "tables": TABLES,
    "coin": COIN,
    "scores": SCORES,
    "workbooks": WORKBOOKS,
    "notes": NOTES,
}
"""The kinds by what they are about."""
CATALOGUE: Mapping[str, Words] = {
    code: words for group in GROUPS.values() for code, words in group.items()
}
