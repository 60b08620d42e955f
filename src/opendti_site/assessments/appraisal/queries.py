"""Reads of the appraisal: how far each criterion is appraised, a unit's three scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from opendti_site.accounts.models import User
from opendti_site.accounts.queries import SupportsPath
from opendti_site.assessments.appraisal.permissions import can_appraise
from opendti_site.assessments.requests.enums import ANSWERING, RequestState
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import RoundState, SubmissionState
from opendti_site.assessments.rounds.models import TAKES_PART, Round, Submission
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    submissions_visible_to,
)
from opendti_site.assessments.rounds.writers import written_by
from opendti_site.assessments.submissions.bridge import score_in_round, score_values
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.readings import SubmissionScore
from opendti_site.assessments.submissions.stages import (
    latest_entries,
    stale_entries,
    stale_in,
    values_at,
)
from opendti_site.frameworks.sheets import CriterionSheet, NodeSheet


@dataclass(frozen=True, slots=True)
class CriterionProgress:
    """How many units have this criterion, and how many are appraised at each stage.

    `again` has the number of units to look at again by stage: what was appraised has changed since, or
    the unit has replied to a request.
    """

    sheet: CriterionSheet
    units: int
    appraised: int
    final: int
    again: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MainProgress:
    """A main indicator with its criteria."""

    node: NodeSheet
    criteria: tuple[CriterionProgress, ...]

    def to_look_again(self) -> MainProgress:
        """Return it with those criteria alone that have something to look at again."""
        criteria = tuple(row for row in self.criteria if any(row.again.values()))
        return replace(self, criteria=criteria)


@dataclass(frozen=True, slots=True)
class ThreeScores:
    """A criterion's three scores, kept apart."""

    sheet: CriterionSheet
    entries: dict[str, ScoreEntry]
    scores: dict[str, float | None]
    stale: frozenset[str]


def rounds_in_appraisal(user: User) -> QuerySet[Round]:
    """Return the visible rounds that are or were appraised."""
    return rounds_visible_to(user).exclude(
        state__in=[RoundState.DRAFT, RoundState.OPEN]
    )


def requests_to_look_at() -> QuerySet[CriterionRequest]:
    """Return the answered requests about whose criterion nobody has appraised or decided since."""
    later = ScoreEntry.objects.filter(
        submission=OuterRef("submission"),
        criterion=OuterRef("criterion"),
        stage__in=[Stage.APPRAISED, Stage.FINAL],
        at__gte=OuterRef("replied_at"),
    )
    return CriterionRequest.objects.filter(
        ~Exists(later),
        ~Q(submission__state=SubmissionState.WITHDRAWN),
        state=RequestState.ANSWERED,
        submission__round__state__in=ANSWERING,
    )


def progress_by_criterion(round_: Round, user: User) -> list[MainProgress]:
    """Return every criterion with how far it is appraised; what has to be looked at again is not."""
    page = framework_page(round_)
    rows = submissions_visible_to(user).filter(TAKES_PART, round=round_)
    # `order_by()`: the model's order would become part of the grouping. Criteria exist by block,
    # so the units are counted by block and not one by one.
    blocks = dict(rows.order_by().values_list("block").annotate(Count("pk")))
    entries = ScoreEntry.objects.filter(
        submission__in=rows.values("pk"), stage__in=[Stage.APPRAISED, Stage.FINAL]
    )
    by_stage = entries.order_by().values_list("criterion", "stage")
    with_entries = by_stage.annotate(Count("submission", distinct=True))
    done = {(criterion, stage): units for criterion, stage, units in with_entries}
    stale = stale_in(rows)
    for _submission, criterion, stage in stale:
        # Stale entries are rows like the others, and found by digests outside SQL.
        done[criterion, stage] -= 1
    again = _again(rows, stale)
    columns = {block: page.plan.block_index(block) for block in blocks}

    def progress_of(sheet: CriterionSheet) -> CriterionProgress:
        units = sum(
            count for block, count in blocks.items() if sheet.exists_in(columns[block])
        )
        return CriterionProgress(
            sheet,
            units,
            done.get((sheet.code, Stage.APPRAISED), 0),
            done.get((sheet.code, Stage.FINAL), 0),
            {str(stage): again[sheet.code, str(stage)] for stage in Stage},
        )

    return [
        MainProgress(node, tuple(progress_of(sheet) for sheet in node.criteria()))
        for node in page.mains
    ]


def _again(
    rows: QuerySet[Submission], stale: Iterable[tuple[int, str, str]]
) -> Counter[tuple[str, str]]:
    """Count the units to look at again by criterion and stage, each unit once."""
    replied = requests_to_look_at().filter(submission__in=rows.values("pk")).order_by()
    again = {(pk, criterion, str(stage)) for pk, criterion, stage in stale} | {
        (pk, criterion, str(Stage.APPRAISED))
        for pk, criterion in replied.values_list("submission", "criterion")
    }
    return Counter((criterion, stage) for _pk, criterion, stage in again)


@dataclass(frozen=True, slots=True)
class UndecidedCounts:
    """What closing a round would leave as it is: units and criteria, each unit's by itself."""

    units: int
    not_submitted: int
    returned: int
    criteria: int
    without_entry: int
    stale: int
    requests: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether everything is submitted and has an entry, and no request waits for its reply."""
        return not (
            self.not_submitted or self.without_entry or self.stale or self.requests
        )


def undecided_in(round_: Round) -> UndecidedCounts:
    """Count what nobody has decided in a round: neither an appraiser nor the council."""
    rows = round_.taking_part.order_by()
    states = dict(rows.values_list("state").annotate(Count("pk")))
    entries = ScoreEntry.objects.filter(
        submission__in=rows.values("pk"), stage__in=[Stage.APPRAISED, Stage.FINAL]
    )
    # Once for each unit and criterion: the council's entry beside an appraiser's decides no more.
    with_entry = entries.order_by().values("submission", "criterion").distinct().count()
    stale = {(pk, criterion) for pk, criterion, _stage in stale_in(rows)}
    criteria = rows.aggregate(sum=Sum("total"))["sum"] or 0
    units = sum(states.values())
    return UndecidedCounts(
        units=units,
        not_submitted=units - states.get(SubmissionState.SUBMITTED, 0),
        returned=states.get(SubmissionState.RETURNED, 0),
        criteria=criteria,
        without_entry=criteria - with_entry,
        stale=len(stale),
        requests=CriterionRequest.objects.filter(
            waiting(), submission__round=round_
        ).count(),
    )


def undecided_counts(round_: Round) -> dict[str, int]:
    """Return `undecided_in` by name, as a step of a round is confirmed and recorded."""
    return asdict(undecided_in(round_))


def _score_alone(submission: Submission, stage: str) -> SubmissionScore:
    return score_values(submission, values_at([submission.pk], stage)[submission.pk])


def three_scores(
    submission: Submission, stages: tuple[Stage, ...], *, alone: bool
) -> tuple[list[ThreeScores], dict[str, SubmissionScore]]:
    """
    Return each criterion's scores at the stages that may be seen, and the totals.

    Alone, what is compared with other units waits, as in the form: who may not see
    their values may not read them off a score either.
    """
    entries = latest_entries([submission.pk])
    stale = stale_entries([submission.pk])
    score_at = _score_alone if alone else score_in_round
    totals = {str(stage): score_at(submission, stage) for stage in stages}
    sheets = framework_page(submission.round).criteria_in(submission.block)
    rows = [
        ThreeScores(
            sheet,
            {
                str(stage): entries[submission.pk, sheet.code, stage]
                for stage in stages
                if (submission.pk, sheet.code, stage) in entries
            },
            {
                stage: total.criteria[sheet.code].points
                for stage, total in totals.items()
            },
            frozenset(
                str(stage)
                for stage in stages
                if (submission.pk, sheet.code, stage) in stale
            ),
        )
        for sheet in sheets
    ]
    return rows, totals


def appraisable_by(
    user: User, stage: str, units: Mapping[int, SupportsPath], *, owner: SupportsPath
) -> frozenset[int]:
    """Return the submissions, given with their units, that a person may appraise; never what they report or reported."""
    found = [
        pk for pk, unit in units.items() if can_appraise(user, stage, unit, owner=owner)
    ]
    # The role as it is today is not enough: who typed an answer keeps that past.
    return frozenset(found) - written_by(user, found)
