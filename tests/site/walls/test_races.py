"""Any two actions at the same time come out as one after the other would, on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify
from tests.site.walls import race_proposals
from tests.site.walls.race_acts import ELSEWHERE
from tests.site.walls.race_acts import SCENES as OTHER_SCENES
from tests.site.walls.race_rows import (
    NAMES,
    NOT_COMPARED,
    ROWS,
    columns_of,
    rows_of,
)
from tests.site.walls.race_scene import actions_of_the_site
from tests.site.walls.race_worlds import people
from tests.site.walls.racing import DONE, REFUSED, RaceResult, one_after_the_other, race

if TYPE_CHECKING:
    from tests.site.walls.race_scene import Scene
    from tests.site.walls.race_worlds import RaceWorld

SCENES = OTHER_SCENES | race_proposals.SCENES


def test_every_action_is_raced():
    entries = {name for scene in SCENES.values() for name in scene.acts}
    acts = actions_of_the_site()

    assert acts - set(ELSEWHERE) - entries == set(), (
        "add these acts to a scene of race_rounds.py or race_acts.py in "
        "tests/site/walls, or to ELSEWHERE of race_acts.py with the reason"
    )
    assert not set(ELSEWHERE) & entries
    assert set(ELSEWHERE) <= acts


def test_every_table_is_compared():
    tables = {
        model
        for model in apps.get_models()
        if model.__module__.startswith("opendti_site.")
    }

    assert tables - set(ROWS) - set(NOT_COMPARED) == set(), (
        "say which rows of these tables a race compares, in ROWS of "
        "tests/site/walls/race_rows.py, or in NOT_COMPARED with the reason"
    )
    assert not set(ROWS) & set(NOT_COMPARED)
    unnamed = {
        column.related_model
        for model in ROWS
        for column in model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
        if column.related_model
    } - set(NAMES)
    assert unnamed == set(), (
        "say by which column these rows are named, in NAMES of race_rows.py"
    )
    assert all(map(columns_of, ROWS))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SCENES)
def test_two_actions_at_once_are_two_actions_in_turn(name: str) -> None:
    scene, world = SCENES[name], people()
    faults = [
        f"{first} x {second}: {fault}"
        for first, second in scene.pairs()
        if (fault := fault_of(scene, world, first, second))
    ]

    assert not faults, "\n".join(faults)
    assert [str(finding) for finding in verify(deep=False).findings] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SCENES)
def test_every_action_of_a_scene_can_be_done_in_it(name: str) -> None:
    """A race of two refusals would prove nothing."""
    scene, world = SCENES[name], people()
    scene.make(world)
    alone = {
        act: one_after_the_other(done, _nothing, world, rows_of).outcomes[0]
        for act, done in scene.acts.items()
    }

    refused = {act for act, outcome in alone.items() if outcome != "done"}
    assert refused == scene.refused


def _nothing(world: RaceWorld) -> None:
    del world


def fault_of(scene: Scene, world: RaceWorld, first: str, second: str) -> str:
    """Run a race; return what came of it that no order of the two could give."""
    scene.make(world)
    world.start = AuditLine.objects.order_by("-pk").values_list("pk", flat=True)[0]
    acts = scene.acts[first], scene.acts[second]
    in_turn = [one_after_the_other(*acts, world, rows_of)]
    if first == second:
        in_turn.append(in_turn[0].mirrored())
    else:
        in_turn.append(one_after_the_other(*acts, world, rows_of, swapped=True))
    at_once = race(*acts, world, rows_of)
    if at_once in in_turn and {*at_once.outcomes} <= {DONE, REFUSED}:
        return ""
    return "; or ".join(_difference(at_once, ending) for ending in in_turn)


def _difference(at_once: RaceResult, in_turn: RaceResult) -> str:
    """Say what differs, and nothing of the tables in which all is alike."""
    rows, others = at_once.rows, in_turn.rows
    differ = [table for table in rows if rows[table] != others[table]]
    return (
        f"{at_once.outcomes} with {[rows[table] for table in differ]}, "
        f"where in turn {in_turn.outcomes} with {[others[table] for table in differ]}"
    )
