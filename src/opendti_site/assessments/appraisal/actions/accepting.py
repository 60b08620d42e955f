"""Accepting values that nobody has appraised: of many units at once, or of many criteria of one unit."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import refuse_conflict
from opendti_site.assessments.appraisal.actions.judging import (
    VERBS,
    appraisable_among,
    assigned_among,
    not_assigned,
    refuse_at_this_time,
    refuse_form,
    withdrawn,
)
from opendti_site.assessments.appraisal.basis import bases_at, bases_of, token
from opendti_site.assessments.appraisal.bridge import scores_in
from opendti_site.assessments.appraisal.coverage import coverage_of
from opendti_site.assessments.appraisal.entries import new_entry
from opendti_site.assessments.appraisal.permissions import is_appraiser
from opendti_site.assessments.evidence.queries import documents_shown
from opendti_site.assessments.rounds.locking import (
    locked_submission,
    locked_submissions,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge import score_in_round
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import latest_entries
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError


@transaction.atomic
def accept_rest(
    round_: Round,
    criterion: str,
    *,
    by: User,
    stage: str = Stage.APPRAISED,
    shown: Mapping[int, str] | None = None,
) -> int:
    """Accept the values of the units that nobody has appraised yet; returns how many.

    `shown` has the token of what the page showed of each unit that it offered: a unit that has been
    appraised or has changed since is left as it is. Without it, all units of the round are meant.
    """
    among = round_.taking_part.values_list("pk", flat=True)
    if shown is not None:
        among = among.filter(pk__in=shown)
    # Locked in one query, in the order of keys, like every other act on several forms.
    rows = locked_submissions(list(among))
    # Withdrawn while the lock was waited for, or before.
    rows = [row for row in rows if row.takes_part]
    if not rows and shown is None:
        raise ActionRefusedError(withdrawn())
    if rows:
        refuse_at_this_time(rows[0].round, stage)
    bound = [row.unit for row in rows if is_appraiser(by, stage, row.round.root)]
    rows = appraisable_among(rows, stage, by)
    if not rows:
        refuse_conflict(by, bound)
        raise PermissionDenied
    rows = assigned_among(rows, criterion, stage, by)
    if not rows:
        raise ActionRefusedError(not_assigned())
    entries = _acceptances(rows, criterion, stage, by, shown)
    ScoreEntry.objects.bulk_create(entries)
    if entries:
        record(
            VERBS[Stage(stage)],
            round_,
            by=by,
            name=round_.title,
            seals=entries,
            criterion=criterion,
            verdict=Verdict.ACCEPTED,
            submissions=[entry.submission_id for entry in entries],
        )
    return len(entries)


@transaction.atomic
def accept_criteria(
    submission: Submission,
    shown: Mapping[str, str],
    *,
    by: User,
    stage: str = Stage.APPRAISED,
) -> int:
    """Accept those criteria of one unit that nobody has appraised yet; returns how many.

    `shown` has the token of what the page showed of each criterion that it offered: one that has
    been appraised or has changed since is left as it is.
    """
    submission = locked_submission(submission.pk)
    refuse_form(submission, stage, by)
    criteria = _assigned_criteria(submission, shown, stage, by)
    if not criteria:
        raise ActionRefusedError(not_assigned())
    entries = _acceptances_of_unit(submission, criteria, shown, by=by, stage=stage)
    ScoreEntry.objects.bulk_create(entries)
    if entries:
        record(
            VERBS[Stage(stage)],
            submission,
            by=by,
            name=str(submission.unit),
            seals=entries,
            criteria=[entry.criterion for entry in entries],
            verdict=Verdict.ACCEPTED,
        )
    return len(entries)


def _assigned_criteria(
    submission: Submission, shown: Mapping[str, str], stage: str, by: User
) -> list[str]:
    """Return those of the criteria that the round leaves to this person."""
    if stage != Stage.APPRAISED or not submission.round.only_assigned:
        return list(shown)
    mine, path = coverage_of(by, submission.round), submission.unit.path
    return [code for code in shown if mine.covers(code, submission.block, path)]


def _acceptances_of_unit(
    submission: Submission,
    criteria: list[str],
    shown: Mapping[str, str],
    *,
    by: User,
    stage: str,
) -> list[ScoreEntry]:
    key = submission.pk
    done = latest_entries([key])
    bases = bases_of([key], criteria, stage)
    documents = documents_shown([key], criteria)
    # What nobody has appraised at a stage has the values of the stage before it.
    scores = score_in_round(submission, stage).criteria
    entries = []
    for code in criteria:
        basis = bases[key, code]
        if code not in scores or (key, code, stage) in done:
            continue
        if shown[code] != token(None, basis) or scores[code].faults:
            continue
        entry = new_entry(submission, scores[code], basis.values, by=by, stage=stage)
        entry.basis, entry.documents = basis.digest, documents[key, code]
        entries.append(entry)
    return entries


def _acceptances(
    rows: list[Submission],
    criterion: str,
    stage: str,
    by: User,
    shown: Mapping[int, str] | None,
) -> list[ScoreEntry]:
    keys = [row.pk for row in rows]
    done = latest_entries(keys, criterion=criterion)
    bases = bases_at(keys, criterion, stage)
    values = {pk: bases[pk].values for pk in keys}
    scores = scores_in(rows[0].round, rows, criterion, values)
    documents = documents_shown(keys, [criterion])
    entries = []
    for row in rows:
        # The unit's block may not have the criterion.
        if row.pk not in scores or (row.pk, criterion, stage) in done:
            continue
        # Nobody accepts by hand what breaks a check, so neither in bulk.
        if scores[row.pk].faults:
            continue
        if shown is not None and shown[row.pk] != token(None, bases[row.pk]):
            continue
        entry = new_entry(row, scores[row.pk], values[row.pk], by=by, stage=stage)
        entry.basis = bases[row.pk].digest
        entry.documents = documents[row.pk, criterion]
        entries.append(entry)
    return entries
