"""Every step of a composite index, worked out by LibreOffice, is the engine's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from opendti import Answers, Plan, State, rank, score
from opendti.ranking import bands_of
from opendti.scoring.composite import stages
from opendti.workbook import write_workbook
from opendti.workbook.cell_map import NODE_POINTS, NODE_VALUE
from opendti.workbook.composite.layout import FIRST_COLUMN, INCLUDED, CompositeLayout
from opendti.workbook.composite.words import SHEETS
from opendti.workbook.grid import FIRST
from opendti.workbook.words import NOTHING, RANKS, TOTALS
from tests.opendti.workbook.composite_cases import (
    asem,
    outlying_answers,
    plan_of,
    texts,
)
from tests.opendti.workbook.office import recalculate, sheet_rows
from tests.opendti.workbook.small_composites import few_answers, small_texts

pytestmark = pytest.mark.office
SMALL = {f"small: {name}": text for name, text in small_texts().items()}
NAMES = ("asem", *texts(), *SMALL)


@dataclass(frozen=True, slots=True)
class CompositeFile:
    """A workbook with the engine's numbers, and one that LibreOffice worked out."""

    plan: Plan
    answers: Answers
    written: Path
    file: Path


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CompositeFile]:
    folder = tmp_path_factory.mktemp("composites")
    drawn = {"asem": asem(folder)}
    for seed, (name, text) in enumerate(texts().items()):
        plan = plan_of(text)
        drawn[name] = plan, outlying_answers(plan, seed)
    for name, text in SMALL.items():
        plan = plan_of(text)
        drawn[name] = plan, few_answers(plan)
    bare = []
    for seed, (plan, answers) in enumerate(drawn.values()):
        bare.append(folder / f"{seed}.xlsx")
        write_workbook(plan, answers, bare[-1], results=False)
        write_workbook(plan, answers, folder / f"{seed}-with-results.xlsx")
    found = recalculate(bare, folder)
    return {
        name: CompositeFile(
            *drawn[name], folder / f"{seed}-with-results.xlsx", found[seed]
        )
        for seed, name in enumerate(NAMES)
    }


def numbers(rows: list[list[object]], column: int) -> np.ndarray:
    """Return a column as numbers; a text is no number."""
    cells = [row[column] for row in rows]
    return np.array([cell if isinstance(cell, float) else np.nan for cell in cells])


def assert_same(found: np.ndarray, expected: np.ndarray, what: str) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-9, err_msg=what)


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_agrees(cases: dict[str, CompositeFile], name: str) -> None:
    case = cases[name]
    layout = CompositeLayout.of(case.plan, len(case.answers.units))
    for stage, table in stages(case.plan, case.answers).items():
        if stage == "aggregated":
            continue
        first = INCLUDED + 1 if stage == "screened" else FIRST_COLUMN
        rows = sheet_rows(case.file, SHEETS[stage], FIRST)
        assert len(rows) == len(case.answers.units)
        for column in range(table.shape[1]):
            where = (
                f"{stage} {case.plan.criteria[layout.composite.criteria[column]].code}"
            )
            assert_same(numbers(rows, first + column), table[:, column], where)


@pytest.mark.parametrize("name", NAMES)
def test_values_ranks_and_bands_agree(
    cases: dict[str, CompositeFile], name: str
) -> None:
    case = cases[name]
    nodes = CompositeLayout.of(case.plan, len(case.answers.units)).cell_map.nodes
    scores = score(case.plan, case.answers)
    ranking, bands = rank(scores), bands_of(scores)
    sums = sheet_rows(case.file, TOTALS, FIRST)
    for node, start in nodes.items():
        code = case.plan.entries[node].code
        assert_same(numbers(sums, start + NODE_POINTS), scores.points[:, node], code)
        assert_same(numbers(sums, start + NODE_VALUE), scores.values[:, node], code)
    rows = sheet_rows(case.file, RANKS, FIRST)
    headings = sheet_rows(case.file, RANKS, FIRST - 1)[0]
    columns = [at for at, head in enumerate(headings) if head == "Hạng"]
    for column, node in zip(columns, nodes, strict=True):
        found = np.nan_to_num(numbers(rows, column))
        assert found.tolist() == ranking.ranks[:, node].tolist()
    sizes = numbers(rows, headings.index("Số đơn vị được xếp hạng"))
    assert sizes.tolist() == ranking.sizes[:, 0].tolist()
    waits = numbers(rows, headings.index("Tiêu chí chờ đo"))
    assert (waits > 0).tolist() == scores.unresolved.tolist()
    column = headings.index("Xếp loại") if "Xếp loại" in headings else None
    assert (column is None) == (not bands.tables)
    titles = [] if column is None else [row[column] for row in rows]
    expected = [bands.of(unit, 0) for unit in range(len(titles))]
    assert titles == [group.title.vi if group else NOTHING for group in expected]


@pytest.mark.parametrize("name", NAMES)
def test_results_kept_are_what_the_formulas_give(
    cases: dict[str, CompositeFile], name: str
) -> None:
    case = cases[name]
    names = CalamineWorkbook.from_path(str(case.written)).sheet_names
    assert len(names) > 5
    for sheet in names:
        kept = chain.from_iterable(sheet_rows(case.written, sheet, FIRST))
        worked_out = chain.from_iterable(sheet_rows(case.file, sheet, FIRST))
        for ours, theirs in zip(kept, worked_out, strict=True):
            is_number = isinstance(ours, float)
            expected = pytest.approx(ours, rel=1e-12, abs=1e-9) if is_number else ours
            assert theirs == expected, sheet


def test_answers_are_drawn_in_every_state(cases: dict[str, CompositeFile]) -> None:
    drawn = np.concatenate([
        case.answers.states.ravel() for name, case in cases.items() if name != "asem"
    ])
    assert set(drawn.tolist()) == set(State)
