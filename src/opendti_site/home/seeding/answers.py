"""Invented but plausible answers: one generator a unit and year, so that they are always the same."""

from __future__ import annotations

import random
from collections.abc import Iterable

from opendti.plan.model import PlanItem
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.home.seeding.people import SEED

FACTS = {
    "staff": (28, 160),
    "rooms": (4, 11),
    "systems": (2, 9),
    "documents": (400, 4200),
    "applications": (300, 24000),
    "surveyed": (80, 900),
}
# Totals that are facts of the unit (a factor of one), or lie in a range of their own.
TOTALS: dict[str, tuple[str, float] | tuple[int, int]] = {
    "1.2.b": (3, 6),
    "1.3.b": (4, 12),
    "2.2.b": (8, 30),
    "2.5.b": (1, 5),
    "3.1.b": ("staff", 1),
    "3.2.b": ("staff", 1),
    "3.3.b": ("rooms", 1),
    "3.5.b": (1, 3),
    "3.7.b": (1, 4),
    "4.2.b": ("staff", 1),
    "4.3.b": ("staff", 0.2),
    "4.4.b": ("staff", 0.9),
    "5.1.b": ("systems", 1),
    "5.3.b": ("systems", 1),
    "5.4.b": ("staff", 1.1),
    "5.8.b": ("staff", 1),
    "5.9.b": (4, 40),
    "6.1.b": ("documents", 1),
    "6.2.b": ("documents", 0.3),
    "6.3.b": (3, 12),
    "6.4.b": (40, 200),
    "6.5.b": (3, 14),
    "6.7.b": (5, 20),
    "6.9.b": (5, 40),
    "6.10.b": (5, 40),
    "6.11.b": ("applications", 1),
    "6.12.b": ("applications", 0.97),
    "6.13.b": ("applications", 0.97),
    "6.14.b": ("applications", 0.97),
    "6.15.b": ("applications", 0.97),
    "6.16.b": ("applications", 0.6),
    "6.17.b": ("surveyed", 1),
    "6.17.d": ("surveyed", 0.4),
}
PART_OF = {"6.14.c": "6.14.b", "6.17.c": "6.17.d", "5.2.b": "5.1.b"}
FREE = {
    "1.4.a": (4, 70),
    "3.2.a": (150, 1000),
    "3.3.c": (1, 6),
    "3.4.b": (0, 3),
    "5.6.a": (0, 3),
    "5.7.b": (0, 4),
    "6.6.a": (0, 6),
}
ELSEWHERE = (1, 40)
NEARLY_FULL = {"3.1", "5.4", "5.9", "6.13", "6.1", "6.17"}
SOMETIMES_FULL = 0.45
LEFT_BLANK = 0.025


class AnswerGenerator:
    """One unit's answers in one year."""

    def __init__(self, unit: str, year: int, lift: float = 0.0) -> None:
        steady = random.Random(f"{SEED}/{unit}")  # noqa: S311 -- invented answers, no secret
        self.facts = {
            name: steady.randint(low, high) for name, (low, high) in FACTS.items()
        }
        self.quality = min(0.95, steady.uniform(0.52, 0.9) + lift)
        self.chance = random.Random(f"{SEED}/{unit}/{year}")  # noqa: S311 -- invented answers, no secret
        self.counts: dict[str, float] = {}

    def criteria(self, sheets: Iterable[CriterionSheet]) -> dict[str, str]:
        """Return what the unit types, item by item; a few criteria stay empty."""
        typed: dict[str, str] = {}
        for sheet in sheets:
            texts = self._criterion(sheet)
            if self.chance.random() >= LEFT_BLANK:
                typed |= texts
        return typed

    def _criterion(self, sheet: CriterionSheet) -> dict[str, str]:
        totals_first = sorted(
            sheet.items, key=lambda item: item.id not in {*TOTALS, "5.2.b"}
        )
        return {item.id: self._item(sheet.code, item) for item in totals_first}

    def _item(self, criterion: str, item: PlanItem) -> str:
        if item.type == "choice":
            return item.options[self._option(len(item.options))].code
        if item.type == "yes_no":
            return "1" if self.chance.random() < self.quality + 0.12 else "0"
        if item.type == "number" and item.maximum == 100:  # noqa: PLR2004 -- a percentage
            return f"{94 + 5.9 * self._share(criterion):.1f}".replace(".", ",")
        self.counts[item.id] = self._count(criterion, item.id)
        return f"{self.counts[item.id]:.0f}"

    def _option(self, count: int) -> int:
        """Pick an option; the file lists the best first."""
        index = 0
        while index < count - 1 and self.chance.random() > self.quality:
            index += 1
        return index

    def _count(self, criterion: str, item: str) -> float:
        whole = PART_OF.get(item, f"{criterion}.b" if item.endswith(".a") else "")
        if item in TOTALS:
            return self._total(item)
        if item not in FREE and whole in self.counts:
            return round(self.counts[whole] * self._share(criterion))
        low, high = FREE.get(item, ELSEWHERE)
        return low + round(
            (high - low)
            * min(1.0, self._share(criterion) * self.chance.uniform(0.5, 1.1))
        )

    def _total(self, item: str) -> float:
        first, second = TOTALS[item]
        if isinstance(first, str):
            return max(1, round(self.facts[first] * second))
        return self.chance.randint(first, int(second))

    def _share(self, criterion: str) -> float:
        if criterion in NEARLY_FULL:
            return min(
                1.0, 0.86 + 0.16 * self.chance.random() * (0.5 + self.quality / 2)
            )
        if self.chance.random() < self.quality * SOMETIMES_FULL:
            return 1.0
        return min(1.0, max(0.15, self.chance.gauss(self.quality, 0.13)))
