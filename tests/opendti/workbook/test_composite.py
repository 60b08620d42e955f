from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from opendti import Answers
from opendti.errors import TableError
from opendti.formula.spreadsheet import bracket_depth
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS
from opendti.workbook import write_workbook
from opendti.workbook.composite.words import WEIGHTS
from opendti.workbook.grid import FIRST, MAX_FORMULA_DEPTH, MAX_FORMULA_LENGTH
from tests.opendti.composite_sets import answers_of, group, leaf, plan_with
from tests.opendti.workbook.composite_cases import (
    UNITS,
    outlying_answers,
    plan_of,
    texts,
)
from tests.opendti.workbook.small_composites import small_texts
from tests.opendti.workbook.written import COMPOSITES, lines_of_composite

ALL_STEPS = "means"
PRINCIPAL = "pca"


def sheets_of(file: Path) -> dict[str, str]:
    """Return the source of every sheet by its name."""
    names = CalamineWorkbook.from_path(str(file)).sheet_names
    with ZipFile(file) as archive:
        return {
            name: archive.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")
            for number, name in enumerate(names, start=1)
        }


def write(name: str, file: Path, seed: int = 1) -> dict[str, str]:
    plan = plan_of(texts()[name])
    write_workbook(plan, outlying_answers(plan, seed), file)
    return sheets_of(file)


def formulas(source: str) -> list[str]:
    return re.findall(r"<f[^>]*>(.*?)</f>", source)


def test_the_cases_use_every_method_there_is() -> None:
    plans = [plan_of(text).composite for text in texts().values()]
    used: set[str] = set()
    for plan in plans:
        assert plan is not None
        used |= {step.method for step in (*plan.normalisations, *plan.aggregations)} | {
            plan.weights
        }
        used |= {
            method for treatment in plan.treatments for method in treatment.methods
        }
        used |= {plan.imputation.method} if plan.imputation else set()
    registries = (NORMALISATIONS, AGGREGATIONS, IMPUTATIONS, TREATMENTS, WEIGHTINGS)
    known = {name for registry in registries for name in registry}
    assert used == known, (
        f"no case for {sorted(known - used)}: add one to "
        "tests/opendti/workbook/composite_cases.py"
    )


def test_every_step_has_its_sheet_in_the_frameworks_order(tmp_path: Path) -> None:
    assert list(write(ALL_STEPS, tmp_path / "a.xlsx")) == [
        "Đọc trước",
        "Số liệu",
        "Số gốc",
        "Chia mẫu số",
        "Sàng lọc",
        "Bù số thiếu",
        "Kiểm ngoại lai",
        "Xử lý ngoại lai",
        "Thống kê",
        "Chuẩn hóa",
        "Trọng số",
        "Tổng hợp",
        "Xếp hạng",
        "Quy tắc",
        "Danh mục",
    ]
    assert list(write(PRINCIPAL, tmp_path / "b.xlsx"))[2:5] == [
        "Số gốc",
        "Chia mẫu số",
        "Thống kê",
    ]


def test_every_sheet_is_protected_and_nothing_is_hidden(tmp_path: Path) -> None:
    sheets = write(ALL_STEPS, tmp_path / "a.xlsx")
    assert len(sheets) > 5
    for text in sheets.values():
        protection = re.findall(r"<sheetProtection [^>]*>", text)
        assert len(protection) == 1
        assert "password" not in protection[0]
        assert 'hidden="' not in text


@pytest.mark.parametrize("name", texts())
def test_formulas_hang_on_the_framework_not_on_the_answers(
    tmp_path: Path, name: str
) -> None:
    first = write(name, tmp_path / "a.xlsx", seed=1)
    second = write(name, tmp_path / "b.xlsx", seed=2)
    for sheet, text in first.items():
        assert formulas(text) == formulas(second[sheet]), sheet
        for formula in formulas(text):
            assert len(formula) <= MAX_FORMULA_LENGTH
            assert bracket_depth(formula) <= MAX_FORMULA_DEPTH


@pytest.mark.parametrize("name", small_texts())
def test_a_workbook_is_the_one_that_was_looked_at(tmp_path: Path, name: str) -> None:
    """LibreOffice works the same formulas out in `test_composite_office`; here a changed sign is noticed at once."""
    approved = (COMPOSITES / f"{name}.txt").read_text("utf-8").splitlines()
    assert lines_of_composite(name, tmp_path) == approved


@pytest.mark.parametrize("name", [ALL_STEPS, "every scale", "every mean", "rules"])
def test_every_step_holds_nothing_but_formulas(tmp_path: Path, name: str) -> None:
    sheets = write(name, tmp_path / "a.xlsx")
    typed = {"Đọc trước", "Số liệu", "Quy tắc", "Danh mục", "Trọng số"}
    tables = {"Kiểm ngoại lai", "Thống kê"}
    for sheet in sheets.keys() - typed - tables:
        data = sheets[sheet][sheets[sheet].index(f'<row r="{FIRST}"') :]
        cells = re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", data)
        assert len(cells) > UNITS * 5
        assert all("<f" in cell for cell in cells), sheet


def test_weights_of_a_principal_component_are_numbers_and_say_so(
    tmp_path: Path,
) -> None:
    sheets = write(PRINCIPAL, tmp_path / "a.xlsx")
    shares = sheets[WEIGHTS][sheets[WEIGHTS].index(f'<row r="{FIRST}"') :]
    assert formulas(shares) == ["1", "1", "1"]  # what the shares add up to
    assert "không tính được bằng công thức bảng tính" in sheets[WEIGHTS]
    assert "thành phần chính (PCA) không tính được" in sheets["Đọc trước"]
    live = write(ALL_STEPS, tmp_path / "b.xlsx")
    assert "thành phần chính" not in live[WEIGHTS] + live["Đọc trước"]


def test_what_the_engine_refuses_leaves_no_file(tmp_path: Path) -> None:
    section = "{normalise: {method: none}, aggregate: {method: geometric}}"
    plan = plan_with(section, group("g", leaf("a"), leaf("b")))
    answers: Answers = answers_of(plan, [[1, 2], [0, 3]])
    with pytest.raises(TableError, match="needs values above 0"):
        write_workbook(plan, answers, tmp_path / "a.xlsx", results=False)
    assert not (tmp_path / "a.xlsx").exists()
