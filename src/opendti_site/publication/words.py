"""Strengths and weak points in words, written from the numbers of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from opendti_site.ui.templatetags.numbers import percent, points, value4

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opendti_site.results.score_tables import Cell, Column

MOST = 4  # sentences of a kind
MANY = 10  # units from which a shared value says something
EVEN = 5e-5  # a gap below half of the last printed decimal is none


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of one indicator."""

    subject: str
    text: str


def strengths(cells: Mapping[str, Cell], mains: Sequence[Column]) -> list[Sentence]:
    """Name what stands above the block's mean, the widest gap first."""
    full = [main for main in mains if (main.scale.share(_value(cells, main)) or 0) >= 1]
    ahead = [main for main in mains if _gap(cells, main) > EVEN and main not in full]
    ahead.sort(key=lambda main: -_gap(cells, main))
    said = [
        _ahead(cells[main.code], main, is_widest=n == 0)
        for n, main in enumerate(ahead[:MOST])
    ]
    if full:
        others = min(main.at_highest for main in full) - 1
        said.append(_at_full([main.title for main in full], others))
    return said


def weak_points(
    cells: Mapping[str, Cell], mains: Sequence[Column], *, adds_up: bool = True
) -> list[Sentence]:
    """
    Name what stands below the mean, then where most points are still to be won.

    What a point would lift, and what is left to win, is said of points that add up.
    """
    behind = sorted(
        (m for m in mains if _gap(cells, m) < -EVEN), key=lambda m: _gap(cells, m)
    )
    said = [_behind(cells, main, adds_up=adds_up) for main in behind[:MOST]]
    if not adds_up:
        return said
    lost = sorted(
        (m for m in mains if m not in behind[:MOST]), key=lambda m: -_lost(cells, m)
    )
    total = sum(_lost(cells, main) for main in mains)
    room = max(0, MOST - 1 - len(said))
    return said + [
        _to_win(cells[m.code], m, total) for m in lost[:room] if _lost(cells, m) > 0
    ]


def _value(cells: Mapping[str, Cell], main: Column) -> float:
    cell = cells.get(main.code)
    return cell.value if cell and cell.value is not None else 0.0


def _gap(cells: Mapping[str, Cell], main: Column) -> float:
    return _value(cells, main) - (main.mean or 0.0)


def _lost(cells: Mapping[str, Cell], main: Column) -> float:
    cell = cells.get(main.code)
    return (cell.max_points or 0.0) - (cell.points or 0.0) if cell else 0.0


def _ahead(cell: Cell, main: Column, *, is_widest: bool) -> Sentence:
    said = _("%(value)s, hạng %(place)s; cao hơn bình quân %(gap)s") % {
        "value": value4(cell.value),
        "place": cell.rank or "–",
        "gap": value4((cell.value or 0.0) - (main.mean or 0.0)),
    }
    widest = _(", khoảng cách lớn nhất trong các chỉ số chính") if is_widest else ""
    return Sentence(main.title, f"{said}{widest}.")


def _at_full(titles: Sequence[str], others: int) -> Sentence:
    said = _("đạt tối đa")
    if others and len(titles) == 1:
        said += _(", cùng %(others)s đơn vị khác") % {"others": others}
    return Sentence(_list(titles), f"{said}.")


def _list(titles: Sequence[str]) -> str:
    *first, last = titles
    return (
        _("%(first)s và %(last)s") % {"first": ", ".join(first), "last": last}
        if first
        else last
    )


def _behind(cells: Mapping[str, Cell], main: Column, *, adds_up: bool) -> Sentence:
    cell, root = cells[main.code], cells["index"]
    said = _("%(value)s, hạng %(place)s; thấp hơn bình quân %(gap)s.") % {
        "value": value4(cell.value),
        "place": cell.rank or "–",
        "gap": value4(-_gap(cells, main)),
    }
    if adds_up and root.points is not None and root.max_points and cell.max_points:
        lifted = (root.points - _gap(cells, main) * cell.max_points) / root.max_points
        said += " " + _(
            "Đạt mức bình quân sẽ đưa chỉ số chung lên %(lifted)s nếu các chỉ số khác giữ nguyên."
        ) % {"lifted": value4(lifted)}
    return Sentence(main.title, said)


def _to_win(cell: Cell, main: Column, total: float) -> Sentence:
    lost = (cell.max_points or 0.0) - (cell.points or 0.0)
    said = _(
        "%(value)s, hạng %(place)s; còn %(lost)s điểm chưa đạt, bằng %(share)s tổng số điểm chưa đạt."
    ) % {
        "value": value4(cell.value),
        "place": cell.rank or "–",
        "lost": points(lost),
        "share": percent(lost / total),
    }
    return Sentence(main.title, said)


def findings(mains: Sequence[Column], *, is_comparable: bool = True) -> list[Sentence]:
    """
    Say what a whole block's ranking shows: no spread left, widest spread, lowest mean.

    The last two compare the indicators, and are left out where these differ in scale.
    """
    known = [main for main in mains if main.count > 1 and main.mean is not None]
    if not known:
        return []
    many = (
        main
        for main in known
        if main.count >= MANY and main.at_highest * 2 > main.count
    )
    said = [_same_for_many(main) for main in many]
    if not is_comparable:
        return said
    widest = max(known, key=_spread)
    if _spread(widest) > EVEN:
        said.append(_widest(widest))
    lowest = min(known, key=lambda main: main.mean or 0.0)
    said.append(
        Sentence(
            lowest.title,
            _("thấp nhất: bình quân %(mean)s.") % {"mean": value4(lowest.mean)},
        )
    )
    return said


def _spread(main: Column) -> float:
    return (main.highest or 0.0) - (main.lowest or 0.0)


def _same_for_many(main: Column) -> Sentence:
    text = _(
        "không còn phân biệt được các đơn vị: %(some)s trên %(all)s đơn vị cùng đạt %(value)s."
    )
    return Sentence(
        main.title,
        text
        % {"some": main.at_highest, "all": main.count, "value": value4(main.highest)},
    )


def _widest(main: Column) -> Sentence:
    text = _(
        "phân hóa mạnh nhất: từ %(low)s (%(low_unit)s) đến %(high)s (%(high_unit)s)."
    )
    return Sentence(
        main.title,
        text
        % {
            "low": value4(main.lowest),
            "low_unit": main.low_unit,
            "high": value4(main.highest),
            "high_unit": main.high_unit,
        },
    )
