"""One criterion's scoring text, taken apart, and what was made of it."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from opendti.annex.folding import fold_letters
from opendti.annex.idioms.clauses import Clause, Clauses, split_clauses
from opendti.annex.idioms.definitions import Definitions, read_definitions
from opendti.definitions import Text
from opendti.numeric.tolerance import POINTS_TOLERANCE

Data = dict[str, Any]

_DENIALS = re.compile(r"(?:và )?\b(?:không|chưa|khong|chua|ko)\b")


@dataclass(slots=True)
class ParsedRule:
    """A rule as data of a framework file, its items, and what is doubtful about it."""

    rule: Data
    items: list[Data] = field(default_factory=list)
    doubts: list[Text] = field(default_factory=list)
    item_doubts: list[Text] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    """Parts of the text that the rule says again in numbers."""
    labels: list[str] = field(default_factory=list)
    """Parts of the text that are titles of what the rule asks for."""
    named: list[str] = field(default_factory=list)
    """Parts among those that were used which only name what is counted."""

    def doubt(self, vi: str, en: str) -> ParsedRule:
        """Add a doubt about the rule; return the same reading."""
        self.doubts.append(Text(vi=vi, en=en))
        return self

    def doubt_items(self, vi: str, en: str) -> None:
        """Add a doubt about the items."""
        self.item_doubts.append(Text(vi=vi, en=en))

    def show(self, clause: Clause) -> None:
        """Take a clause whose condition becomes a title."""
        self.labels.append(clause.words)
        self.used += [clause.head, clause.award_words]

    def compare(self, clause: Clause) -> None:
        """Take a clause for its comparison alone; one without says when there is nothing."""
        if clause.bound:
            self.used += clause.bound.parts
        elif clause.is_negative:
            self.used += _DENIALS.findall(clause.words.lower())
        self.used += [clause.head, clause.award_words]

    @property
    def is_sure(self) -> bool:
        """Return whether the text says this and nothing else."""
        return not self.doubts


@dataclass(frozen=True, slots=True)
class Case:
    """What a family of rules looks at."""

    text: str
    folded: str
    title: str
    points: float
    definitions: Definitions
    clauses: Clauses

    @property
    def flat(self) -> str:
        """Return the text on one line; its letters stand where `folded` has theirs."""
        return " ".join(self.text.split())

    def original(self, match: re.Match[str], group: str | int = 0) -> str:
        """Return what matched in `folded`, in the text's own letters."""
        return self.flat[slice(*match.span(group))].strip()

    @property
    def positive(self) -> list[Clause]:
        """Return the clauses that give fixed points."""
        return [clause for clause in self.clauses.all if clause.award.is_positive]

    @property
    def nothing(self) -> list[Clause]:
        """Return the clauses that give none."""
        return [clause for clause in self.clauses.all if clause.award.is_nothing]

    @property
    def ratios(self) -> list[Clause]:
        """Return the clauses that give the ratio times the points."""
        return [clause for clause in self.clauses.all if clause.award.ratio]

    def is_full(self, clause: Clause) -> bool:
        """Return whether a clause gives all the points."""
        award = clause.award
        if award.ratio:
            return False
        if award.points is not None:
            return award.points > 0 and is_same(award.points, self.points)
        return award.share == 1


def case_of(text: str, title: str, points: float) -> Case:
    """Split a scoring text into clauses; its letters are composed, so that matches point back."""
    text = unicodedata.normalize("NFC", text)
    definitions = read_definitions(text)
    clauses = split_clauses("\n".join(definitions.rest)).without_total(points)
    return Case(
        text, " ".join(fold_letters(text).split()), title, points, definitions, clauses
    )


def is_same(points: float, others: float) -> bool:
    """Return whether two sums of points are the same but for round-off."""
    return math.isclose(points, others, rel_tol=0, abs_tol=POINTS_TOLERANCE)


def item(code: str, kind: str, title: str, unit: str = "") -> Data:
    """Return an item as data."""
    data: Data = {"code": code, "type": kind, "title": {"vi": title}}
    if unit:
        data["unit"] = {"vi": unit}
    return data


def gives(clause: Clause) -> Data:
    """Return what a clause gives, as the keys of an option, a step or a part."""
    award = clause.award
    if award.points:
        return {"points": award.points}
    return {"share": _share(min(1.0, award.share or 0.0))}


def _share(share: float) -> float | str:
    names = {0.5: "1/2", 0.25: "1/4", 0.75: "3/4", 1 / 3: "1/3", 2 / 3: "2/3"}
    return names.get(share, share)


def sentence(words: str) -> str:
    """Return a condition as a title."""
    bare = " ".join(words.split()).strip(" ,;:.")
    return bare[:1].upper() + bare[1:]
