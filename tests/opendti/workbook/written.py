"""A workbook as lines of text: every cell, style and setting that a reader can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

from lxml import etree

from opendti import compile_plan, parse_framework
from opendti.workbook import write_workbook
from tests.opendti.workbook.cases import every_rule, random_answers
from tests.opendti.workbook.composite_cases import plan_of
from tests.opendti.workbook.small_composites import few_answers, small_texts

APPROVED = Path(__file__).parents[2] / "data" / "workbooks"
"""What the workbooks hold, looked at; LibreOffice works out those of `test_office`."""
COMPOSITES = APPROVED / "composites"
"""The same of composite indices that between them use every method, of few units."""
BARE = ("small", "last")
"""Workbooks without results beside their formulas."""
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
Element = Any  # lxml names its class as its own affair


class Cell(NamedTuple):
    """A cell: where it is, its style and type, its formula and what it shows."""

    where: str
    style: str
    kind: str
    formula: str
    shown: str

    @property
    def is_blank(self) -> bool:
        """Return whether there is nothing but a style."""
        return (self.kind, self.formula, self.shown) == ("n", "", "")

    @property
    def likeness(self) -> tuple[str, str, str]:
        """Return what is the same in every row of a grid."""
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", self.where).groups()  # type: ignore[union-attr]
        own = rf"(?<=[A-Z]){row}(?!\d)"
        return column, self.style, re.sub(own, "#", self.formula)

    def __str__(self) -> str:
        """Write a line."""
        formula = f" {self.formula}" if self.formula else ""
        return f"{self.where} s{self.style} {self.kind}{formula} {self.shown!r}"


def lines_of_case(name: str, folder: Path) -> list[str]:
    """Write the workbook of a case; return its lines."""
    plan = compile_plan(parse_framework(CASES[name]))
    answers = random_answers(plan, UNITS, 1)
    file = folder / f"{name}.xlsx"
    write_workbook(plan, answers, file, results=name not in BARE)
    return list(lines_of(file))


def lines_of_composite(name: str, folder: Path) -> list[str]:
    """Write the workbook of a composite index over few units; return its lines."""
    plan, file = plan_of(small_texts()[name]), folder / f"{name}.xlsx"
    write_workbook(plan, few_answers(plan), file, results=name not in BARE)
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
        yield from _sheet(parts[f"xl/worksheets/sheet{number}.xml"])
    yield "# styles"
    for group in parts["xl/styles.xml"]:
        for number, style in enumerate(group):
            yield f"{etree.QName(group).localname} {number} {written(style)}"


def _sheet(sheet: Element) -> Iterator[str]:
    for part in sheet:
        if etree.QName(part).localname == "sheetData":
            yield from _rows(part)
        else:
            yield written(part)


def _rows(rows: Element) -> Iterator[str]:
    """Yield the cells, a line each; of a row like the one above only what they show, in one."""
    above: list[tuple[str, str, str]] = []
    for row in rows:
        attributes = " ".join(f"{key}={value}" for key, value in row.attrib.items())
        cells = [_cell(cell) for cell in row]
        alike = [cell.likeness for cell in cells]
        if any(cell.formula for cell in cells) and alike == above:
            yield f"row {attributes} as above: {' | '.join(cell.shown for cell in cells)}"
        else:
            yield f"row {attributes}"
            yield from _cells(cells)
        above = alike


def _cells(cells: list[Cell]) -> Iterator[str]:
    """Yield a line a cell; neighbours that are blank and of one style are one line."""
    for style, group in groupby(cells, key=lambda cell: cell.is_blank and cell.style):
        first, *others = group
        if style is False or not others:
            yield from map(str, (first, *others))
        else:
            yield f"{first.where}:{others[-1].where} s{style} blank"


def _cell(cell: Element) -> Cell:
    parts = {etree.QName(part).localname: part for part in cell}
    texts = {name: "".join(part.itertext()) for name, part in parts.items()}
    kind, shown = cell.get("t", "n"), texts.get("is", texts.get("v", ""))
    if kind == "n" and shown:
        shown = f"{float(shown):.9g}"  # the digits that every machine agrees on
    formula = f"={texts['f']}" if "f" in parts else ""
    if formula and parts["f"].get("t") == "array":
        formula = f"{{{formula}}} {parts['f'].get('ref')}"
    return Cell(cell.get("r"), cell.get("s"), kind, formula, shown)


def written(element: Element) -> str:
    """Write an element as one line, without its namespaces."""
    name = etree.QName(element).localname
    own = "".join(f" {key}={value}" for key, value in element.attrib.items())
    text = f" {element.text.strip()!r}" if (element.text or "").strip() else ""
    inner = "".join(f" ({written(child)})" for child in element)
    return f"{name}{own}{text}{inner}"


def approve(folder: Path) -> None:
    """Take what is written now for what is right; look at it first."""
    found = {
        APPROVED / f"{name}.txt": lines_of_case(name, folder) for name in CASES
    } | {
        COMPOSITES / f"{name}.txt": lines_of_composite(name, folder)
        for name in small_texts()
    }
    for file, lines in found.items():
        file.write_text("\n".join(lines) + "\n", "utf-8")
