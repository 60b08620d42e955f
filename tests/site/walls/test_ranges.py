"""One range of values: what an item takes in a form, it takes in a file, the editor and Python."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from opendti import AnswerRow, build_answers
from opendti.errors import TableError, UnreadableError
from opendti.framework import parse_framework
from opendti.numeric.text import parse_number
from opendti.plan import compile_plan
from opendti.tables import read_answers
from opendti_site.assessments.submissions.bridge.texts import parse_value
from opendti_site.frameworks.bridge.drafts import read_draft
from opendti_site.frameworks.bridge.trying import view_rule
from tests.site.walls.spellings import RANGED, RANGES

if TYPE_CHECKING:
    from opendti.plan import Plan

Way = Callable[["Plan", str, str, Path], bool]
CASES = [
    (code, text, "taken" if is_taken else "refused")
    for code, texts in RANGES.items()
    for text, is_taken in texts.items()
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(parse_framework(RANGED))


def by_form(plan: Plan, item: str, text: str, folder: Path) -> bool:
    """Return whether a field of a unit's form takes it."""
    return not parse_value(plan, f"1.{item}", text).fault


def by_long_csv(plan: Plan, item: str, text: str, folder: Path) -> bool:
    """Return whether a row of the long form does."""
    rows = [["unit", "item", "value"], ["U", f"1.{item}", text]]
    return _reads(plan, _csv(folder, rows))


def by_wide_csv(plan: Plan, item: str, text: str, folder: Path) -> bool:
    """Return whether a cell of the wide form does."""
    return _reads(plan, _csv(folder, [["unit", f"1.{item}"], ["U", text]]))


def by_workbook(plan: Plan, item: str, text: str, folder: Path) -> bool:
    """Return whether a number of a workbook does; what is none is written as a text."""
    value = _number(text)
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", f"1.{item}"])
        sheet.write_row(1, 0, ["U", value if math.isfinite(value) else text])
    return _reads(plan, path)


def by_try_page(plan: Plan, item: str, text: str, folder: Path) -> bool:
    """Return whether the box does in which an editor tries a rule."""
    draft = read_draft(RANGED)
    view = view_rule(draft, draft["nodes"][0], {f"own.{item}": text})
    assert view.inputs
    return not any(given.fault for given in view.inputs)


def by_python(plan: Plan, item: str, text: str, folder: Path) -> bool:
    """Return whether the number does that Python hands over."""
    row = AnswerRow("U", f"1.{item}", _number(text))
    try:
        build_answers(plan, [row], {"U": "all"})
    except TableError:
        return False
    return True


WAYS: tuple[Way, ...] = (
    by_form,
    by_long_csv,
    by_wide_csv,
    by_workbook,
    by_try_page,
    by_python,
)


def _number(text: str) -> float:
    try:
        return parse_number(text)
    except UnreadableError:
        return float(text)


def _csv(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _reads(plan: Plan, path: Path) -> bool:
    try:
        read_answers(path, plan)
    except TableError:
        return False
    return True


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("item", "text", "expected"), CASES)
def test_an_item_takes_the_same_values_everywhere(
    plan: Plan, tmp_path: Path, way: Way, item: str, text: str, expected: str
):
    found = "taken" if way(plan, item, text, tmp_path) else "refused"
    assert found == expected


@pytest.mark.parametrize(
    ("item", "minimum", "maximum", "texts"),
    [
        ("count", -5.0, None, ["-3"]),
        ("share", None, 2.0, ["1,5", "150%"]),
        ("share", -1.0, None, ["-0,5"]),
    ],
)
def test_bounds_that_an_older_framework_declares_widen_no_range(
    plan: Plan,
    tmp_path: Path,
    item: str,
    minimum: float | None,
    maximum: float | None,
    texts: list[str],
):
    """Today such a framework is refused; a plan that was compiled before holds to the type."""
    items = tuple(
        replace(known, minimum=minimum, maximum=maximum)
        if known.code == item
        else known
        for known in plan.items
    )
    wide = replace(plan, items=items)
    for text in texts:
        for way in (by_form, by_long_csv, by_wide_csv, by_workbook, by_python):
            assert (way.__name__, way(wide, item, text, tmp_path)) == (
                way.__name__,
                False,
            )


def test_each_item_of_the_wall_has_values_on_both_sides(plan: Plan):
    assert [item.code for item in plan.items] == list(RANGES)
    assert all(set(texts.values()) == {True, False} for texts in RANGES.values())
