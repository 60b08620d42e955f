"""Cell formats: few colours, each with one meaning, explained on the first sheet."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

VIETNAMESE = "[$-42A]"
"""Decimal comma where the program lets a file ask for it."""
YES_NO = '[=1]"Có";[=0]"Không";General'
INK, ACCENT, PAPER = "#1F2937", "#0B4F8A", "#FFFFFF"
INPUT, BAND, SOFT, LINE = "#FFF8E1", "#E8F0F8", "#F6F8FA", "#D0D7DE"
OVERLAYS = {"blank": "#F1F3F5", "not_applicable": "#DDE1F5", "not_measured": "#FFDFB8"}
BASE: dict[str, Any] = {
    "font_name": "Arial",
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
}
HEAD: dict[str, Any] = {"text_wrap": True, "border": 1, "border_color": LINE}
CELL: dict[str, Any] = {"border": 1, "border_color": LINE}
KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": ACCENT},
    "subtitle": {"font_color": "#57606A"},
    "section": {
        "bold": True,
        "font_size": 11,
        "font_color": ACCENT,
        "bottom": 1,
        "bottom_color": ACCENT,
    },
    "text": {"text_wrap": True},
    "label": {"bold": True, "text_wrap": True},
    "head": {
        **HEAD,
        "bold": True,
        "font_color": PAPER,
        "bg_color": ACCENT,
        "align": "center",
    },
    "words": {**HEAD, "bg_color": BAND, "valign": "top", "font_size": 9},
    "under": {
        **HEAD,
        "bg_color": BAND,
        "align": "center",
        "bold": True,
        "font_size": 9,
    },
    "key": {**CELL, "bold": True, "indent": 1},
    "cell": {**CELL, "indent": 1},
    "wrap": {**CELL, "text_wrap": True, "valign": "top"},
    "group": {
        **CELL,
        "text_wrap": True,
        "valign": "top",
        "bold": True,
        "bg_color": BAND,
    },
    "code": {
        **CELL,
        "text_wrap": True,
        "valign": "top",
        "font_name": "Courier New",
        "font_size": 9,
    },
    "state": {**CELL, "align": "center", "font_size": 9},
    "number": {**CELL, "align": "right"},
    "points": {**CELL, "align": "right", "valign": "top"},
    "strong": {**CELL, "align": "right", "bold": True, "bg_color": SOFT},
    "rank": {
        **CELL,
        "align": "center",
        "bold": True,
        "bg_color": SOFT,
        "num_format": "0",
    },
    "whole": {**CELL, "align": "center", "num_format": "0"},
    "input": {**CELL, "bg_color": INPUT, "locked": False, "align": "right"},
    "choice": {
        **CELL,
        "bg_color": INPUT,
        "locked": False,
        "align": "center",
        "num_format": "@",
    },
    "yes_no": {
        **CELL,
        "bg_color": INPUT,
        "locked": False,
        "align": "center",
        "num_format": YES_NO,
    },
}

for _state, _colour in {"input": INPUT, **OVERLAYS}.items():
    KINDS[f"legend_{_state}"] = {
        **KINDS["label"],
        **CELL,
        "bg_color": _colour,
        "indent": 1,
    }


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, int | None], Format] = {}

    def __call__(self, kind: str, decimals: int | None = None) -> Format:
        """Return the format of a kind of cell, with so many decimals."""
        # XlsxWriter stores every format that is added: equal ones would fill the file.
        key = (kind, decimals)
        if key not in self._made:
            properties = {**BASE, **KINDS[kind]}
            if decimals is not None:
                properties["num_format"] = number_format(decimals)
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def overlay(self, state: str) -> Format:
        """Return what a condition lays over a cell in a state."""
        return self._book.add_format({"bg_color": OVERLAYS[state], "font_color": INK})


def number_format(decimals: int) -> str:
    """Write a number format with thousands and fixed decimals, so that marks align."""
    tail = "." + "0" * decimals if decimals else ""
    return f"{VIETNAMESE}#,##0{tail}"
