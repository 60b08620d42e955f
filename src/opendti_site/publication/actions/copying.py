"""What an edition keeps of a run, copied row by row in the act of publishing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opendti_site.organisations.models import Unit
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.publication.queries.past import (
    EarlierScore,
    UnitNode,
    past_of,
)
from opendti_site.results.bulk import insert_scores
from opendti_site.results.enums import Stage
from opendti_site.results.models import Run, RunScore
from opendti_site.results.score_tables import is_left_out

BATCH = 500
COPIED = (
    "block",
    "node",
    "level",
    "points",
    "max_points",
    "value",
    "rank",
    "of",
    "band",
    "state",
)
Key = tuple[int, str]
"""A unit's key and a node."""


@dataclass(frozen=True, slots=True)
class RelatedScores:
    """What is copied with a score: its points at each stage, and the previous edition's values."""

    stages: Mapping[str, Mapping[Key, float | None]]
    previous: Mapping[UnitNode, EarlierScore]


def copy_records(edition: Edition, run: Run, stage_runs: Mapping[str, Run]) -> None:
    """Write an edition's units and scores from the rows of its run."""
    _copy_units(edition, run)
    insert_scores(EditionScore, scores_to_copy(edition, run, stage_runs))


def scores_to_copy(
    edition: Edition, run: Run, stage_runs: Mapping[str, Run]
) -> Iterator[EditionScore]:
    """Yield the scores of an edition, unsaved, as the rows of its run and its units give them."""
    related = RelatedScores(
        {stage: _points_of(other) for stage, other in stage_runs.items()},
        past_of(edition),
    )
    units = {unit.assessed_id: unit for unit in edition.units.all()}
    return _copied_scores(edition, run, units, related)


def _copy_units(edition: Edition, run: Run) -> None:
    """Copy the units of a run; each keeps the code that is in the frozen answers."""
    codes = {key: code for code, key in run.unit_keys.items()}
    # From the scores, not from the units of today: a unit may have moved to another block
    # since.
    blocks = dict(run.scores.order_by("pk").values_list("unit", "block"))
    live = Unit.objects.in_bulk(list(blocks))
    copies = [
        _copied_unit(edition, live[key], codes.get(key, live[key].code), block)
        for key, block in blocks.items()
    ]
    EditionUnit.objects.bulk_create(copies, batch_size=BATCH)


def _copied_unit(edition: Edition, unit: Unit, code: str, block: str) -> EditionUnit:
    return EditionUnit(
        edition=edition,
        assessed=unit,
        code=code,
        name=unit.name,
        name_en=unit.name_en,
        short_name=unit.short_name,
        kind=unit.kind,
        block=block,
        search_key=unit.search_key,
    )


def _copied_scores(
    edition: Edition, run: Run, units: Mapping[int, EditionUnit], related: RelatedScores
) -> Iterator[EditionScore]:
    rows = run.scores.order_by("pk").iterator(chunk_size=2000)
    for row in rows:
        if row.unit_id not in units:
            continue  # only where a verification finds the unit's row gone
        key = (row.unit_id, row.node)
        past = related.previous.get((*key, row.block), (None, None))
        stages = {
            f"{stage}_points": points.get(key)
            for stage, points in related.stages.items()
        }
        yield EditionScore(
            edition=edition,
            unit=units[row.unit_id],
            previous_value=past[0],
            previous_rank=past[1],
            **{name: getattr(row, name) for name in COPIED},
            **stages,
        )


def _points_of(run: Run) -> dict[Key, float | None]:
    found = RunScore.objects.filter(run=run).order_by()
    rows = found.values_list("unit", "node", "points", "max_points", "state")
    return {
        (unit, node): None if is_left_out(state, max_points) else points
        for unit, node, points, max_points, state in rows
    }


def stages_shown(stage_runs: Mapping[str, Run]) -> list[str]:
    """Return the stages that are shown side by side; a single one is not shown."""
    shown = [str(stage) for stage in Stage if stage in stage_runs]
    return shown if len(shown) > 1 else []
