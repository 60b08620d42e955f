"""The drawing of the jobs by hour: numbers as texts, since pages write decimal commas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opendti_site.system.queries.hours import HourCounts

HOURS, LEFT, TOP = 24, 30, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle."""

    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where it is, and its number."""

    at: str
    number: int


@dataclass(frozen=True, slots=True)
class HourChart:
    """One drawing: its size, bars, lines and marks."""

    css: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    lines: tuple[Tick, ...]
    hours: tuple[Tick, ...]


def hour_charts(hours: Sequence[HourCounts]) -> list[HourChart]:
    """Draw the hours wide and narrow, so that words keep their size on a phone."""
    return [
        _chart("only-wide", 440, 190, 3, hours),
        _chart("only-narrow", 326, 180, 6, hours),
    ]


def _chart(
    css: str, width: int, height: int, every: int, hours: Sequence[HourCounts]
) -> HourChart:
    bottom, slot = height - 24, (width - LEFT) / HOURS
    top = round_top(max((hour.done + hour.failed for hour in hours), default=0))
    scale = (bottom - TOP) / top
    bars: list[Bar] = []
    for hour in hours:
        x, w = LEFT + hour.hour * slot + slot * 0.15, slot * 0.7
        done, failed = hour.done * scale, hour.failed * scale
        for kind, size, end in (
            ("w-done", done, bottom),
            ("w-bad", failed, bottom - done),
        ):
            if size:
                bars.append(Bar(kind, _n(x), _n(end - size), _n(w), _n(size)))
    lines = [(bottom, 0), ((bottom + TOP) / 2, top // 2), (TOP, top)]
    return HourChart(
        css=css,
        width=width,
        height=height,
        bars=tuple(bars),
        lines=tuple(Tick(_n(y), number) for y, number in lines),
        hours=tuple(
            Tick(_n(LEFT + (hour + 0.5) * slot), hour)
            for hour in range(0, HOURS, every)
        ),
    )


def round_top(highest: int) -> int:
    """Return the number at the top of the axis: even, so that its middle is a whole number."""
    step = 1
    while 2 * step < highest:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return 2 * step


def _n(value: float) -> str:
    return f"{value:.1f}"
