"""Late work is kept and marked: what came late, what never came, and what was in time and returned."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.utils import timezone

from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.actions import extend_round, start_appraisal
from opendti_site.assessments.rounds.lateness import Lateness, lateness_of
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import (
    found_among,
    progress_of,
    tally_of,
)
from opendti_site.assessments.submissions.actions import (
    extend_submission,
    recall_submission,
    return_submission,
    submit_answers,
)
from opendti_site.audit.migrating import seal_migrated
from opendti_site.home.progress_files import UNITS, progress_file

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from tests.site.clock import Clock

DAY = dt.timedelta(days=1)


@pytest.fixture
def ready(submission: Submission, reporter: User) -> Submission:
    """Make the agency's form one that may be submitted, all blank."""
    waive_evidence(submission, "1.2", "Văn thư đang số hóa", by=reporter)
    return submission


def submit(form: Submission, by: User) -> Submission:
    return submit_answers(form, by=by, blanks_confirmed=True)


def mark_of(form: Submission) -> Lateness:
    row = Submission.objects.select_related("round").get(pk=form.pk)
    return lateness_of(row, row.round, timezone.now())


def test_what_comes_within_an_extension_of_the_unit_alone_is_late(
    ready: Submission, signatory: User, coordinator: User, clock: Clock
) -> None:
    assert mark_of(ready) == Lateness.NOT_DUE
    clock.move_on(days=11)
    assert mark_of(ready) == Lateness.OVERDUE
    due = timezone.now() + 3 * DAY
    extend_submission(ready, due_at=due, reason="Lũ", by=coordinator)
    assert mark_of(ready) == Lateness.NOT_DUE

    submit(ready, signatory)

    assert mark_of(ready) == Lateness.LATE
    # Longer for everybody: then nobody was late.
    extend_round(ready.round, submit_by=due, reason="Lũ", by=coordinator)
    assert mark_of(ready) == Lateness.IN_TIME


def test_a_returned_form_keeps_when_it_first_came_and_a_recalled_one_does_not(
    ready: Submission, signatory: User, coordinator: User, clock: Clock
) -> None:
    first = submit(ready, signatory).first_submitted_at
    recalled = recall_submission(ready, reason="Nhầm", by=signatory)
    assert recalled.first_submitted_at is None
    second = submit(ready, signatory).first_submitted_at
    assert first
    assert second
    assert second > first
    clock.move_on(days=11)

    due = timezone.now() + DAY
    return_submission(ready, reason="Thiếu", due_at=due, by=coordinator)
    assert mark_of(ready) == Lateness.NOT_DUE
    clock.move_on(hours=1)
    again = submit(ready, signatory)

    assert again.first_submitted_at == second
    assert mark_of(ready) == Lateness.IN_TIME
    return_submission(ready, reason="Thiếu", due_at=due, by=coordinator)
    clock.move_on(days=1)
    assert mark_of(ready) == Lateness.OVERDUE_AGAIN


def test_pages_and_files_mark_and_count_late_and_missing_forms(
    ready: Submission,
    signatory: User,
    coordinator: User,
    appraiser: User,
    client: Client,
    clock: Clock,
) -> None:
    clock.move_on(days=11)
    due = timezone.now() + 3 * DAY
    extend_submission(ready, due_at=due, reason="Lũ", by=coordinator)
    submit(ready, signatory)
    round_ = start_appraisal(ready.round, by=coordinator)

    rows = progress_of(round_, coordinator)

    assert (tally_of(rows).late, tally_of(rows).overdue) == (1, 1)
    assert [row.unit.code for row in found_among(rows, "", "nop-muon")] == ["CucTMDT"]
    assert found_among(rows, "", "qua-han").count() == 1
    table = progress_file(UNITS, round_, coordinator)
    assert sorted(row[5] for row in table.rows) == ["Nộp muộn", "Quá hạn, chưa nộp"]
    client.force_login(coordinator)
    for address in (round_.get_absolute_url(), f"/ky/{round_.pk}/tien-do/"):
        page = client.get(address).content.decode()
        assert page.count("Nộp muộn") >= 1, address
        assert page.count("Quá hạn, chưa nộp") >= 1, address
    client.force_login(appraiser)
    grid = client.get(f"/tham-dinh/{round_.pk}/lan-1/2.1/").content.decode()
    assert "Nộp muộn" in grid
    assert "Quá hạn, chưa nộp" in grid


def test_published_tables_and_forms_without_proof_are_not_late(
    submission: Submission, clock: Clock
) -> None:
    clock.move_on(days=11)
    round_ = submission.round
    now = timezone.now()
    submission.state = "submitted"
    assert lateness_of(submission, round_, now) == Lateness.UNKNOWN
    round_.origin = "published_data"
    assert lateness_of(submission, round_, now) == Lateness.NOT_APPLICABLE
    assert Round.objects.get().submissions.count() == 2


@pytest.mark.tampered("columns are emptied as before the migration")
def test_the_migration_finds_first_submissions_in_the_log(
    ready: Submission, signatory: User, coordinator: User
) -> None:
    submit(ready, signatory)
    recall_submission(ready, reason="Nhầm", by=signatory)
    first = submit(ready, signatory).first_submitted_at
    due = timezone.now() + 20 * DAY
    return_submission(ready, reason="Sai", due_at=due, by=coordinator)
    submit(ready, signatory)
    Submission.objects.update(first_submitted_at=None)
    migration = import_module(
        "opendti_site.assessments.migrations.0015_first_submissions"
    )

    migration.fill(apps, None)
    seal_migrated(apps=apps)

    found = Submission.objects.order_by("pk").values_list("unit", "first_submitted_at")
    (at,) = [at for unit, at in found if at]
    assert first
    assert abs(at - first) < dt.timedelta(seconds=5)
    assert dict(found)[ready.unit_id] == at
