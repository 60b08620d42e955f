"""Reads of submissions: answers, scores, what is missing, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from opendti_site.accounts.models import User
from opendti_site.assessments.evidence.queries import CriterionEvidence, evidence_of
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import TAKES_PART, Round, Submission
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.assessments.submissions.bridge import (
    plan_of_round,
    score_values,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.jumps import jumps_in, uncommented
from opendti_site.assessments.submissions.machine_values import (
    MachineValue,
    machine_values,
)
from opendti_site.assessments.submissions.models import Answer, SignedSheet
from opendti_site.assessments.submissions.outcomes import SavedState
from opendti_site.assessments.submissions.readings import SubmissionScore
from opendti_site.assessments.submissions.stages import (
    counted_answers,
    values_at,
    values_of,
)
from opendti_site.assessments.submissions.status import (
    EMPTY,
    FAULTY,
    NO_COMMENT,
    NO_EVIDENCE,
    NOT_MEASURED,
    PARTIAL,
    CriterionStatus,
    status_of,
)
from opendti_site.audit.models import AuditLine
from opendti_site.audit.queries import lines_about
from opendti_site.frameworks.bridge import ItemMatches, matches_between
from opendti_site.frameworks.queries import crosswalk_between
from opendti_site.frameworks.sheets import CriterionSheet

BLOCKING = (FAULTY, NO_COMMENT, NO_EVIDENCE)
LISTED = (FAULTY, NO_COMMENT, NO_EVIDENCE, PARTIAL, EMPTY, NOT_MEASURED)


def submissions_with_round(user: User) -> QuerySet[Submission]:
    """Return visible submissions with their rounds, without the framework's long text."""
    return (
        submissions_visible_to(user)
        .select_related(
            "round", "round__release", "round__root", "submitted_by", "handed_over_by"
        )
        .defer("round__framework_text", "round__release__text")
    )


@dataclass(frozen=True, slots=True)
class SubmissionSummary:
    """One submission, read once: answers, evidence, scores and the status of each criterion."""

    submission: Submission
    # As the unit gave them; `counted` has a machine's value where that counts.
    answers: Mapping[str, Answer]
    evidence: Mapping[str, CriterionEvidence]
    score: SubmissionScore
    statuses: Mapping[str, CriterionStatus]
    sheets: tuple[CriterionSheet, ...]
    # Items whose number differs much from last year's; empty where the framework asks nothing.
    jumps: frozenset[str] = frozenset()
    counted: Mapping[str, Answer] = field(default_factory=dict)
    machines: Mapping[str, MachineValue] = field(default_factory=dict)


def summary_of(
    submission: Submission, saved_state: SavedState | None = None
) -> SubmissionSummary:
    """Read a whole submission in four queries, seven where the framework asks about changes; `saved_state` spares those that a save has made."""
    if saved_state:
        answers = saved_state.answers
    else:
        found = submission.answers.prefetch_related("updated_by")
        answers = {row.item: row for row in found}
    evidence = evidence_of(submission)
    # A save has scored the form already, to check it.
    known = saved_state.score if saved_state else None
    machines = machine_values([submission.pk]).get(submission.pk, {})
    counted = counted_answers(submission, answers, machines)
    score = known or score_values(submission, values_of(counted))
    sheets = framework_page(submission.round).criteria_in(submission.block)
    jumps = _jumps(submission, answers)
    lacking = uncommented(jumps, answers)
    statuses = {
        sheet.code: status_of(
            sheet,
            counted,
            score.criteria[sheet.code],
            has_evidence=evidence[sheet.code].is_sufficient,
            lacks_comment=any(item.id in lacking for item in sheet.items),
        )
        for sheet in sheets
    }
    return SubmissionSummary(
        submission,
        answers,
        evidence,
        score,
        statuses,
        sheets,
        jumps,
        counted,
        machines,
    )


def _jumps(submission: Submission, answers: Mapping[str, Answer]) -> frozenset[str]:
    threshold = framework_page(submission.round).framework.explain_change
    former = former_submission(submission) if threshold is not None else None
    if former is None or threshold is None:
        return frozenset()
    matches = matches_with(former, submission)
    values = values_at([former.pk], Stage.FINAL)[former.pk]
    plan = plan_of_round(submission.round)
    return jumps_in(plan, answers, matches, values, threshold)


def matches_with(former: Submission, submission: Submission) -> ItemMatches:
    """Return which items of an earlier form are the same in this one, by the crosswalk if there is one."""
    return matches_of(former.round, submission.round)


def matches_of(former: Round, round_: Round) -> ItemMatches:
    """Return which criteria and items of an earlier round are the same in this one."""
    before, after = former.release, round_.release
    crosswalk = None if before.pk == after.pk else crosswalk_between(before, after)
    text = crosswalk.text if crosswalk else ""
    return matches_between(former, round_, text)


def former_round(round_: Round) -> Round | None:
    """Return the latest earlier round of the same index under the same root."""
    return (
        _earlier_rounds(round_)
        .select_related("release")
        .defer("framework_text", "release__text")
        .order_by("-year", "-opens_at")
        .first()
    )


def has_former_round(round_: Round) -> bool:
    """Return whether there was an earlier round of the same index under the same root."""
    return _earlier_rounds(round_).exists()


def _earlier_rounds(round_: Round) -> QuerySet[Round]:
    # Another version of the same index: years are compared across versions.
    index = round_.release.identity.partition("@")[0]
    # Also of a rehearsal: what it offers is what the round itself will offer.
    return Round.official.filter(
        root=round_.root_id,
        year__lt=round_.year,
        release__identity__startswith=f"{index}@",
    ).exclude(state=RoundState.DRAFT)


def former_submission(submission: Submission) -> Submission | None:
    """Return the unit's submission in the latest earlier round that it took part in."""
    round_ = submission.round
    found = (
        Submission.objects
        .filter(TAKES_PART, unit=submission.unit_id, round__in=_earlier_rounds(round_))
        .select_related("round", "round__release")
        .defer("round__framework_text", "round__release__text")
        .order_by("-round__year", "-round__opens_at")
        .first()
    )
    if found:
        found.unit = (
            submission.unit
        )  # the same object, so that pages do not query it again
    return found


def of_present_block(round_: Round) -> Q:
    """Select the answers of a round whose criteria the form's block has: a form that was moved keeps others, unscored."""
    page = framework_page(round_)
    found = Q(pk__in=[])
    for block in page.blocks:
        codes = [sheet.code for sheet in page.criteria_in(block.code)]
        found |= Q(submission__block=block.code, criterion__in=codes)
    return found


@dataclass(frozen=True, slots=True)
class MissingAnswers:
    """A criterion that is not complete, and whether that keeps the submission from being made."""

    sheet: CriterionSheet
    status: CriterionStatus
    is_blocking: bool


def missing_in(summary: SubmissionSummary) -> list[MissingAnswers]:
    """List what is missing, the blocking first."""
    found = [
        MissingAnswers(
            sheet,
            summary.statuses[sheet.code],
            summary.statuses[sheet.code] in BLOCKING,
        )
        for sheet in summary.sheets
        if summary.statuses[sheet.code] in LISTED
    ]
    return sorted(found, key=lambda item: not item.is_blocking)


HISTORY_VERBS = (
    "extend_submission",
    "withdraw_unit",
    "readmit_unit",
    "change_block",
    "hand_over",
    "hand_back",
    "submit_answers",
    "recall_submission",
    "return_submission",
)


def has_written_about(forms: QuerySet[Submission], criterion: str) -> bool:
    """Whether these forms hold anything about a criterion, also about one that their framework has no more."""
    written = Q(answers__criterion=criterion) | Q(score_entries__criterion=criterion)
    return forms.filter(written).exists()


def history_of(submission: Submission) -> list[AuditLine]:
    """Return the audit lines of handing over, submitting and returning, newest first; not those of the appraisal."""
    return list(lines_about(submission).filter(verb__in=HISTORY_VERBS)[:20])


def changes_since(submission: Submission, version: int) -> list[AuditLine]:
    """Return the audit lines of what was written to a form after a version of it, newest first."""
    later = lines_about(submission).filter(detail__version__gt=version)
    return list(later[:20])


def signed_sheets_of(submission: Submission) -> list[SignedSheet]:
    """Return the signed sheets of a form, the latest first."""
    sheets = submission.signed_sheets.select_related("document", "added_by")
    return list(sheets.prefetch_related("document__attachments"))
