"""The one shape in which sheets and documents arrive."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MAX_ROWS = 5_000
MAX_COLUMNS = 60
LONGEST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text; `number` where the file holds a number, `covered` where merged."""

    text: str = ""
    number: float | None = None
    bold: bool = False
    covered: Literal["", "above", "left"] = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, or a paragraph between tables (`table` 0, one cell)."""

    row: int
    table: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class EmbeddedDefinition:
    """A definition that our own export put into the file, and its table's digest."""

    definition: str
    digest: str


@dataclass(frozen=True, slots=True)
class FileContents:
    """All that a file holds."""

    lines: tuple[Line, ...]
    embedded: EmbeddedDefinition | None = None


def digest_of(lines: Iterable[Line]) -> str:
    """Return the digest of all that a reader sees, to notice an edit by it."""
    seen = [
        [cell.text for cell in line.cells if cell.text and not cell.covered]
        for line in lines
    ]
    text = json.dumps([part for part in seen if part], ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def cleaned(text: str) -> str:
    """Compose the letters, make every space plain, and cut what nobody wrote by hand."""
    composed = unicodedata.normalize("NFC", text[:LONGEST_CELL])
    plain = composed.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    kept = (
        " " if unicodedata.category(letter) in {"Zs", "Cf", "Co", "Cs"} else letter
        for letter in plain
        if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)
