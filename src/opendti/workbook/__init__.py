"""
A workbook in which every score is a live formula over the answers.

The same plan, written as a spreadsheet's formulas and independent of our engine, so that
an auditor follows any number with the tool at hand, changes an input and sees what
becomes of it. Sheets: what this is, answers, criteria, sums, ranks, rules, lists.
"""

from __future__ import annotations

from opendti.workbook.book import write_workbook

__all__ = ["write_workbook"]
