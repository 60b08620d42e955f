"""A workbook as lines of text: every cell, style and setting that a reader can see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree

from opendti import compile_plan, parse_framework
from opendti.tables.workbook import write_workbook
from tests.opendti.tables.workbook.cases import every_rule, random_answers

APPROVED = Path(__file__).parents[3] / "data" / "workbook.txt"
"""What the workbook of every rule holds, looked at and worked out by LibreOffice."""
UNITS = 4
GRIDS = (2, 3, 5, 6)
LEFT_OUT = (8, 9)
"""Sheets with a row a unit, and the rows of the third and fourth: like the one before."""
Element = Any  # lxml names its class as its own affair


def lines_of_every_rule(folder: Path) -> list[str]:
    """Write the workbook of the framework with every rule; return its lines."""
    plan = compile_plan(parse_framework(every_rule(1)))
    file = folder / "every-rule.xlsx"
    write_workbook(plan, random_answers(plan, UNITS, 1), file)
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
    for place in range(1, sum("worksheets/" in name for name in parts) + 1):
        yield f"# sheet {place}"
        rows = LEFT_OUT if place in GRIDS else ()
        yield from _sheet(parts[f"xl/worksheets/sheet{place}.xml"], rows)
    yield "# styles"
    for group in parts["xl/styles.xml"]:
        for place, style in enumerate(group):
            yield f"{etree.QName(group).localname} {place} {written(style)}"


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
    APPROVED.write_text("\n".join(lines_of_every_rule(folder)) + "\n", "utf-8")
