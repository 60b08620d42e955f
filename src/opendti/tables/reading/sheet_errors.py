"""
Cells of an XLSX that hold an error, such as #DIV/0!.

The reader that we use takes them for empty cells, and an error must not pass for a
blank. So the sheet's XML is read once more; a sheet whose text cannot hold an error
costs one search, and no XML is parsed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

_MAY_HOLD = re.compile(rb"""\bt\s*=\s*["']e["']|\x00""")
"""An attribute that says "error", in whichever quotes; two bytes a letter are not searched."""
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def find_errors(raw: bytes, sheet: str) -> list[tuple[int, str, str]]:
    """
    Find the cells of a sheet that hold an error.

    Parameters
    ----------
    raw
        A workbook that was opened before.
    sheet
        The sheet's name.

    Returns
    -------
    list of tuple
        Row number, column letters, the error as written; in the sheet's order.
    """
    try:
        with ZipFile(BytesIO(raw)) as workbook:
            data = workbook.read(_part(workbook, sheet))
        return list(_errors(data)) if _MAY_HOLD.search(data) else []
    except (BadZipFile, KeyError, etree.XMLSyntaxError):
        return []


def _errors(data: bytes) -> Iterator[tuple[int, str, str]]:
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    for _event, cell in etree.iterparse(BytesIO(data), tag="{*}c", **options):
        reference = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
        if cell.get("t") == "e" and reference:
            error = cell.findtext("{*}v") or ""
            yield int(reference[2]), reference[1], error
        cell.clear()


def _part(workbook: ZipFile, sheet: str) -> str:
    """Give the file inside the workbook that holds a sheet; `KeyError` if there is none."""
    book = _markup(workbook.read("xl/workbook.xml"))
    links = _markup(workbook.read("xl/_rels/workbook.xml.rels"))
    names = {
        tag.get("name"): tag.get(_LINK) or tag.get(_STRICT_LINK)
        for tag in book.iterfind(".//{*}sheet")
    }
    targets = {tag.get("Id"): tag.get("Target", "") for tag in links.iterfind("{*}*")}
    target = targets[names[sheet]]
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _markup(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
