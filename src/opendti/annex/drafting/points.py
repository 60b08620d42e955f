"""The points of criteria, and the printed sums that hold or do not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opendti.annex.drafting.drafting import Data, DraftContext, whole
from opendti.annex.folding import number
from opendti.annex.idioms import max_deduction
from opendti.annex.table.columns import RULE
from opendti.annex.table.entries import AnnexEntry
from opendti.annex.table.points import Extra
from opendti.annex.table.tree import AnnexNode
from opendti.numeric.text import format_short
from opendti.numeric.tolerance import POINTS_TOLERANCE

Points = float | dict[str, float]
_STATED = re.compile(r"(\d+(?:[.,]\d+)?)\s*điểm\b(?! tối)")


@dataclass(frozen=True, slots=True)
class CriterionPoints:
    """A criterion's points, of every unit or by block, on the scale or outside it."""

    points: Points
    extra: Extra = ""

    @property
    def amounts(self) -> list[float]:
        """Return the points of each block."""
        points = self.points
        return list(points.values()) if isinstance(points, dict) else [points]


def points_of_criterion(
    drafting: DraftContext, branch: AnnexNode
) -> CriterionPoints | None:
    """Return a criterion's points; None where it is printed as not scored."""
    printed = branch.entry.points
    if not drafting.table.columns.points and not printed:
        # Without a column of points every criterion counts the same.
        return CriterionPoints(1)
    if printed and all(read.is_shown for read in printed):
        return None
    for read in printed:
        if read.unread:
            drafting.add_notice(
                branch, "points", "fault",
                f"không hiểu điểm “{read.unread}”", f"cannot read the points “{read.unread}”",
            )  # fmt: skip
    values = [drafting.scaled(read.value) for read in printed]
    if all(value is None for value in values):
        return _unprinted(drafting, branch)
    points: Points
    if len(values) == 1:
        points = values[0] or 0
    else:
        pairs = zip(drafting.codes, values, strict=False)
        points = {code: value for code, value in pairs if value is not None}
    extra: Extra = next((read.extra for read in printed if read.extra), "")
    if extra:
        _notice_extra(drafting, branch, extra)
    return CriterionPoints(points, extra)


def _notice_extra(drafting: DraftContext, branch: AnnexNode, extra: str) -> None:
    drafting.extra.add(branch.code)
    vi = "điểm cộng" if extra == "bonus" else "điểm trừ"
    drafting.add_notice(
        branch, "points", "guess",
        f"hiểu là {vi} ngoài thang điểm, không tính vào tổng",
        f"read as a {extra} outside the scale, not part of the sum",
    )  # fmt: skip


def _unprinted(drafting: DraftContext, branch: AnnexNode) -> CriterionPoints:
    """Take the most that the rule gives or takes away for the points."""
    text = branch.entry.texts.get(RULE, "")
    deduction = max_deduction(text)
    if deduction is not None:
        _notice_extra(drafting, branch, "penalty")
        drafting.add_notice(
            branch, "points", "guess",
            f"không ghi trừ nhiều nhất bao nhiêu; tạm lấy {format_short(deduction, 'vi')}",
            f"the most that is taken away is not stated; {format_short(deduction, 'en')} for now",
        )  # fmt: skip
        return CriterionPoints(whole(deduction), "penalty")
    best = max(map(number, _STATED.findall(text)), default=0.0)
    if best:
        drafting.add_notice(
            branch, "points", "guess",
            f"thiếu điểm tối đa; lấy {format_short(best, 'vi')} là mức cao nhất trong cách tính",
            f"the points are missing; {format_short(best, 'en')} is the most that the rule gives",
        )  # fmt: skip
        return CriterionPoints(whole(best))
    drafting.missing.append(branch.code)
    drafting.add_notice(
        branch, "points", "fault", "thiếu điểm tối đa", "the points are missing"
    )
    return CriterionPoints(0)


def declared_sums(drafting: DraftContext, branches: list[AnnexNode]) -> list[Data]:
    """Return the printed sums that hold; report those that do not."""
    found: list[Data] = []
    if drafting.table.total is not None:
        found += _of_the_whole(drafting, drafting.table.total, branches)
    for top in branches:
        for branch in top.walk():
            if branch.children:
                found += _of_a_group(drafting, branch)
    return found


def _of_a_group(drafting: DraftContext, branch: AnnexNode) -> Iterator[Data]:
    for column, printed in _printed(drafting, branch.entry):
        summed = _sum(drafting, [branch], column)
        if abs(summed - printed) <= POINTS_TOLERANCE:
            yield {"under": branch.code, **_block(drafting, column), "points": printed}
        else:
            drafting.add_notice(
                branch, "points", "fault",
                f"văn bản ghi {format_short(printed, 'vi')} điểm, nhưng các mục bên dưới cộng lại là {format_short(summed, 'vi')}",
                f"prints {format_short(printed, 'en')} points, but what is below adds up to {format_short(summed, 'en')}",
            )  # fmt: skip


def _of_the_whole(
    drafting: DraftContext, total: AnnexEntry, branches: list[AnnexNode]
) -> Iterator[Data]:
    for column, printed in _printed(drafting, total):
        summed = _sum(drafting, branches, column)
        if abs(summed - printed) <= POINTS_TOLERANCE:
            yield {**_block(drafting, column), "points": printed}
        else:
            drafting.add_notice(
                total, "points", "fault",
                f"văn bản ghi tổng {format_short(printed, 'vi')} điểm, nhưng các tiêu chí cộng lại là {format_short(summed, 'vi')}",
                f"the total prints {format_short(printed, 'en')} points, but they add up to {format_short(summed, 'en')}",
            )  # fmt: skip


def _printed(drafting: DraftContext, entry: AnnexEntry) -> Iterator[tuple[int, float]]:
    for column, read in enumerate(entry.points):
        printed = drafting.scaled(read.value)
        # Bonus and penalty are outside of what the sums above them print.
        if printed is not None and not read.is_shown and not read.extra:
            yield column, printed


def _block(drafting: DraftContext, column: int) -> Data:
    return {"block": drafting.codes[column]} if len(drafting.codes) > 1 else {}


def _sum(drafting: DraftContext, branches: Iterable[AnnexNode], column: int) -> float:
    """Add up the printed points of the criteria below that are on the scale."""
    total = []
    for top in branches:
        for branch in top.walk():
            points = branch.entry.points
            is_scored = not branch.children and branch.code not in drafting.extra
            if is_scored and column < len(points):
                total.append((points[column].value or 0.0) * drafting.scale)
    # `fsum`: decimal points such as 0.1 must add up to what is printed.
    return math.fsum(total)
