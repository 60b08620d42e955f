"""Every act leaves its own line in the audit log, and is done by the right role over the right unit alone."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.db import transaction

from opendti_site.accounts.enums import Role
from opendti_site.audit.models import AuditLine
from tests.site.cast import person
from tests.site.walls.race_acts import ELSEWHERE, SCENES
from tests.site.walls.race_rows import rows_of
from tests.site.walls.race_scene import actions_of_the_site
from tests.site.walls.race_worlds import people
from tests.site.walls.racing import DONE, REFUSED, attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.site.walls.race_worlds import RaceWorld

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SCENES_BY_TIME = (
    "draft",
    "in progress",
    "rehearsed",
    "before another framework",
    "withdrawn",
    "after another year",
    "handed over",
    "all submitted",
    "in appraisal",
    "before the council",
    "asked",
    "assigned",
    "closed",
    "shelf",
    "staff",
)

VERBS = {
    "assessments.attach_document": ["add_document", "cite_document"],
    "assessments.correct_document": ["cite_document", "correct_document"],
    "assessments.attach_signed_sheet": ["add_document", "attach_signed_sheet"],
    "assessments.reuse_answers": ["cite_document", "reuse_answers"],
    "assessments.appraise": ["appraise_criterion"],
    "assessments.accept_rest": ["appraise_criterion"],
    "assessments.accept_criteria": ["appraise_criterion"],
    "frameworks.adopt_text": ["adopt_framework"],
    "frameworks.edit_text": ["edit_draft"],
    "frameworks.add_draft_node": ["edit_draft"],
    "frameworks.edit_node": ["edit_draft"],
    "frameworks.edit_head": ["edit_draft"],
    "frameworks.move_draft_node": ["edit_draft"],
    "frameworks.delete_draft_node": ["edit_draft"],
    "frameworks.settle_notices": ["edit_draft"],
    "frameworks.publish_draft": ["publish_framework"],
    "accounts.confirm_role_proposal": [
        "confirm_role_proposal",
        "grant_role",
        "invite_user",
    ],
    "accounts.give_links": ["invite_user"],
    "accounts.remove_second_factor": ["disable_second_factor", "remove_second_factor"],
    "privacy.erase_person": ["disable_second_factor", "erase_person", "revoke_role"],
}
"""What the log says of an act whose verb is not its name."""


WHOLE = frozenset({"ministry"})
"""An act on the whole round: its root alone will do."""
UNIT = frozenset({"ministry", "agency"})
"""An act on the agency or its people: over it or above it."""
OTHER = frozenset({"department"})
FORM = frozenset({"agency"})
"""An act on the agency's form from its own side, below the unit that runs the round."""
COORDINATES, FILLS = (Role.COORDINATOR,), (Role.REPORTER, Role.SIGNATORY)
ASKS = (Role.COORDINATOR, Role.APPRAISER)
SIGNS, APPRAISES = (Role.SIGNATORY,), (Role.APPRAISER,)
PEOPLE = {
    "assessments.create_round": (COORDINATES, WHOLE),
    "assessments.edit_round": (COORDINATES, WHOLE),
    "assessments.discard_round": (COORDINATES, WHOLE),
    "assessments.rehearse_round": (COORDINATES, WHOLE),
    "assessments.discard_rehearsal": (COORDINATES, WHOLE),
    "assessments.open_round": (COORDINATES, WHOLE),
    "assessments.extend_round": (COORDINATES, WHOLE),
    "assessments.start_appraisal": (COORDINATES, WHOLE),
    "assessments.start_step": (COORDINATES, WHOLE),
    "assessments.close_round": (COORDINATES, WHOLE),
    "assessments.reopen_round": (COORDINATES, WHOLE),
    "assessments.import_answers": (COORDINATES, WHOLE),
    "assessments.extend_submission": (COORDINATES, WHOLE),
    "assessments.amend_round": (COORDINATES, WHOLE),
    "assessments.change_framework": (COORDINATES, WHOLE),
    "assessments.change_block": (COORDINATES, WHOLE),
    "assessments.admit_unit": (COORDINATES, WHOLE),
    "assessments.withdraw_unit": (COORDINATES, WHOLE),
    "assessments.readmit_unit": (COORDINATES, WHOLE),
    "assessments.return_submission": (COORDINATES, WHOLE),
    "assessments.save_answers": (FILLS, FORM),
    "assessments.attach_signed_sheet": (FILLS, FORM),
    "assessments.reuse_answers": (FILLS, FORM),
    "assessments.hand_over": (FILLS, FORM),
    "assessments.attach_document": (FILLS, FORM),
    "assessments.cite_document": (FILLS, FORM),
    "assessments.correct_document": (FILLS, UNIT),
    "assessments.withdraw_citation": (FILLS, FORM),
    "assessments.waive_evidence": (FILLS, FORM),
    "assessments.add_document": (FILLS, UNIT),
    "assessments.hand_back": (SIGNS, FORM),
    "assessments.submit_answers": (SIGNS, FORM),
    "assessments.recall_submission": (SIGNS, FORM),
    "assessments.ask_requests": (ASKS, WHOLE),
    "assessments.withdraw_request": (ASKS, WHOLE),
    "assessments.draft_reply": (FILLS, FORM),
    "assessments.answer_request": (SIGNS, FORM),
    "assessments.assign_appraisal": (COORDINATES, WHOLE),
    "assessments.end_assignment": (COORDINATES, WHOLE),
    "assessments.restrict_appraisal": (COORDINATES, WHOLE),
    "assessments.appraise": (APPRAISES, WHOLE),
    "assessments.accept_rest": (APPRAISES, WHOLE),
    "assessments.accept_criteria": (APPRAISES, WHOLE),
    "results.start_run": (COORDINATES, WHOLE),
    "publication.publish_correction": (COORDINATES, WHOLE),
    "frameworks.create_draft": (COORDINATES, UNIT | OTHER),
    "frameworks.edit_text": (COORDINATES, WHOLE),
    "frameworks.add_draft_node": (COORDINATES, WHOLE),
    "frameworks.edit_node": (COORDINATES, WHOLE),
    "frameworks.edit_head": (COORDINATES, WHOLE),
    "frameworks.move_draft_node": (COORDINATES, WHOLE),
    "frameworks.delete_draft_node": (COORDINATES, WHOLE),
    "frameworks.publish_draft": (COORDINATES, WHOLE),
    "frameworks.discard_draft": (COORDINATES, WHOLE),
    "frameworks.settle_notices": (COORDINATES, WHOLE),
    "frameworks.write_crosswalk": (COORDINATES, WHOLE),
    "accounts.grant_role": (COORDINATES, UNIT),
    "accounts.revoke_role": (COORDINATES, UNIT),
    "accounts.declare_conflict": (COORDINATES, UNIT),
    "accounts.end_conflict": (COORDINATES, WHOLE),
    "accounts.propose_role": (COORDINATES, UNIT),
    "accounts.confirm_role_proposal": (COORDINATES, UNIT),
    "accounts.withdraw_role_proposal": (COORDINATES, UNIT),
    "accounts.create_service_account": (COORDINATES, UNIT),
    "accounts.rotate_service_token": (COORDINATES, UNIT),
    "accounts.revoke_service_token": (COORDINATES, UNIT),
    "accounts.close_service_account": (COORDINATES, UNIT),
    "accounts.edit_user": (COORDINATES, UNIT),
    "accounts.reset_password": (COORDINATES, UNIT),
    "accounts.remove_second_factor": (COORDINATES, UNIT),
    "accounts.invite_user": (COORDINATES, UNIT),
    "accounts.give_links": (COORDINATES, UNIT),
    "accounts.close_user": (COORDINATES, UNIT),
    "accounts.reopen_user": (COORDINATES, UNIT),
    "privacy.erase_person": (COORDINATES, WHOLE),
}
"""Who does an act: one of these roles, held over one of these units."""
ASKED_BEFORE = {
    "accounts.create_user": "an act of the command line; add_person asks",
    "accounts.import_people": "the list's reader refuses rows outside one's units",
    "accounts.set_password_by_link": "whoever has the link",
    "frameworks.adopt_text": "the page asks; datasets bring theirs",
    "organisations.create_unit": "the form offers the units that one coordinates",
    "organisations.edit_unit": "the page is hidden from all others",
    "organisations.close_unit": "the page is hidden from all others",
    "organisations.import_units": "the list's reader refuses rows outside one's units",
    "publication.publish_run": "tests/site/publication/test_actions.py",
    "publication.propose_edition": "tests/site/publication/test_second_person.py",
    "publication.publish_proposal": "tests/site/publication/test_second_person.py",
    "publication.withdraw_proposal": "tests/site/publication/test_second_person.py",
    "results.fail_run": "an act of the worker",
}
"""Acts whose people are tested elsewhere, or asked before the act."""


class ActResult(NamedTuple):
    """What became of an act: its outcome, its audit lines, whether rows changed."""

    outcome: str
    verbs: list[str]
    is_changed: bool


def result_of_act(act: Callable[[RaceWorld], object], world: RaceWorld) -> ActResult:
    """Do an act, look at what it left, and undo it."""
    with transaction.atomic():
        world.start = AuditLine.objects.order_by("-pk").values_list("pk", flat=True)[0]
        before = rows_of(world)
        outcome = attempt(act, world)
        lines = AuditLine.objects.filter(pk__gt=world.start)
        verbs = sorted(lines.values_list("verb", flat=True))
        result = ActResult(outcome, verbs, rows_of(world) != before)
        transaction.set_rollback(True)
    return result


def verbs_of(name: str) -> list[str]:
    """Return the verbs of an act, written `app.verb` or `whose: verb`."""
    return VERBS.get(name, [re.split(r"\.|: ", name)[-1]])


@pytest.mark.parametrize("name", SCENES)
def test_every_act_leaves_its_line_and_no_other(name: str):
    scene, world = SCENES[name], people()
    scene.make(world)
    expected = {
        act: ActResult(REFUSED, [], is_changed=False)
        if act in scene.refused
        else ActResult(DONE, verbs_of(act), is_changed=True)
        for act in scene.acts
    }
    endings = {act: result_of_act(done, world) for act, done in scene.acts.items()}
    assert endings == expected, (
        "an act whose verb is not its name stands in VERBS of "
        "tests/site/walls/test_act_people.py; one that changes no row that is compared "
        "writes rows that ROWS of race_rows.py does not give"
    )


def scene_of(name: str) -> str:
    """Return the first scene in which an act is done."""
    return next(
        scene
        for scene in SCENES_BY_TIME
        if name in SCENES[scene].acts and name not in SCENES[scene].refused
    )


def test_every_act_has_its_people():
    named = actions_of_the_site() - set(ELSEWHERE) - set(ASKED_BEFORE)
    assert named - set(PEOPLE) == set(), (
        "say who does these acts in PEOPLE of tests/site/walls/test_act_people.py, "
        "or in ASKED_BEFORE with the reason"
    )
    assert set(PEOPLE) - named == set()


@pytest.mark.parametrize("scene", sorted({scene_of(name) for name in PEOPLE}))
def test_an_act_is_done_by_its_people_alone(scene: str):
    world = people()
    SCENES[scene].make(world)
    own = dict(world.people)
    about = {key: pk for key, pk in own.items() if key == "person"}
    acts = {
        name: SCENES[scene].acts[name] for name in PEOPLE if scene_of(name) == scene
    }
    allowed: dict[str, set[tuple[str, str]]] = {name: set() for name in acts}
    for role, unit in product(Role, ("ministry", "agency", "department")):
        who = person(f"{role.value}.{unit}", "Ai", role, world.unit(unit))
        world.people = dict.fromkeys(own, who.pk) | about
        done = [name for name, act in acts.items() if outcome_of(act, world) == DONE]
        for name in done:
            allowed[name].add((role.value, unit))
    assert allowed == {
        name: {
            (role.value, unit) for role in PEOPLE[name][0] for unit in PEOPLE[name][1]
        }
        for name in acts
    }


def outcome_of(act: Callable[[RaceWorld], object], world: RaceWorld) -> str:
    """Do an act and undo it; return whether it was done."""
    with transaction.atomic():
        outcome = attempt(act, world)
        transaction.set_rollback(True)
    return outcome
