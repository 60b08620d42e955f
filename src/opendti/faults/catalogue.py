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
    "Requests": REQUESTS,
    "Files": FILES,
    "The shape of a framework or a crosswalk": SHAPES,
    "Frameworks": FRAMEWORKS,
    "Rules and items": RULES,
    "Formulas": FORMULAS,
    "Composite indices": COMPOSITES,
    "Crosswalks": CROSSWALKS,
    "Annexes": ANNEXES,
    "Values": VALUES,
    "Tables": TABLES,
    "Tables of COINr": COIN,
    "Scores": SCORES,
    "Workbooks of formulas": WORKBOOKS,
    "Notes beside a result": NOTES,
}
"""The kinds by what they are about: the titles of the sections of `docs/faults.md`."""
CATALOGUE: Mapping[str, Words] = {
    code: words for group in GROUPS.values() for code, words in group.items()
}
