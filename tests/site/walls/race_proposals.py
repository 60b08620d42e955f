"""Publishing by two people at once: proposals against each other, and against the round's course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds import actions as rounds
from opendti_site.publication import actions as publication
from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.models import Edition, Proposal
from opendti_site.results import actions as results
from tests.site.cast import person
from tests.site.walls.race_scene import Scene
from tests.site.walls.race_worlds import NUMBERS, all_submitted, closed

if TYPE_CHECKING:
    from tests.site.walls.race_worlds import RaceWorld


def unpublished(world: RaceWorld) -> None:
    """A closed round with a finished run, and two coordinators who want it published."""
    all_submitted(world)
    _second_coordinator(world)
    by = world.who("coordinator")
    rounds.start_appraisal(world.round, by=by)
    rounds.close_round(world.round, by=by)
    run = results.compute_run(results.start_run(world.round, "final", by=by))
    world.keys["run"] = run.pk


def proposed(world: RaceWorld) -> None:
    """The first edition of a round, and a correction of it that waits for the second person."""
    closed(world)
    _second_coordinator(world)
    world.keys["proposal"] = _propose(world, "coordinator", corrects=True).pk


def _second_coordinator(world: RaceWorld) -> None:
    if "second" not in world.people:
        name, unit = f"second{next(NUMBERS)}", world.unit("ministry")
        made = person(name, "Điều phối viên khác", Role.COORDINATOR, unit)
        world.people["second"] = made.pk


def _propose(world: RaceWorld, who: str, *, corrects: bool = False) -> Proposal:
    edition = Edition.objects.get(pk=world.keys["edition"]) if corrects else None
    return publication.propose_edition(
        world.run(),
        EditionFacts(title=f"Bản của {who}"),
        corrects=edition,
        change_note="Sửa" if corrects else "",
        by=world.who(who),
    )


def _proposal(world: RaceWorld) -> Proposal:
    return Proposal.objects.get(pk=world.keys["proposal"])


def _reopen(world: RaceWorld) -> object:
    by = world.who("coordinator")
    return rounds.reopen_round(world.round, reason="Lý do", by=by)


UNPUBLISHED = {
    "publication.propose_edition": lambda w: _propose(w, "coordinator"),
    "second: propose_edition": lambda w: _propose(w, "second"),
    "publication.publish_run": lambda w: publication.publish_run(
        w.run(), EditionFacts(title="Bản mới"), by=w.who("coordinator")
    ),
    "assessments.reopen_round": _reopen,
}
PROPOSED = {
    "publication.propose_edition": lambda w: _propose(w, "second", corrects=True),
    "publication.publish_proposal": lambda w: publication.publish_proposal(
        _proposal(w), by=w.who("second")
    ),
    "publication.withdraw_proposal": lambda w: publication.withdraw_proposal(
        _proposal(w), by=w.who("coordinator")
    ),
    "second: withdraw_proposal": lambda w: publication.withdraw_proposal(
        _proposal(w), by=w.who("second"), reason="Sai số liệu"
    ),
    "publication.publish_correction": lambda w: publication.publish_correction(
        Edition.objects.get(pk=w.keys["edition"]),
        w.run(),
        EditionFacts(title="Bản sửa"),
        change_note="Sửa",
        by=w.who("coordinator"),
    ),
    "assessments.reopen_round": _reopen,
}
SCENES = {
    "unpublished": Scene(
        unpublished,
        UNPUBLISHED,
        turning=frozenset({"publication.propose_edition", "publication.publish_run"}),
    ),
    "proposed": Scene(
        proposed,
        PROPOSED,
        turning=frozenset({
            "publication.publish_proposal",
            "publication.withdraw_proposal",
        }),
        refused=frozenset({"publication.propose_edition"}),
    ),
}
