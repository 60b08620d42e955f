"""Strengths and weak points in words, written from the numbers of an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.utils.translation import gettext as _

from opendti.naming import ROOT_CODE
from opendti.numeric.text import NO_VALUE
from opendti_site.results.score_tables import ScoreCell, ScoreColumn
from opendti_site.ui.templatetags.numbers import percent, points, value4

MAX_SENTENCES = 4  # of a kind
MIN_UNITS = 10  # from which a shared highest value is a finding
EQUAL_TOLERANCE = 5e-5  # half of the last printed decimal


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about one indicator."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class MeanComparison:
    """
    A unit's main indicators compared with the means of its block, each in one list only.

    An indicator with full value is strong, whatever the others reach; else one above the
    mean of the block is strong and one below it is weak. One without a value, or without a
    mean to compare with, is neither.
    """

    full: tuple[ScoreColumn, ...]
    ahead: tuple[tuple[ScoreColumn, float], ...]
    behind: tuple[tuple[ScoreColumn, float], ...]
    equal: tuple[ScoreColumn, ...]


def compare_with_mean(
    cells: Mapping[str, ScoreCell], mains: Sequence[ScoreColumn]
) -> MeanComparison:
    """Sort the main indicators, the widest gap to the mean first."""
    valued = [main for main in mains if _value(cells, main) is not None]
    full = [main for main in valued if _is_full(cells, main)]
    gaps = [
        (main, gap)
        for main in valued
        if main not in full and (gap := _gap(cells, main)) is not None
    ]
    gaps.sort(key=lambda pair: -abs(pair[1]))
    return MeanComparison(
        full=tuple(full),
        ahead=tuple((main, gap) for main, gap in gaps if gap > EQUAL_TOLERANCE),
        behind=tuple((main, gap) for main, gap in gaps if gap < -EQUAL_TOLERANCE),
        equal=tuple(main for main, gap in gaps if abs(gap) <= EQUAL_TOLERANCE),
    )


def strengths(
    cells: Mapping[str, ScoreCell], mains: Sequence[ScoreColumn]
) -> list[Sentence]:
    """Name what is above the block's mean, the widest gap first."""
    found = compare_with_mean(cells, mains)
    sentences = [
        _ahead(cells[main.code], main, gap, is_widest=n == 0)
        for n, (main, gap) in enumerate(found.ahead[:MAX_SENTENCES])
    ]
    if found.full:
        others = min(main.at_highest for main in found.full) - 1
        sentences.append(_at_full([main.title for main in found.full], others))
    return sentences


def weak_points(
    cells: Mapping[str, ScoreCell],
    mains: Sequence[ScoreColumn],
    *,
    adds_up: bool = True,
) -> list[Sentence]:
    """
    Name what is below the mean, then where most points are still to be won.

    What a point would lift, and what is left to win, is stated only of points that add up; the
    latter of no indicator that counts as a strength.
    """
    found = compare_with_mean(cells, mains)
    sentences = [
        _behind(cells, main, gap, adds_up=adds_up)
        for main, gap in found.behind[:MAX_SENTENCES]
    ]
    if not adds_up:
        return sentences
    rest = [*(main for main, _gap in found.behind[MAX_SENTENCES:]), *found.equal]
    missing = {main.code: _missing(cells, main) for main in mains}
    rest.sort(key=lambda main: -missing[main.code])
    total = sum(missing.values())
    room = max(0, MAX_SENTENCES - 1 - len(sentences))
    return sentences + [
        _missing_points(cells[main.code], main, missing[main.code], total)
        for main in rest[:room]
        if missing[main.code] > 0
    ]


def _value(cells: Mapping[str, ScoreCell], main: ScoreColumn) -> float | None:
    cell = cells.get(main.code)
    return cell.value if cell else None


def _is_full(cells: Mapping[str, ScoreCell], main: ScoreColumn) -> bool:
    share = main.scale.share(_value(cells, main))
    return share is not None and share >= 1


def _gap(cells: Mapping[str, ScoreCell], main: ScoreColumn) -> float | None:
    value = _value(cells, main)
    return None if value is None or main.mean is None else value - main.mean


def _missing(cells: Mapping[str, ScoreCell], main: ScoreColumn) -> float:
    """Return the points that are still to be won; none where nothing was measured."""
    cell = cells.get(main.code)
    if cell is None or cell.shown_points is None or cell.max_points is None:
        return 0.0
    return max(cell.max_points - cell.shown_points, 0.0)


def _ahead(
    cell: ScoreCell, main: ScoreColumn, gap: float, *, is_widest: bool
) -> Sentence:
    text = _("%(value)s, hạng %(rank)s; cao hơn bình quân %(gap)s") % {
        "value": value4(cell.value),
        "rank": cell.rank or NO_VALUE,
        "gap": value4(gap),
    }
    widest = _(", khoảng cách lớn nhất trong các chỉ số chính") if is_widest else ""
    return Sentence(main.title, f"{text}{widest}.")


def _at_full(titles: Sequence[str], others: int) -> Sentence:
    text = _("đạt tối đa")
    if others and len(titles) == 1:
        text += _(", cùng %(others)s đơn vị khác") % {"others": others}
    return Sentence(_list(titles), f"{text}.")


def _list(titles: Sequence[str]) -> str:
    *first, last = titles
    return (
        _("%(first)s và %(last)s") % {"first": ", ".join(first), "last": last}
        if first
        else last
    )


def _behind(
    cells: Mapping[str, ScoreCell], main: ScoreColumn, gap: float, *, adds_up: bool
) -> Sentence:
    cell, root = cells[main.code], cells[ROOT_CODE]
    text = _("%(value)s, hạng %(rank)s; thấp hơn bình quân %(gap)s.") % {
        "value": value4(cell.value),
        "rank": cell.rank or NO_VALUE,
        "gap": value4(-gap),
    }
    if adds_up and root.points is not None and root.max_points and cell.max_points:
        lifted = (root.points - gap * cell.max_points) / root.max_points
        text += " " + _(
            "Đạt mức bình quân sẽ đưa chỉ số chung lên %(lifted)s nếu các chỉ số khác giữ nguyên."
        ) % {"lifted": value4(lifted)}
    return Sentence(main.title, text)


def _missing_points(
    cell: ScoreCell, main: ScoreColumn, lost: float, total: float
) -> Sentence:
    text = _(
        "%(value)s, hạng %(rank)s; còn %(lost)s điểm chưa đạt, bằng %(share)s tổng số điểm chưa đạt."
    ) % {
        "value": value4(cell.value),
        "rank": cell.rank or NO_VALUE,
        "lost": points(lost),
        "share": percent(lost / total),
    }
    return Sentence(main.title, text)


def findings(
    mains: Sequence[ScoreColumn], *, is_comparable: bool = True
) -> list[Sentence]:
    """
    Describe what a whole block's ranking shows: no spread left, widest spread, lowest mean.

    The last two compare the indicators, and are left out where these differ in scale.
    """
    known = [main for main in mains if main.count > 1 and main.mean is not None]
    if not known:
        return []
    many = (
        main
        for main in known
        if main.count >= MIN_UNITS and main.at_highest * 2 > main.count
    )
    text = [_same_for_many(main) for main in many]
    if not is_comparable:
        return text
    widest = max(known, key=_spread)
    if _spread(widest) > EQUAL_TOLERANCE:
        text.append(_widest_spread(widest))
    lowest = min(known, key=attrgetter("mean"))
    text.append(
        Sentence(
            lowest.title,
            _("thấp nhất: bình quân %(mean)s.") % {"mean": value4(lowest.mean)},
        )
    )
    return text


def _spread(main: ScoreColumn) -> float:
    if main.highest is None or main.lowest is None:
        return 0.0
    return main.highest - main.lowest


def _same_for_many(main: ScoreColumn) -> Sentence:
    text = _(
        "không còn phân biệt được các đơn vị: %(some)s trên %(all)s đơn vị cùng đạt %(value)s."
    )
    return Sentence(
        main.title,
        text
        % {"some": main.at_highest, "all": main.count, "value": value4(main.highest)},
    )


def _widest_spread(main: ScoreColumn) -> Sentence:
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
