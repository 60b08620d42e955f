"""All that a unit's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication import charts
from opendti_site.publication.queries.comparing import Difference, differences
from opendti_site.publication.queries.previous import (
    Movement,
    movement_of,
    previous_edition,
)
from opendti_site.publication.words import Sentence, strengths, weak_points
from opendti_site.results.bridge import explanation_of
from opendti_site.results.models import RunScore
from opendti_site.results.queries import (
    ROOT,
    block_columns,
    latest_runs,
    outline_for,
    unit_cells,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition
    from opendti_site.results.bridge import Explanation, Outline
    from opendti_site.results.queries import Cell, Column

Points = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the unit's tree with its figures, its working and what is below it."""

    working: Explanation
    cell: Cell | None
    column: Column
    share: float | None
    mean: float | None
    gap: float | None
    stages: tuple[float | None, ...]
    children: tuple[Branch, ...]

    @property
    def leaves(self) -> tuple[Branch, ...]:
        """The criteria below, in order."""
        if not self.children:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All that a unit's page shows."""

    edition: Edition
    outline: Outline
    unit: Unit
    block: str
    block_title: str
    root: Branch
    views: tuple[Branch, ...]
    radar: charts.Radar | None
    strengths: list[Sentence]
    weak_points: list[Sentence]
    stages: tuple[Stage, ...]
    printed: list[Difference]
    previous: Edition | None
    movement: Movement | None

    @property
    def lines(self) -> list[tuple[bool, Branch]]:
        """The tree down to the main indicators, in order, each with whether it is a group."""
        mains = {main.code for main in self.outline.mains}
        return _lines(self.root, mains)

    @property
    def mains(self) -> list[Branch]:
        """The main indicators."""
        return [branch for is_group, branch in self.lines if not is_group]

    @property
    def differs(self) -> bool:
        """Whether any printed number is not ours."""
        return any(one.is_real for one in self.printed)


def unit_page(edition: Edition, unit: Unit) -> UnitPage | None:
    """Gather a unit's page; None if the edition doesn't speak of the unit."""
    run = edition.run
    now = RunScore.objects.filter(run=run, unit=unit, node=ROOT).first()
    if now is None:
        return None
    outline = outline_for(run)
    whole = explanation_of(run, unit.code)
    if whole is None:
        return None
    cells = unit_cells(run, unit)
    columns = block_columns(run, outline, now.block)
    mains = [
        columns[main.code]
        for main in outline.mains
        if main.code in cells and columns[main.code].count
    ]
    stages = _stages(edition, unit)
    before = previous_edition(edition)
    return UnitPage(
        edition=edition,
        outline=outline,
        unit=unit,
        block=now.block,
        block_title=outline.blocks[now.block] if len(outline.blocks) > 1 else "",
        root=_branch(whole, cells, columns, stages),
        views=tuple(
            _branch(told, cells, columns, {})
            for code in outline.views
            if code in cells and (told := explanation_of(run, unit.code, code))
        ),
        radar=_radar(cells, mains),
        strengths=strengths(cells, mains),
        weak_points=weak_points(cells, mains, adds_up=not outline.is_composite),
        stages=tuple(stages),
        printed=differences(edition, outline, unit),
        previous=before,
        movement=movement_of(before, unit, now) if before else None,
    )


def _lines(above: Branch, mains: set[str]) -> list[tuple[bool, Branch]]:
    lines: list[tuple[bool, Branch]] = []
    for branch in above.children:
        is_main = branch.working.code in mains or not branch.children
        lines.append((not is_main, branch))
        lines += [] if is_main else _lines(branch, mains)
    return lines


def _stages(edition: Edition, unit: Unit) -> dict[Stage, Points]:
    """Return the unit's points at each stage, if there was more than one."""
    runs = latest_runs(edition.run.round) | {edition.run.stage: edition.run}
    if len(runs) < len((Stage.SELF, Stage.FINAL)):
        return {}
    points: dict[int, Points] = {run.pk: {} for run in runs.values()}
    for score in RunScore.objects.filter(run__in=points, unit=unit):
        points[score.run_id][score.node] = score.points
    return {stage: points[runs[stage].pk] for stage in Stage if stage in runs}


def _branch(
    working: Explanation,
    cells: Mapping[str, Cell],
    columns: Mapping[str, Column],
    stages: Mapping[Stage, Points],
) -> Branch:
    cell, column = cells.get(working.code), columns[working.code]
    value = cell.value if cell else None
    return Branch(
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


def _radar(cells: Mapping[str, Cell], mains: Sequence[Column]) -> charts.Radar | None:
    """Lay out the radar; a scale with open ends has no place on it."""
    if any(main.scale.at(0) is None for main in mains):
        return None
    return charts.radar([_beam(cells[main.code], main) for main in mains])


def _beam(cell: Cell, main: Column) -> charts.Beam:
    own, mean, best = map(main.scale.share, (cell.value, main.mean, main.highest))
    return charts.Beam(
        main.title, own, cell.place, mean or 0.0, best or 0.0, cell.value
    )
