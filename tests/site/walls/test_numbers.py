"""One number parser: a spelling means the same in a form, a CSV, a workbook and at the prompt."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from opendti.annex import import_annex
from opendti.annex.reading.lines import Cell
from opendti.annex.table.points import read_points
from opendti.cli.entry import app
from opendti.errors import TableError
from opendti.framework import parse_framework
from opendti.framework.model import walk
from opendti.numeric.text import AmbiguousNumberError, parse_number, parse_truth
from opendti.plan import compile_plan
from opendti.tables import read_answers
from opendti_site.assessments.submissions.bridge.texts import parse_value, read_back
from opendti_site.assessments.submissions.readings import ItemValue
from opendti_site.frameworks.drafting.numbers import stored_number
from opendti_site.ui.request_text import clean_text
from tests.site.walls.spellings import (
    EITHER,
    FRAMEWORK,
    IN_ANNEX,
    NUMBERS,
    REFUSED,
    TRUTHS,
    WHOLE,
)

if TYPE_CHECKING:
    from opendti.plan import Plan

COLUMNS = {"number": "2.a", "whole": "3.a", "truth": "1.a"}
SPELLINGS = [
    *(("number", *pair) for pair in NUMBERS.items()),
    *(("whole", *pair) for pair in WHOLE.items()),
    *(("truth", *pair) for pair in TRUTHS.items()),
]
Way = "Callable[[Plan, str, str, Path], float | str]"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(parse_framework(FRAMEWORK))


def by_parser(plan: Plan, kind: str, text: str, folder: Path) -> float | str:
    """Return what the one parser makes of a text."""
    try:
        if kind == "truth":
            return float(parse_truth(text))
        return parse_number(text, whole=kind == "whole")
    except AmbiguousNumberError:
        return EITHER
    except ValueError:
        return REFUSED


def by_form(plan: Plan, kind: str, text: str, folder: Path) -> float | str:
    """Return what a field of a unit's form makes of it."""
    parsed = parse_value(plan, COLUMNS[kind], text)
    if parsed.fault:
        return EITHER if "có thể là" in parsed.fault else REFUSED
    assert parsed.value is not None
    return float(parsed.value)


def by_long_csv(plan: Plan, kind: str, text: str, folder: Path) -> float | str:
    """Return what one row of the long form makes of it."""
    return _read(
        plan,
        kind,
        _csv(folder, [["unit", "item", "value"], ["U", COLUMNS[kind], text]]),
    )


def by_wide_csv(plan: Plan, kind: str, text: str, folder: Path) -> float | str:
    """Return what a cell of the wide form makes of it, which is tried as a typed column."""
    return _read(plan, kind, _csv(folder, [["unit", COLUMNS[kind]], ["U", text]]))


def by_workbook(plan: Plan, kind: str, text: str, folder: Path) -> float | str:
    """Return what a cell of text in a workbook makes of it."""
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((["unit", COLUMNS[kind]], ["U", text])):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    return _read(plan, kind, path)


WAYS = (by_parser, by_form, by_long_csv, by_wide_csv, by_workbook)


def by_annex(text: str) -> float | str:
    """Return what the points of an annex's criterion make of it; a penalty is below 0."""
    found = read_points(Cell(text))
    if found.value is None:
        return REFUSED
    return -found.value if found.extra == "penalty" else found.value


def _csv(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _read(plan: Plan, kind: str, path: Path) -> float | str:
    try:
        answers = read_answers(path, plan)
    except TableError as error:
        return EITHER if " may be " in str(error) else REFUSED
    value = float(answers.values[0, plan.item_index(COLUMNS[kind])])
    assert not math.isnan(value)
    return value


@pytest.mark.parametrize(("kind", "text", "meaning"), SPELLINGS)
def test_a_spelling_means_the_same_everywhere(
    plan: Plan, tmp_path: Path, kind: str, text: str, meaning: float | str
):
    for way in WAYS:
        assert (way.__name__, way(plan, kind, text, tmp_path)) == (
            way.__name__,
            meaning,
        )


@pytest.mark.parametrize(("text", "meaning"), NUMBERS.items())
def test_the_points_of_an_annex_are_read_by_the_same_parser(
    text: str, meaning: float | str
):
    assert by_annex(text) == IN_ANNEX.get(text, meaning)


def test_an_annex_file_is_read_so(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    rows = [
        ("STT", "Tiêu chí", "Điểm tối đa", "Cách xác định và tính điểm"),
        ("1", "Nhóm", "", ""),
        ("1.1", "Một", "1.000", "Có: điểm tối đa; không: 0 điểm"),
        ("1.2", "Hai", "0,5", "Có: điểm tối đa; không: 0 điểm"),
        ("1.3", "Ba", "1 234,5 điểm", "Có: điểm tối đa; không: 0 điểm"),
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    nodes = {node.node.code: node.node for node in walk(import_annex(path).framework)}
    assert [nodes[code].points for code in ("1.1", "1.2", "1.3")] == [1000, 0.5, 1234.5]


def test_there_are_enough_spellings():
    assert len(NUMBERS) >= 60
    assert IN_ANNEX.keys() <= NUMBERS.keys()


@pytest.mark.parametrize(
    ("kind", "texts"), [("number", NUMBERS), ("whole", WHOLE), ("truth", TRUTHS)]
)
def test_the_command_line_reads_the_same_table(
    tmp_path: Path, kind: str, texts: dict[str, float | str]
):
    """One run a kind: the faults of the table are those of the spellings, row by row."""
    framework = tmp_path / "f.yaml"
    framework.write_text(FRAMEWORK, "utf-8")
    column = COLUMNS[kind]
    # One cell with a comma shows that a person wrote the column.
    rows = [["unit", "item", "value"], ["P", "2.a", "0,5"]]
    rows += [[f"U{n}", column, text] for n, text in enumerate(texts)]
    path = str(_csv(tmp_path, rows))
    ended = CliRunner().invoke(app, ["score", str(framework), path, "-l", "en"])
    wrong = {
        f"row {row}": meaning
        for row, meaning in enumerate(texts.values(), start=3)
        if isinstance(meaning, str)
    }
    faults = dict(re.findall(r"t\.csv, (row \d+), (.*)", ended.output))
    assert faults.keys() == wrong.keys()
    asked = {row for row, words in faults.items() if " may be " in words}
    assert asked == {row for row, meaning in wrong.items() if meaning == EITHER}


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_cells_that_are_booleans_are_yes_and_no(
    plan: Plan, tmp_path: Path, ending: str
):
    if ending == "parquet":
        path = tmp_path / "t.parquet"
        pl.DataFrame({"unit": ["A", "B"], "1.a": [True, False]}).write_parquet(path)
    else:
        path = tmp_path / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate((["unit", "1.a"], ["A", True], ["B", False])):
                sheet.write_row(row, 0, cells)
    answers = read_answers(path, plan)
    assert answers.values[:, plan.item_index("1.a")].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("item", "typed", "words"),
    [
        ("2.a", "1000", "1\u202f000"),
        ("2.a", "1.234,5", "1\u202f234,5"),
        ("2.a", "0.5", "0,5"),
        ("3.a", "1.000", "1\u202f000"),
        ("2.a", "7", ""),
        ("2.a", "7%", "0,07"),
        ("1.a", "x", ""),
    ],
)
def test_the_form_says_how_it_read_a_number(
    plan: Plan, item: str, typed: str, words: str
):
    parsed = parse_value(plan, item, typed)
    assert parsed.value is not None
    assert read_back(plan, item, ItemValue(float(parsed.value))) == words


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (text, meaning)
        for text, meaning in NUMBERS.items()
        if isinstance(meaning, int | float) and not {"%", "e", "E"} & set(text)
    ],
)
def test_a_field_of_the_editor_reads_them_too(text: str, meaning: float | str):
    """What a number's field stores is that number in a file, or nothing that a file takes."""
    stored = stored_number(clean_text(text))
    found = stored if stored == clean_text(text) else float(_plain(stored))
    assert found in {clean_text(text), meaning}


def _plain(text: str) -> str:
    return text.replace("\u2212", "-").replace(" ", "")


@pytest.mark.parametrize(
    "text", [text for text, meaning in NUMBERS.items() if meaning == EITHER]
)
def test_a_field_of_the_editor_asks_about_what_may_be_either(text: str):
    assert stored_number(clean_text(text)).endswith(" ?")


def test_the_fault_gives_both_readings(plan: Plan, tmp_path: Path):
    fault = parse_value(plan, "2.a", "12.345").fault
    assert fault == "“12.345” có thể là 12345 hoặc 12,345; hãy gõ một trong hai."
    path = _csv(tmp_path, [["unit", "2.a"], ["U", "12.345"]])
    with pytest.raises(
        TableError, match="may be 12345 or 12,345; write one of the two"
    ):
        read_answers(path, plan)


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1.000", "0.5"], [1, 0.5]),
        (["12.345", "3.14159"], [12.345, 3.14159]),
        (["1.000", "1234.567"], [1, 1234.567]),
        (["1000", "0,5"], [1000, 0.5]),
    ],
)
def test_a_column_that_a_program_wrote_has_decimal_points(
    plan: Plan, tmp_path: Path, cells: list[str], read: list[float]
):
    column = plan.item_index("2.a")
    wide, long = _tables(cells)
    for table in (wide, long):
        found = read_answers(_csv(tmp_path, table), plan)
        assert found.values[:, column].tolist() == read


@pytest.mark.parametrize(
    "cells",
    [["1.000", "2.000"], ["1.000", "7"], ["1.000", "0,5"], ["1.000", "0.5", "0,5"]],
)
def test_a_column_that_may_be_either_is_asked_about(
    plan: Plan, tmp_path: Path, cells: list[str]
):
    wide, long = _tables(cells)
    for table in (wide, long):
        path = _csv(tmp_path, table)
        with pytest.raises(TableError, match="may be 1000 or 1,000"):
            read_answers(path, plan)


def _tables(cells: list[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Write a column of values as a wide and as a long table."""
    rows = [[f"U{n}", cell] for n, cell in enumerate(cells)]
    long = [[unit, "2.a", cell] for unit, cell in rows]
    return [["unit", "2.a"], *rows], [["unit", "item", "value"], *long]


def test_the_command_line_says_the_same(tmp_path: Path):
    framework = tmp_path / "f.yaml"
    framework.write_text(FRAMEWORK, "utf-8")
    path = _csv(
        tmp_path, [["unit", "1.a", "2.a", "3.a"], ["U", "Đạt", "1.000", "1.000"]]
    )
    ended = CliRunner().invoke(app, ["score", str(framework), str(path), "-l", "en"])
    assert ended.exit_code == 1
    assert '"1.000" may be 1000 or 1,000; write one of the two' in ended.output
    assert ended.output.count("may be") == 1


@pytest.mark.parametrize("text", ["-0", "-0,0", "-0.0"])
def test_nothing_has_no_sign(plan: Plan, tmp_path: Path, text: str):
    read = {way.__name__: float(way(plan, "number", text, tmp_path)) for way in WAYS}
    assert {name: math.copysign(1, value) for name, value in read.items()} == {
        way.__name__: 1 for way in WAYS
    }
