"""A framework as pages show it: frozen data without engine types."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """A framework's own text, which prints in the reader's language."""

    vi: str
    en: str = ""

    def __str__(self) -> str:
        english = (get_language() or "vi").startswith("en")
        return self.en if english and self.en else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)


NO_WORDS = Words("")


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """Where words or points were taken from."""

    title: Words
    url: str
    mark: str
    note: Words


@dataclass(frozen=True, slots=True)
class OptionSheet:
    """One answer of a choice."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """One input of a criterion."""

    id: str
    code: str
    type: str
    title: Words
    unit: Words
    minimum: float | None
    maximum: float | None
    options: tuple[OptionSheet, ...]
    guidance: Words


@dataclass(frozen=True, slots=True)
class CriterionSheet:
    """
    One criterion as the people who fill it in and judge it read it.

    `compares` tells that its points depend on the block's other units; `weight` is that
    among its siblings in a composite index.
    """

    code: str
    title: Words
    points: tuple[float | None, ...]
    rule: Words
    items: tuple[ItemSheet, ...]
    evidence_required: bool
    evidence: Words
    guidance: Words
    verified_by: Words
    collected_from: str
    may_not_apply: bool
    compares: bool
    status: str
    source: SourceSheet | None
    note: Words
    weight: float | None = None

    def points_in(self, block: int) -> float | None:
        """Return the points in a block, None where the criterion does not exist for it."""
        return self.points[block]


@dataclass(frozen=True, slots=True)
class NodeSheet:
    """A node of the tree."""

    code: str
    depth: int
    level: Words
    title: Words
    points: tuple[float, ...]
    counts: tuple[int, ...]
    children: tuple[NodeSheet, ...]
    criterion: CriterionSheet | None
    weight: float | None = None

    def criteria(self) -> tuple[CriterionSheet, ...]:
        """Return the criteria below, in order."""
        if self.criterion:
            return (self.criterion,)
        return tuple(leaf for child in self.children for leaf in child.criteria())


@dataclass(frozen=True, slots=True)
class BlockSheet:
    """Units that are scored by the same points."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True)
class LegalSheet:
    """One document that the framework rests on."""

    document: str
    date: str
    issuer: Words
    title: Words
    note: Words


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """A whole framework, as pages show it."""

    identity: str
    title: Words
    description: Words
    status: str
    complete: bool
    missing: Words
    blocks: tuple[BlockSheet, ...]
    mains: tuple[NodeSheet, ...]
    points: tuple[float, ...]
    counts: tuple[int, ...]
    legal: tuple[LegalSheet, ...]
    sources: tuple[SourceSheet, ...]
    value_decimals: int
    points_decimals: int
    is_composite: bool = False

    def block_index(self, code: str) -> int:
        """Return a block's column."""
        return next(
            index for index, block in enumerate(self.blocks) if block.code == code
        )

    def criteria(self) -> tuple[CriterionSheet, ...]:
        """Return every criterion, in order."""
        return tuple(leaf for main in self.mains for leaf in main.criteria())

    def criteria_in(self, block: str) -> tuple[CriterionSheet, ...]:
        """Return the criteria that exist for a block."""
        column = self.block_index(block)
        return tuple(
            leaf for leaf in self.criteria() if leaf.points[column] is not None
        )
