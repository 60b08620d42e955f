"""Every number of the workbook, worked out by LibreOffice, is the engine's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from xlsxwriter import Workbook

from opendti import (
    Answers,
    Plan,
    compile_plan,
    load_framework,
    parse_framework,
    rank,
    score,
)
from opendti.formula.spreadsheet import write_rounded
from opendti.library import framework_ids, framework_path
from opendti.numeric import round_half_up
from opendti.ranking import bands_of
from opendti.workbook import write_workbook
from opendti.workbook.banding import band_number_columns
from opendti.workbook.cell_map import (
    EARNED,
    MAXIMUM,
    NODE_MAXIMUM,
    NODE_POINTS,
    NODE_VALUE,
    STATE,
    CellMap,
)
from opendti.workbook.grid import FIRST
from opendti.workbook.words import (
    BESTS,
    NOTHING,
    POINTS,
    RANKS,
    RULES,
    TOTALS,
    state_of,
)
from tests.opendti.workbook.cases import every_rule, random_answers
from tests.opendti.workbook.office import recalculate, sheet_rows

pytestmark = pytest.mark.office
UNITS = 24
SETS = (*framework_ids(), "every rule", "every rule, rounded")


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    plan: Plan
    answers: Answers
    written: Path
    file: Path


def plan_of(name: str) -> Plan:
    if name.startswith("every"):
        text = every_rule(1 if "rounded" in name else None)
        return compile_plan(parse_framework(text))
    return compile_plan(load_framework(framework_path(name)))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every workbook without results and let one LibreOffice work them out."""
    folder = tmp_path_factory.mktemp("workbooks")
    files = {}
    for seed, name in enumerate(SETS):
        plan = plan_of(name)
        files[name] = folder / f"{seed}.xlsx"
        answers = random_answers(plan, UNITS, seed)
        write_workbook(plan, answers, files[name], results=False)
    files["rounding"] = folder / "rounding.xlsx"
    write_halves(files["rounding"])
    worked_out = recalculate(list(files.values()), folder)
    return dict(zip(files, worked_out, strict=True))


@pytest.fixture(scope="module")
def cases(
    found: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, WorkbookFile]:
    folder = tmp_path_factory.mktemp("with-results")
    made = {}
    for seed, name in enumerate(SETS):
        plan = plan_of(name)
        answers = random_answers(plan, UNITS, seed)
        file = folder / f"{seed}.xlsx"
        write_workbook(plan, answers, file)
        made[name] = WorkbookFile(plan, answers, file, found[name])
    return made


def halves() -> list[tuple[float, int]]:
    """Return numbers on, just below and just above the half of a last decimal."""
    draw = np.random.default_rng(1)
    dust = [0.0, -4e-10, -9e-10, -1.1e-9, -2e-9, 4e-10, 1e-7, -1e-7]
    return [
        ((int(whole) + 0.5 + offset) / 10**decimals, decimals)
        for decimals in (0, 1, 2, 4)
        for whole in draw.integers(0, 10**decimals + 5, 20)
        for offset in dust
    ] + [(1.005, 2), (2.675, 2), (0.285, 2), (1.0, 4), (0.0, 4), (0.00005, 4)]


def write_halves(file: Path) -> None:
    with Workbook(str(file)) as book:
        sheet = book.add_worksheet("A")
        for row, (value, decimals) in enumerate(halves()):
            # 17 digits, so that the cell holds the very number.
            sheet.write_formula(row, 0, f"={value!r}", None, "")
            formula = write_rounded(f"A{row + 1}", decimals)
            sheet.write_formula(row, 1, f"={formula}", None, "")


def test_rounding_agrees(found: dict[str, Path]) -> None:
    rows = sheet_rows(found["rounding"], "A", 1)
    for row, (value, decimals) in zip(rows, halves(), strict=True):
        assert row[1] == pytest.approx(round_half_up(value, decimals), abs=1e-12), value


def numbers(rows: list[list[object]], column: int) -> np.ndarray:
    """Return a column as numbers; a dash is no number, anything else a fault."""
    cells = [row[column] for row in rows]
    return np.array([np.nan if cell == NOTHING else float(cell) for cell in cells])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SETS)
def test_criteria_of_the_workbook_agree_with_the_engine(
    cases: dict[str, WorkbookFile], name: str
) -> None:
    case = cases[name]
    rows = sheet_rows(case.file, POINTS, FIRST)
    scores = score(case.plan, case.answers)
    cell_map = CellMap.of(case.plan, UNITS)
    assert len(rows) == UNITS
    for criterion, start in zip(case.plan.criteria, cell_map.criteria, strict=True):
        exists = ~np.isnan(scores.max_points[:, criterion.node])
        expected = [
            state_of(criterion, int(state)) if here else NOTHING
            for state, here in zip(
                scores.states[:, criterion.node], exists, strict=True
            )
        ]
        assert [row[start + STATE] for row in rows] == expected, criterion.code
        for part, table in ((EARNED, scores.points), (MAXIMUM, scores.max_points)):
            np.testing.assert_allclose(
                numbers(rows, start + part),
                table[:, criterion.node],
                rtol=0,
                atol=1e-9,
                err_msg=criterion.code,
            )


@pytest.mark.parametrize("name", SETS)
def test_sums_agree(cases: dict[str, WorkbookFile], name: str) -> None:
    case = cases[name]
    rows = sheet_rows(case.file, TOTALS, FIRST)
    scores = score(case.plan, case.answers)
    for node, start in CellMap.of(case.plan, UNITS).nodes.items():
        for part, table in (
            (NODE_POINTS, scores.points),
            (NODE_MAXIMUM, scores.max_points),
            (NODE_VALUE, scores.values),
        ):
            found = numbers(rows, start + part)
            np.testing.assert_allclose(found, table[:, node], rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", SETS)
def test_ranks_agree(cases: dict[str, WorkbookFile], name: str) -> None:
    case = cases[name]
    rows = sheet_rows(case.file, RANKS, FIRST)
    headings = sheet_rows(case.file, RANKS, FIRST - 1)[0]
    scores = score(case.plan, case.answers)
    ranking = rank(scores)
    columns = [node for node, head in enumerate(headings) if head == "Hạng"]
    nodes = CellMap.of(case.plan, UNITS).nodes
    assert len(columns) == len(nodes)
    for column, node in zip(columns, nodes, strict=True):
        found = np.nan_to_num(numbers(rows, column))
        assert found.tolist() == ranking.ranks[:, node].tolist()
    sizes = numbers(rows, headings.index("Số đơn vị được xếp hạng"))
    assert sizes.tolist() == ranking.sizes[:, 0].tolist()
    waits = numbers(rows, headings.index("Tiêu chí chờ đo"))
    assert (waits > 0).tolist() == scores.unresolved.tolist()
    bands, columns = bands_of(scores), band_number_columns(CellMap.of(case.plan, UNITS))
    assert sorted(columns) == sorted(bands.tables)
    for node, column in columns.items():
        found = [row[column : column + 2] for row in rows]
        for unit, row in enumerate(found):
            band = bands.of(unit, node)
            assert row[0] == bands.indices[unit, node] + 1
            assert row[1] == (band.title.vi if band else NOTHING)


@pytest.mark.parametrize("name", SETS)
def test_results_kept_are_what_the_formulas_give(
    cases: dict[str, WorkbookFile], name: str
) -> None:
    case = cases[name]
    bests = (BESTS,) if CellMap.of(case.plan, UNITS).bests else ()
    for sheet in (POINTS, *bests, TOTALS, RANKS, RULES):
        kept = sheet_rows(case.written, sheet, FIRST)
        worked_out = sheet_rows(case.file, sheet, FIRST)
        for ours, theirs in zip(kept, worked_out, strict=True):
            texts = [cell for cell in ours if isinstance(cell, str)]
            assert [cell for cell in theirs if isinstance(cell, str)] == texts, sheet
            values = [cell for cell in ours if isinstance(cell, float)]
            assert [
                number for number in theirs if isinstance(number, float)
            ] == pytest.approx(values, rel=0, abs=1e-9), sheet
