"""All that a unit's page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opendti.naming import ROOT_CODE
from opendti_site.publication import charts
from opendti_site.publication.inherited import InheritedPast
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.publication.queries.comparing import Difference, differences
from opendti_site.publication.queries.editions import scores_of
from opendti_site.publication.queries.previous import RankChange, rank_change_of
from opendti_site.publication.words import Sentence, strengths, weak_points
from opendti_site.results.bridge import (
    Explanation,
    IndexOutline,
    explanation_of,
    outline_of,
)
from opendti_site.results.enums import Stage
from opendti_site.results.score_tables import (
    ScoreCell,
    ScoreColumn,
    block_columns,
    unit_cells,
)

Points = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """A node of the unit's tree with its figures, its working and what is below it."""

    working: Explanation
    cell: ScoreCell | None
    column: ScoreColumn
    share: float | None
    mean: float | None
    gap: float | None
    stages: tuple[float | None, ...]
    children: tuple[ScoreNode, ...]

    @property
    def leaves(self) -> tuple[ScoreNode, ...]:
        """The criteria below, in order."""
        if not self.children:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves)


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of the tree: a main indicator, or a group above some."""

    branch: ScoreNode
    is_group: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All that a unit's page shows."""

    edition: Edition
    outline: IndexOutline
    unit: EditionUnit
    block: str
    block_title: str
    root: ScoreNode
    views: tuple[ScoreNode, ...]
    radar: charts.Radar | None
    strengths: list[Sentence]
    weak_points: list[Sentence]
    stages: tuple[Stage, ...]
    printed: list[Difference]
    previous: Edition | None
    rank_change: RankChange | None

    @property
    def inherited(self) -> list[InheritedPast]:
        """How the unit came by its values of the year before, if it took the place of others."""
        families = self.edition.inherited
        return [past for past in families if past.unit == self.unit.assessed_id]

    @property
    def lines(self) -> list[TreeLine]:
        """The tree down to the main indicators, in order."""
        mains = {main.code for main in self.outline.mains}
        return _lines(self.root, mains)

    @property
    def mains(self) -> list[ScoreNode]:
        """The main indicators."""
        return [line.branch for line in self.lines if not line.is_group]

    @property
    def compared(self) -> int:
        """How many printed numbers have one of ours beside them."""
        return sum(difference.is_comparable for difference in self.printed)

    @property
    def without_ours(self) -> int:
        """How many printed numbers have none of ours beside them."""
        return len(self.printed) - self.compared

    @property
    def differs(self) -> bool:
        """Whether any printed number is not ours."""
        return any(difference.is_real for difference in self.printed)


def unit_in(edition: Edition, code: str) -> EditionUnit | None:
    """Return the unit that an edition lists under a code, if any."""
    return EditionUnit.objects.filter(edition=edition, code=code).first()


def unit_page(edition: Edition, unit: EditionUnit) -> UnitPage | None:
    """Gather a unit's page; None if the edition has no score of the unit."""
    whole = explanation_of(edition, unit.code)
    now = EditionScore.objects.filter(unit=unit, node=ROOT_CODE).first()
    if whole is None or now is None:
        return None
    outline = outline_of(edition)
    scores = scores_of(edition)
    cells = unit_cells(scores, unit.pk)
    columns = block_columns(scores, outline, unit.block)
    mains = [
        columns[main.code]
        for main in outline.mains
        # Without any value in the block there is no mean to compare with.
        if main.code in cells and columns[main.code].count
    ]
    stages = _stages(edition, unit)
    return UnitPage(
        edition=edition,
        outline=outline,
        unit=unit,
        block=unit.block,
        # The title of the only block would say nothing.
        block_title=outline.blocks[unit.block] if len(outline.blocks) > 1 else "",
        root=_branch(whole, cells, columns, stages),
        views=tuple(
            _branch(view, cells, columns, {})
            for code in outline.views
            if code in cells and (view := explanation_of(edition, unit.code, code))
        ),
        radar=_radar(cells, mains),
        strengths=strengths(cells, mains),
        weak_points=weak_points(cells, mains, adds_up=not outline.is_composite),
        stages=tuple(stages),
        printed=differences(edition, outline, unit),
        previous=edition.previous,
        rank_change=rank_change_of(
            now.rank, now.value, now.previous_rank, now.previous_value
        ),
    )


def _lines(parent: ScoreNode, mains: set[str]) -> list[TreeLine]:
    lines: list[TreeLine] = []
    for branch in parent.children:
        # A criterion directly below the root is a line of its own.
        is_main = branch.working.code in mains or not branch.children
        lines.append(TreeLine(branch, is_group=not is_main))
        lines += [] if is_main else _lines(branch, mains)
    return lines


def _stages(edition: Edition, unit: EditionUnit) -> dict[Stage, Points]:
    """Return the unit's points at each stage, if there was more than one at publication."""
    stages = [Stage(stage) for stage in edition.stages]
    if not stages:
        return {}
    columns = [f"{stage.value}_points" for stage in stages]
    rows = list(
        EditionScore.objects.filter(unit=unit).order_by().values_list("node", *columns)
    )
    return {
        stage: {node: points[number] for node, *points in rows}
        for number, stage in enumerate(stages)
    }


def _branch(
    working: Explanation,
    cells: Mapping[str, ScoreCell],
    columns: Mapping[str, ScoreColumn],
    stages: Mapping[Stage, Points],
) -> ScoreNode:
    cell, column = cells.get(working.code), columns[working.code]
    value = cell.value if cell else None
    return ScoreNode(
        working=working,
        cell=cell,
        column=column,
        share=column.scale.share(value),
        mean=column.scale.share(column.mean),
        gap=None if value is None or column.mean is None else value - column.mean,
        stages=tuple(points.get(working.code) for points in stages.values()),
        children=tuple(
            _branch(child, cells, columns, stages)
            for child in working.children
            if child.code in cells
        ),
    )


def _radar(
    cells: Mapping[str, ScoreCell], mains: Sequence[ScoreColumn]
) -> charts.Radar | None:
    """Lay out the radar; None where a scale has open ends."""
    # An open end, such as that of z-scores, has no share of the scale to draw.
    if any(main.scale.at(0) is None for main in mains):
        return None
    return charts.radar([_axis_data(cells[main.code], main) for main in mains])


def _axis_data(cell: ScoreCell, main: ScoreColumn) -> charts.RadarAxisData:
    own, mean, best = map(main.scale.share, (cell.value, main.mean, main.highest))
    return charts.RadarAxisData(
        main.title, own, cell.rank, mean, best, cell.value, state=cell.state
    )
