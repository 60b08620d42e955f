from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from opendti import Answers, compile_plan, parse_framework
from opendti.errors import UsageError
from opendti.scoring.answers import State
from opendti.workbook import write_workbook
from opendti.workbook.cell_map import conditions
from opendti.workbook.grid import MAX_FORMULA_DEPTH, MAX_FORMULA_LENGTH
from opendti.workbook.ranks import _waiting
from tests.opendti.workbook.cases import every_rule, random_answers
from tests.opendti.workbook.written import APPROVED, CASES, lines_of_case
from tests.small_sets import criterion, plan_with

UNITS = 6


@pytest.fixture
def file(tmp_path: Path) -> Path:
    plan = compile_plan(parse_framework(every_rule(None)))
    path = tmp_path / "a.xlsx"
    write_workbook(plan, random_answers(plan, UNITS, 1), path)
    return path


def parts(file: Path) -> dict[str, str]:
    with ZipFile(file) as archive:
        names = [name for name in archive.namelist() if "worksheets/sheet" in name]
        return {name: archive.read(name).decode("utf-8") for name in names}


@pytest.mark.parametrize("name", CASES)
def test_a_workbook_is_the_one_that_was_looked_at(name: str, tmp_path: Path) -> None:
    """`written.approve` takes a new one for right, after LibreOffice worked it out."""
    approved = (APPROVED / f"{name}.txt").read_text("utf-8").splitlines()
    assert lines_of_case(name, tmp_path) == approved


def test_sheets_stand_in_the_order_an_auditor_reads(file: Path) -> None:
    assert CalamineWorkbook.from_path(str(file)).sheet_names == [
        "Đọc trước",
        "Số liệu",
        "Điểm",
        "Tốt nhất",
        "Tổng hợp",
        "Xếp hạng",
        "Quy tắc",
        "Danh mục",
    ]


def test_every_sheet_is_protected_without_password_and_nothing_is_hidden(
    file: Path,
) -> None:
    sheets = parts(file)
    assert len(sheets) == 8
    for text in sheets.values():
        protection = re.findall(r"<sheetProtection [^>]*>", text)
        assert len(protection) == 1
        assert 'sheet="1"' in protection[0]
        assert "password" not in protection[0]
        assert 'hidden="' not in text
    with ZipFile(file) as archive:
        assert 'state="hidden"' not in archive.read("xl/workbook.xml").decode("utf-8")


def test_points_sums_and_ranks_hold_nothing_but_formulas(file: Path) -> None:
    sheets = parts(file)
    for number in (3, 5, 6):
        rows = sheets[f"xl/worksheets/sheet{number}.xml"]
        cells = re.findall(r'<row r="(\d+)".*?</row>', rows)
        assert len(cells) == 5 + UNITS
        data = rows[rows.index('<row r="6"') :]
        found = re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", data)
        assert len(found) > UNITS * 10
        assert all("<f>" in cell for cell in found)


def test_answers_hold_no_formulas_and_are_the_only_cells_to_change(file: Path) -> None:
    sheets = parts(file)
    assert "<f>" not in sheets["xl/worksheets/sheet2.xml"].split("</sheetData>")[0]
    with ZipFile(file) as archive:
        styles = archive.read("xl/styles.xml").decode("utf-8")
    formats = re.findall(
        r"<xf [^>]*?(?:/>|>.*?</xf>)", styles[styles.index("<cellXfs") :]
    )
    unlocked = {number for number, text in enumerate(formats) if 'locked="0"' in text}
    for name, text in sheets.items():
        used = {int(number) for number in re.findall(r'<c [^>]*?s="(\d+)"', text)}
        assert bool(used & unlocked) == name.endswith("sheet2.xml")


def test_formulas_keep_to_what_a_spreadsheet_takes(file: Path) -> None:
    formulas = re.findall(r"<f>(.*?)</f>", "".join(parts(file).values()))
    assert max(map(len, formulas)) <= MAX_FORMULA_LENGTH
    for word in ("LET(", "XLOOKUP(", "FILTER(", "SORT(", "{"):
        assert not any(word in formula for formula in formulas)


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    plan = plan_with(criterion("{kind: yes_no}").replace("vi: '1.1'", "vi: '=1+1'"))
    assert plan.criteria[0].title.vi == "=1+1"
    answers = Answers.empty(plan, ["=2+2"], ["all"])
    write_workbook(plan, answers, tmp_path / "a.xlsx")
    text = "".join(parts(tmp_path / "a.xlsx").values())
    assert "<f>1+1" not in text
    assert "<f>2+2" not in text


def test_same_answers_give_the_same_sheets(tmp_path: Path) -> None:
    plan = compile_plan(parse_framework(every_rule(2)))
    answers = random_answers(plan, UNITS, 5)
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(plan, answers, tmp_path / name)
    assert parts(tmp_path / "a.xlsx") == parts(tmp_path / "b.xlsx")


def test_rows_of_lists_are_as_high_as_their_longest_text(tmp_path: Path) -> None:
    options = f"[{{code: a, title: {{vi: {'x' * 120}}}, share: 1}}, {{code: b, title: {{vi: b}}, share: 0}}]"
    plan = plan_with(criterion(f"{{kind: choice, options: {options}}}"))
    file = tmp_path / "a.xlsx"
    write_workbook(plan, Answers.empty(plan, ["u"], ["all"]), file)
    *_others, lists = parts(file).values()
    heights = re.findall(r'<row r="\d+"[^>]* ht="([\d.]+)"', lists)
    assert heights == ["24", "42.75", "17.25", "17.25", "17.25"]


def test_a_criterion_has_the_conditions_that_are_written() -> None:
    rule = "{kind: ratio, zero: not_applicable}"
    items = "items: [{code: a, title: {vi: a}}, {code: b, title: {vi: b}}]"
    ratio = criterion(rule, code="1.2", more=items)
    plan = plan_with(criterion("{kind: yes_no}"), ratio)
    assert [len(conditions(each)) for each in plan.criteria] == [0, 1]


def test_a_unit_waits_for_what_holds_its_index_back_alone() -> None:
    given, missing = State.GIVEN, State.NOT_MEASURED
    ways = ("hold", "hold", "hold", "zero")
    criteria = [
        SimpleNamespace(node=node, not_measured=way) for node, way in enumerate(ways)
    ]
    scores = SimpleNamespace(
        plan=SimpleNamespace(criteria=criteria, composite=None),
        states=np.array([[missing, given, missing, missing]] * 2),
        max_points=np.array([[1, 1, np.nan, 1]] * 2),
        unresolved=np.array([True, False]),
    )
    assert _waiting(scores) == [1, 0]


def test_no_units_are_refused(tmp_path: Path) -> None:
    plan = plan_with(criterion("{kind: yes_no}"))
    with pytest.raises(UsageError, match="at least one unit"):
        write_workbook(plan, Answers.empty(plan, [], []), tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_draws_are_refused(tmp_path: Path) -> None:
    plan = plan_with(criterion("{kind: yes_no}"))
    single = Answers.empty(plan, ["u"], ["all"])
    draws = Answers(
        single.units, single.blocks, single.values[np.newaxis], single.states
    )
    with pytest.raises(UsageError, match="one table of answers"):
        write_workbook(plan, draws, tmp_path / "a.xlsx")


def test_options_that_differ_in_capitals_are_refused(tmp_path: Path) -> None:
    options = (
        "[{code: a, title: {vi: a}, share: 1}, {code: A, title: {vi: A}, share: 0}]"
    )
    plan = plan_with(criterion(f"{{kind: choice, options: {options}}}"))
    with pytest.raises(UsageError, match=r"1\.1\.a: options that differ only"):
        write_workbook(plan, Answers.empty(plan, ["u"], ["all"]), tmp_path / "a.xlsx")


def test_a_formula_too_deep_is_refused_by_name(tmp_path: Path) -> None:
    steps = ", ".join(
        f"{{from: {bound}, points: 1}}" for bound in range(MAX_FORMULA_DEPTH + 1)
    )
    plan = plan_with(criterion(f"{{kind: steps, steps: [{steps}]}}", points="1"))
    with pytest.raises(UsageError, match=r"1\.1 .*brackets deep"):
        write_workbook(plan, Answers.empty(plan, ["u"], ["all"]), tmp_path / "a.xlsx")
