"""What all parts of a draft share: the table, the blocks, the scale, the notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opendti.annex.notice import Certainty, Notice
from opendti.annex.table.entries import AnnexEntry, AnnexTable
from opendti.annex.table.tree import AnnexNode
from opendti.definitions import Text

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Naming:
    """What the caller knows of the index: identity, title, name of the file."""

    id: str
    version: str
    title: str
    file: str
    blocks: tuple[str, ...] = ()


@dataclass(slots=True)
class DraftContext:
    """
    A draft in the making.

    `codes` are the blocks' in the order of the columns of points; `scale` is what a
    printed number is multiplied with; `missing` are criteria without points, `extra`
    those outside the scale.
    """

    table: AnnexTable
    notices: list[Notice]
    codes: tuple[str, ...]
    scale: float = 1.0
    missing: list[str] = field(default_factory=list)
    extra: set[str] = field(default_factory=set)

    def add_notice(
        self,
        about: AnnexNode | AnnexEntry | None,
        name: str,
        level: Certainty,
        vi: str,
        en: str,
    ) -> None:
        """Add a notice about a field of a node, of a row, or of the whole."""
        entry = about.entry if isinstance(about, AnnexNode) else about
        code = about.code if isinstance(about, AnnexNode) else None
        row = entry.row if entry else None
        self.notices.append(Notice(level, row, name, Text(vi=vi, en=en), code))

    def scaled(self, value: float | None) -> float | None:
        """Return printed points on the scale of the draft."""
        return None if value is None else whole(round(value * self.scale, 6))


def start_drafting(
    table: AnnexTable, notices: list[Notice], blocks: tuple[str, ...]
) -> DraftContext:
    """Name the blocks and find the scale of the points."""
    count = len(table.columns.points)
    numbered = tuple(f"block{number}" for number in range(1, count + 1))
    codes = blocks if len(blocks) == count else numbered
    drafting = DraftContext(table, notices, codes)
    _find_scale(drafting)
    return drafting


def _find_scale(drafting: DraftContext) -> None:
    columns = drafting.table.columns.points
    if not columns:
        drafting.add_notice(
            None, "points", "guess",
            "không có cột điểm; mỗi chỉ số tạm tính 1 điểm",
            "no column of points; each criterion has 1 point for now",
        )  # fmt: skip
    elif columns[0].is_weight:
        entries = drafting.table.entries
        values = [entry.points[0].value for entry in entries if entry.points]
        largest = max((value for value in values if value is not None), default=0.0)
        drafting.scale = 100.0 if 0 < largest <= 1 else 1.0
        drafting.add_notice(
            None, "points", "guess",
            "chỉ có cột tỷ trọng; mỗi phần trăm tính một điểm",
            "only a column of weights; each per cent counts as one point",
        )  # fmt: skip


def whole(value: float) -> float:
    """Return 10 for 10.0."""
    return int(value) if float(value).is_integer() else value
