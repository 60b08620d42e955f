"""The whole workbook, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from opendti.errors import UsageError
from opendti.plan.model import Plan
from opendti.scoring import Answers
from opendti.tables.workbook.answers import answers_grid, guard_answers
from opendti.tables.workbook.bests import write_bests
from opendti.tables.workbook.cover import write_cover
from opendti.tables.workbook.grid import FIRST, PRINT_SCALE, Grid, write_grid
from opendti.tables.workbook.lists import write_lists
from opendti.tables.workbook.live import LiveSheet
from opendti.tables.workbook.places import places_grid
from opendti.tables.workbook.points import points_grid
from opendti.tables.workbook.results import Results, work_out
from opendti.tables.workbook.rules import write_rules
from opendti.tables.workbook.spots import Spots, refuse_like_codes
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.totals import totals_grid
from opendti.tables.workbook.words import (
    ANSWERS,
    BESTS,
    CD,
    COVER,
    KAD,
    LISTS,
    PLACES,
    POINTS,
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
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Slim, and no text of a framework is ever taken for more than a text."""


def write_workbook(
    plan: Plan, answers: Answers, path: str | Path, *, results: bool = True
) -> None:
    """
    Write a workbook in which every score and place is a live formula.

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
        No units, answers with further axes, or more than a spreadsheet takes.
    """
    if answers.values.ndim != 2 or not answers.units:  # noqa: PLR2004 -- units and items
        message = "a workbook takes one table of answers of at least one unit"
        raise UsageError(message)
    if plan.composite is not None:
        message = (
            f"{plan.framework} is a composite index; its steps are no formulas yet"
        )
        raise UsageError(message)
    refuse_like_codes(plan)
    with Workbook(str(path), OPTIONS) as book:
        worked_out = work_out(plan, answers) if results else None
        _Book(book, Spots.of(plan, len(answers.units)), answers, worked_out).write()


class _Book:
    """Writes the sheets one after the other."""

    def __init__(
        self, book: Workbook, spots: Spots, answers: Answers, results: Results | None
    ) -> None:
        self.book = book
        self.spots = spots
        self.answers = answers
        self.results = results
        self.styles = Styles(book)

    def write(self) -> None:
        """Write everything, in the order an auditor reads."""
        self.book.set_properties({"title": self.spots.plan.title.vi})
        self.book.set_calc_mode("auto")
        names = self._names()
        sheets = {name: self._sheet(name) for name in names}
        write_cover(sheets[COVER], self.spots.plan, self.answers, names, self.styles)
        grid = answers_grid(self.spots, self.answers, self.styles)
        write_grid(sheets[ANSWERS], grid, self.styles)
        guard_answers(sheets[ANSWERS], self.spots, self.styles)
        for name, make in GRIDS.items():
            grid = make(self.spots, self.answers, self.results, self.styles)
            write_grid(sheets[name], grid, self.styles)
        _colour_states(sheets[POINTS], self.spots, self.styles)
        if BESTS in sheets:
            write_bests(sheets[BESTS], self.spots, self.results, self.styles)
        write_rules(sheets[RULES], self.spots, self.styles)
        if LISTS in sheets:
            write_lists(sheets[LISTS], self.spots, self.styles)

    def _names(self) -> tuple[str, ...]:
        bests = (BESTS,) if self.spots.bests else ()
        lists = (LISTS,) if self.spots.choices else ()
        return (COVER, ANSWERS, POINTS, *bests, TOTALS, PLACES, RULES, *lists)

    def _sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(name, LiveSheet)
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
        sheet.set_footer(f"&L{self.spots.plan.framework}&C&A&RTrang &P/&N")
        return sheet


Make = Callable[[Spots, Answers, Results | None, Styles], Grid]
GRIDS: dict[str, Make] = {
    POINTS: points_grid,
    TOTALS: totals_grid,
    PLACES: places_grid,
}


def _colour_states(sheet: Worksheet, spots: Spots, styles: Styles) -> None:
    last_column = spots.criteria[-1] + 4
    where = (FIRST - 1, 3, FIRST + spots.units - 2, last_column)
    for start, style in (
        ("Để trống", "blank"),
        (KAD, "not_applicable"),
        (CD, "not_measured"),
    ):
        rule = {"type": "text", "criteria": "begins with", "value": start}
        sheet.conditional_format(*where, {**rule, "format": styles.overlay(style)})
