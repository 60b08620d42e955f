"""
The rule language: a subset of spreadsheet syntax, read, checked and evaluated.

Officials know the syntax, and the same tree is written back as a spreadsheet
formula. There are no loops, no attributes and no names but those a criterion
declares, so a formula cannot reach anything outside its own inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.formula.check import Symbol, ValueKind, check_formula
    from opendti.formula.domain import DomainCondition, domain_conditions
    from opendti.formula.evaluate import Program, evaluate, program
    from opendti.formula.read import read_formula
    from opendti.formula.tree import Call, Name, Number, String, Tree
    from opendti.formula.write import write_formula

__all__ = [
    "Call",
    "DomainCondition",
    "Name",
    "Number",
    "Program",
    "String",
    "Symbol",
    "Tree",
    "ValueKind",
    "check_formula",
    "domain_conditions",
    "evaluate",
    "program",
    "read_formula",
    "write_formula",
]

defer(__name__)
