"""What each unit's form in a round lacks, and which role can mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse

from opendti_site.accounts.enums import Role
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.enums import (
    APPRAISING,
    RUNNING,
    SubmissionState,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.steps import present_step
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.stages import stale_in
from opendti_site.organisations.queries import find_units
from opendti_site.reminders.enums import Lack

LACKS: dict[str, Q] = {
    Lack.NOT_STARTED: Q(state=SubmissionState.OPEN, filled=0),
    Lack.NOT_HANDED_OVER: Q(state=SubmissionState.OPEN, filled__gt=0),
    Lack.RETURNED: Q(state=SubmissionState.RETURNED),
    Lack.NOT_SIGNED: Q(state=SubmissionState.HANDED_OVER),
}
"""What a form lacks by its own columns."""

ROLES: dict[str, Role] = {
    Lack.NOT_STARTED: Role.REPORTER,
    Lack.NOT_HANDED_OVER: Role.REPORTER,
    Lack.RETURNED: Role.REPORTER,
    Lack.NOT_SIGNED: Role.SIGNATORY,
    Lack.NOT_EXPLAINED: Role.REPORTER,
    Lack.REPLY_NOT_SENT: Role.SIGNATORY,
    Lack.NOT_APPRAISED: Role.APPRAISER,
}
"""Who can mend it."""

REPLYING = (Lack.NOT_EXPLAINED, Lack.REPLY_NOT_SENT)
"""What a form lacks while requests about its criteria wait."""


def is_followed(round_: Round) -> bool:
    """Return whether anything in a round can still be asked for."""
    return round_.state in RUNNING


def lacking_in(round_: Round) -> QuerySet[Submission]:
    """Return the forms of a round that lack something, each with `lack`, in the order of the tree.

    What the unit was asked comes before what its appraisers have to do: `lack` is the first thing, of which
    letters are written; `other_lacks` are the rest.
    """
    asked = CriterionRequest.objects.filter(waiting(), submission=OuterRef("pk"))
    whens = [When(q, then=Value(str(lack))) for lack, q in LACKS.items()]
    later: dict[str, Q | Exists] = {
        Lack.NOT_EXPLAINED: Exists(asked.filter(reply="")),
        Lack.REPLY_NOT_SENT: Exists(asked.exclude(reply="")),
    }
    if round_.state in APPRAISING:
        later[Lack.NOT_APPRAISED] = _not_appraised(round_)
    whens += [When(found, then=Value(str(lack))) for lack, found in later.items()]
    rows = round_.taking_part.annotate(
        judged=Count(
            "score_entries__criterion",
            distinct=True,
            filter=Q(score_entries__stage__in=[Stage.APPRAISED, Stage.FINAL]),
        ),
        asked_until=Subquery(asked.order_by("due_at").values("due_at")[:1]),
        lack=Case(*whens, default=Value(""), output_field=CharField()),
    )
    rows = rows.annotate(**{
        f"lacks_{lack}": Case(
            When(found, then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
        for lack, found in later.items()
    })
    found = rows.exclude(lack="").select_related("unit").order_by("unit__path", "pk")
    return found if is_followed(round_) else found.none()


def found_among(
    rows: QuerySet[Submission], text: str, lack: str
) -> QuerySet[Submission]:
    """Filter forms of `lacking_in` by the unit's name or code, and by what they lack."""
    if text:
        rows = rows.filter(unit__in=find_units(text))
    return rows.filter(lack=lack) if lack in Lack.values else rows  # type: ignore[misc]  # annotated above


def counts_of(rows: QuerySet[Submission]) -> list[tuple[Lack, int]]:
    """Count the forms of `lacking_in` by what they lack, in the order of the process."""
    listed = list(rows.values_list("lack", flat=True))  # type: ignore[misc]  # annotated above
    return [(lack, listed.count(lack)) for lack in Lack if lack in listed]


def _not_appraised(round_: Round) -> Q:
    """Select submitted forms with a criterion that nobody has judged, or must judge again."""
    stale = {pk for pk, *_rest in stale_in(round_.taking_part)}
    open_ = Q(judged__lt=F("total")) | Q(pk__in=stale)
    return Q(state=SubmissionState.SUBMITTED) & open_


def lack_of(submission: Submission) -> Lack:
    """Return what a form of `lacking_in` lacks."""
    return Lack(vars(submission)["lack"])


def other_lacks(submission: Submission) -> list[Lack]:
    """Return what else a form of `lacking_in` lacks, in the order of the process."""
    row = vars(submission)
    return [
        lack for lack in Lack if lack != row["lack"] and row.get(f"lacks_{lack}", False)
    ]


@dataclass(frozen=True, slots=True)
class LackingForm:
    """A form and what it lacks."""

    submission: Submission
    lack: Lack

    @property
    def url(self) -> str:
        """Where it is mended."""
        if self.lack == Lack.NOT_APPRAISED:
            return reverse("assessments:appraisal", args=[self.submission.round_id])
        if self.lack in REPLYING:
            return reverse("assessments:explanations", args=[self.submission.pk])
        if self.lack == Lack.NOT_SIGNED:
            return reverse("assessments:hand_in", args=[self.submission.pk])
        return self.submission.get_absolute_url()

    @property
    def due(self) -> dt.datetime | None:
        """Until when."""
        if self.lack == Lack.NOT_APPRAISED:
            return present_step(self.submission.round).deadline
        if self.lack in REPLYING:
            # Annotated by `lacking_in`: the first of the requests that wait.
            until: dt.datetime | None = vars(self.submission)["asked_until"]
            return until
        return self.submission.closes_at


def forms_still_lacking(asked: Iterable[Sequence[str | int]]) -> list[LackingForm]:
    """Return those of some forms, as pairs of key and lack, that still lack the same role's work."""
    wanted = {int(pk): Lack(str(lack)) for pk, lack in asked}
    rounds = (
        Round.objects.filter(submissions__in=wanted).distinct().defer("framework_text")
    )
    found = []
    for round_ in rounds.order_by("pk"):
        for row in lacking_in(round_).filter(pk__in=wanted):
            row.round = round_
            lack = lack_of(row)
            if ROLES[lack] == ROLES[wanted[row.pk]]:
                found.append(LackingForm(row, lack))
    return found
