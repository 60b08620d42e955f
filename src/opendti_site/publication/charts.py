"""The geometry of the small charts: coordinates from numbers, without texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MIN_AXES = 3
CENTRE = (280.0, 200.0)
RADIUS = 128.0
LABEL_GAP = 15.0
LINE = 16.0
MAX_LABEL_LENGTH = 16  # letters of a label before it wraps
STRAIGHT = 0.2  # how near to the vertical a label is still centred
RANGE_START, RANGE_LENGTH = 6.0, 288.0
SOFT_STEPS = (0.5, 0.65, 0.8, 0.95)
STRONG_STEPS = (0.6, 0.65, 0.7, 0.75)


def shade(value: float | None, steps: Sequence[float] = SOFT_STEPS) -> str:
    """Return the class of a value's colour, v1 (low) to v5 (high)."""
    if value is None:
        return "v0"
    return f"v{1 + sum(value >= step for step in steps)}"


def along(value: float) -> int:
    """Return the x coordinate of a value on the axis of a range chart."""
    return round(RANGE_START + RANGE_LENGTH * min(max(value, 0.0), 1.0))


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One line of a label with its coordinates."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a drawing, its coordinates as SVG has them."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class RadarAxis:
    """One indicator on the radar."""

    x: str
    y: str
    own: Point | None
    anchor: str
    lines: tuple[LabelLine, ...]
    value_x: str
    value_y: str
    value: float | None
    rank: int | None
    state: str
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Radar:
    """A whole radar: polygons as lists of points, axes with labels."""

    rings: tuple[str, ...]
    own: str
    mean: str
    best: str
    axes: tuple[RadarAxis, ...]


@dataclass(frozen=True, slots=True)
class RadarAxisData:
    """
    The data of one axis of the radar: shares of the scale, and the value itself.

    A unit without a value has no corner on the axis, since a corner at zero would be a value of zero.
    """

    title: str
    own: float | None
    rank: int | None
    mean: float | None
    best: float | None
    value: float | None = None
    state: str = "given"


def radar(axes_data: Sequence[RadarAxisData]) -> Radar | None:
    """Lay out a radar; with fewer than three axes there is nothing to see."""
    if len(axes_data) < MIN_AXES:
        return None
    count = len(axes_data)
    return Radar(
        rings=tuple(_polygon([share] * count) for share in (0.25, 0.5, 0.75, 1.0)),
        own=_polygon([data.own for data in axes_data]),
        mean=_polygon([data.mean for data in axes_data]),
        best=_polygon([data.best for data in axes_data]),
        axes=tuple(_axis(data, index, count) for index, data in enumerate(axes_data)),
    )


def _direction(index: int, count: int) -> tuple[float, float]:
    angle = 2 * math.pi * index / count
    return math.sin(angle), -math.cos(angle)


def _at(index: int, count: int, distance: float) -> tuple[float, float]:
    across, down = _direction(index, count)
    return CENTRE[0] + across * distance, CENTRE[1] + down * distance


def _polygon(shares: Sequence[float | None]) -> str:
    """Return the corners of a polygon; an axis without a share has none."""
    corners = (
        _at(index, len(shares), RADIUS * share)
        for index, share in enumerate(shares)
        if share is not None
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _axis(data: RadarAxisData, index: int, count: int) -> RadarAxis:
    across, down = _direction(index, count)
    tip_x, tip_y = _at(index, count, RADIUS)
    anchor = "middle" if abs(across) < STRAIGHT else "start" if across > 0 else "end"
    x, y = _at(index, count, RADIUS + LABEL_GAP)
    words = _wrapped(data.title)
    # The block of lines (label and value) hangs below, stands on, or straddles its spot.
    top = y + LINE * (
        -len(words)
        if down < -STRAIGHT
        else 0.75
        if down > STRAIGHT
        else -len(words) / 2 + 0.25
    )
    lines = tuple(
        LabelLine(f"{x:.0f}", f"{top + LINE * n:.0f}", text)
        for n, text in enumerate(words)
    )
    return RadarAxis(
        x=f"{tip_x:.1f}",
        y=f"{tip_y:.1f}",
        own=_own_point(data, index, count),
        anchor=anchor,
        lines=lines,
        value_x=f"{x:.0f}",
        value_y=f"{top + LINE * len(words):.0f}",
        value=data.value,
        rank=data.rank,
        state=data.state,
        is_weak=data.own is not None and data.mean is not None and data.own < data.mean,
    )


def _own_point(data: RadarAxisData, index: int, count: int) -> Point | None:
    if data.own is None:
        return None
    x, y = _at(index, count, RADIUS * data.own)
    return Point(f"{x:.1f}", f"{y:.1f}")


def _wrapped(title: str) -> list[str]:
    """Break a label into lines of a few words."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > MAX_LABEL_LENGTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
