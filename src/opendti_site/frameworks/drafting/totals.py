"""Sums of points below a node, by block, of a draft that may have faults."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from opendti_site.frameworks.drafting.numbers import shown_number
from opendti_site.frameworks.drafting.outline import title_of
from opendti_site.frameworks.drafting.tree import (
    Data,
    NodePath,
    children_of,
    format_path,
    node_at,
)
from opendti_site.frameworks.drafting.values import plain_text, rows_of

SIGNS = {"bonus": "+", "penalty": "−"}
"""Kinds of rules whose points are in no sum."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class PointsLine:
    """A node with its points in each block; `outside` marks points that are in no sum."""

    address: str
    code: str
    title: str
    points: tuple[str, ...]
    outside: bool


@dataclass(frozen=True, slots=True)
class PointsTable:
    """The nodes directly below one, and what they add up to in each block."""

    blocks: tuple[str, ...]
    lines: tuple[PointsLine, ...]
    sums: tuple[str, ...]


def points_below(document: Data, path: NodePath) -> PointsTable | None:
    """Return the points below a node; None for a leaf and for a composite index, which has weights."""
    parent = node_at(document, path) if path else document
    children = children_of(parent or {})
    if not children or document.get("composite") is not None:
        return None
    blocks = rows_of(document.get("blocks"))
    codes = tuple(plain_text(block.get("code")) for block in blocks) or (ALL,)
    lines = tuple(
        _line(child, (*path, index), codes) for index, child in enumerate(children)
    )
    sums = tuple(
        _points_text(
            math.fsum(amount for child in children for amount in _amounts(child, block))
        )
        for block in codes
    )
    return PointsTable(tuple(title_of(block) for block in blocks), lines, sums)


def _line(node: Data, path: NodePath, blocks: tuple[str, ...]) -> PointsLine:
    sign = _sign(node)
    points = tuple(_points(node, block, sign) for block in blocks)
    code = plain_text(node.get("code"))
    return PointsLine(format_path(path), code, title_of(node), points, bool(sign))


def _points(node: Data, block: str, sign: str) -> str:
    if children_of(node):
        amounts = list(_amounts(node, block))
        return _points_text(math.fsum(amounts)) if amounts else ""
    own = _own(node, block)
    return "" if own is None else sign + _points_text(own)


def _amounts(node: Data, block: str) -> Iterator[float]:
    """Yield the points on the scale of the criteria at and below a node."""
    children = children_of(node)
    for child in children:
        yield from _amounts(child, block)
    own = None if children or _sign(node) else _own(node, block)
    if own is not None:
        yield own


def _own(node: Data, block: str) -> float | None:
    points: Any = node.get("points")
    if isinstance(points, dict):
        points = points.get(block)
    text = plain_text(points)
    try:
        amount = float(text)
    except ValueError:
        return None
    # As in a file: "1_000" and "inf" are numbers to Python alone.
    return amount if math.isfinite(amount) and "_" not in text else None


def _sign(node: Data) -> str:
    rule = node.get("rule")
    return SIGNS.get(plain_text(rule.get("kind")), "") if isinstance(rule, dict) else ""


def _points_text(value: float) -> str:
    return shown_number(f"{value:.10g}")
