"""Reads of requests: which is open, what was replied, how many wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.assessments.requests.enums import (
    ANSWERING,
    SIGNED,
    RequestState,
)
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.permissions import can_ask
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.writers import written_by
from opendti_site.frameworks.sheets import CriterionSheet

PEOPLE = ("asked_by", "drafted_by", "replied_by", "withdrawn_by")


def waiting() -> Q:
    """Return the condition of requests that can still be answered, by the clock."""
    return Q(
        state=RequestState.OPEN,
        due_at__gt=timezone.now(),
        submission__round__state__in=ANSWERING,
    ) & ~Q(submission__state=SubmissionState.WITHDRAWN)


def expired() -> Q:
    """Return the condition of requests whose time passed without a reply."""
    passed = Q(state=RequestState.OPEN, due_at__lte=timezone.now())
    return passed | Q(state=RequestState.EXPIRED)


def open_request(submission: Submission, criterion: str) -> CriterionRequest | None:
    """Return the request about a criterion that can be answered now; None where there is none."""
    found = submission.criterion_requests.filter(
        criterion=criterion, state=RequestState.OPEN
    ).first()
    if found is None:
        return None
    found.submission = submission  # with its round, which is read already
    return found if found.is_answerable else None


def requests_of(submission: Submission, criterion: str = "") -> list[CriterionRequest]:
    """Return the requests of a form, the newest first."""
    found = submission.criterion_requests.select_related(*PEOPLE).order_by("-pk")
    if criterion:
        found = found.filter(criterion=criterion)
    rows = list(found)
    for row in rows:
        row.submission = submission
    return rows


def requests_about(
    submissions: Sequence[Submission], criteria: Collection[str]
) -> dict[tuple[int, str], list[CriterionRequest]]:
    """Return the requests about criteria by submission and criterion, the newest first: one query."""
    by_key = {row.pk: row for row in submissions}
    found = CriterionRequest.objects.filter(
        submission__in=by_key, criterion__in=criteria
    ).select_related(*PEOPLE)
    by_criterion: defaultdict[tuple[int, str], list[CriterionRequest]]
    by_criterion = defaultdict(list)
    for row in found.order_by("-pk"):
        row.submission = by_key[row.submission_id]
        by_criterion[row.submission_id, row.criterion].append(row)
    return dict(by_criterion)


def explained_in(submissions: QuerySet[Submission], criterion: str) -> dict[int, bool]:
    """Return the submissions with a request about a criterion that waits or was answered: False while one waits."""
    about = Q(submission__in=submissions.values("pk"), criterion=criterion)
    return _explained(about, "submission")


def explained_criteria(submission: Submission) -> dict[str, bool]:
    """Return the criteria of a form with a request that waits or was answered: False while one waits."""
    return _explained(Q(submission=submission), "criterion")


def _explained(about: Q, key: str) -> dict[Any, bool]:
    found = CriterionRequest.objects.filter(
        about, waiting() | Q(state=RequestState.ANSWERED)
    )
    # Answered ones first: a request that waits overrules an earlier answer.
    listed = found.order_by("pk").values_list(key, "state")
    return {
        name: state == RequestState.ANSWERED
        for name, state in sorted(
            listed, key=lambda row: row[1] != RequestState.ANSWERED
        )
    }


def askable(
    submissions: Iterable[Submission], round_: Round, sheet: CriterionSheet, user: User
) -> list[Submission]:
    """Return the signed forms, of some of a round, about whose criterion a person may ask now.

    Those about which an earlier request waits for its reply are left out.
    """
    plan = framework_page(round_).plan
    rows = [
        row
        for row in submissions
        if row.state in SIGNED
        and sheet.exists_in(plan.block_index(row.block))
        and can_ask(user, row)
    ]
    keys = [row.pk for row in rows]
    waits = CriterionRequest.objects.filter(
        waiting(), submission__in=keys, criterion=sheet.code
    )
    left_out = written_by(user, keys) | set(waits.values_list("submission", flat=True))
    return [row for row in rows if row.pk not in left_out]


def replies_to(
    submissions: Sequence[int] | QuerySet[Submission],
    criteria: Collection[str] | None = None,
) -> dict[tuple[int, str], list[str]]:
    """Return what the replies add to the basis of a judgement, by submission and criterion.

    A request that is open, withdrawn or expired adds nothing.
    """
    found = CriterionRequest.objects.filter(
        submission__in=submissions, state=RequestState.ANSWERED
    ).order_by("pk")
    if criteria is not None:
        found = found.filter(criterion__in=criteria)
    marks: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for submission, criterion, pk, reply in found.values_list(
        "submission", "criterion", "pk", "reply"
    ):
        marks[submission, criterion].append(f"@{pk} {reply}")
    return dict(marks)


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """How many requests there are, and what became of them; those taken back are not counted."""

    open: int = 0
    answered: int = 0
    expired: int = 0

    @property
    def asked(self) -> int:
        """All that were made and not taken back."""
        return self.open + self.answered + self.expired


NO_REQUESTS = RequestCounts()


def counts_in(
    submissions: QuerySet[Submission] | Collection[int],
) -> dict[int, RequestCounts]:
    """Count the requests of each submission that has any: one query."""
    found = CriterionRequest.objects.filter(submission__in=submissions).order_by()
    counted = found.values("submission").annotate(
        open=Count("pk", filter=Q(state=RequestState.OPEN) & ~expired()),
        answered=Count("pk", filter=Q(state=RequestState.ANSWERED)),
        expired=Count("pk", filter=expired()),
    )
    return {
        row["submission"]: RequestCounts(row["open"], row["answered"], row["expired"])
        for row in counted
    }
