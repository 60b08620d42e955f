"""Invented but plausible answers: one generator a unit and year, so that they are always the same."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opendti.plan.model import PlanItem
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.home.seeding.people import SEED


@dataclass(frozen=True, slots=True)
class Figures:
    """In which ranges the invented answers to a framework lie."""

    facts: Mapping[str, tuple[int, int]]
    """What stays the same for a unit over the years."""
    totals: Mapping[str, tuple[str, float] | tuple[int, int]]
    """Totals that are facts of the unit (with a factor), or lie in a range of their own."""
    part_of: Mapping[str, str]
    """What is a part of another item than the total of its own criterion."""
    free: Mapping[str, tuple[int, int]]
    nearly_full: frozenset[str]


MINISTRY = Figures(
    facts={
        "staff": (28, 160),
        "rooms": (4, 11),
        "systems": (2, 9),
        "documents": (400, 4200),
        "applications": (300, 24000),
        "surveyed": (80, 900),
    },
    totals={
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
    },
    part_of={"6.14.c": "6.14.b", "6.17.c": "6.17.d", "5.2.b": "5.1.b"},
    free={
        "1.4.a": (4, 70),
        "3.2.a": (150, 1000),
        "3.3.c": (1, 6),
        "3.4.b": (0, 3),
        "5.6.a": (0, 3),
        "5.7.b": (0, 4),
        "6.6.a": (0, 6),
    },
    nearly_full=frozenset({"3.1", "5.4", "5.9", "6.13", "6.1", "6.17"}),
)
COMMUNES = Figures(
    facts={
        "officials": (45, 95),
        "computers": (45, 100),
        "hamlets": (12, 60),
        "adults": (12000, 70000),
        "systems": (2, 6),
        "files": (2600, 4200),
        "online": (1700, 2500),
    },
    totals={
        "DTI-02.b": (6, 14),
        "DTI-03.b": (4, 12),
        "DTI-12.b": ("officials", 1),
        "DTI-13.b": ("computers", 1),
        "DTI-15.b": ("hamlets", 1),
        "DTI-19.b": ("officials", 1),
        "DTI-21.b": ("adults", 1),
        "DTI-22.b": ("systems", 1),
        "DTI-23.b": ("systems", 1),
        "DTI-27.b": (60, 110),
        "DTI-28.a": ("files", 1),
        "DTI-28.c": ("online", 1),
        "DTI-29.a": ("online", 1),
        "DTI-29.b": ("files", 1),
        "DTI-30.a": (150, 900),
        "DTI-30.c": (20, 120),
        "DTI-31.b": ("files", 1),
        "DTI-32.b": ("files", 1),
        "DTI-33.b": (20, 60),
        "DTI-34.b": (500, 1400),
        "DTI-36.b": (40, 400),
        "DTI-37.b": ("files", 1.6),
        "DTI-40.b": ("adults", 1.05),
        "DTI-41.b": ("adults", 1),
        "DTI-43.b": ("adults", 1.2),
    },
    part_of={"DTI-30.b": "DTI-30.a", "DTI-30.d": "DTI-30.c"},
    free={"DTI-04.b": (10, 80), "DTI-14.b": (0, 3), "DTI-28.b": (20, 90)},
    nearly_full=frozenset({"DTI-12", "DTI-13", "DTI-27", "DTI-36", "DTI-37"}),
)
ELSEWHERE = (1, 40)
SOMETIMES_FULL = 0.45
LEFT_BLANK = 0.025


class AnswerGenerator:
    """One unit's answers in one year."""

    def __init__(
        self, unit: str, year: int, lift: float = 0.0, figures: Figures = MINISTRY
    ) -> None:
        self.figures = figures
        steady = random.Random(f"{SEED}/{unit}")  # noqa: S311 -- invented answers, no secret
        self.facts = {
            name: steady.randint(low, high)
            for name, (low, high) in figures.facts.items()
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
        first = {*self.figures.totals, "5.2.b"}
        totals_first = sorted(sheet.items, key=lambda item: item.id not in first)
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
        whole = self.figures.part_of.get(
            item, f"{criterion}.b" if item.endswith(".a") else ""
        )
        if item in self.figures.totals:
            return self._total(item)
        if item not in self.figures.free and whole in self.counts:
            return round(self.counts[whole] * self._share(criterion))
        low, high = self.figures.free.get(item, ELSEWHERE)
        return low + round(
            (high - low)
            * min(1.0, self._share(criterion) * self.chance.uniform(0.5, 1.1))
        )

    def _total(self, item: str) -> float:
        first, second = self.figures.totals[item]
        if isinstance(first, str):
            return max(1, round(self.facts[first] * second))
        return self.chance.randint(first, int(second))

    def _share(self, criterion: str) -> float:
        if criterion in self.figures.nearly_full:
            return min(
                1.0, 0.86 + 0.16 * self.chance.random() * (0.5 + self.quality / 2)
            )
        if self.chance.random() < self.quality * SOMETIMES_FULL:
            return 1.0
        return min(1.0, max(0.15, self.chance.gauss(self.quality, 0.13)))
