"""
A framework out as a file, with its definition inside for the way back.

The digest of the visible table travels with the definition: if nobody edited the
table or the definition, reading the file gives the very framework.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from opendti.annex.reading.document import read_document
from opendti.annex.reading.lines import EmbeddedDefinition, FileContents, digest_of
from opendti.annex.reading.package import Package, open_package
from opendti.annex.reading.spreadsheet import read_spreadsheet
from opendti.annex.writing.document import write_document
from opendti.annex.writing.layout import AnnexLayout, lay_out
from opendti.annex.writing.workbook import write_workbook
from opendti.errors import Fault, UsageError
from opendti.framework import Framework, fingerprint
from opendti.framework.writing import write_framework, write_json
from opendti.tables.replacing import replacing

Kind = Literal["yaml", "json", "xlsx", "docx"]
KINDS: tuple[Kind, ...] = ("yaml", "json", "xlsx", "docx")
_WRITERS: dict[str, Callable[[AnnexLayout, EmbeddedDefinition | None, str], bytes]] = {
    "xlsx": write_workbook,
    "docx": write_document,
}


def export_framework(
    framework: Framework, kind: str, created: dt.datetime | None = None
) -> bytes:
    """
    Write a framework as a file of a kind.

    Parameters
    ----------
    framework
        What to write.
    kind
        `yaml`, `json`, or the official annex as `xlsx` or `docx`.
    created
        What the properties of `xlsx` and `docx` give as the file's date, with a time
        zone; else now. The same framework and date give the same bytes.

    Returns
    -------
    bytes
        The file. Importing it gives the same fingerprint.

    Raises
    ------
    UsageError
        For another kind.
    """
    if kind == "yaml":
        return write_framework(framework).encode()
    if kind == "json":
        return write_json(framework).encode()
    if kind not in _WRITERS:
        raise UsageError(Fault("export_kind", {"kind": kind, "known": KINDS}))
    write, layout, print_ = _WRITERS[kind], lay_out(framework), fingerprint(framework)
    if created is not None:
        layout = replace(layout, created=created.astimezone(dt.UTC))
    seen = written_pages(layout, kind)
    embedded = EmbeddedDefinition(write_framework(framework), digest_of(seen.lines))
    return write(layout, embedded, print_)


def save_framework(framework: Framework, path: str | Path) -> None:
    """Write a framework to a file; the file's ending says as what."""
    file = Path(path)
    content = export_framework(framework, file.suffix.lower().lstrip("."))
    with replacing(file) as part:
        part.write_bytes(content)


def read_pages(package: Package) -> FileContents:
    """Read a package by its kind."""
    reader = read_spreadsheet if package.kind == "xlsx" else read_document
    return reader(package)


def written_pages(layout: AnnexLayout, kind: str) -> FileContents:
    """Return what a reader of the written table sees."""
    return read_pages(open_package(f"annex.{kind}", _WRITERS[kind](layout, None, "")))
