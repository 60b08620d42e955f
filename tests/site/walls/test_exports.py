"""No table that anyone downloads carries a formula: found among the answers of all addresses."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.db import models
from django.test import Client
from python_calamine import CalamineWorkbook

import opendti_site
from opendti.tables.writing import UNDATED
from opendti_site.publication.models import EditionScore, EditionUnit
from opendti_site.ui.exports import CSV, FORMULA_STARTS, NUMBER, XLSX, csv_text, neutral
from opendti_site.ui.list_tables.bridge import workbook_of
from tests.site.walls.addresses import TARGETS, routes, targets_of, url_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.site.walls.world import World

HOSTILE = '=HYPERLINK("http://x.example","y")'
OTHERS = ("{=1+1}", "\uff1d1+1", "http://x.example", "+1+1", "@SUM(A1)")


def downloads(world: World, asked: str = "") -> dict[str, HttpResponse]:
    """Return every table that an address answers with, by the name of the address."""
    client = Client(raise_request_exception=False)
    client.force_login(world.superuser)
    found = {}
    # An address that nobody has described fails a test of its own.
    for name in sorted(set(routes()) & set(TARGETS)):
        target = next(target for target in targets_of(world, name) if not target.mixed)
        answer = client.get(url_of(name, target) + asked)
        if answer.get("Content-Type") in {CSV, XLSX}:
            found[name] = answer
        elif answer.streaming:
            b"".join(answer)  # to its end, so that its file is closed
    return found


def cells_of(sheet: bytes) -> list[str]:
    text = sheet.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


@pytest.fixture
def hostile(world: World) -> World:
    """The world with formulas for names in every published table."""
    names = models.QuerySet(EditionUnit)
    names.update(name=HOSTILE, name_en="@SUM(A1)", short_name="+1+1")
    models.QuerySet(EditionScore).update(band="-1+1")
    return world


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.tampered("names that no form lets in")
def test_no_download_carries_a_formula(hostile: World) -> None:
    found = downloads(hostile)
    assert set(found) >= {
        "publication:scores_csv",
        "publication:answers_csv",
        "publication:scores_xlsx",
        "organisations:sample",
    }
    for name, answer in found.items():
        if answer["Content-Type"] == CSV:
            live = [
                cell
                for cell in cells_of(answer.content)
                if cell.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell)
            ]
            assert (name, live) == (name, [])
        else:
            with ZipFile(io.BytesIO(answer.content)) as book:
                sheets = [part for part in book.namelist() if "worksheets/" in part]
                live = [
                    sheet
                    for sheet in sheets
                    if re.search(rb"<f[ />]", book.read(sheet))
                ]
                assert live == [], name
    assert f"'{HOSTILE}" in cells_of(found["publication:scores_csv"].content)


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.tampered("names that no form lets in")
def test_a_machine_gets_the_texts_as_they_are(hostile: World) -> None:
    found = downloads(hostile, "?raw=1")
    assert HOSTILE in cells_of(found["publication:scores_csv"].content)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+84 24", "'+84 24"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20SUM(1)", "'\uff20SUM(1)"),
        ("  =1+1", "'  =1+1"),
        ("\xa0@a", "'\xa0@a"),
        ("\u3000\uff1d1", "'\u3000\uff1d1"),
        ("x;=1+1;", "x;'=1+1;"),
        ("x; -1", "x; '-1"),
        ('x;"@a', "x;\"'@a"),
        ("x\t=1+1", "x\t'=1+1"),
        ("x\n+1+1", "x\n'+1+1"),
        ("a-b; c, -1", "a-b; c, -1"),
        ("-1.5", "-1.5"),
        ("+3e-05", "+3e-05"),
        ("Cục = Vụ", "Cục = Vụ"),
        (-2.5, -2.5),
        (None, None),
    ],
)
def test_which_cells_are_neutralised(cell: object, written: object) -> None:
    assert neutral(cell) == written


def test_texts_stay_texts_in_a_workbook() -> None:
    book = workbook_of(["text"], [[text] for text in (HOSTILE, *OTHERS)], UNDATED)
    with ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        links = [name for name in parts.namelist() if "worksheets/_rels" in name]
    cells = re.findall(rb'<c r="A\d+"[^>]*? t="(\w+)"', sheet)
    assert set(cells) == {b"inlineStr"}
    assert len(cells) == 1 + len((HOSTILE, *OTHERS))  # the heading
    assert (re.findall(rb"<f[ />]", sheet), links) == ([], [])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    assert [row[0] for row in rows.to_python()[1:]] == [HOSTILE, *OTHERS]


def test_every_workbook_is_opened_without_formulas() -> None:
    """Whoever begins a workbook says that its texts are none; formulas are written as such."""
    root = Path(opendti_site.__file__).parents[1]
    texts = {path: path.read_text("utf-8") for path in root.rglob("*.py")}
    writers = {
        str(path.relative_to(root)): text
        for path, text in texts.items()
        if re.search(r"\bWorkbook\((?!\))", text)
    }
    assert len(writers) >= 3
    safe = '"strings_to_formulas": False'
    assert [name for name, text in writers.items() if safe not in text] == []


def test_raw_rows_are_left_alone() -> None:
    assert csv_text(["a"], [["=1"]], raw=True) == "\ufeffa\r\n=1\r\n"


def test_tables_are_written_in_one_place() -> None:
    root = Path(opendti_site.__file__).parent
    writing = ("csv.writer", "csv.DictWriter", "text/csv", "write_csv")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in writing)
    }
    assert found == {"ui/exports.py"}
