"""How the rows that raced actions write lie afterwards."""

from __future__ import annotations

from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.assessments.evidence.models import (
    EvidenceLink,
    EvidenceWaiver,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease
from opendti_site.organisations.models import Unit
from opendti_site.publication.models import Edition, Proposal
from opendti_site.results.models import Run
from tests.site.walls.race_worlds import (
    World,
)


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
        "person": list(
            person_.values_list("full_name", "email", "is_active", "invitations")
        ),
        "names": User.objects.filter(username=world.seen.get("name")).count(),
        "roles": sorted(
            RoleAssignment.objects.filter(user__in=person_).values_list("role", "unit")
        ),
    }
