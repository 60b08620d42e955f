"""
Cells of an XLSX that hold an error, such as #DIV/0!.

The reader that we use takes them for empty cells, and an error must not pass for a
blank. So the sheet's own text is searched for them; a sheet without any costs one
search, and no XML is parsed.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def find_errors(path: Path, sheet: str) -> list[tuple[int, str, str]]:
    """
    Find the cells of a sheet that hold an error.

    Parameters
    ----------
    path
        A workbook that was opened before.
    sheet
        The sheet's name.

    Returns
    -------
    list of tuple
        Row number, column letters, the error as written; in the sheet's order.
    """
    try:
        with ZipFile(path) as workbook:
            data = workbook.read(_part(workbook, sheet))
    except (BadZipFile, KeyError):
        return []
    return [
        (int(row), column.decode(), unescape(error.decode("utf-8", "replace")))
        for column, row, error in _ERROR.findall(data)
    ]


def _part(workbook: ZipFile, sheet: str) -> str:
    """Give the file inside the workbook that holds a sheet; `KeyError` if there is none."""
    book = workbook.read("xl/workbook.xml").decode("utf-8")
    links = workbook.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    names = {
        _attribute(tag, "name"): _attribute(tag, r"\w+:id")
        for tag in _SHEET.findall(book)
    }
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in _LINK.findall(links)
    }
    target = targets[names[sheet]]
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
