"""The numbers that Word shows before paragraphs and does not write down."""

from __future__ import annotations

import re

from lxml import etree

from opendti.annex.reading.markup import WORD

_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
MAX_NUMBER = 399


def roman(number: int) -> str:
    """Write a number from 1 to 399 in Roman numerals."""
    letters = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        letters += sign * count
    return letters


def _number_text(number: int, style: str) -> str:
    number = max(1, min(number, MAX_NUMBER))
    letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26]
    shown = {
        "upperRoman": roman(number),
        "lowerRoman": roman(number).lower(),
        "upperLetter": letter.upper(),
        "lowerLetter": letter,
        "decimalZero": f"{number:02}",
    }
    return shown.get(style, str(number))


def _numbered_styles(styles: etree._Element | None) -> dict[str, etree._Element]:
    """Return the numbering of the styles that number their paragraphs."""
    if styles is None:
        return {}
    found = (
        (style.get(f"{WORD}styleId", ""), style.find(f"{WORD}pPr/{WORD}numPr"))
        for style in styles.iterfind(f"{WORD}style")
    )
    return {name: numbering for name, numbering in found if numbering is not None}


class WordNumbers:
    """Counts paragraphs as Word does, list by list and level by level."""

    def __init__(
        self, numbering: etree._Element | None, styles: etree._Element | None
    ) -> None:
        self.styles = _numbered_styles(styles)
        self.levels: dict[str, dict[int, etree._Element]] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if numbering is None:
            return
        for abstract in numbering.iterfind(f"{WORD}abstractNum"):
            self.levels[abstract.get(f"{WORD}abstractNumId", "")] = {
                int(level.get(f"{WORD}ilvl", "0")): level
                for level in abstract.iterfind(f"{WORD}lvl")
            }
        for numbering_list in numbering.iterfind(f"{WORD}num"):
            self.lists[numbering_list.get(f"{WORD}numId", "")] = self._value(
                numbering_list, "abstractNumId"
            )

    @staticmethod
    def _value(element: etree._Element | None, name: str) -> str:
        child = element.find(f"{WORD}{name}") if element is not None else None
        return child.get(f"{WORD}val", "") if child is not None else ""

    def label(self, paragraph: etree._Element) -> str:
        """Return the number shown before a paragraph, `-` for a bullet."""
        properties = paragraph.find(f"{WORD}pPr/{WORD}numPr")
        if properties is None:
            style = self._value(paragraph.find(f"{WORD}pPr"), "pStyle")
            properties = self.styles.get(style)
        abstract = self.lists.get(self._value(properties, "numId"))
        levels = self.levels.get(abstract or "", {})
        depth = self._value(properties, "ilvl") or "0"
        here = int(depth) if depth.isdigit() else 0
        if here not in levels:
            return ""
        counts = self.counts.setdefault(abstract or "", {})
        start = self._value(levels[here], "start")
        first = int(start) if start.isdigit() else 1
        counts[here] = counts[here] + 1 if here in counts else first
        # A new 2. begins 2.1 anew.
        for deeper in [level for level in counts if level > here]:
            del counts[deeper]
        if self._value(levels[here], "numFmt") == "bullet":
            return "-"
        return self._label_text(levels, counts, here)

    def _label_text(
        self, levels: dict[int, etree._Element], counts: dict[int, int], here: int
    ) -> str:
        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            style = self._value(levels.get(level), "numFmt")
            return _number_text(counts.get(level, 1), style)

        return re.sub(r"%(\d)", number, self._value(levels[here], "lvlText"))
