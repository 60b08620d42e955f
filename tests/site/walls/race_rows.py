"""How the rows that raced actions write lie afterwards: every column of every table they may write."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from opendti_site.accounts.models import (
    AttemptCount,
    InterestConflict,
    RoleAssignment,
    RoleProposal,
    ServiceAccount,
    ServiceToken,
    User,
)
from opendti_site.assessments.appraisal.models import Assignment
from opendti_site.assessments.evidence.models import (
    Attachment,
    Document,
    EvidenceLink,
    EvidenceWaiver,
    FileFacts,
)
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer, ScoreEntry, SignedSheet
from opendti_site.audit.models import AuditLine, ChainHead, Verification
from opendti_site.feeds.models import Push
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease
from opendti_site.mail.models import QueuedMail
from opendti_site.observations.models import Delivery, Observation
from opendti_site.operations.models import (
    BackupRecord,
    ChoreRecord,
    StorageRecord,
    Worker,
)
from opendti_site.organisations.models import Succession, Unit
from opendti_site.publication.models import (
    Edition,
    EditionScore,
    EditionUnit,
    Proposal,
)
from opendti_site.reminders.models import Contact, ReminderChoice, SentReminder
from opendti_site.results.models import Run, RunScore

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Field, Model

    from tests.site.walls.race_worlds import RaceWorld

    Rows = Callable[[RaceWorld], Q]


def of_the_round(path: str) -> Rows:
    """Rows of the scene's round, which a table names by this path."""
    return lambda world: Q(**{path: world.keys.get("round")})


def documents(world: RaceWorld) -> Q:
    """Documents of the agency, which the scenes cite and add."""
    return Q(unit=world.keys.get("agency"))


def units(world: RaceWorld) -> Q:
    """Units under the scene's root."""
    return Q(path__startswith=Unit.objects.get(pk=world.keys["ministry"]).path)


def releases(world: RaceWorld) -> Q:
    """The draft, and releases of the texts that the scene publishes."""
    texts = [text for name in ("text", "new") if (text := world.seen.get(name))]
    return Q(text__in=texts) | Q(pk=world.keys.get("draft"))


def crosswalks(world: RaceWorld) -> Q:
    """Crosswalks from the release of the round."""
    return Q(before=world.keys["release"])


def accounts(path: str) -> Rows:
    """Accounts that the scene changes or makes."""

    def rows(world: RaceWorld) -> Q:
        keys = [
            world.people[name]
            for name in ("person", "first", "second")
            if name in world.people
        ]
        username = f"{path}__username" if path else "username"
        return Q(**{f"{path or 'pk'}__in": keys}) | Q(**{
            username: world.seen.get("name")
        })

    return rows


def services(world: RaceWorld) -> Q:
    """Service accounts that the scene changes or makes."""
    return Q(pk=world.keys.get("service")) | Q(name=world.seen.get("name"))


ROWS: dict[type[Model], Rows] = {
    Round: of_the_round("pk"),
    Submission: of_the_round("round"),
    Answer: of_the_round("submission__round"),
    ScoreEntry: of_the_round("submission__round"),
    EvidenceLink: of_the_round("submission__round"),
    EvidenceWaiver: of_the_round("submission__round"),
    CriterionRequest: of_the_round("submission__round"),
    SignedSheet: of_the_round("submission__round"),
    Assignment: of_the_round("round"),
    Document: documents,
    Attachment: lambda world: Q(document__unit=world.keys.get("agency")),
    Run: of_the_round("round"),
    RunScore: of_the_round("run__round"),
    Edition: of_the_round("round"),
    EditionUnit: of_the_round("edition__round"),
    EditionScore: of_the_round("edition__round"),
    Proposal: of_the_round("round"),
    Unit: units,
    Succession: lambda world: Q(successor__in=Unit.objects.filter(units(world))),
    FrameworkRelease: releases,
    Crosswalk: crosswalks,
    User: accounts(""),
    RoleAssignment: accounts("user"),
    InterestConflict: accounts("user"),
    RoleProposal: accounts("user"),
    ServiceAccount: services,
    ServiceToken: lambda world: Q(
        account__in=ServiceAccount.objects.filter(services(world))
    ),
}
"""The rows of each table that the actions of a scene may write."""
NOT_COMPARED = {
    AuditLine: "its verbs are compared; digests and times differ",
    ChainHead: "the digest of lines that have times in them",
    Verification: "written by the command line and the worker",
    AttemptCount: "a throttle, which no action reads",
    QueuedMail: "a letter for each line of the log that sends one",
    ReminderChoice: "says how often somebody wants letters, which no action reads",
    SentReminder: "a memory of letters: tests/site/reminders/test_once.py",
    Contact: "a memory of letters: tests/site/reminders/test_once.py",
    Delivery: "one for each save of answers, which are compared; digests and times differ",
    Observation: "repeats the answers that a save wrote, which are compared",
    Push: "a memory of answers: tests/site/api/test_pushing.py",
    FileFacts: "found again from the file at any time",
    Worker: "of the machinery",
    ChoreRecord: "of the machinery",
    BackupRecord: "of the machinery",
    StorageRecord: "of the machinery",
}
"""Tables whose rows are not compared, and why."""
VARYING = {
    (User, "password"): "salted",
    (ServiceToken, "prefix"): "random",
    (ServiceToken, "digest"): "of a random text",
    (Edition, "manifest"): "the time of publication is in it",
}
"""Columns that differ whenever an action is done again, and why."""
NAMES: dict[type[Model], str] = {
    Round: "title",
    Submission: "unit__code",
    CriterionRequest: "question",
    Assignment: "node",
    Document: "number",
    Run: "stage",
    Edition: "title",
    EditionUnit: "code",
    Unit: "code",
    FrameworkRelease: "identity",
    User: "username",
    ServiceAccount: "name",
}
"""The column by which a row is named where another points to it: keys differ from try to try."""
HOUR = dt.timedelta(hours=1)


def rows_of(world: RaceWorld) -> dict[str, object]:
    """Return how the rows that the actions of a scene write lie now, without keys and times."""
    verbs = AuditLine.objects.filter(pk__gt=world.start).values_list("verb", flat=True)
    rows: dict[str, object] = {"verbs": sorted(verbs)}
    for model, of_scene in ROWS.items():
        columns = columns_of(model)
        found = model._base_manager.filter(of_scene(world))  # noqa: SLF001 -- no manager hides rows from it
        described = [_settled(row) for row in found.values(*columns)]
        rows[model.__name__] = sorted(described, key=str)
    return rows


def columns_of(model: type[Model]) -> list[str]:
    """List the columns that are compared; a key to another row as that row's name."""
    return [
        _column(column)
        for column in model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
        if not column.primary_key and (model, column.name) not in VARYING
    ]


def _column(column: Field[Any, Any]) -> str:
    if column.related_model is None:
        return column.name
    return f"{column.name}__{NAMES[column.related_model]}"


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    """Write moments as hours from now, and the keys in a unit's path as codes: alike for every try."""
    now = timezone.now()
    settled = {
        column: round((value - now) / HOUR) if isinstance(value, dt.datetime) else value
        for column, value in row.items()
    }
    if "path" in row:
        keys = [int(key) for key in row["path"].split("/") if key]
        codes = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "code"))
        settled["path"] = [codes.get(key) for key in keys]
    return settled
