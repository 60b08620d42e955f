"""A framework laid out as an annex: seven columns, group rows, points; two more where it is none."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat
from typing import Literal

from opendti.annex.writing.claims import heading_of, mark_of, status_words, title_of
from opendti.framework import Framework, Node
from opendti.framework.items import items_of
from opendti.framework.labels import COLLECTED_WORDS
from opendti.framework.model import Item, points_in, walk
from opendti.framework.parameters import resolve_parameters
from opendti.framework.words import rule_in_words
from opendti.numeric.text import format_number

COLUMNS = (
    "STT",
    "{levels}",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Tài liệu kiểm chứng",
    "Nguồn thu thập dữ liệu",
    "Đơn vị phối hợp xác minh số liệu",
)
WIDTHS = (9, 40, 11, 48, 28, 19, 22)
"""Of the columns, in characters; they fill a landscape A4 page."""
MARKED_COLUMNS = (*COLUMNS, "Trạng thái", "Ghi chú")
MARKED_WIDTHS = (9, 36, 11, 44, 24, 15, 18, 12, 34)
"""Of a table that is no annex: a column more for each row's status, and one for its note."""
BLOCK_WIDTH = 17
"""Of a column of points under a block's name."""
MIN_WIDTH = 8
TOTAL = "Tổng cộng"
SIGNS: dict[int, Literal["", "+", "-"]] = {0: "", 1: "+", -1: "-"}
"""What is printed before points that are outside the scale."""


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """
    One row: the printed number and title, the points of each block, the texts.

    The `sign` marks points outside the scale, which no sum holds.
    """

    code: str
    title: str
    points: tuple[float | None, ...]
    texts: tuple[str, ...]
    is_group: bool = False
    is_shown: bool = False
    sign: Literal["", "+", "-"] = ""

    @property
    def point_texts(self) -> tuple[str, ...]:
        """Return the points as people read them."""
        return tuple(
            points_text(points, is_shown=self.is_shown, sign=self.sign)
            for points in self.points
        )


@dataclass(frozen=True, slots=True)
class AnnexLayout:
    """
    The whole table, ready to be written as a sheet or a document.

    `mark` stands on every page of a table that is not the annex of a decision, else it is
    empty. `title` and `created` are the file's properties: the same layout gives the same
    bytes.
    """

    title: str
    heading: tuple[str, ...]
    mark: str
    columns: tuple[str, ...]
    points: tuple[str, ...]
    rows: tuple[LayoutRow, ...]
    total: tuple[float, ...]
    created: dt.datetime = field(default_factory=partial(dt.datetime.now, dt.UTC))

    @property
    def widths(self) -> tuple[int, ...]:
        """Return a width for each column; further blocks take theirs from the texts."""
        blocks, widths = len(self.points), MARKED_WIDTHS if self.mark else WIDTHS
        if blocks == 1:
            return widths
        # The page stays as wide: every further column of points takes two characters from each
        # text.
        texts = [max(MIN_WIDTH, width - 2 * (blocks - 1)) for width in widths[3:]]
        return (*widths[:2], *([BLOCK_WIDTH] * blocks), *texts)

    @property
    def text_count(self) -> int:
        """Return how many columns of text follow the points."""
        return len(self.columns) - 3

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of all columns."""
        return (*self.columns[:2], *self.points, *self.columns[3:])


def lay_out(framework: Framework) -> AnnexLayout:
    """Lay a framework out as the official annex, in Vietnamese, or as a table that says it is none."""
    blocks = framework.block_codes
    values = resolve_parameters(framework).values
    mark = mark_of(framework)
    rows = tuple(_row(node, blocks, values) for node in _nodes(framework))
    if mark:
        rows = tuple(map(_marked, rows, _nodes(framework), repeat(framework)))
    # Groups would count their criteria again; bonus and penalty are outside the scale.
    criteria = [row for row in rows if not row.is_group and not row.sign]
    total = tuple(
        math.fsum(row.points[block] or 0.0 for row in criteria)
        for block in range(len(blocks))
    )
    return AnnexLayout(
        title_of(framework),
        tuple(heading_of(framework)),
        mark,
        tuple(_columns(framework, MARKED_COLUMNS if mark else COLUMNS)),
        tuple(_points(framework)),
        rows,
        total,
    )


def _nodes(framework: Framework) -> Iterator[Node]:
    for position in walk(framework):
        yield position.node


def _columns(framework: Framework, names: tuple[str, ...]) -> Iterator[str]:
    levels = "/".join(level.title.vi for level in framework.levels)
    yield from (name.format(levels=levels) for name in names)


def _marked(row: LayoutRow, node: Node, framework: Framework) -> LayoutRow:
    """Add the status and the note of a node to its row."""
    note = node.note.vi if node.note else ""
    return replace(row, texts=(*row.texts, status_words(framework, node), note))


def _points(framework: Framework) -> Iterator[str]:
    if len(framework.blocks) <= 1:
        yield COLUMNS[2]
        return
    for block in framework.blocks:
        yield f"{COLUMNS[2]} ({block.title.vi})"


def _row(node: Node, blocks: tuple[str, ...], values: Mapping[str, float]) -> LayoutRow:
    if node.nodes:
        points = tuple(_group_points(node, block) for block in blocks)
        rule = node.guidance.vi if node.guidance else ""
        texts = (rule, "", "", "")
        return LayoutRow(node.code, node.title.vi, points, texts, is_group=True)
    points = tuple(points_in(node, block) for block in blocks)
    evidence = node.evidence.text.vi if node.evidence else ""
    verified = node.verified_by.vi if node.verified_by else ""
    texts = (
        _rule(node, values),
        evidence,
        COLLECTED_WORDS[node.collected_from].vi,
        verified,
    )
    return LayoutRow(
        node.code,
        node.title.vi,
        points,
        texts,
        is_shown=node.rule is not None and not node.rule.gives_points,
        sign=SIGNS[node.rule.sign if node.rule else 0],
    )


def _group_points(node: Node, block: str) -> float | None:
    found = [
        points_in(child, block) if not child.nodes else _group_points(child, block)
        for child in node.nodes
        if child.rule is None or child.rule.sign == 0
    ]
    known = [value for value in found if value is not None]
    # None, not 0: the group does not exist in this block.
    return math.fsum(known) if known else None


def _rule(node: Node, values: Mapping[str, float]) -> str:
    """Write the rule in words, under what each of its letters stands for."""
    items = items_of(node)
    lines = [_item(item) for item in items if _is_named(node, item, len(items))]
    lines.append(rule_in_words(node, values).vi)
    return "\n".join(lines)


def _is_named(node: Node, item: Item, count: int) -> bool:
    return item.title is not None and (count > 1 or item.title.vi != node.title.vi)


def _item(item: Item) -> str:
    unit = f" ({item.unit.vi})" if item.unit else ""
    return f"{item.code} = {item.title.vi if item.title else ''}{unit}"


def points_text(value: float | None, *, is_shown: bool = False, sign: str = "") -> str:
    """Write points with a decimal comma; what is not scored says so."""
    if is_shown:
        return "Không tính điểm"
    return "" if value is None else sign + format_number(value, 4, "vi", trim=True)


__all__ = ["AnnexLayout", "LayoutRow", "lay_out", "points_text"]
