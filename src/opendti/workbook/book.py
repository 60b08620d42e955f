"""The whole workbook, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from opendti.errors import Fault, UsageError
from opendti.plan.model import Plan
from opendti.scoring import Answers
from opendti.tables.replacing import replacing
from opendti.tables.writing import UNDATED
from opendti.workbook.answers import answers_grid, guard_answers
from opendti.workbook.bests import write_bests
from opendti.workbook.cell_map import CellMap, refuse_like_codes
from opendti.workbook.colours import colour_states
from opendti.workbook.composite import CompositeSheets
from opendti.workbook.cover import facts_of, guide_to, write_cover
from opendti.workbook.grid import PRINT_SCALE, SheetGrid, write_grid
from opendti.workbook.lists import write_lists
from opendti.workbook.live import LiveSheet
from opendti.workbook.points import points_grid
from opendti.workbook.ranks import ranks_grid
from opendti.workbook.results import Workings, work_out
from opendti.workbook.rules import write_rules
from opendti.workbook.styles import Styles
from opendti.workbook.totals import totals_grid
from opendti.workbook.words import (
    ANSWERS,
    BESTS,
    COVER,
    LISTS,
    POINTS,
    RANKS,
    RULES,
    TOTALS,
)

PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
}
A4 = 9
# With `constant_memory` XlsxWriter writes each row as it comes, so rows are written in order.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False}
"""Little memory; texts are never taken for formulas or links."""


def write_workbook(
    plan: Plan, answers: Answers, path: str | Path, *, results: bool = True
) -> None:
    """
    Write a workbook in which every score and rank is a live formula.

    Parameters
    ----------
    plan, answers
        As given to `score`; answers of shape (U, I), at least one unit.
    path
        The XLSX file to write.
    results
        Keep the engine's numbers beside the formulas, for viewers that do not
        calculate. A spreadsheet program replaces them by its own.

    Raises
    ------
    UsageError
        No units, answers with further axes, more than a spreadsheet takes, or a
        path that cannot be written.
    """
    if answers.values.ndim != 2 or not answers.units:  # noqa: PLR2004 -- units and items
        raise UsageError(Fault("workbook_no_units"))
    refuse_like_codes(plan)
    kind = PointSheets if plan.composite is None else CompositeSheets
    parts = kind.of(plan, answers, is_kept=results)
    content = BytesIO()  # the library says in a type of its own that a disk is full
    with replacing(path) as part:
        with Workbook(content, OPTIONS) as book:
            book.set_properties({"title": plan.marked_title.vi, "created": UNDATED})
            book.set_calc_mode("auto")
            sheets = {name: _sheet(book, name, plan) for name in parts.names}
            parts.write(sheets, Styles(book))
        part.write_bytes(content.getvalue())


def _sheet(book: Workbook, name: str, plan: Plan) -> Worksheet:
    """Add a sheet: protected, ready to print."""
    sheet: Worksheet = book.add_worksheet(name, LiveSheet)
    sheet.protect("", PROTECTION)
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    if name != COVER:
        sheet.set_landscape()
    if name in {COVER, RULES, BESTS, LISTS}:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(PRINT_SCALE)
    sheet.set_footer(f"&L{plan.framework}&C&A&RTrang &P/&N")
    return sheet


@dataclass(frozen=True, slots=True)
class PointSheets:
    """Writes the sheets of points that are added up."""

    cell_map: CellMap
    answers: Answers
    results: Workings | None

    @classmethod
    def of(cls, plan: Plan, answers: Answers, *, is_kept: bool) -> PointSheets:
        """Work out what is kept beside the formulas."""
        results = work_out(plan, answers) if is_kept else None
        return cls(CellMap.of(plan, len(answers.units)), answers, results)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the sheets there are, in their order."""
        bests = (BESTS,) if self.cell_map.bests else ()
        lists = (LISTS,) if self.cell_map.choices else ()
        return (COVER, ANSWERS, POINTS, *bests, TOTALS, RANKS, RULES, *lists)

    def write(self, sheets: dict[str, Worksheet], styles: Styles) -> None:
        """Write everything, in the order an auditor reads."""
        plan = self.cell_map.plan
        facts = facts_of(plan, self.answers)
        write_cover(sheets[COVER], facts, guide_to(plan), self.names, styles)
        grid = answers_grid(self.cell_map, self.answers, styles)
        write_grid(sheets[ANSWERS], grid, styles)
        guard_answers(sheets[ANSWERS], self.cell_map, styles)
        for name, make in GRIDS.items():
            grid = make(self.cell_map, self.answers, self.results, styles)
            write_grid(sheets[name], grid, styles)
            if name == POINTS:
                colour_states(sheets[name], grid, styles)
        if BESTS in sheets:
            write_bests(sheets[BESTS], self.cell_map, self.results, styles)
        write_rules(sheets[RULES], self.cell_map, styles)
        if LISTS in sheets:
            write_lists(sheets[LISTS], self.cell_map, styles)


Make = Callable[[CellMap, Answers, Workings | None, Styles], SheetGrid]
GRIDS: dict[str, Make] = {
    POINTS: points_grid,
    TOTALS: totals_grid,
    RANKS: ranks_grid,
}
