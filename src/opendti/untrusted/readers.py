"""
Every reader of a file that a person chose, and what it may take.

A reader is `reader(source, out, **parameters)`: it reads a `Source`, may write bytes
to the binary file `out`, and returns what JSON holds. It is named by its module and
function, because its module is above this one and is imported in the child.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from opendti.untrusted.limits import MEGABYTE, Allowance


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a reader stands, as `module:function`, and its allowance."""

    address: str
    allowance: Allowance = field(default_factory=Allowance)


READERS: dict[str, Reader] = {
    "delimited": Reader(
        "opendti.tables.reading.delimited:read_delimited", Allowance(memory_per_byte=12)
    ),
    "spreadsheet": Reader("opendti.tables.reading.spreadsheet:read_spreadsheet"),
    # Columns that repeat take next to no room in the file. Only the command line reads Parquet.
    "parquet": Reader(
        "opendti.tables.reading.parquet:read_parquet",
        Allowance(memory=1536 * MEGABYTE, output=1024 * MEGABYTE, seconds=20),
    ),
    "list": Reader("opendti.tables.reading.rows:read_rows"),
    "archive": Reader("opendti.tables.reading.archive:read_archive_kind"),
    "signatures": Reader(
        "opendti.tables.reading.signatures:read_signatures",
        Allowance(memory=256 * MEGABYTE, seconds=20),
    ),
    "annex": Reader(
        "opendti.annex.confined:read_annex_file",
        Allowance(seconds=20, seconds_per_megabyte=4),
    ),
    # Each character becomes a handful of Python objects with their positions.
    "framework": Reader(
        "opendti.framework.confined:read_framework_file",
        Allowance(memory_per_byte=200, seconds=10, seconds_per_megabyte=5),
    ),
    "document": Reader(
        "opendti.framework.confined:read_document_file",
        Allowance(memory_per_byte=200, seconds=10, seconds_per_megabyte=5),
    ),
    "pdf_facts": Reader(
        "opendti.previews.pdf:read_pdf_facts",
        Allowance(memory=192 * MEGABYTE, memory_per_byte=4, seconds=8),
    ),
    "pdf_page": Reader(
        "opendti.previews.pdf:read_pdf_page",
        Allowance(
            memory=192 * MEGABYTE,
            memory_per_byte=4,
            output=16 * MEGABYTE,
            output_per_byte=0,
            seconds=8,
        ),
    ),
    # An image of the largest size takes four bytes a pixel, whatever its file's size.
    "image": Reader(
        "opendti.previews.image:read_image",
        Allowance(
            memory=448 * MEGABYTE,
            memory_per_byte=2,
            output=16 * MEGABYTE,
            output_per_byte=0,
            seconds=8,
        ),
    ),
}


def load_reader(address: str) -> Callable[..., Any]:
    """Import the reader named `module:function`."""
    module, _colon, name = address.partition(":")
    reader: Callable[..., Any] = getattr(import_module(module), name)
    return reader
