"""A workbook as lines of text: every cell, style and setting that a reader can see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree

from opendti import compile_plan, parse_framework
from opendti.workbook import write_workbook
from opendti.workbook.grid import FIRST
from opendti.workbook.words import ANSWERS, POINTS, RANKS, TOTALS
from tests.opendti.workbook.cases import every_rule, random_answers
from tests.opendti.workbook.composite_cases import outlying_answers, plan_of, texts

APPROVED = Path(__file__).parents[2] / "data" / "workbooks"
"""What the workbooks hold, looked at; LibreOffice works out those of `test_office`."""
COMPOSITES = APPROVED / "composites"
"""What the workbooks of composite indices hold at the top, of the cases that use every method."""
APPROVED_COMPOSITES = (
    "means",
    "group medians, two blocks",
    "last",
    "every scale",
    "every mean",
)
TOP = FIRST + 1
PARTS = 13
SMALL = f"""\
opendti: 1
id: test.small
version: "1"
title: {{vi: Bộ nhỏ, en: Small set}}
status: illustrative
levels: [{{code: main, title: {{vi: Chỉ số}}}}, {{code: part, title: {{vi: Mục}}}}]
bands: [{{nodes: ["2.1"], bands: [{{code: low, from: 0.5, title: {{vi: Thấp}}}}]}}]
views: [{{code: v, title: {{vi: Góc nhìn}}, nodes: ["1", {", ".join(f"2.{number}" for number in range(1, 12))}]}}]
nodes:
- code: "1"
  title: {{vi: {"Tỷ lệ hồ sơ trực tuyến " * 12}, en: Ratio}}
  points: 10
  rule: {{kind: ratio, zero: not_applicable}}
  items:
  - {{code: a, type: number, title: {{vi: Số hồ sơ}}, unit: {{vi: hồ sơ}}}}
  - {{code: b, type: count, title: {{vi: {"Tổng số hồ sơ " * 12}}}}}
- code: "2"
  title: {{vi: Nhiều mục, en: Many}}
  nodes:
{"".join(f'  - {{code: "2.{number}", title: {{vi: Mục {number}}}, points: 1, rule: {{kind: yes_no}}}}' + chr(10) for number in range(1, PARTS + 1))}"""
"""A criterion right under the index, no blocks, no lists, more parts than a heading names."""
CASES = {"every_rule": every_rule(1), "small": SMALL}
UNITS = 4
GRIDS = (ANSWERS, POINTS, TOTALS, RANKS)
LEFT_OUT = (8, 9)
"""Sheets with a row a unit, and the rows of the third and fourth: like the one before."""
Element = Any  # lxml names its class as its own affair


def lines_of_case(name: str, folder: Path) -> list[str]:
    """Write the workbook of a case, the small one without results; return its lines."""
    plan = compile_plan(parse_framework(CASES[name]))
    answers = random_answers(plan, UNITS, 1)
    file = folder / f"{name}.xlsx"
    write_workbook(plan, answers, file, results=name != "small")
    return list(lines_of(file))


def lines_of(file: Path) -> Iterator[str]:
    """Yield sheet by sheet settings and cells, then the styles by their numbers."""
    with ZipFile(file) as archive:
        parts = {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/") and name.endswith(".xml")
        }
    yield "# workbook"
    yield from (written(part) for part in parts["xl/workbook.xml"])
    sheets = parts["xl/workbook.xml"].iterfind(".//{*}sheet")
    for number, name in enumerate((sheet.get("name") for sheet in sheets), start=1):
        yield f"# {name}"
        rows = LEFT_OUT if name in GRIDS else ()
        yield from _sheet(parts[f"xl/worksheets/sheet{number}.xml"], rows)
    yield "# styles"
    for group in parts["xl/styles.xml"]:
        for number, style in enumerate(group):
            yield f"{etree.QName(group).localname} {number} {written(style)}"


def _sheet(sheet: Element, left_out: tuple[int, ...]) -> Iterator[str]:
    for part in sheet:
        if etree.QName(part).localname == "sheetData":
            rows = (row for row in part if int(row.get("r")) not in left_out)
            yield from (line for row in rows for line in _row(row))
        else:
            yield written(part)


def _row(row: Element) -> Iterator[str]:
    yield "row " + " ".join(f"{key}={value}" for key, value in row.attrib.items())
    for cell in row:
        texts = {etree.QName(part).localname: "".join(part.itertext()) for part in cell}
        kind, shown = cell.get("t", "n"), texts.get("is", texts.get("v", ""))
        if kind == "n" and shown:
            shown = f"{float(shown):.9g}"  # the digits that every machine agrees on
        formula = f" ={texts['f']}" if "f" in texts else ""
        yield f"{cell.get('r')} s{cell.get('s')} {kind}{formula} {shown!r}"


def written(element: Element) -> str:
    """Write an element as one line, without its namespaces."""
    name = etree.QName(element).localname
    own = "".join(f" {key}={value}" for key, value in element.attrib.items())
    text = f" {element.text.strip()!r}" if (element.text or "").strip() else ""
    inner = "".join(f" ({written(child)})" for child in element)
    return f"{name}{own}{text}{inner}"


def approve(folder: Path) -> None:
    """Take what is written now for what is right; look at it first."""
    for name in CASES:
        text = "\n".join(lines_of_case(name, folder)) + "\n"
        (APPROVED / f"{name}.txt").write_text(text, "utf-8")
    for name in APPROVED_COMPOSITES:
        plan, file = plan_of(texts()[name]), folder / "composite.xlsx"
        write_workbook(plan, outlying_answers(plan, 1), file)
        text = "\n".join(tops_of(file)) + "\n"
        (COMPOSITES / f"{name}.txt").write_text(text, "utf-8")


def tops_of(file: Path) -> Iterator[str]:
    """Yield of each sheet what stands above the units and of the first one, a cell a line."""
    with ZipFile(file) as archive:
        parts = {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/") and name.endswith(".xml")
        }
    sheets = parts["xl/workbook.xml"].iterfind(".//{*}sheet")
    for number, sheet in enumerate(sheets, start=1):
        yield f"# {sheet.get('name')}"
        source = parts[f"xl/worksheets/sheet{number}.xml"]
        for row in source.iterfind(".//{*}row"):
            yield from _row(row) if int(row.get("r")) <= TOP else ()
