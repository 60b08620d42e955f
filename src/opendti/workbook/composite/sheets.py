"""Every sheet of a composite index, in the order an auditor reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from opendti.plan.model import Plan
from opendti.scoring import Answers
from opendti.workbook.answers import answers_grid, guard_answers
from opendti.workbook.colours import colour_states
from opendti.workbook.composite.aggregations import aggregations_grid
from opendti.workbook.composite.guide import composite_guide
from opendti.workbook.composite.imputed import imputed_grid
from opendti.workbook.composite.layout import CompositeLayout
from opendti.workbook.composite.outliers import outlier_table
from opendti.workbook.composite.rules import write_composite_rules
from opendti.workbook.composite.scales import normalised_grid, statistics_table
from opendti.workbook.composite.stages import (
    StageSheet,
    denominated_grid,
    raw_grid,
    screened_grid,
)
from opendti.workbook.composite.table import StatisticsTable, write_table
from opendti.workbook.composite.traced import TracedRun, trace
from opendti.workbook.composite.treated import treated_grid
from opendti.workbook.composite.weights import weights_grid
from opendti.workbook.composite.words import (
    OUTLIERS,
    SHEETS,
    STATISTICS,
    WEIGHTS,
)
from opendti.workbook.cover import facts_of, write_cover
from opendti.workbook.grid import SheetGrid, write_grid
from opendti.workbook.lists import write_lists
from opendti.workbook.ranks import ranks_grid
from opendti.workbook.styles import Styles
from opendti.workbook.words import (
    ANSWERS,
    COVER,
    LISTS,
    RANKS,
    RULES,
    TOTALS,
)

STAGES: dict[str, Callable[[StageSheet], SheetGrid]] = {
    "raw": raw_grid,
    "denominated": denominated_grid,
    "screened": screened_grid,
    "imputed": imputed_grid,
    "treated": treated_grid,
    "normalised": normalised_grid,
}
TABLES: dict[str, tuple[str, Callable[[StageSheet], StatisticsTable]]] = {
    "treated": (OUTLIERS, outlier_table),
    "normalised": (STATISTICS, statistics_table),
}
"""The table of values before a stage."""


@dataclass(frozen=True, slots=True)
class CompositeSheets:
    """Writes the sheets of a composite index."""

    layout: CompositeLayout
    answers: Answers
    traced: TracedRun

    @classmethod
    def of(cls, plan: Plan, answers: Answers, *, is_kept: bool) -> CompositeSheets:
        """Take answers through every step; raises what `score` raises."""
        traced = trace(plan, answers, is_kept=is_kept)
        return cls(CompositeLayout.of(plan, len(answers.units)), answers, traced)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the sheets there are, in their order."""
        names = [COVER, ANSWERS]
        for stage in self.layout.stages:
            if stage in TABLES:
                names.append(TABLES[stage][0])
            names.append(SHEETS[stage])
        names += [WEIGHTS, TOTALS, RANKS, RULES]
        if self.layout.cell_map.choices:
            names.append(LISTS)
        return tuple(names)

    def write(self, sheets: dict[str, Worksheet], styles: Styles) -> None:
        """Write everything, sheet by sheet."""
        layout, answers = self.layout, self.answers
        page = StageSheet(layout, answers, self.traced, styles)
        facts, guide = facts_of(layout.plan, answers), composite_guide(layout)
        write_cover(sheets[COVER], facts, guide, self.names, styles)
        grid = answers_grid(layout.cell_map, answers, styles)
        write_grid(sheets[ANSWERS], grid, styles)
        guard_answers(sheets[ANSWERS], layout.cell_map, styles)
        for stage in layout.stages:
            _write_stage(sheets, stage, page)
        write_grid(sheets[WEIGHTS], weights_grid(page), styles)
        write_grid(sheets[TOTALS], aggregations_grid(page), styles)
        results = self.traced.results if self.traced.is_kept else None
        grid = ranks_grid(layout.cell_map, answers, results, styles)
        write_grid(sheets[RANKS], grid, styles)
        write_composite_rules(sheets[RULES], layout, styles)
        if LISTS in sheets:
            write_lists(sheets[LISTS], layout.cell_map, styles)


def _write_stage(sheets: dict[str, Worksheet], stage: str, page: StageSheet) -> None:
    if stage in TABLES:
        name, make = TABLES[stage]
        write_table(sheets[name], make(page), page.styles)
    sheet, grid = sheets[SHEETS[stage]], STAGES[stage](page)
    write_grid(sheet, grid, page.styles)
    colour_states(sheet, grid, page.styles)
