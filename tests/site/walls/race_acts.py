"""Every action of the site, in the surroundings in which it is done, to be run against the others there."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import itertools
import pkgutil
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

import opendti_site
from opendti_site.accounts import actions as accounts
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.assessments.appraisal import actions as appraisal
from opendti_site.assessments.appraisal.actions import Judgement
from opendti_site.assessments.evidence import actions as evidence
from opendti_site.assessments.evidence.actions import Citation
from opendti_site.assessments.evidence.models import (
    Document,
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.rounds import actions as rounds
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions import actions as submissions
from opendti_site.assessments.submissions.actions import ImportedRow
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks import actions as frameworks
from opendti_site.frameworks.drafting.tree import digest_of
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease
from opendti_site.organisations import actions as organisations
from opendti_site.organisations.models import Unit
from opendti_site.publication import actions as publication
from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.models import Edition, Proposal
from opendti_site.results import actions as results
from opendti_site.results.models import Run
from tests.site.walls.race_worlds import (
    World,
    all_submitted,
    closed,
    coordinators,
    draft_of,
    handed_over,
    in_appraisal,
    in_draft_alone,
    in_progress,
    listed_person,
    make_published,
    shelf,
    staff,
    tree,
    two_rounds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ELSEWHERE = {
    "accounts.add_person": "creates a user and grants a role, which are raced by themselves",
    "accounts.ask_for_link": "an act of a stranger, who changes no row of the site",
    "accounts.change_password": "writes the person's own row alone, without a precondition",
    "accounts.follow_groups": "writes roles by a provider's answer, under the person's lock",
    "accounts.give_role": "the body of grant_role, which is raced",
    "accounts.link_identity": "locks the account, and a unique key guards the identity",
    "accounts.unlink_identity": "an act on one's own account, under its lock",
    "accounts.person_vouched_for": "finds or makes an account, and links it by link_identity",
    "accounts.remove_credentials": "an act of the server's command line, with its own tests",
    "accounts.rename_user": "an act of the server's command line, with its own tests",
    "system.retry_job": "tests/site/system/test_acts.py: the second finds no failed job",
    "system.cancel_job": "tests/site/system/test_acts.py",
    "system.dismiss_job": "tests/site/system/test_acts.py",
    "system.request_verification": "tests/site/system/test_acts.py",
    "system.request_backup": "tests/site/system/test_acts.py",
    "publication.publish": "the body of publish_run and publish_correction, which are raced",
    "audit.rotate_key": "an act of the server's command line, with its own tests",
    "audit.continue_after_last_line": "a step of accept_changed_rows, an act of the command line",
    "audit.accept_lost_lines": "an act of the server's command line, with its own tests",
}
"""Actions that are not raced, and why."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Surroundings: made anew for each race over the same people, and the actions done in them.

    `turning` are those on which the others depend; `refused` those that another must come before.
    """

    make: Callable[[World], None]
    acts: dict[str, Callable[[World], object]]
    turning: frozenset[str]
    refused: frozenset[str] = frozenset()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each action against itself, and every two of which one is a turning point."""
        for pair in itertools.combinations_with_replacement(self.acts, 2):
            if pair[0] == pair[1] or not self.turning.isdisjoint(pair):
                yield pair


def actions_of_the_site() -> set[str]:
    """Name every function that writes in a transaction, as `app.verb`, by reading the modules."""
    found = set()
    for module in pkgutil.walk_packages(opendti_site.__path__, "opendti_site."):
        if ".actions" not in module.name or ".migrations" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        found |= {
            f"{module.name.split('.')[1]}.{name}"
            for name, member in inspect.getmembers(loaded, inspect.isfunction)
            if member.__module__ == module.name
            and not name.startswith("_")
            and hasattr(member, "__wrapped__")
        }
    return found


def _closed(world: World, who: str, by: str) -> object:
    return accounts.close_user(user=world.who(who), by=world.who(by))


def _given_back(world: World, who: str) -> object:
    by = world.who(who)
    return accounts.revoke_role(assignment=copy(world.seen[who]), by=by)


def _coordinator_and_reason(world: World) -> dict[str, Any]:
    return {"by": world.who("coordinator"), "reason": "Lý do"}


def _moved(world: World) -> object:
    changes = {"parent": world.unit("upper")}
    by, unit = world.who("coordinator"), world.unit("lower")
    return organisations.edit_unit(unit=unit, version=1, by=by, changes=changes)


def _draft(world: World) -> dict[str, Any]:
    draft = FrameworkRelease(pk=world.keys["draft"])
    return {"draft": draft, "by": world.who("coordinator")}


def _renamed(world: World) -> object:
    part = world.seen["node"]
    return frameworks.edit_node(
        path=(0,),
        seen=digest_of(part),
        code="1",
        part={**part, "title": {"vi": "Tên khác"}},
        **_draft(world),
    )


def _later(world: World) -> dt.datetime:
    return world.seen["draft"].submit_by + dt.timedelta(days=1)


SAVE = {
    "assessments.save_answers": lambda w: submissions.save_answers(
        w.submission(), {"2.1.a": PostedField("4", version=1)}, by=w.who("reporter")
    ),
    "assessments.import_answers": lambda w: submissions.import_answers(
        w.round,
        [ImportedRow(w.unit("agency").code, "2.1.a", 5)],
        by=w.who("coordinator"),
    ),
    "assessments.submit_answers": lambda w: submissions.submit_answers(
        w.submission(),
        by=w.who("signatory"),
        blanks_confirmed=True,
        seen=w.seen["version"],
    ),
    "assessments.return_submission": lambda w: submissions.return_submission(
        w.submission(),
        due_at=timezone.now() + dt.timedelta(days=30),
        **_coordinator_and_reason(w),
    ),
}
EVIDENCE = {
    "assessments.attach_document": lambda w: evidence.attach_document(
        w.submission(), "1.1", Citation(number="2/BC"), by=w.who("reporter")
    ),
    "assessments.cite_document": lambda w: evidence.cite_document(
        w.submission(),
        "1.1",
        Document.objects.get(pk=w.keys["document"]),
        by=w.who("reporter"),
    ),
    "assessments.withdraw_citation": lambda w: evidence.withdraw_citation(
        EvidenceLink(
            pk=w.keys["link"],
            submission=w.submission(),
            criterion="1.2",
            document=Document.objects.get(pk=w.keys["document"]),
        ),
        by=w.who("reporter"),
    ),
    "assessments.waive_evidence": lambda w: evidence.waive_evidence(
        w.submission(), "1.1", "Không có", by=w.who("reporter")
    ),
}
START = {
    "assessments.extend_round": lambda w: rounds.extend_round(
        w.round, submit_by=_later(w), **_coordinator_and_reason(w)
    ),
    "assessments.start_appraisal": lambda w: rounds.start_appraisal(
        w.round, by=w.who("coordinator")
    ),
}
CLOSE_UNIT = {
    "organisations.close_unit": lambda w: organisations.close_unit(
        # On its last day a unit still takes part in a round.
        unit=w.unit("agency"),
        on=timezone.localdate() - dt.timedelta(days=1),
        **_coordinator_and_reason(w),
    ),
}
FORM = frozenset({
    "assessments.save_answers",
    "assessments.submit_answers",
    "assessments.return_submission",
    "assessments.hand_over",
    "assessments.hand_back",
    "assessments.start_appraisal",
    "organisations.close_unit",
})
SCENES = {
    "draft": Scene(
        in_draft_alone,
        {
            "assessments.create_round": lambda w: rounds.create_round(
                draft_of(w), by=w.who("coordinator")
            ),
            "assessments.edit_round": lambda w: rounds.edit_round(
                Round(pk=w.keys["round"]),
                replace(w.seen["draft"], title="Tên khác"),
                version=1,
                by=w.who("coordinator"),
            ),
            "assessments.discard_round": lambda w: rounds.discard_round(
                Round(pk=w.keys["round"]), by=w.who("coordinator")
            ),
            "assessments.open_round": lambda w: rounds.open_round(
                Round(pk=w.keys["round"]), by=w.who("coordinator")
            ),
            **CLOSE_UNIT,
        },
        turning=frozenset({
            "assessments.edit_round",
            "assessments.discard_round",
            "assessments.open_round",
        }),
    ),
    "in progress": Scene(
        in_progress,
        {
            **SAVE,
            **EVIDENCE,
            **START,
            **CLOSE_UNIT,
            "assessments.hand_over": lambda w: submissions.hand_over(
                w.submission(), by=w.who("reporter")
            ),
            "assessments.add_document": lambda w: evidence.add_document(
                w.unit("agency"), Citation(number="3/BC"), by=w.who("reporter")
            ),
        },
        turning=FORM,
        refused=frozenset({
            "assessments.start_appraisal",
            "organisations.close_unit",
        }),
    ),
    "handed over": Scene(
        handed_over,
        {
            **SAVE,
            "assessments.hand_back": lambda w: submissions.hand_back(
                w.submission(), reason="Xem lại", by=w.who("signatory")
            ),
        },
        turning=FORM,
        refused=frozenset({
            "assessments.save_answers",
            "assessments.import_answers",
        }),
    ),
    "all submitted": Scene(
        all_submitted,
        {
            **START,
            "assessments.recall_submission": lambda w: submissions.recall_submission(
                w.submission(), reason="Nhầm", by=w.who("signatory")
            ),
            "assessments.return_submission": SAVE["assessments.return_submission"],
        },
        turning=FORM,
    ),
    "in appraisal": Scene(
        in_appraisal,
        {
            **SAVE,
            "assessments.appraise": lambda w: appraisal.appraise(
                w.submission("department"),
                "2.1",
                Judgement("accepted", seen=w.seen.get("token")),
                by=w.who("appraiser"),
            ),
            "assessments.accept_rest": lambda w: appraisal.accept_rest(
                w.round, "2.1", by=w.who("appraiser")
            ),
            "assessments.close_round": lambda w: rounds.close_round(
                w.round, by=w.who("coordinator")
            ),
            "results.start_run": lambda w: results.start_run(
                w.round, "appraised", by=w.who("coordinator")
            ),
        },
        turning=FORM | {"assessments.appraise", "assessments.close_round"},
    ),
    "closed": Scene(
        closed,
        {
            "assessments.reopen_round": lambda w: rounds.reopen_round(
                w.round, **_coordinator_and_reason(w)
            ),
            "results.start_run": lambda w: results.start_run(
                w.round, "final", by=w.who("coordinator")
            ),
            "results.fail_run": lambda w: results.fail_run(w.run("queued"), "Lỗi"),
            "publication.publish_run": lambda w: publication.publish_run(
                w.run(), EditionFacts(title="Bản mới"), by=w.who("coordinator")
            ),
            "publication.publish_correction": lambda w: publication.publish_correction(
                Edition.objects.get(pk=w.keys["edition"]),
                w.run(),
                EditionFacts(title="Bản sửa"),
                change_note="Sửa",
                by=w.who("coordinator"),
            ),
        },
        turning=frozenset({
            "assessments.reopen_round",
            "publication.publish_run",
            "publication.publish_correction",
        }),
        refused=frozenset({"publication.publish_run"}),
    ),
    "two rounds": Scene(
        two_rounds,
        {
            "first round: publish_run": lambda w: make_published(w, "first"),
            "second round: publish_run": lambda w: make_published(w, "second"),
        },
        turning=frozenset({"first round: publish_run", "second round: publish_run"}),
    ),
    "tree": Scene(
        tree,
        {
            "organisations.create_unit": lambda w: organisations.create_unit(
                by=w.who("coordinator"),
                code=w.seen["code"],
                name="Mới",
                parent=w.unit("lower"),
            ),
            "organisations.edit_unit": _moved,
            "organisations.close_unit": lambda w: organisations.close_unit(
                unit=w.unit("upper"),
                on=timezone.localdate(),
                **_coordinator_and_reason(w),
            ),
            "organisations.import_units": lambda w: organisations.import_units(
                table=w.seen["table"], by=w.who("coordinator")
            ),
        },
        turning=frozenset({"organisations.edit_unit", "organisations.close_unit"}),
    ),
    "shelf": Scene(
        shelf,
        {
            "frameworks.create_draft": lambda w: frameworks.create_draft(
                text=w.seen["new"], by=w.who("coordinator"), origin="empty"
            ),
            "frameworks.adopt_text": lambda w: frameworks.adopt_text(
                w.seen["new"], by=w.who("coordinator")
            ),
            "frameworks.edit_text": lambda w: frameworks.edit_text(
                version=1, text=w.seen["new"], **_draft(w)
            ),
            "frameworks.add_draft_node": lambda w: frameworks.add_draft_node(
                version=1, path=(0,), inside=True, **_draft(w)
            ),
            "frameworks.edit_node": _renamed,
            "frameworks.edit_head": lambda w: frameworks.edit_head(
                keys=("title",),
                seen=w.seen["head"],
                part={"title": {"vi": "Tên khác"}},
                **_draft(w),
            ),
            "frameworks.move_draft_node": lambda w: frameworks.move_draft_node(
                version=1, path=(1,), way="up", **_draft(w)
            ),
            "frameworks.delete_draft_node": lambda w: frameworks.delete_draft_node(
                version=1, path=(1,), **_draft(w)
            ),
            "frameworks.publish_draft": lambda w: frameworks.publish_draft(
                version=1, **_draft(w)
            ),
            "frameworks.discard_draft": lambda w: frameworks.discard_draft(
                version=1, **_draft(w)
            ),
            "frameworks.settle_notices": lambda w: frameworks.settle_notices(
                code=None, **_draft(w)
            ),
            "frameworks.write_crosswalk": lambda w: frameworks.write_crosswalk(
                before=w.release(),
                after=w.release("later"),
                sheet=w.seen["sheet"],
                version=0,
                by=w.who("coordinator"),
            ),
        },
        turning=frozenset({
            "frameworks.edit_text",
            "frameworks.publish_draft",
            "frameworks.discard_draft",
        }),
    ),
    "staff": Scene(
        staff,
        {
            "accounts.create_user": lambda w: accounts.create_user(
                by=w.who("coordinator"), username=w.seen["name"], full_name="Mới"
            ),
            "accounts.grant_role": lambda w: accounts.grant_role(
                user=w.who("person"),
                role=Role.REPORTER,
                unit=w.unit("agency"),
                by=w.who("coordinator"),
            ),
            "accounts.revoke_role": lambda w: accounts.revoke_role(
                assignment=copy(w.seen["role"]),
                by=w.who("coordinator"),
            ),
            "accounts.edit_user": lambda w: accounts.edit_user(
                user=w.who("person"),
                by=w.who("coordinator"),
                full_name="Tên mới",
                email="",
            ),
            "accounts.reset_password": lambda w: accounts.reset_password(
                user=w.who("person"), password="x", by=w.who("coordinator")
            ),
            "accounts.import_people": lambda w: accounts.import_people(
                table=listed_person(w), by=w.who("coordinator"), invite=False
            ),
            "accounts.invite_user": lambda w: accounts.invite_user(
                user=w.who("person"), by=w.who("coordinator")
            ),
            "accounts.set_password_by_link": lambda w: accounts.set_password_by_link(
                token=w.seen["token"], password="x"
            ),
            "accounts.close_user": lambda w: accounts.close_user(
                user=w.who("person"), by=w.who("coordinator")
            ),
            "accounts.reopen_user": lambda w: accounts.reopen_user(
                user=w.who("person"), by=w.who("coordinator")
            ),
        },
        turning=frozenset({
            "accounts.close_user",
            "accounts.grant_role",
            "accounts.set_password_by_link",
        }),
    ),
    "coordinators shut each other out": Scene(
        coordinators,
        {
            "first: close_user": lambda w: _closed(w, "second", "first"),
            "second: close_user": lambda w: _closed(w, "first", "second"),
        },
        turning=frozenset({"first: close_user"}),
    ),
    "coordinators leave": Scene(
        coordinators,
        {
            "first: revoke_role": lambda w: _given_back(w, "first"),
            "second: revoke_role": lambda w: _given_back(w, "second"),
        },
        turning=frozenset({"first: revoke_role"}),
    ),
}


def rows_of(world: World) -> object:
    """Return how the rows that the actions of a scene write lie now, without keys and times."""
    keys = world.keys
    verbs = AuditLine.objects.filter(pk__gt=world.start).values_list("verb", flat=True)
    rows: dict[str, object] = {"verbs": sorted(verbs)}
    found = Round.objects.filter(pk=keys.get("round"))
    rows["round"] = list(found.values_list("state", "title", "submit_by", "version"))
    forms = Submission.objects.filter(round=keys.get("round")).order_by("pk")
    rows["forms"] = list(forms.values_list("state", "version", "filled", "points"))
    for model, columns in (
        (Answer, ("item", "value", "version")),
        (ScoreEntry, ("criterion", "stage", "verdict", "points")),
        (EvidenceLink, ("criterion", "document__number")),
        (EvidenceWaiver, ("criterion", "reason")),
    ):
        mine = model.objects.filter(submission__in=forms.values("pk"))
        rows[model.__name__] = sorted(mine.values_list(*columns), key=str)
    runs = Run.objects.filter(round=keys.get("round"))
    rows["runs"] = sorted(runs.values_list("state", "stage", "inputs_digest"))
    editions = Edition.objects.filter(round=keys.get("round"))
    rows["editions"] = sorted(editions.values_list("title", "corrects__title"), key=str)
    proposals = Proposal.objects.filter(round=keys.get("round"))
    rows["proposals"] = sorted(
        proposals.values_list("title", "state", "settled_by"), key=str
    )
    return rows | _surroundings(world)


def _surroundings(world: World) -> dict[str, object]:
    """Return the units, releases and accounts among those rows."""
    top = Unit.objects.get(pk=world.keys["ministry"])
    units = Unit.objects.filter(path__startswith=top.path).order_by("code")
    named = {unit.pk: unit.code for unit in units}
    releases = FrameworkRelease.objects.order_by("identity")
    texts = {
        "text": world.seen.get("text"),
        "new": world.seen.get("new"),
    }
    mine = releases.filter(text__in=[text for text in texts.values() if text])
    names = {"person", "first", "second"}
    keys = [world.people[name] for name in names & world.people.keys()]
    person_ = User.objects.filter(pk__in=keys).order_by("pk")
    return {
        "units": [
            (
                unit.code,
                named.get(unit.parent_id or 0),
                [named.get(int(key)) for key in unit.path.split("/") if key],
                unit.closed_on,
            )
            for unit in units
        ],
        "releases": list(mine.values_list("identity", "state", "version")),
        "draft": list(
            releases.filter(pk=world.keys.get("draft")).values_list("state", "version")
        ),
        "crosswalks": Crosswalk.objects.filter(before=world.keys["release"]).count(),
        "person": list(person_.values_list("full_name", "is_active", "invitations")),
        "names": User.objects.filter(username=world.seen.get("name")).count(),
        "roles": sorted(
            RoleAssignment.objects.filter(user__in=person_).values_list("role", "unit")
        ),
    }
